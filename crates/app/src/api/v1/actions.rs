//! Actions: what was promised after incidents.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use super::page::Part;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::action::{Action, ActionEnding, ActionKind, day_of};
use vigie_domain::id::ActionId;
use vigie_domain::incident::Incident;
use vigie_domain::rights::{Act, Sight};
use vigie_ops::learn::{self, Promise};
use vigie_ops::store::Tx;
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(add))
        .routes(routes!(show, change))
        .routes(routes!(end))
}

/// What somebody promised after an incident.
#[derive(Debug, Serialize, ToSchema)]
struct ActionLine {
    id: i64,
    /// The incident, such as INC-2026-0042.
    incident: String,
    service: Option<String>,
    /// So that the same is seen earlier (`detect`), does not happen (`prevent`) or hurts less
    /// (`mitigate`).
    kind: &'static str,
    text: String,
    /// Who owes it, by short name.
    owner: String,
    /// Its day.
    due_on: String,
    /// `open`, `overdue`, `done` or `dropped`.
    state: &'static str,
    /// What shows that it is done, or why it is dropped.
    proof: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<String>,
    added_by: String,
    added_at: String,
    /// Sent back with a change, so that nobody's is written over.
    version: i64,
}

impl ActionLine {
    fn new(action: &Action, incident: &Incident, today: Date) -> Self {
        let ended = action.ended.as_ref();
        let state = match ended {
            Some((_, _, how)) => how.words().0,
            None if action.is_late(today) => "overdue",
            None => "open",
        };
        Self {
            id: action.id.0,
            incident: incident.reference.to_string(),
            service: incident.service.as_ref().map(ToString::to_string),
            kind: action.kind.as_str(),
            text: action.text.clone(),
            owner: action.owner.clone(),
            due_on: action.due_on.to_string(),
            state,
            proof: ended.map(|(_, _, how)| how.words().1.to_owned()),
            ended_by: ended.map(|(by, ..)| by.clone()),
            ended_at: ended.map(|(_, at, _)| at.to_string()),
            added_by: action.added_by.clone(),
            added_at: action.added_at.to_string(),
            version: action.version,
        }
    }
}

/// What was promised.
#[derive(Debug, Serialize, ToSchema)]
struct ActionList {
    /// The day first.
    actions: Vec<ActionLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// What somebody promises.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PromiseForm {
    /// What is to be done.
    text: String,
    /// `detect`, `prevent` or `mitigate`.
    kind: String,
    /// Who owes it, by short name.
    owner: String,
    /// Its day, such as 2026-12-01.
    due_on: String,
    /// The version that was read; only to change one.
    version: Option<i64>,
}

impl PromiseForm {
    fn promise(&self) -> Result<Promise, Problem> {
        let kind = ActionKind::from_word(&self.kind).ok_or_else(|| {
            let next = "write detect, prevent or mitigate";
            Problem::field("kind", format!("\"{}\" is no kind of action", self.kind), next)
        })?;
        let due_on = self
            .due_on
            .parse()
            .map_err(|_| Problem::field("due_on", "this is no day", "write it as 2026-12-01"))?;
        Ok(Promise { kind, text: self.text.clone(), owner: self.owner.clone(), due_on })
    }
}

/// What is said when an action ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActionEndForm {
    /// The proof that it is done, or why it is dropped; nothing to open it again.
    #[serde(default)]
    text: String,
}

fn line(tx: &mut Tx<'_>, app: &App, sight: &Sight, id: ActionId) -> Result<ActionLine, Error> {
    let (action, incident) = sight::action(tx, sight, Act::See, id)?;
    Ok(ActionLine::new(&action, &incident, today(app)))
}

fn today(app: &App) -> Date {
    day_of(app.cx.now(), &app.cx.setup().settings.time_zone())
}

fn number(text: &str) -> Result<ActionId, Problem> {
    text.parse().map(ActionId).map_err(|_| {
        Problem::not_found(format!("\"{text}\" is no number"), "take one from the list")
    })
}

