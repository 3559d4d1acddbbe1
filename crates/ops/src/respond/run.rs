//! Running a playbook: copied into an incident, its steps settled by people one by one.

use crate::error::Error;
use crate::store::{Tx, Wake, incidents, journal, runs, tasks};
use crate::words::Words;
use vigie_domain::fact::{Fact, StepFact, Work};
use vigie_domain::id::{IncidentId, RunId, TaskId};
use vigie_domain::person::Language;
use vigie_domain::playbook::run::{
    PlaybookRun, RunStep, StepEnding, StepError, StepMark, next_step,
};
use vigie_domain::playbook::{Playbook, StepKind};
use vigie_domain::setup::Setup;
use vigie_domain::task::{Task, TaskEnding, TaskKind};
use vigie_domain::time::Timestamp;

/// Most runs of an incident: nobody follows more.
const RUNS_MAX: usize = 50;
/// Longest reason, or word on what was done: a sentence or two.
const WORDS_CHARS_MAX: usize = 1_000;

/// Which step of which run of which incident.
pub type StepAt = (IncidentId, RunId, i64);

/// Starts a playbook in an incident: copies its steps, and begins a wait that stands first. The
/// same playbook is not started beside a run of it that still has open steps.
pub fn start_playbook(
    tx: &mut Tx<'_>,
    (incident, playbook, language): (IncidentId, &Playbook, Language),
    by: &str,
    now: Timestamp,
) -> Result<RunId, Error> {
    let found = incidents::by_id(tx, incident)?.ok_or(Error::NotFound("incident"))?;
    if found.stage.is_over() {
        return Err(Error::refused(Words::run_closed, Words::run_closed_next));
    }
    let before = runs::of_incident(tx, incident)?;
    if before.len() >= RUNS_MAX {
        return Err(Error::refused(|w| w.runs_many(RUNS_MAX), Words::runs_many_next));
    }
    for run in before.iter().filter(|run| run.playbook == playbook.key) {
        let (steps, settled) = runs::progress(tx, run.id)?;
        if settled < steps {
            return Err(Error::refused(
                |w| w.run_goes_on(&run.started_by),
                Words::run_goes_on_next,
            ));
        }
    }
    let mut run = PlaybookRun {
        id: RunId(0),
        incident,
        playbook: playbook.key.clone(),
        title: playbook.title.clone(),
        language,
        started_at: now,
        started_by: by.to_owned(),
    };
    incidents::attend(tx, incident)?;
    run.id = runs::start(tx, &run, &copied(playbook))?;
    let what = Work::PlaybookStarted { run: run.id, title: run.title.clone() };
    journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
    begin_wait(tx, &run, by, now)?;
    Ok(run.id)
}

/// The steps of a playbook, none of them settled.
fn copied(playbook: &Playbook) -> Vec<RunStep> {
    let all = playbook
        .phases
        .iter()
        .flat_map(|phase| phase.steps.iter().map(|step| (phase.title.clone(), step.clone())));
    (1..)
        .zip(all)
        .map(|(place, (phase, step))| RunStep { place, phase, step, task: None, mark: None })
        .collect()
}

/// A run of an incident with its steps, locked.
pub fn run_of(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    id: RunId,
) -> Result<(PlaybookRun, Vec<RunStep>), Error> {
    let found = runs::by_id(tx, id)?.filter(|run| run.incident == incident);
    let run = found.ok_or(Error::NotFound("playbook of this incident"))?;
    let steps = runs::steps(tx, id)?;
    Ok((run, steps))
}

fn step_of(steps: Vec<RunStep>, place: i64) -> Result<RunStep, Error> {
    steps.into_iter().find(|step| step.place == place).ok_or(Error::NotFound("step"))
}

/// Settles a step. Whoever comes second is told who was first.
pub fn settle_step(
    tx: &mut Tx<'_>,
    setup: &Setup,
    ((incident, id, place), how): (StepAt, &StepEnding),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (run, steps) = run_of(tx, incident, id)?;
    let step = step_of(steps, place)?;
    let how = tidy(how)?;
    if !step.settle(&how, by).map_err(|error| refused(&error, setup))? {
        return Ok(());
    }
    let mark = StepMark { by: by.to_owned(), at: now, how };
    runs::settle(tx, (id, place), &mark)?;
    let words = Words::of(run.language);
    let (kind, said) = match &mark.how {
        StepEnding::Done(said) => (StepFact::Done, said.clone()),
        StepEnding::Answered(answer) => (StepFact::Answered, words.answer(answer.as_str())),
        StepEnding::Skipped(reason) => (StepFact::Skipped, reason.clone()),
    };
    let text = if said.is_empty() { step.step.text } else { words.pair(&step.step.text, said) };
    let what = Work::StepSettled { title: run.title.clone(), how: kind, text };
    journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
    if let Some(task) = step.task {
        end_wait(tx, task, by, now)?;
    }
    begin_wait(tx, &run, by, now)
}

