//! Actions in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::action::{Action, ActionEnding, ActionKind};
use vigie_domain::id::{ActionId, IncidentId};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, incident_id, version, kind, text, owner, due_on, added_by, added_at, \
             ended_by, ended_at, ending, said FROM actions ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id");
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    DUE = select!("WHERE ended_at IS NULL AND due_on <= ?1 ORDER BY due_on, id LIMIT ?2");
    TO_REMIND = select!("WHERE remind_at <= ?1 ORDER BY remind_at LIMIT 1 /*for-update*/");
    EARLIEST = "SELECT MIN(remind_at) FROM actions WHERE remind_at IS NOT NULL";
    ADD = "INSERT INTO actions (incident_id, version, kind, text, owner, due_on, added_by, added_at,
        remind_at) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) /*returning-id*/";
    CHANGE = "UPDATE actions SET kind = ?3, text = ?4, owner = ?5, due_on = ?6, remind_at = ?7,
        version = version + 1 WHERE id = ?1 AND version = ?2 AND ended_at IS NULL";
    REMIND = "UPDATE actions SET remind_at = ?2 WHERE id = ?1";
    END = "UPDATE actions SET ended_by = ?2, ended_at = ?3, ending = ?4, said = ?5,
        remind_at = NULL, version = version + 1 WHERE id = ?1 AND ended_at IS NULL";
    REOPEN = "UPDATE actions SET ended_by = NULL, ended_at = NULL, ending = NULL, said = NULL,
        remind_at = ?2, version = version + 1 WHERE id = ?1 AND ended_at IS NOT NULL";
}

fn read(row: &Row<'_>) -> Result<Action, StoreError> {
    let unreadable = |what: &str| StoreError::Other(format!("an action's {what} can't be read"));
    let ended = match (row.opt_text(9)?, row.opt_int(10)?) {
        (Some(by), Some(at)) => {
            let (word, said) = (row.opt_text(11)?, row.opt_text(12)?);
            let how =
                ActionEnding::from_words(&word.unwrap_or_default(), &said.unwrap_or_default());
            Some((by, Timestamp::from_millis(at), how.ok_or_else(|| unreadable("ending"))?))
        }
        _ => None,
    };
    Ok(Action {
        id: ActionId(row.int(0)?),
        incident: IncidentId(row.int(1)?),
        version: row.int(2)?,
        kind: ActionKind::from_word(row.str(3)?).ok_or_else(|| unreadable("kind"))?,
        text: row.text(4)?,
        owner: row.text(5)?,
        due_on: row.str(6)?.parse().map_err(|_| unreadable("day"))?,
        added_by: row.text(7)?,
        added_at: Timestamp::from_millis(row.int(8)?),
        ended,
    })
}

/// An action, locked.
pub fn by_id(tx: &mut Tx<'_>, id: ActionId) -> Result<Option<Action>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read)
}

/// The actions of an incident, in the order in which they were promised.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<Action>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read)
}

/// Actions before a number, newest first.
pub fn before(tx: &mut Tx<'_>, id: ActionId, limit: i64) -> Result<Vec<Action>, StoreError> {
    tx.rows(BEFORE, &[id.0.into(), limit.into()], read)
}

/// Open actions that are due on or before a day (`2026-11-20`), the oldest first.
pub fn due(tx: &mut Tx<'_>, day: &str, limit: i64) -> Result<Vec<Action>, StoreError> {
    tx.rows(DUE, &[day.into(), limit.into()], read)
}

/// An action of which people are to be reminded, locked.
pub fn to_remind(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Action>, StoreError> {
    tx.row(TO_REMIND, &[now.into()], read)
}

/// When the next reminder is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes a new action; its `id` is given here.
pub fn add(
    tx: &mut Tx<'_>,
    action: &Action,
    remind_at: Option<Timestamp>,
) -> Result<ActionId, StoreError> {
    let due = action.due_on.to_string();
    let values = [
        action.incident.0.into(),
        action.kind.as_str().into(),
        action.text.as_str().into(),
        action.owner.as_str().into(),
        due.as_str().into(),
        action.added_by.as_str().into(),
        action.added_at.into(),
        remind_at.into(),
    ];
    tx.insert(ADD, &values).map(ActionId)
}

/// Writes what changed of an open action. `false`: somebody changed or ended it before.
pub fn change(
    tx: &mut Tx<'_>,
    action: &Action,
    remind_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let due = action.due_on.to_string();
    let values = [
        action.id.0.into(),
        action.version.into(),
        action.kind.as_str().into(),
        action.text.as_str().into(),
        action.owner.as_str().into(),
        due.as_str().into(),
        remind_at.into(),
    ];
    Ok(tx.execute(CHANGE, &values)? == 1)
}

/// Keeps when people are reminded next.
pub fn remind(tx: &mut Tx<'_>, id: ActionId, at: Option<Timestamp>) -> Result<(), StoreError> {
    tx.execute(REMIND, &[id.0.into(), at.into()]).map(|_| ())
}

/// Ends an action. `false`: somebody ended it before.
pub fn end(
    tx: &mut Tx<'_>,
    id: ActionId,
    how: &ActionEnding,
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (word, said) = how.words();
    let values = [id.0.into(), by.into(), now.into(), word.into(), said.into()];
    Ok(tx.execute(END, &values)? == 1)
}

/// Opens an action again that was ended.
pub fn reopen(
    tx: &mut Tx<'_>,
    id: ActionId,
    remind_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    Ok(tx.execute(REOPEN, &[id.0.into(), remind_at.into()])? == 1)
}
