//! Incidents: declared, shown with their timeline, noted on, and taken through their stages.

mod edit;
mod links;
mod people;
mod wire;

use super::super::error::Problem;
use super::Answer;
use super::alerts::lines;
use super::ask::{Known, Params};
use super::body::{Body, Maybe};
use super::journal::EntryLine;
use super::notifications::NotificationLine;
use super::page::Page;
use super::seen::{Seen, Tagged};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use links::LinkLine;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Reference;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::time::Timestamp;
use vigie_ops::store::{Tx, alerts, journal, outbox, reports};
use vigie_ops::{Error, respond, sight};
pub(super) use wire::IncidentLine;
use wire::{
    DeclarationForm, IncidentList, IncidentStep, IncidentStory, NoteForm, RoleLine, StepForm,
};

/// Lines of a timeline in one answer; a longer one is in the journal.
const TIMELINE_MAX: i64 = 2_000;
/// Alerts and notifications of an incident in one answer.
const PARTS_MAX: i64 = 500;
/// What can be done with an incident, by the end of its address.
const STEPS: [&str; 10] = [
    "take",
    "hold",
    "resume",
    "resolve",
    "validate",
    "remediate",
    "close",
    "cancel",
    "duplicate",
    "reopen",
];

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, declare))
        .routes(routes!(show, edit::edit))
        .routes(routes!(note))
        .routes(routes!(report))
        .routes(routes!(links::link))
        .routes(routes!(links::unlink))
        .routes(routes!(links::split))
        .routes(routes!(people::give))
        .routes(routes!(people::set_privacy))
        .routes(routes!(step))
}

pub(super) fn reference(text: &str) -> Result<Reference, Problem> {
    text.parse().map_err(|why: String| {
        Problem::not_found(why, "list the incidents and take a reference from there")
    })
}

/// List incidents
#[utoipa::path(
    get,
    path = "/api/v1/incidents",
    tag = "incidents",
    params(
        ("state" = Option<String>, Query, description = "all (unless said) or open: not over yet"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = IncidentList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<IncidentList> {
    params.only(&["state", "limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let open = params.word("state", &["all", "open"])? == Some("open");
    let unit = move |tx: &mut Tx<'_>| {
        sight::incidents_before(tx, &by.1, IncidentId(page.before), page.limit)
    };
    let (mut found, next) = app.cx.store.read(unit).await?;
    let next_cursor = next.map(|number| number.to_string());
    found.retain(|incident| !open || !incident.stage.is_over());
    let incidents = found.iter().map(IncidentLine::new).collect();
    Ok(Json(IncidentList { incidents, next_cursor }))
}

/// Declare an incident
#[utoipa::path(
    post,
    path = "/api/v1/incidents",
    tag = "incidents",
    request_body = DeclarationForm,
    responses((status = 200, body = IncidentLine), (status = 400, body = Problem))
)]
async fn declare(
    State(app): State<App>,
    by: Known,
    Body(form): Body<DeclarationForm>,
) -> Answer<IncidentLine> {
    let (setup, now, admit) = (app.cx.setup(), app.cx.now(), form.admit.clone());
    let declaration = form.declaration(&setup)?;
    sight::declares(&by.1, declaration.service.as_ref())?;
    let unit = move |tx: &mut Tx<'_>| {
        let made = respond::declare(tx, &declaration, &by.0, now)?;
        if !declaration.private {
            return Ok(made);
        }
        let changes = people::admitted(&by, &admit);
        people::change(tx, &setup, (made.reference, &changes), &by, now)
    };
    Ok(Json(IncidentLine::new(&app.cx.store.write(unit).await?)))
}

/// Show an incident with its timeline
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = IncidentStory, headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
) -> Result<Tagged<IncidentStory>, Problem> {
    let (reference, now) = (reference(&name)?, app.cx.now());
    Ok(Tagged(app.cx.store.read(move |tx| story(tx, &by.1, reference, now)).await?))
}

