//! Exercises: started with the scenario beside a playbook, and stopped.

use super::super::error::Problem;
use super::Answer;
use super::ask::Known;
use super::body::Body;
use super::incidents::reference;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::incident::Incident;
use vigie_domain::person::Language;
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_ops::respond::{self, Rehearsal};
use vigie_ops::store::{Tx, exercises};
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(start)).routes(routes!(stop))
}

/// An exercise, and how much of it happened.
#[derive(Serialize, ToSchema)]
struct ExerciseLine {
    /// The incident that is played, such as INC-2026-0042.
    reference: String,
    title: String,
    /// Where that incident is in its life.
    stage: &'static str,
    /// The scenario, by the name of its playbook.
    scenario: String,
    /// The language of the scenario: en or fr.
    language: &'static str,
    started_by: String,
    started_at: String,
    /// When nothing more happened; null while it goes on.
    ended_at: Option<String>,
    /// Events of the scenario.
    events: i64,
    /// Those that happened.
    played: i64,
}

/// Which playbook to rehearse.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExerciseForm {
    /// The playbook, by its short name; one that has a scenario, such as data-leak-ops.
    playbook: String,
    /// The language of both, en or fr; that of the settings without it.
    language: Option<String>,
    /// The service that is played with, by short name.
    service: Option<String>,
    /// The receiver that is told what people say in it, by name; nobody is without one.
    receiver: Option<String>,
}

fn line(tx: &mut Tx<'_>, incident: &Incident) -> Result<ExerciseLine, Error> {
    let found = exercises::of_incident(tx, incident.id)?.ok_or(Error::NotFound("exercise"))?;
    let (events, played) = exercises::progress(tx, incident.id)?;
    Ok(ExerciseLine {
        reference: incident.reference.to_string(),
        title: incident.title.clone(),
        stage: incident.stage.as_str(),
        scenario: found.scenario.to_string(),
        language: found.language.tag(),
        started_by: found.started_by,
        started_at: found.started_at.to_string(),
        ended_at: found.ended_at.map(|at| at.to_string()),
        events,
        played,
    })
}

/// Start an exercise
#[utoipa::path(
    post,
    path = "/api/v1/exercises",
    tag = "incidents",
    request_body = ExerciseForm,
    responses((status = 200, body = ExerciseLine), (status = 400, body = Problem))
)]
async fn start(
    State(app): State<App>,
    by: Known,
    Body(form): Body<ExerciseForm>,
) -> Answer<ExerciseLine> {
    let (now, setup) = (app.cx.now(), app.cx.setup());
    let language = match form.language.as_deref() {
        None => setup.settings.language,
        Some(tag) => Language::from_tag(tag).ok_or_else(|| {
            let why = format!("\"{tag}\" is no language of Vigie");
            Problem::field("language", why, "write en or fr")
        })?,
    };
    let service = match form.service.as_deref() {
        None => None,
        Some(name) => Some(name.parse::<Slug>().map_err(|why| {
            Problem::field("service", why.to_string(), "write the short name of a service")
        })?),
    };
    sight::declares(&by.1, service.as_ref())?;
    let key = form.playbook.parse::<Slug>().ok();
    let library = app.cx.playbooks();
    let playbook = key.as_ref().and_then(|key| library.playbooks(language).get(key).cloned());
    let scenario = key.and_then(|key| library.scenario(language, &key).cloned());
    let Some((playbook, scenario)) = playbook.zip(scenario) else {
        let why = format!("there is no scenario for a playbook \"{}\"", form.playbook);
        let next = "list those that have one with: vigie exercise list";
        return Err(Problem::field("playbook", why, next));
    };
    let unit = move |tx: &mut Tx<'_>| {
        let (service, receiver) = (service.as_ref(), form.receiver.as_deref());
        let wanted =
            Rehearsal { scenario: &scenario, playbook: &playbook, language, service, receiver };
        let incident = respond::start_exercise(tx, &setup, wanted, &by.0, now)?;
        line(tx, &incident)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Stop an exercise: its incident is resolved, and its report drafted
#[utoipa::path(
    post,
    path = "/api/v1/exercises/{reference}/stop",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = ExerciseLine), (status = 404, body = Problem))
)]
async fn stop(State(app): State<App>, by: Known, Path(name): Path<String>) -> Answer<ExerciseLine> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &by.1, Act::Respond, reference)?;
        let incident = respond::stop_exercise(tx, &setup, reference, &by.0, now)?;
        line(tx, &incident)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
