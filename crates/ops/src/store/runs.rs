//! Runs of playbooks and their steps in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{IncidentId, RunId, TaskId};
use vigie_domain::person::Language;
use vigie_domain::playbook::run::{
    PlaybookRun, RunStep, StepEnding, StepMark, answers_from_text, answers_to_text,
};
use vigie_domain::playbook::{PlaybookStep, StepKind};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, incident_id, playbook, title, language, started_at, started_by \
             FROM playbook_runs ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id");
    STEPS = "SELECT place, phase, kind, text, details, answers, task_id, actor, at, ending, words
        FROM playbook_steps WHERE run_id = ?1 ORDER BY place";
    PROGRESS = "SELECT COUNT(*), COUNT(actor) FROM playbook_steps WHERE run_id = ?1";
    OF_TASK = "SELECT r.id, s.place FROM playbook_runs r JOIN playbook_steps s ON s.run_id = r.id
        WHERE r.incident_id = ?1 AND s.task_id = ?2";
    START = "INSERT INTO playbook_runs (incident_id, playbook, title, language, started_at,
        started_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6) /*returning-id*/";
    ADD_STEP = "INSERT INTO playbook_steps (run_id, place, phase, kind, text, details, answers)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    BEGIN_WAIT = "UPDATE playbook_steps SET task_id = ?3 WHERE run_id = ?1 AND place = ?2";
    SETTLE = "UPDATE playbook_steps SET actor = ?3, at = ?4, ending = ?5, words = ?6
        WHERE run_id = ?1 AND place = ?2 AND actor IS NULL";
    REOPEN = "UPDATE playbook_steps SET actor = NULL, at = NULL, ending = NULL, words = NULL
        WHERE run_id = ?1 AND place = ?2 AND at = ?3";
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Other(format!("a playbook's {what} can't be read"))
}

fn read_run(row: &Row<'_>) -> Result<PlaybookRun, StoreError> {
    Ok(PlaybookRun {
        id: RunId(row.int(0)?),
        incident: IncidentId(row.int(1)?),
        playbook: row.str(2)?.parse().map_err(|_| unreadable("name"))?,
        title: row.text(3)?,
        language: Language::from_tag(row.str(4)?).ok_or_else(|| unreadable("language"))?,
        started_at: Timestamp::from_millis(row.int(5)?),
        started_by: row.text(6)?,
    })
}

fn read_step(row: &Row<'_>) -> Result<RunStep, StoreError> {
    let mark = match (row.opt_text(7)?, row.opt_int(8)?) {
        (Some(by), Some(at)) => {
            let (word, text) =
                (row.opt_text(9)?.unwrap_or_default(), row.opt_text(10)?.unwrap_or_default());
            let how = StepEnding::from_words(&word, &text).ok_or_else(|| unreadable("ending"))?;
            Some(StepMark { by, at: Timestamp::from_millis(at), how })
        }
        _ => None,
    };
    Ok(RunStep {
        place: row.int(0)?,
        phase: row.text(1)?,
        step: PlaybookStep {
            kind: StepKind::from_words(row.str(2)?).ok_or_else(|| unreadable("step"))?,
            text: row.text(3)?,
            details: row.text(4)?,
            answers: answers_from_text(row.str(5)?),
        },
        task: row.opt_int(6)?.map(TaskId),
        mark,
    })
}

/// A run, locked: two people who settle its steps do so one after the other.
pub fn by_id(tx: &mut Tx<'_>, id: RunId) -> Result<Option<PlaybookRun>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_run)
}

/// The runs of an incident, in the order in which they were started.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<PlaybookRun>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read_run)
}

/// The steps of a run, in order.
pub fn steps(tx: &mut Tx<'_>, run: RunId) -> Result<Vec<RunStep>, StoreError> {
    tx.rows(STEPS, &[run.0.into()], read_step)
}

/// How many steps a run has, and how many of them are settled.
pub fn progress(tx: &mut Tx<'_>, run: RunId) -> Result<(i64, i64), StoreError> {
    let counts = tx.row(PROGRESS, &[run.0.into()], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(counts.unwrap_or_default())
}

/// The run and the place of the step whose time-box a task of an incident keeps.
pub fn of_task(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    task: TaskId,
) -> Result<Option<(RunId, i64)>, StoreError> {
    let values = [incident.0.into(), task.0.into()];
    tx.row(OF_TASK, &values, |row| Ok((RunId(row.int(0)?), row.int(1)?)))
}

/// Writes a new run with its steps; its `id` is given here.
pub fn start(tx: &mut Tx<'_>, run: &PlaybookRun, steps: &[RunStep]) -> Result<RunId, StoreError> {
    let values = [
        run.incident.0.into(),
        run.playbook.as_str().into(),
        run.title.as_str().into(),
        run.language.tag().into(),
        run.started_at.into(),
        run.started_by.as_str().into(),
    ];
    let id = tx.insert(START, &values).map(RunId)?;
    for step in steps {
        let (kind, answers) = (step.step.kind.to_words(), answers_to_text(&step.step.answers));
        let values = [
            id.0.into(),
            step.place.into(),
            step.phase.as_str().into(),
            kind.as_str().into(),
            step.step.text.as_str().into(),
            step.step.details.as_str().into(),
            answers.as_str().into(),
        ];
        tx.execute(ADD_STEP, &values)?;
    }
    Ok(id)
}

/// Notes the task that keeps a step's time-box.
pub fn begin_wait(
    tx: &mut Tx<'_>,
    (run, place): (RunId, i64),
    task: TaskId,
) -> Result<(), StoreError> {
    tx.execute(BEGIN_WAIT, &[run.0.into(), place.into(), task.0.into()]).map(|_| ())
}

/// Settles an open step. `false`: somebody settled it before.
pub fn settle(
    tx: &mut Tx<'_>,
    (run, place): (RunId, i64),
    mark: &StepMark,
) -> Result<bool, StoreError> {
    let (word, text) = mark.how.words();
    let values = [
        run.0.into(),
        place.into(),
        mark.by.as_str().into(),
        mark.at.into(),
        word.into(),
        text.into(),
    ];
    Ok(tx.execute(SETTLE, &values)? == 1)
}

/// Opens a step again that was settled at an instant. `false`: it was settled at another one, or is
/// open.
pub fn reopen(
    tx: &mut Tx<'_>,
    (run, place): (RunId, i64),
    settled_at: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.execute(REOPEN, &[run.0.into(), place.into(), settled_at.into()])? == 1)
}
