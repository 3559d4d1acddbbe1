//! Problems that people outside reported: listed, shown, and decided on.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::{Body, Maybe};
use super::incidents::IncidentLine;
use super::page::Page;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::TipId;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::severity::Severity;
use vigie_domain::tip::{Tip, TipState};
use vigie_ops::store::{Tx, incidents};
use vigie_ops::{Error, respond, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(declare))
        .routes(routes!(dismiss))
}

/// A problem that somebody outside reported.
#[derive(Serialize, ToSchema)]
struct TipLine {
    id: i64,
    /// When it came.
    at: String,
    /// The service that they chose.
    service: Option<String>,
    /// `open`, `declared` or `dismissed`.
    state: &'static str,
    /// What they see, in their words.
    text: String,
    /// How to reach them; may be empty.
    contact: String,
    /// The incident that was declared for it, where you may see it.
    incident: Option<String>,
    /// Why it was dismissed.
    why: Option<String>,
    /// Who decided.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<String>,
}

/// A page of reported problems.
#[derive(Serialize, ToSchema)]
struct TipPage {
    /// The newest first.
    problems: Vec<TipLine>,
    /// Asks for the next page; a page with few or no problems can have one.
    next_cursor: Option<String>,
}

/// What an incident is declared as; its service is the problem's.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TipDeclaration {
    /// One line that says what is wrong; the first line of what was reported without it.
    title: Option<String>,
    /// `info`, `warning` or `critical`; `critical` without it.
    severity: Option<String>,
}

/// Why a problem is none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TipDismissal {
    /// The reason, for those who look later.
    why: String,
}

fn line(tx: &mut Tx<'_>, seen: &Sight, tip: Tip) -> Result<TipLine, Error> {
    let (state, incident, why, decided) = match tip.state {
        TipState::Open => ("open", None, None, None),
        TipState::Declared { incident, by, at } => {
            let found = incidents::by_id(tx, incident)?;
            let shown = found.filter(|one| sight::sees_incident(seen, one));
            let reference = shown.map(|one| one.reference.to_string());
            ("declared", reference, None, Some((by, at)))
        }
        TipState::Dismissed { why, by, at } => ("dismissed", None, Some(why), Some((by, at))),
    };
    Ok(TipLine {
        id: tip.id.0,
        at: tip.at.to_string(),
        service: tip.service.map(|slug| slug.to_string()),
        state,
        text: tip.text,
        contact: tip.contact,
        incident,
        why,
        decided_at: decided.as_ref().map(|(_, at)| at.to_string()),
        decided_by: decided.map(|(by, _)| by),
    })
}

fn number(text: &str) -> Result<TipId, Problem> {
    text.parse().map(TipId).map_err(|_| {
        Problem::not_found(format!("\"{text}\" is no number"), "take one from the list")
    })
}

/// List the problems that people outside reported
#[utoipa::path(
    get,
    path = "/api/v1/problems",
    tag = "incidents",
    params(
        ("state" = Option<String>, Query, description = "open (unless said): nobody decided yet; or all"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = TipPage), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<TipPage> {
    params.only(&["state", "limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let state = params.word("state", &["open", "all"])?.unwrap_or("open");
    let unit = move |tx: &mut Tx<'_>| {
        let before = TipId(page.before);
        let (found, next) = sight::tips_before(tx, &by.1, (state, before), page.limit)?;
        let problems = found.into_iter().map(|tip| line(tx, &by.1, tip));
        let problems = problems.collect::<Result<Vec<_>, Error>>()?;
        Ok(TipPage { problems, next_cursor: next.map(|number| number.to_string()) })
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Show a reported problem
#[utoipa::path(
    get,
    path = "/api/v1/problems/{id}",
    tag = "incidents",
    params(("id" = i64, Path, description = "its number, as the list shows it")),
    responses((status = 200, body = TipLine), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(id): Path<String>,
) -> Answer<TipLine> {
    params.only(&[])?;
    let id = number(&id)?;
    let unit = move |tx: &mut Tx<'_>| {
        let tip = sight::tip(tx, &by.1, Act::Respond, id)?;
        line(tx, &by.1, tip)
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Declare an incident for a reported problem
///
/// What was reported is its first note.
#[utoipa::path(
    post,
    path = "/api/v1/problems/{id}/declare",
    tag = "incidents",
    params(("id" = i64, Path, description = "its number, as the list shows it")),
    request_body = Option<TipDeclaration>,
    responses((status = 200, body = IncidentLine), (status = 400, body = Problem))
)]
async fn declare(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    Maybe(form): Maybe<TipDeclaration>,
) -> Answer<IncidentLine> {
    let (setup, now, id) = (app.cx.setup(), app.cx.now(), number(&id)?);
    let severity = form.severity.as_deref().map_or(Ok(Severity::Critical), severity)?;
    let unit = move |tx: &mut Tx<'_>| {
        let tip = sight::tip(tx, &by.1, Act::Respond, id)?;
        sight::declares(&by.1, tip.service.as_ref())?;
        let title = form.title.clone().unwrap_or_else(|| respond::title_of_tip(&tip));
        let declaration =
            respond::Declaration { severity, ..respond::Declaration::of(title, tip.service) };
        respond::declare_tip(tx, &setup, (id, &declaration), &by.0, now)
    };
    Ok(Json(IncidentLine::new(&app.cx.store.write(unit).await?)))
}

fn severity(word: &str) -> Result<Severity, Problem> {
    let known = [Severity::Info, Severity::Warning, Severity::Critical];
    known.into_iter().find(|severity| severity.as_str() == word).ok_or_else(|| {
        let detail = format!("\"{word}\" is no severity");
        Problem::field("severity", detail, "write info, warning or critical")
    })
}

/// Dismiss a reported problem, with the reason
#[utoipa::path(
    post,
    path = "/api/v1/problems/{id}/dismiss",
    tag = "incidents",
    params(("id" = i64, Path, description = "its number, as the list shows it")),
    request_body = TipDismissal,
    responses((status = 200, body = TipLine), (status = 400, body = Problem))
)]
async fn dismiss(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    Body(form): Body<TipDismissal>,
) -> Answer<TipLine> {
    let (setup, now, id) = (app.cx.setup(), app.cx.now(), number(&id)?);
    let unit = move |tx: &mut Tx<'_>| {
        sight::tip(tx, &by.1, Act::Respond, id)?;
        respond::dismiss_tip(tx, &setup, (id, &form.why), &by.0, now)?;
        let tip = sight::tip(tx, &by.1, Act::Respond, id)?;
        line(tx, &by.1, tip)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
