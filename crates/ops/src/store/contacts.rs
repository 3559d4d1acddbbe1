//! Attempts to reach people, in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::contact::{ContactResult, Rung};
use vigie_domain::id::IncidentId;
use vigie_domain::time::Timestamp;

statements! {
    OF_INCIDENT = "SELECT at, actor, rung, whom, way, result FROM contact_attempts
        WHERE incident_id = ?1 ORDER BY id";
    ADD = "INSERT INTO contact_attempts (incident_id, at, actor, rung, whom, way, result)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
}

/// One attempt to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// Who tried.
    pub by: String,
    /// On which rung.
    pub rung: Rung,
    /// Whom.
    pub whom: String,
    /// The number or address that was tried; may be empty.
    pub way: String,
    /// What became of it.
    pub result: ContactResult,
}

fn read_attempt(row: &Row<'_>) -> Result<Attempt, StoreError> {
    let unreadable = |what: &str| StoreError::Other(format!("an attempt's {what} can't be read"));
    Ok(Attempt {
        at: Timestamp::from_millis(row.int(0)?),
        by: row.text(1)?,
        rung: Rung::from_word(row.str(2)?).ok_or_else(|| unreadable("rung"))?,
        whom: row.text(3)?,
        way: row.text(4)?,
        result: ContactResult::from_word(row.str(5)?).ok_or_else(|| unreadable("result"))?,
    })
}

/// The attempts of an incident, oldest first.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<Attempt>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read_attempt)
}

/// Writes an attempt.
pub fn add(tx: &mut Tx<'_>, incident: IncidentId, attempt: &Attempt) -> Result<(), StoreError> {
    let values = [
        incident.0.into(),
        attempt.at.into(),
        attempt.by.as_str().into(),
        attempt.rung.as_str().into(),
        attempt.whom.as_str().into(),
        attempt.way.as_str().into(),
        attempt.result.as_str().into(),
    ];
    tx.execute(ADD, &values).map(|_| ())
}
