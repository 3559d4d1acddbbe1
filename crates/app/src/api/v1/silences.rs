//! Silences: listed, set and ended.

use super::super::error::Problem;
use super::Answer;
use super::alerts::{instant, matcher};
use super::ask::{Known, Params};
use super::body::Body;
use super::page::Part;
use super::seen::{Seen, Tagged};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::Act;
use vigie_domain::silence::Silence;
use vigie_domain::time::Timestamp;
use vigie_ops::alert::{expire_silence, set_silence};
use vigie_ops::store::{Tx, silences};
use vigie_ops::{Error, sight};

/// Silences in one answer; a site with more has forgotten most of them.
const SILENCES_MAX: i64 = 10_000;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, set)).routes(routes!(show, expire))
}

/// A rule that stops the notifications of matching alerts for a time.
#[derive(Debug, Serialize, ToSchema)]
struct SilenceLine {
    /// Its UUID.
    id: String,
    /// `pending`, `active` or `expired`.
    state: &'static str,
    /// What it mutes.
    matchers: Vec<String>,
    /// From when.
    starts_at: String,
    /// Until when.
    ends_at: String,
    /// Who asked for it.
    created_by: String,
    /// Why.
    comment: String,
}

impl SilenceLine {
    fn new(silence: &Silence, now: Timestamp) -> Self {
        Self {
            id: silence.id.clone(),
            state: silence.state(now).as_str(),
            matchers: silence.matchers.iter().map(ToString::to_string).collect(),
            starts_at: silence.starts_at.to_string(),
            ends_at: silence.ends_at.to_string(),
            created_by: silence.created_by.clone(),
            comment: silence.comment.clone(),
        }
    }
}

/// Silences.
#[derive(Debug, Serialize, ToSchema)]
struct SilenceList {
    /// Active ones by end, then pending ones by start, then expired ones.
    silences: Vec<SilenceLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// A silence to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SilenceForm {
    /// What it mutes: all of these must match.
    matchers: Vec<String>,
    /// From when, RFC 3339; now unless said.
    starts_at: Option<String>,
    /// Until when, RFC 3339.
    ends_at: String,
    /// Why.
    comment: String,
}

/// List silences
#[utoipa::path(
    get,
    path = "/api/v1/silences",
    tag = "silences",
    params(
        ("state" = Option<String>, Query, description = "current (unless said): pending and active; or all"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = SilenceList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<SilenceList> {
    params.only(&["state", "limit", "cursor"])?;
    let part = Part::asked(&params)?;
    let all = params.word("state", &["current", "all"])? == Some("all");
    let now = app.cx.now();
    let since = if all { Timestamp::ZERO } else { now };
    let unit = move |tx: &mut Tx<'_>| Ok(silences::since(tx, since, SILENCES_MAX)?);
    let mut found = app.cx.store.read(unit).await?;
    found.retain(|silence| sight::sees_silence(&by.1, silence));
    found.sort_by(|one, other| one.list_order(other, now));
    let (found, next_cursor) = part.of_unsorted(found, |silence| silence.id.as_str())?;
    let silences = found.iter().map(|silence| SilenceLine::new(silence, now)).collect();
    Ok(Json(SilenceList { silences, next_cursor }))
}

fn find(tx: &mut Tx<'_>, id: &str) -> Result<Silence, Error> {
    silences::by_id(tx, id)?.ok_or(Error::NotFound("silence"))
}

/// Show a silence
#[utoipa::path(
    get,
    path = "/api/v1/silences/{id}",
    tag = "silences",
    params(("id" = String, Path, description = "the silence's UUID")),
    responses((status = 200, body = SilenceLine, headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
) -> Result<Tagged<SilenceLine>, Problem> {
    let now = app.cx.now();
    let unit = move |tx: &mut Tx<'_>| sight::silence(tx, &by.1, Act::See, &id);
    Ok(Tagged(SilenceLine::new(&app.cx.store.read(unit).await?, now)))
}

/// Set a silence
#[utoipa::path(
    post,
    path = "/api/v1/silences",
    tag = "silences",
    request_body = SilenceForm,
    responses((status = 200, body = SilenceLine), (status = 400, body = Problem))
)]
async fn set(
    State(app): State<App>,
    by: Known,
    Body(form): Body<SilenceForm>,
) -> Answer<SilenceLine> {
    let now = app.cx.now();
    let wanted = wanted(&form, by.0, now)?;
    sight::silences(&by.1, &wanted.matchers)?;
    let fresh_id = uuid::Uuid::new_v4().to_string();
    let unit = move |tx: &mut Tx<'_>| {
        let id = set_silence(tx, &wanted, &fresh_id, now)?;
        find(tx, &id)
    };
    Ok(Json(SilenceLine::new(&app.cx.store.write(unit).await?, now)))
}

fn wanted(form: &SilenceForm, created_by: String, now: Timestamp) -> Result<Silence, Problem> {
    let matchers = form.matchers.iter().map(|text| matcher("matchers", text));
    let matchers: Matchers = matchers.collect::<Result<Vec<_>, _>>()?.into();
    if form.comment.trim().is_empty() {
        let next = "say why, for whoever wonders why nobody was told";
        return Err(Problem::field("comment", "the comment is empty", next));
    }
    let starts_at = instant("starts_at", form.starts_at.as_deref())?;
    Ok(Silence {
        id: String::new(),
        matchers,
        starts_at: starts_at.unwrap_or(now),
        ends_at: instant("ends_at", Some(&form.ends_at))?.unwrap_or(now),
        updated_at: now,
        created_by,
        comment: form.comment.clone(),
        annotations: Labels::default(),
    })
}

/// End a silence now
#[utoipa::path(
    delete,
    path = "/api/v1/silences/{id}",
    tag = "silences",
    params(("id" = String, Path, description = "the silence's UUID")),
    responses((status = 200, body = SilenceLine), (status = 412, body = Problem))
)]
async fn expire(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    seen: Seen,
) -> Answer<SilenceLine> {
    let (now, named) = (app.cx.now(), seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::silence(tx, &by.1, Act::Silence, &id)?;
        seen.check(|| Ok(SilenceLine::new(&find(tx, &id)?, now)))?;
        expire_silence(tx, &id, &by.0, now)?;
        find(tx, &id)
    };
    let ended = app.cx.store.write(unit).await.map_err(|error| named.problem(error))?;
    Ok(Json(SilenceLine::new(&ended, now)))
}
