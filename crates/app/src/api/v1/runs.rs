//! Playbooks that are followed in an incident: started, shown, and settled step by step.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::{IncidentId, RunId};
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_domain::playbook::run::{PlaybookRun, RunStep, StepEnding};
use vigie_domain::rights::Act;
use vigie_domain::task::Task;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Wish};
use vigie_ops::store::{Tx, runs, tasks};
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(show))
        .routes(routes!(settle))
        .routes(routes!(act))
}

/// A playbook that is followed, and how far it is.
#[derive(Serialize, ToSchema)]
struct RunLine {
    id: i64,
    /// The playbook, by its short name.
    playbook: String,
    title: String,
    /// The language of its steps: en or fr.
    language: &'static str,
    started_at: String,
    started_by: String,
    steps: i64,
    settled: i64,
}

/// The playbooks that an incident follows; they are few, and told at once.
#[derive(Serialize, ToSchema)]
struct Followed {
    playbooks: Vec<RunLine>,
}

/// A playbook that is followed, with its steps.
#[derive(Serialize, ToSchema)]
struct RunStory {
    #[serde(flatten)]
    run: RunLine,
    all: Vec<StepLine>,
}

/// A step, and what became of it.
#[derive(Serialize, ToSchema)]
struct StepLine {
    place: i64,
    phase: String,
    /// `do`, `ask`, `wait SECONDS` or `act ACTION`.
    kind: String,
    text: String,
    details: String,
    /// Until when a wait lasts, once it has begun.
    due_at: Option<String>,
    /// `done`, `yes`, `no`, `unknown` or `skipped`; null while it is open.
    how: Option<&'static str>,
    /// What was done, or why it was left out.
    said: Option<String>,
    settled_by: Option<String>,
    settled_at: Option<String>,
}

impl RunLine {
    fn new(run: &PlaybookRun, (steps, settled): (i64, i64)) -> Self {
        Self {
            id: run.id.0,
            playbook: run.playbook.to_string(),
            title: run.title.clone(),
            language: run.language.tag(),
            started_at: run.started_at.to_string(),
            started_by: run.started_by.clone(),
            steps,
            settled,
        }
    }
}

impl StepLine {
    fn new(step: &RunStep, waits: &[Task]) -> Self {
        let wait = waits.iter().find(|task| step.task == Some(task.id));
        let mark = step.mark.as_ref();
        let said = mark.map(|mark| mark.how.words().1.to_owned());
        Self {
            place: step.place,
            phase: step.phase.clone(),
            kind: step.step.kind.to_words(),
            text: step.step.text.clone(),
            details: step.step.details.clone(),
            due_at: wait.and_then(|task| task.due_at).map(|due| due.to_string()),
            how: mark.map(|mark| mark.how.words().0),
            said: said.filter(|said| !said.is_empty()),
            settled_by: mark.map(|mark| mark.by.clone()),
            settled_at: mark.map(|mark| mark.at.to_string()),
        }
    }
}

/// Looks at, or changes, what an incident follows, for somebody who may do that there.
async fn within<T: Send + 'static>(
    app: &App,
    by: Known,
    (act, name): (Act, &str),
    mut work: impl FnMut(&mut Tx<'_>, IncidentId, &str) -> Result<T, Error> + Send + 'static,
) -> Answer<T> {
    let reference = reference(name)?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, act, reference)?;
        work(tx, incident.id, &by.0)
    };
    let done = if act == Act::See {
        app.cx.store.read(unit).await
    } else {
        app.cx.store.write(unit).await
    };
    Ok(Json(done?))
}

fn story(tx: &mut Tx<'_>, incident: IncidentId, id: RunId) -> Result<RunStory, Error> {
    let (run, steps) = respond::run_of(tx, incident, id)?;
    let waits = tasks::of_incident(tx, incident)?;
    let progress = runs::progress(tx, id)?;
    let all = steps.iter().map(|step| StepLine::new(step, &waits)).collect();
    Ok(RunStory { run: RunLine::new(&run, progress), all })
}

/// Which playbook to follow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunForm {
    /// The playbook, by its short name, such as data-leak-developer.
    playbook: String,
    /// The language of its steps, en or fr; that of the settings without it.
    language: Option<String>,
}

impl RunForm {
    /// The playbook, in the language in which it is followed.
    fn read(&self, app: &App) -> Result<(Playbook, Language), Problem> {
        let language = match self.language.as_deref() {
            None => app.cx.setup().settings.language,
            Some(tag) => Language::from_tag(tag).ok_or_else(|| {
                let why = format!("\"{tag}\" is no language of Vigie");
                Problem::field("language", why, "write en or fr")
            })?,
        };
        let (key, library) = (self.playbook.parse::<Slug>().ok(), app.cx.playbooks());
        let found = key.and_then(|key| library.playbooks(language).get(&key).cloned());
        let playbook = found.ok_or_else(|| {
            let why = format!("there is no playbook \"{}\"", self.playbook);
            Problem::field("playbook", why, "list them with: vigie playbook list")
        })?;
        Ok((playbook, language))
    }
}

/// How a step is settled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettleForm {
    /// `done`, `yes`, `no`, `unknown`, `skipped`; or `open`, to open it again.
    how: String,
    /// What was done, or why it is left out.
    #[serde(default)]
    text: String,
    /// Of a step to be opened again: the `settled_at` that was seen.
    settled_at: Option<String>,
}

