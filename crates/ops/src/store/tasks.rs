//! Tasks of incidents in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{IncidentId, TaskId};
use vigie_domain::task::{Task, TaskEnding, TaskKind};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, incident_id, kind, text, owner, due_at, added_by, added_at, reminded_at, \
             ended_by, ended_at, ending FROM tasks ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id");
    TO_REMIND = select!("WHERE remind_at <= ?1 ORDER BY remind_at LIMIT 1 /*for-update*/");
    EARLIEST = "SELECT MIN(remind_at) FROM tasks WHERE remind_at IS NOT NULL";
    ADD = "INSERT INTO tasks (incident_id, kind, text, owner, due_at, added_by, added_at, remind_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?5) /*returning-id*/";
    REMINDED = "UPDATE tasks SET reminded_at = ?2, remind_at = NULL WHERE id = ?1";
    END = "UPDATE tasks SET ended_by = ?2, ended_at = ?3, ending = ?4, remind_at = NULL
        WHERE id = ?1 AND ended_at IS NULL";
    REOPEN = "UPDATE tasks SET ended_by = NULL, ended_at = NULL, ending = NULL, reminded_at = NULL,
        remind_at = due_at WHERE id = ?1 AND ended_at IS NOT NULL";
}

fn read_task(row: &Row<'_>) -> Result<Task, StoreError> {
    let unreadable = |what: &str| StoreError::Other(format!("a task's {what} can't be read"));
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let ended = match (row.opt_text(9)?, instant(10)?) {
        (Some(by), Some(at)) => {
            let word = row.opt_text(11)?.unwrap_or_default();
            let how = TaskEnding::from_word(&word).ok_or_else(|| unreadable("ending"))?;
            Some((by, at, how))
        }
        _ => None,
    };
    Ok(Task {
        id: TaskId(row.int(0)?),
        incident: IncidentId(row.int(1)?),
        kind: TaskKind::from_word(row.str(2)?).ok_or_else(|| unreadable("kind"))?,
        text: row.text(3)?,
        owner: row.opt_text(4)?,
        due_at: instant(5)?,
        added_by: row.text(6)?,
        added_at: Timestamp::from_millis(row.int(7)?),
        reminded_at: instant(8)?,
        ended,
    })
}

/// A task, locked.
pub fn by_id(tx: &mut Tx<'_>, id: TaskId) -> Result<Option<Task>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_task)
}

/// The tasks of an incident, in the order in which they were added.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<Task>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read_task)
}

/// A task that is overdue and of which nobody was reminded, locked.
pub fn to_remind(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Task>, StoreError> {
    tx.row(TO_REMIND, &[now.into()], read_task)
}

/// When the next reminder is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes a new task; its `id` is given here.
pub fn add(tx: &mut Tx<'_>, task: &Task) -> Result<TaskId, StoreError> {
    let values = [
        task.incident.0.into(),
        task.kind.as_str().into(),
        task.text.as_str().into(),
        task.owner.as_ref().into(),
        task.due_at.into(),
        task.added_by.as_str().into(),
        task.added_at.into(),
    ];
    tx.insert(ADD, &values).map(TaskId)
}

/// Notes that people were reminded of a task.
pub fn reminded(tx: &mut Tx<'_>, id: TaskId, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(REMINDED, &[id.0.into(), now.into()]).map(|_| ())
}

/// Ends a task. `false`: somebody ended it before.
pub fn end(
    tx: &mut Tx<'_>,
    id: TaskId,
    how: TaskEnding,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = [id.0.into(), by.into(), now.into(), how.as_str().into()];
    Ok(tx.execute(END, &values)? == 1)
}

/// Opens a task again that was ended.
pub fn reopen(tx: &mut Tx<'_>, id: TaskId) -> Result<bool, StoreError> {
    Ok(tx.execute(REOPEN, &[id.0.into()])? == 1)
}
