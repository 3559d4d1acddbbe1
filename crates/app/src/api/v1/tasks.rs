//! What is owed in an incident: tasks, and the next update.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::{IncidentId, TaskId};
use vigie_domain::rights::Act;
use vigie_domain::task::{Task, TaskEnding, TaskKind};
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Wanted};
use vigie_ops::store::{Tx, tasks};
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(end)).routes(routes!(update))
}

/// What is owed in an incident; it is little, and told at once.
#[derive(Serialize, ToSchema)]
struct Owed {
    tasks: Vec<TaskLine>,
}

/// A task of an incident.
#[derive(Serialize, ToSchema)]
struct TaskLine {
    id: i64,
    /// `work`, `update` for the next update, or `wait` for the time-box of a playbook's step.
    kind: &'static str,
    text: String,
    owner: Option<String>,
    due_at: Option<String>,
    /// Whether its time passed while it was open.
    overdue: bool,
    added_by: String,
    added_at: String,
    /// `done` or `dropped`; null while it is open.
    how: Option<&'static str>,
    ended_by: Option<String>,
    ended_at: Option<String>,
}

impl TaskLine {
    fn new(task: &Task, now: Timestamp) -> Self {
        let ended = task.ended.as_ref();
        Self {
            id: task.id.0,
            kind: task.kind.as_str(),
            text: task.text.clone(),
            owner: task.owner.clone(),
            due_at: task.due_at.map(|at| at.to_string()),
            overdue: task.is_late(now),
            added_by: task.added_by.clone(),
            added_at: task.added_at.to_string(),
            how: ended.map(|(_, _, how)| how.as_str()),
            ended_by: ended.map(|(by, _, _)| by.clone()),
            ended_at: ended.map(|(_, at, _)| at.to_string()),
        }
    }
}

/// A task to be done.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaskForm {
    /// What is to be done.
    text: String,
    /// Who does it, by short name.
    owner: Option<String>,
    /// Until when, RFC 3339.
    due_at: Option<String>,
}

/// How a task ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndingForm {
    /// `done` or `dropped`.
    how: String,
}

/// What we know now, and when we speak next.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateForm {
    /// What we know now; empty to promise a time only.
    #[serde(default)]
    text: String,
    /// In how many minutes the next update is given; none is promised without it.
    next_in_minutes: Option<u32>,
}

fn owed(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<Owed, Error> {
    let all = tasks::of_incident(tx, incident)?;
    Ok(Owed { tasks: all.iter().map(|task| TaskLine::new(task, now)).collect() })
}

/// Show what is owed in an incident
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/tasks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = Owed), (status = 404, body = Problem))
)]
async fn list(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Answer<Owed> {
    params.only(&[])?;
    let (reference, now) = (reference(&name)?, app.cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        owed(tx, incident.id, now)
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Add a task to an incident
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/tasks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = TaskForm,
    responses((status = 200, body = TaskLine), (status = 404, body = Problem))
)]
async fn add(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<TaskForm>,
) -> Answer<TaskLine> {
    let (reference, now) = (reference(&name)?, app.cx.now());
    let due_at = form.due_at.as_deref().map(str::parse::<Timestamp>).transpose().map_err(|_| {
        let next = "write it as 2026-11-20T22:00:00Z";
        Problem::field("due_at", "this is no instant", next)
    })?;
    let wanted = Wanted { kind: TaskKind::Work, text: form.text, owner: form.owner, due_at };
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        let id = respond::add_task(tx, incident.id, &wanted, &by.0, now)?;
        one(tx, id, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

fn one(tx: &mut Tx<'_>, id: TaskId, now: Timestamp) -> Result<TaskLine, Error> {
    let task = tasks::by_id(tx, id)?.ok_or(Error::NotFound("task"))?;
    Ok(TaskLine::new(&task, now))
}

/// End a task
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/tasks/{task}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("task" = i64, Path, description = "its number, as the list shows it"),
    ),
    request_body = EndingForm,
    responses((status = 200, body = TaskLine), (status = 404, body = Problem))
)]
async fn end(
    State(app): State<App>,
    by: Known,
    Path((name, task)): Path<(String, String)>,
    Body(form): Body<EndingForm>,
) -> Answer<TaskLine> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let id = TaskId(task.parse().map_err(|_| {
        Problem::not_found(format!("\"{task}\" is no number"), "take one from the list")
    })?);
    let how = TaskEnding::from_word(&form.how).ok_or_else(|| {
        Problem::field("how", format!("\"{}\" ends no task", form.how), "write done or dropped")
    })?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::end_task(tx, &setup, (incident.id, id, how), &by.0, now)?;
        one(tx, id, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Give an update, and promise the next one
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/updates",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = UpdateForm,
    responses((status = 200, body = Owed), (status = 404, body = Problem))
)]
async fn update(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<UpdateForm>,
) -> Answer<Owed> {
    let (reference, now) = (reference(&name)?, app.cx.now());
    let minutes = form.next_in_minutes.filter(|minutes| *minutes > 0);
    let next = minutes.map(|minutes| Duration::from_secs(60) * minutes);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::give_update(tx, (incident.reference, &form.text, next), &by.0, now)?;
        owed(tx, incident.id, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
