//! Changes: what was changed in what we run, listed and told.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::page::Page;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::change::{Change, ChangeKind, ChangeState};
use vigie_domain::id::ChangeId;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::detect::{self, ToldChange};
use vigie_ops::store::{StoreError, Tx};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add))
}

/// Something that was changed.
#[derive(Serialize, ToSchema)]
struct ChangeLine {
    id: i64,
    /// When it happened.
    at: String,
    /// When Vigie was told.
    told_at: String,
    /// `deployment`, `push`, `release`, `pipeline`, `scaling`, `database`, `configuration`,
    /// `restart` or `other`.
    kind: &'static str,
    /// `started`, `done` or `failed`.
    state: &'static str,
    service: Option<String>,
    what: String,
    who: String,
    /// The source that told it, or who wrote it down.
    source: String,
    /// The repository or application, as the source calls it.
    place: String,
    /// Where the source shows it; empty when it does not.
    url: String,
}

impl From<Change> for ChangeLine {
    fn from(one: Change) -> Self {
        Self {
            id: one.id.0,
            at: one.at.to_string(),
            told_at: one.told_at.to_string(),
            kind: one.kind.as_str(),
            state: one.state.as_str(),
            service: one.service.map(|slug| slug.to_string()),
            what: one.what,
            who: one.who,
            source: one.source,
            place: one.place,
            url: one.url,
        }
    }
}

/// A page of changes.
#[derive(Serialize, ToSchema)]
struct ChangePage {
    /// The changes, the last told first.
    changes: Vec<ChangeLine>,
    /// Asks for the next page; a page with few or no changes can have one.
    next_cursor: Option<String>,
}

/// A change to be kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeForm {
    /// What was changed, in a line.
    what: String,
    /// The service, by its short name.
    service: Option<String>,
    /// Who did it; you without it.
    who: Option<String>,
    /// Where it can be seen.
    url: Option<String>,
    /// When it happened, RFC 3339; now without it.
    at: Option<String>,
    /// `other` without it.
    kind: Option<String>,
    /// `done` without it.
    state: Option<String>,
}

/// List changes
#[utoipa::path(
    get,
    path = "/api/v1/changes",
    tag = "changes",
    params(
        ("service" = Option<String>, Query, description = "only of this service"),
        ("kind" = Option<String>, Query, description = "only of this kind"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = ChangePage), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<ChangePage> {
    params.only(&["service", "kind", "limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let kind = params.word("kind", &ChangeKind::ALL.map(ChangeKind::as_str))?;
    let service = params.all("service").last().map(str::to_owned);
    let unit = move |tx: &mut Tx<'_>| {
        sight::changes_before(tx, &by.1, (ChangeId(page.before), page.limit), |one| {
            let of = one.service.as_ref().map(Slug::as_str);
            kind.is_none_or(|kind| one.kind.as_str() == kind)
                && service.as_deref().is_none_or(|service| of == Some(service))
        })
    };
    let (found, next) = app.cx.store.read(unit).await?;
    let next_cursor = next.map(|number| number.to_string());
    Ok(Json(ChangePage { changes: found.into_iter().map(ChangeLine::from).collect(), next_cursor }))
}

/// Tell of a change
#[utoipa::path(
    post,
    path = "/api/v1/changes",
    tag = "changes",
    request_body = ChangeForm,
    responses((status = 200, body = ChangeLine), (status = 400, body = Problem))
)]
async fn add(
    State(app): State<App>,
    by: Known,
    Body(form): Body<ChangeForm>,
) -> Answer<ChangeLine> {
    let (setup, now, told) = (app.cx.setup(), app.cx.now(), form.told(&by.0)?);
    let service = detect::service_of(&setup, None, &told, None);
    if service.is_none() && !told.service.is_empty() {
        let detail = format!("there is no service \"{}\"", told.service);
        return Err(Problem::field("service", detail, "declare it first, or leave it out"));
    }
    sight::tells(&by.1, service.as_ref())?;
    let unit = move |tx: &mut Tx<'_>| {
        let kept = detect::note_change(tx, (&by.0, service.clone()), &told, now)?;
        let twice = || Error::Broken(StoreError::Other("this change has no number".to_owned()));
        kept.ok_or_else(twice)
    };
    Ok(Json(app.cx.store.write(unit).await?.into()))
}

impl ChangeForm {
    fn told(self, by: &str) -> Result<ToldChange, Problem> {
        let what = self.what.trim();
        if what.is_empty() {
            return Err(Error::refused(Words::change_empty, Words::change_empty_next).into());
        }
        let at = self.at.as_deref().map(str::parse::<Timestamp>).transpose().map_err(|_| {
            Problem::field("at", "this is no instant", "write it as 2026-11-20T22:00:00Z")
        })?;
        let kinds = ChangeKind::ALL.map(ChangeKind::as_str).join(", ");
        let kind = word("kind", self.kind.as_deref(), ChangeKind::from_word, &kinds)?;
        let states = ChangeState::ALL.map(ChangeState::as_str).join(", ");
        let state = word("state", self.state.as_deref(), ChangeState::from_word, &states)?;
        Ok(ToldChange {
            delivery: uuid::Uuid::now_v7().to_string(),
            kind: kind.unwrap_or(ChangeKind::Other),
            state: state.unwrap_or(ChangeState::Done),
            at,
            service: self.service.unwrap_or_default(),
            place: String::new(),
            who: self.who.unwrap_or_else(|| by.to_owned()),
            what: what.to_owned(),
            url: self.url.unwrap_or_default(),
        })
    }
}

fn word<T>(
    field: &str,
    said: Option<&str>,
    from: fn(&str) -> Option<T>,
    known: &str,
) -> Result<Option<T>, Problem> {
    let Some(word) = said else { return Ok(None) };
    from(word).map(Some).ok_or_else(|| {
        Problem::field(field, format!("\"{word}\" is unknown"), format!("choose one of: {known}"))
    })
}