/// List the playbooks that an incident follows
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/playbooks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = Followed), (status = 404, body = Problem))
)]
async fn list(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Answer<Followed> {
    params.only(&[])?;
    let work = |tx: &mut Tx<'_>, incident: IncidentId, _: &str| {
        let all = runs::of_incident(tx, incident)?;
        let line = |run: &PlaybookRun| Ok(RunLine::new(run, runs::progress(tx, run.id)?));
        let playbooks = all.iter().map(line).collect::<Result<Vec<_>, Error>>()?;
        Ok(Followed { playbooks })
    };
    within(&app, by, (Act::See, &name), work).await
}

/// Follow a playbook in an incident
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/playbooks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = RunForm,
    responses((status = 200, body = RunStory), (status = 404, body = Problem))
)]
async fn start(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<RunForm>,
) -> Answer<RunStory> {
    let (playbook, language) = form.read(&app)?;
    let now = app.cx.now();
    let work = move |tx: &mut Tx<'_>, incident: IncidentId, by: &str| {
        let run = respond::start_playbook(tx, (incident, &playbook, language), by, now)?;
        story(tx, incident, run)
    };
    within(&app, by, (Act::Respond, &name), work).await
}

/// Show a playbook that an incident follows
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/playbooks/{run}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("run" = i64, Path, description = "its number, as the list shows it"),
    ),
    responses((status = 200, body = RunStory), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path((name, run)): Path<(String, String)>,
) -> Answer<RunStory> {
    let run = RunId(number(&run)?);
    let work = move |tx: &mut Tx<'_>, incident: IncidentId, _: &str| story(tx, incident, run);
    within(&app, by, (Act::See, &name), work).await
}

fn number(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| {
        Problem::not_found(format!("\"{text}\" is no number"), "take one from the list")
    })
}

/// Settle a step of a playbook, or open it again
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/playbooks/{run}/steps/{place}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("run" = i64, Path, description = "the number of the playbook that is followed"),
        ("place" = i64, Path, description = "the place of the step, from 1"),
    ),
    request_body = SettleForm,
    responses((status = 200, body = RunStory), (status = 404, body = Problem))
)]
async fn settle(
    State(app): State<App>,
    by: Known,
    Path((name, run, place)): Path<(String, String, String)>,
    Body(form): Body<SettleForm>,
) -> Answer<RunStory> {
    let (run, place, doing) = (RunId(number(&run)?), number(&place)?, Doing::read(&form)?);
    let (now, setup) = (app.cx.now(), app.cx.setup());
    let work = move |tx: &mut Tx<'_>, incident: IncidentId, by: &str| {
        let at = (incident, run, place);
        match &doing {
            Doing::Settle(how) => respond::settle_step(tx, &setup, (at, how), by, now)?,
            Doing::Reopen(seen) => respond::reopen_step(tx, (at, *seen), by, now)?,
        }
        story(tx, incident, run)
    };
    within(&app, by, (Act::Respond, &name), work).await
}

/// What is done with a step.
enum Doing {
    Settle(StepEnding),
    Reopen(Timestamp),
}

impl Doing {
    fn read(form: &SettleForm) -> Result<Self, Problem> {
        if form.how == "open" {
            let seen = form.settled_at.as_deref().and_then(|text| text.parse().ok());
            return seen.map(Self::Reopen).ok_or_else(|| {
                let next = "send the settled_at of the step, as it is shown";
                Problem::field("settled_at", "which state is undone is not said", next)
            });
        }
        StepEnding::from_words(&form.how, &form.text).map(Self::Settle).ok_or_else(|| {
            let why = format!("\"{}\" settles no step", form.how);
            Problem::field("how", why, "write done, yes, no, unknown, skipped or open")
        })
    }
}

/// What an action is to do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ActForm {
    /// The clock to start, the receiver to tell, or the webhook channel to call, by name.
    target: String,
    /// What is told; nothing for a clock.
    #[serde(default)]
    text: String,
    /// Whether only to say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// What an action did, or would do.
#[derive(Serialize, ToSchema)]
struct ActAnswer {
    /// Whether it was done.
    done: bool,
    /// What it did, or would do, line by line.
    would: Vec<String>,
}

/// Do the action of a step, or say what it would do
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/playbooks/{run}/steps/{place}/act",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("run" = i64, Path, description = "the number of the playbook that is followed"),
        ("place" = i64, Path, description = "the place of the step, from 1"),
    ),
    request_body = ActForm,
    responses((status = 200, body = ActAnswer), (status = 404, body = Problem))
)]
async fn act(
    State(app): State<App>,
    by: Known,
    Path((name, run, place)): Path<(String, String, String)>,
    Body(form): Body<ActForm>,
) -> Answer<ActAnswer> {
    let (run, place, done) = (RunId(number(&run)?), number(&place)?, !form.dry_run);
    let (now, setup) = (app.cx.now(), app.cx.setup());
    let wish = Wish { target: form.target, text: form.text };
    let work = move |tx: &mut Tx<'_>, incident: IncidentId, by: &str| {
        let at = (incident, run, place);
        let would = respond::plan_action(tx, &setup, (at, &wish))?;
        if done {
            respond::act(tx, &setup, (at, &wish), by, now)?;
        }
        Ok(ActAnswer { done, would: would.iter().map(ToString::to_string).collect() })
    };
    within(&app, by, (Act::Respond, &name), work).await
}