/// List actions
#[utoipa::path(
    get,
    path = "/api/v1/actions",
    tag = "incidents",
    params(
        ("state" = Option<String>, Query, description = "open (also overdue ones), overdue, done, dropped or all; open without it"),
        ("owner" = Option<String>, Query, description = "who owes it, by short name"),
        ("incident" = Option<String>, Query, description = "such as INC-2026-0042"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = ActionList))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<ActionList> {
    params.only(&["state", "owner", "incident", "limit", "cursor"])?;
    let part = Part::asked(&params)?;
    let state = params.word("state", &["open", "overdue", "done", "dropped", "all"])?;
    let state = state.unwrap_or("open").to_owned();
    let last = |name| params.all(name).last().map(str::to_owned);
    let (owner, incident, today) = (last("owner"), last("incident"), today(&app));
    let unit = move |tx: &mut Tx<'_>| sight::actions(tx, &by.1);
    let mut all: Vec<(String, ActionLine)> = app
        .cx
        .store
        .read(unit)
        .await?
        .iter()
        .map(|(action, incident)| ActionLine::new(action, incident, today))
        .filter(|line| match state.as_str() {
            "all" => true,
            "open" => ["open", "overdue"].contains(&line.state),
            other => line.state == other,
        })
        .filter(|line| owner.as_ref().is_none_or(|owner| line.owner == *owner))
        .filter(|line| incident.as_ref().is_none_or(|one| line.incident == *one))
        .map(|line| (line.id.to_string(), line))
        .collect();
    all.sort_by(|(_, one), (_, other)| (&one.due_on, one.id).cmp(&(&other.due_on, other.id)));
    let (shown, next_cursor) = part.of_unsorted(all, |(id, _)| id)?;
    Ok(Json(ActionList { actions: shown.into_iter().map(|(_, line)| line).collect(), next_cursor }))
}

/// Promise an action after an incident
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/actions",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = PromiseForm,
    responses((status = 200, body = ActionLine), (status = 404, body = Problem))
)]
async fn add(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<PromiseForm>,
) -> Answer<ActionLine> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let (promise, world) = (form.promise()?, app.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        let id = learn::add_action(tx, &setup, (incident.id, &promise), &by.0, now)?;
        line(tx, &world, &by.1, id)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Show an action
#[utoipa::path(
    get,
    path = "/api/v1/actions/{id}",
    tag = "incidents",
    params(("id" = i64, Path, description = "its number")),
    responses((status = 200, body = ActionLine), (status = 404, body = Problem))
)]
async fn show(State(app): State<App>, by: Known, Path(id): Path<String>) -> Answer<ActionLine> {
    let (id, world) = (number(&id)?, app.clone());
    let unit = move |tx: &mut Tx<'_>| line(tx, &world, &by.1, id);
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Change an open action
#[utoipa::path(
    post,
    path = "/api/v1/actions/{id}",
    tag = "incidents",
    params(("id" = i64, Path, description = "its number")),
    request_body = PromiseForm,
    responses((status = 200, body = ActionLine), (status = 404, body = Problem), (status = 409, body = Problem))
)]
async fn change(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    Body(form): Body<PromiseForm>,
) -> Answer<ActionLine> {
    let (id, now, setup) = (number(&id)?, app.cx.now(), app.cx.setup());
    let (promise, world) = (form.promise()?, app.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let (known, _) = sight::action(tx, &by.1, Act::Respond, id)?;
        let version = form.version.unwrap_or(known.version);
        learn::change_action(tx, &setup, (id, version, &promise), &by.0, now)?;
        line(tx, &world, &by.1, id)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// End an action, or open it again
#[utoipa::path(
    post,
    path = "/api/v1/actions/{id}/{step}",
    tag = "incidents",
    params(
        ("id" = i64, Path, description = "its number"),
        ("step" = String, Path, description = "done, drop or reopen"),
    ),
    request_body = ActionEndForm,
    responses((status = 200, body = ActionLine), (status = 404, body = Problem))
)]
async fn end(
    State(app): State<App>,
    by: Known,
    Path((id, step)): Path<(String, String)>,
    Body(form): Body<ActionEndForm>,
) -> Answer<ActionLine> {
    let (id, now, setup, world) = (number(&id)?, app.cx.now(), app.cx.setup(), app.clone());
    let how = match step.as_str() {
        "done" => Some(ActionEnding::Done(form.text)),
        "drop" => Some(ActionEnding::Dropped(form.text)),
        "reopen" => None,
        _ => {
            let detail = format!("\"{step}\" is nothing that can be done to an action");
            return Err(Problem::not_found(detail, "choose done, drop or reopen"));
        }
    };
    let unit = move |tx: &mut Tx<'_>| {
        sight::action(tx, &by.1, Act::Respond, id)?;
        match &how {
            Some(how) => learn::end_action(tx, &setup, (id, how), &by.0, now)?,
            None => learn::reopen_action(tx, &setup, id, &by.0, now)?,
        }
        line(tx, &world, &by.1, id)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