/// What somebody wrote, without its edges.
fn tidy(how: &StepEnding) -> Result<StepEnding, Error> {
    let (word, text) = how.words();
    let text = text.trim().replace('\0', "␀");
    if text.chars().count() > WORDS_CHARS_MAX {
        return Err(Error::refused(|w| w.reason_long(WORDS_CHARS_MAX), Words::reason_long_next));
    }
    StepEnding::from_words(word, &text).ok_or(Error::NotFound("ending"))
}

fn refused(error: &StepError, setup: &Setup) -> Error {
    let zone = &setup.settings.zone;
    match error {
        StepError::Taken(mark) => {
            let (word, text) = mark.how.words();
            let how = |w: Words| {
                let how = w.step_ending(word);
                if text.is_empty() { how } else { w.pair(&how, text) }
            };
            Error::refused(
                |w| w.step_taken(w.moment(mark.at, zone), how(w), &mark.by),
                Words::step_taken_next,
            )
        }
        StepError::IsQuestion => Error::refused(Words::step_asks, Words::step_asks_next),
        StepError::IsNoQuestion => Error::refused(Words::step_asks_not, Words::step_asks_not_next),
        StepError::NoReason => Error::refused(Words::skip_why, Words::skip_why_next),
    }
}

/// Opens a step again that was settled at the instant that its reader saw.
pub fn reopen_step(
    tx: &mut Tx<'_>,
    ((incident, id, place), seen): (StepAt, Timestamp),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (run, steps) = run_of(tx, incident, id)?;
    let step = step_of(steps, place)?;
    let Some(mark) = step.mark else { return Ok(()) };
    if !runs::reopen(tx, (id, place), seen)? {
        return Err(Error::Stale);
    }
    let text = Words::of(run.language).pair(&step.step.text, &mark.by);
    let what = Work::StepReopened { title: run.title.clone(), text };
    journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
    if let Some(task) = step.task {
        tasks::reopen(tx, task)?;
        tx.wake(Wake::Timers);
    }
    begin_wait(tx, &run, by, now)
}

/// Begins the time-box of the next open step, if it waits and has not begun.
fn begin_wait(tx: &mut Tx<'_>, run: &PlaybookRun, by: &str, now: Timestamp) -> Result<(), Error> {
    let steps = runs::steps(tx, run.id)?;
    let Some(next) = next_step(&steps).filter(|step| step.task.is_none()) else { return Ok(()) };
    let StepKind::Wait(span) = next.step.kind else { return Ok(()) };
    let due = now + span;
    let task = Task {
        id: TaskId(0),
        incident: run.incident,
        kind: TaskKind::Wait,
        text: next.step.text.clone(),
        owner: None,
        due_at: Some(due),
        added_by: by.to_owned(),
        added_at: now,
        reminded_at: None,
        ended: None,
    };
    let task = tasks::add(tx, &task)?;
    runs::begin_wait(tx, (run.id, next.place), task)?;
    let text = format!("{} · {due}", next.step.text);
    let what = Work::WaitBegun { task, title: run.title.clone(), text };
    journal::append(tx, &Fact::Worked { incident: run.incident, what }, by, now)?;
    tx.wake(Wake::Timers);
    Ok(())
}

/// Ends the task of a time-box. The step's own line says who did; only a reminder that went out has
/// a line of its own, which ends it.
fn end_wait(tx: &mut Tx<'_>, id: TaskId, by: &str, now: Timestamp) -> Result<(), Error> {
    let how = TaskEnding::Done;
    let Some(task) = tasks::by_id(tx, id)? else { return Ok(()) };
    if tasks::end(tx, id, how, by, now)? && task.reminded_at.is_some() {
        let what = Work::TaskEnded { task: id, kind: task.kind, how, text: task.text };
        journal::append(tx, &Fact::Worked { incident: task.incident, what }, by, now)?;
    }
    Ok(())
}