fn story(
    tx: &mut Tx<'_>,
    sight: &Sight,
    reference: Reference,
    now: Timestamp,
) -> Result<IncidentStory, Error> {
    let incident = sight::incident(tx, sight, Act::See, reference)?;
    let timeline = journal::of_incident(tx, incident.id, TIMELINE_MAX)?;
    let mut alerts = alerts::of_incident(tx, incident.id, PARTS_MAX)?;
    alerts.retain(|alert| sight::sees_alert(sight, alert));
    let seated = respond::seated(tx, &incident)?;
    let mut told = outbox::of_incident(tx, incident.id, PARTS_MAX)?;
    told.retain(|one| sight::sees_notification(sight, one));
    Ok(IncidentStory {
        incident: IncidentLine::new(&incident),
        roles: seated.into_iter().map(|(role, person)| RoleLine { role, person }).collect(),
        links: sight::links(tx, sight, incident.id)?.iter().map(LinkLine::new).collect(),
        timeline: timeline.into_iter().map(EntryLine::new).collect(),
        alerts: lines(tx, &alerts, now)?,
        notifications: told.iter().map(|one| NotificationLine::new(one, sight)).collect(),
    })
}

/// Write a note into an incident's timeline
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/notes",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = NoteForm,
    responses((status = 200, body = IncidentStory), (status = 412, body = Problem))
)]
async fn note(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    seen: Seen,
    Body(form): Body<NoteForm>,
) -> Answer<IncidentStory> {
    let (reference, now, named) = (reference(&name)?, app.cx.now(), seen.clone());
    let note = form.note()?;
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &by.1, Act::Respond, reference)?;
        seen.check(|| story(tx, &by.1, reference, now))?;
        respond::write_note(tx, reference, &note, &by.0, now)?;
        story(tx, &by.1, reference, now)
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}

/// Take a step in an incident
///
/// The step is `take`, `hold`, `resume`, `resolve`, `validate`, `remediate`, `close`, `cancel`,
/// `duplicate` or `reopen`; `acknowledge` is the older word for `take`. Another than the one who
/// resolved validates; closing what is only resolved validates it too.
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/{step}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("step" = String, Path, description = "take, hold, resume, resolve, validate, remediate, close, cancel, duplicate or reopen"),
    ),
    request_body = Option<StepForm>,
    responses((status = 200, body = IncidentStep), (status = 400, body = Problem), (status = 412, body = Problem))
)]
async fn step(
    State(app): State<App>,
    by: Known,
    Path((name, word)): Path<(String, String)>,
    seen: Seen,
    Maybe(form): Maybe<StepForm>,
) -> Answer<IncidentStep> {
    let (reference, now, named) = (reference(&name)?, app.cx.now(), seen.clone());
    if !STEPS.contains(&word.as_str()) && word != "acknowledge" {
        let next = format!("choose one of: {}", STEPS.join(", "));
        return Err(Problem::not_found(format!("an incident has no step \"{word}\""), next));
    }
    let setup = app.cx.setup();
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &by.1, Act::Respond, reference)?;
        seen.check(|| story(tx, &by.1, reference, now))?;
        let step = sight::step(tx, &by.1, &word, form.other.as_deref().unwrap_or_default())?;
        let why = form.why.clone().unwrap_or_default();
        let wanted = respond::Move { step, why, seen: form.seen };
        let incident = respond::step(tx, &setup, (reference, &wanted), &by.0, now)?;
        let live_alerts = alerts::live_of_incident(tx, incident.id)?;
        Ok(IncidentStep { incident: IncidentLine::new(&incident), live_alerts })
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}

/// Read the newest text of an incident's report, Markdown
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/report",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = String, content_type = "text/markdown"), (status = 404, body = Problem))
)]
async fn report(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let reference = reference(&name)?;
    let unit = move |tx: &mut Tx<'_>| {
        let found = sight::incident(tx, &by.1, Act::See, reference)?;
        Ok(reports::of_incident(tx, found.id)?.map(|report| report.last.text))
    };
    let Some(markdown) = app.cx.store.read(unit).await? else {
        let detail = format!("{reference} has no report yet");
        return Err(Problem::not_found(
            detail,
            "the report is drafted when the incident is resolved or closes",
        ));
    };
    Ok(([(CONTENT_TYPE, "text/markdown; charset=utf-8")], markdown).into_response())
}
