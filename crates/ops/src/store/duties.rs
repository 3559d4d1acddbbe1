//! Duties: what one room owes another's fact. Rows that stay until they are done.

use super::statements::statements;
use super::{StoreError, Tx};
use crate::path::Duty;
use vigie_domain::id::DutyId;
use vigie_domain::time::Timestamp;

statements! {
    OWE = "INSERT INTO duties (kind, subject, due_at, attempts, last_error)
        VALUES (?1, ?2, ?3, 0, '') ON CONFLICT (kind, subject) DO NOTHING";
    NEXT = "SELECT id, kind, subject, attempts FROM duties
        WHERE due_at <= ?1 ORDER BY due_at, id LIMIT 1 /*skip-locked*/";
    DONE = "DELETE FROM duties WHERE id = ?1";
    PUT_OFF = "UPDATE duties SET due_at = ?2, attempts = attempts + 1, last_error = ?3
        WHERE id = ?1";
    EARLIEST = "SELECT MIN(due_at) FROM duties";
    OVERDUE = "SELECT kind, subject, attempts, last_error FROM duties
        WHERE attempts > 0 ORDER BY due_at LIMIT 100";
}

/// A duty that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its number.
    pub id: DutyId,
    /// What is owed.
    pub duty: Duty,
    /// How often it was tried and failed.
    pub attempts: i64,
}

/// A duty that failed and will be tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What is owed.
    pub kind: String,
    /// To what.
    pub subject: String,
    /// How often it failed.
    pub attempts: i64,
    /// Why.
    pub last_error: String,
}

/// Owes a duty; one of its kind and subject is enough.
pub fn owe(tx: &mut Tx<'_>, duty: &Duty, now: Timestamp) -> Result<(), StoreError> {
    let (kind, subject) = duty.words();
    tx.execute(OWE, &[kind.into(), (&subject).into(), now.into()]).map(|_| ())
}

/// The duty that is due first, locked for this transaction.
pub fn next(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Due>, StoreError> {
    tx.row(NEXT, &[now.into()], |row| {
        let duty = Duty::from_words(row.str(1)?, row.str(2)?)
            .ok_or_else(|| StoreError::Other("a duty of an unknown kind".to_owned()))?;
        Ok(Due { id: DutyId(row.int(0)?), duty, attempts: row.int(3)? })
    })
}

/// Strikes a duty off.
pub fn done(tx: &mut Tx<'_>, id: DutyId) -> Result<(), StoreError> {
    tx.execute(DONE, &[id.0.into()]).map(|_| ())
}

/// Keeps a duty for later, with the reason.
pub fn put_off(tx: &mut Tx<'_>, id: DutyId, until: Timestamp, why: &str) -> Result<(), StoreError> {
    tx.execute(PUT_OFF, &[id.0.into(), until.into(), why.into()]).map(|_| ())
}

/// When the earliest duty is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Duties that failed at least once.
pub fn overdue(tx: &mut Tx<'_>) -> Result<Vec<Overdue>, StoreError> {
    tx.rows(OVERDUE, &[], |row| {
        Ok(Overdue {
            kind: row.text(0)?,
            subject: row.text(1)?,
            attempts: row.int(2)?,
            last_error: row.text(3)?,
        })
    })
}
