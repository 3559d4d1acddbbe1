//! Tasks: added, reminded of when they are overdue, ended by people.

use super::declare::BY_ITSELF;
use crate::error::Error;
use crate::store::{Tx, Wake, incidents, journal, tasks};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::id::{IncidentId, TaskId};
use vigie_domain::incident::Reference;
use vigie_domain::setup::Setup;
use vigie_domain::task::{Task, TaskEnding, TaskKind};
use vigie_domain::time::Timestamp;

/// Longest task: one thing to do.
const TASK_CHARS_MAX: usize = 500;
/// Furthest next update: what is later is no update of an incident that goes on.
const UPDATE_WITHIN: Duration = Duration::from_secs(7 * 24 * 3_600);
/// Most tasks of an incident: more is another tool's work.
const TASKS_MAX: usize = 500;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What sort it is.
    pub kind: TaskKind,
    /// What is to be done.
    pub text: String,
    /// Who owes it.
    pub owner: Option<String>,
    /// Until when.
    pub due_at: Option<Timestamp>,
}

/// Adds a task to an incident.
pub fn add_task(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    wanted: &Wanted,
    by: &str,
    now: Timestamp,
) -> Result<TaskId, Error> {
    let text = wanted.text.trim().replace('\0', "␀");
    if text.is_empty() {
        return Err(Error::refused(Words::task_empty, Words::task_empty_next));
    }
    if text.chars().count() > TASK_CHARS_MAX {
        return Err(Error::refused(|w| w.task_long(TASK_CHARS_MAX), Words::task_long_next));
    }
    if wanted.due_at.is_some_and(|due| due <= now) {
        return Err(Error::refused(Words::due_past, Words::due_past_next));
    }
    if tasks::of_incident(tx, incident)?.len() >= TASKS_MAX {
        return Err(Error::refused(|w| w.tasks_many(TASKS_MAX), Words::tasks_many_next));
    }
    let mut task = Task {
        id: TaskId(0),
        incident,
        kind: wanted.kind,
        text,
        owner: wanted.owner.clone().filter(|owner| !owner.is_empty()),
        due_at: wanted.due_at,
        added_by: by.to_owned(),
        added_at: now,
        reminded_at: None,
        ended: None,
    };
    task.id = tasks::add(tx, &task)?;
    let parts = [Some(task.text.clone()), task.owner.clone(), task.due_at.map(|at| at.to_string())];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let what = Work::TaskAdded { task: task.id, kind: task.kind, text };
    journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
    tx.wake(Wake::Timers);
    Ok(task.id)
}

/// Says once of a task that it is overdue. Answers whether there was one to say it of. Nobody is
/// reminded of an incident that is closed.
pub fn remind_of_tasks(tx: &mut Tx<'_>, _: &Setup, now: Timestamp) -> Result<bool, Error> {
    let Some(task) = tasks::to_remind(tx, now)? else { return Ok(false) };
    tasks::reminded(tx, task.id, now)?;
    let incident = incidents::by_id(tx, task.incident)?;
    if incident.is_some_and(|incident| !incident.stage.is_over()) {
        let what = Work::TaskOverdue { task: task.id, kind: task.kind, text: task.text };
        let fact = Fact::Worked { incident: task.incident, what };
        journal::append(tx, &fact, BY_ITSELF, now)?;
    }
    Ok(true)
}

/// Ends a task of an incident. The same person who ends it twice the same way changes nothing.
pub fn end_task(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, id, how): (IncidentId, TaskId, TaskEnding),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let found = tasks::by_id(tx, id)?.filter(|task| task.incident == incident);
    let task = found.ok_or(Error::NotFound("task"))?;
    if let Some((who, at, before)) = &task.ended {
        if who == by && *before == how {
            return Ok(());
        }
        let zone = &setup.settings.zone;
        return Err(Error::refused(
            |w| w.task_ended_by(w.moment(*at, zone), who),
            Words::task_ended_next,
        ));
    }
    tasks::end(tx, id, how, by, now)?;
    let what = Work::TaskEnded { task: id, kind: task.kind, how, text: task.text };
    Ok(journal::append(tx, &Fact::Worked { incident, what }, by, now)?)
}

/// Gives an update, promises the next one, or both. An update that was promised is given by these
/// words; without words, it is only promised anew.
pub fn give_update(
    tx: &mut Tx<'_>,
    (reference, said, next): (Reference, &str, Option<Duration>),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let found = incidents::by_reference(tx, reference)?;
    let incident = found.ok_or(Error::NotFound("incident"))?.id;
    let said = said.trim();
    if said.is_empty() && next.is_none() {
        return Err(Error::refused(Words::update_empty, Words::update_empty_next));
    }
    if next.is_some_and(|span| span > UPDATE_WITHIN) {
        return Err(Error::refused(Words::update_far, Words::update_far_next));
    }
    let how = if said.is_empty() { TaskEnding::Dropped } else { TaskEnding::Done };
    if !said.is_empty() {
        super::note::note(tx, reference, said, by, now)?;
    }
    for task in tasks::of_incident(tx, incident)? {
        if task.kind == TaskKind::Update && tasks::end(tx, task.id, how, by, now)? {
            let what = Work::TaskEnded { task: task.id, kind: task.kind, how, text: String::new() };
            journal::append(tx, &Fact::Worked { incident, what }, by, now)?;
        }
    }
    let Some(span) = next else { return Ok(()) };
    let wanted = Wanted {
        kind: TaskKind::Update,
        text: reference.to_string(),
        owner: Some(by.to_owned()),
        due_at: Some(now + span),
    };
    add_task(tx, incident, &wanted, by, now).map(drop)
}

/// Drops what nobody waits for any more once an incident is closed: waits and promised updates.
/// Work stays, for whoever reads the report.
pub fn drop_waits(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<(), Error> {
    for task in tasks::of_incident(tx, incident)? {
        let is_over = task.ended.is_some();
        match task.kind {
            TaskKind::Update | TaskKind::Wait if !is_over => {
                let how = TaskEnding::Dropped;
                tasks::end(tx, task.id, how, BY_ITSELF, now)?;
                let what = Work::TaskEnded { task: task.id, kind: task.kind, how, text: task.text };
                journal::append(tx, &Fact::Worked { incident, what }, BY_ITSELF, now)?;
            }
            TaskKind::Update | TaskKind::Wait | TaskKind::Work => {}
        }
    }
    Ok(())
}
