//! Which alert is the latest of each fingerprint: what makes a message news of an alert that is
//! known, or the beginning of another.
//!
//! A fingerprint is random, so its row lies on a random page, and a commit of many new alerts
//! would write little else. On SQLite the one writer therefore remembers the newest keys
//! (`Newest`) and writes them behind, many at a time in order of fingerprint. What it remembers
//! is never the only copy: it is read from the alerts again at start. On `PostgreSQL`, which
//! several nodes may share, every key is in the table within the transaction that opens its alert.

use super::statements::statements;
use super::tx::Conn;
use super::{StoreError, Tx};
use std::collections::HashMap;
use vigie_domain::id::AlertId;
use vigie_domain::label::Fingerprint;

statements! {
    LATEST = "SELECT alert_id FROM alert_keys WHERE fingerprint = ?1 /*for-update*/";
    ADD = "INSERT INTO alert_keys (fingerprint, alert_id) VALUES (?1, ?2)";
    MOVE = "UPDATE alert_keys SET alert_id = ?2 WHERE fingerprint = ?1";
    WRITE = "INSERT INTO alert_keys (fingerprint, alert_id) VALUES (?1, ?2)
        ON CONFLICT (fingerprint) DO UPDATE SET alert_id = excluded.alert_id";
    FORGET = "DELETE FROM alert_keys WHERE fingerprint = ?1 AND alert_id = ?2";
    FORGET_WRITTEN = "DELETE FROM alert_keys_written";
    SET_WRITTEN = "INSERT INTO alert_keys_written (up_to) VALUES (?1)";
    UNWRITTEN = "SELECT fingerprint, id FROM alerts
        WHERE id > (SELECT COALESCE(MAX(up_to), 0) FROM alert_keys_written) ORDER BY id";
}

/// Fewer keys wait: at start, so many alerts are read again in some milliseconds.
const WRITTEN_MIN: usize = 4_096;
/// More are not written at once, so that other writers wait for some milliseconds only.
const WRITTEN_MAX: usize = 16_384;

/// The keys that are not in the table yet, with what it takes to undo a transaction.
#[derive(Default)]
pub(crate) struct Newest {
    alerts: HashMap<i64, i64>,
    changes: Vec<(i64, Option<i64>)>,
}

impl Newest {
    /// Reads the keys that the table does not have.
    pub(super) fn read(mut conn: &rusqlite::Connection) -> Result<Self, StoreError> {
        let mut alerts = HashMap::new();
        for key in
            Tx::sqlite(&mut conn).rows(UNWRITTEN, &[], |row| Ok((row.int(0)?, row.int(1)?)))?
        {
            alerts.insert(key.0, key.1);
        }
        Ok(Self { alerts, changes: Vec::new() })
    }

    fn set(&mut self, fingerprint: i64, alert: Option<i64>) {
        let before = match alert {
            Some(alert) => self.alerts.insert(fingerprint, alert),
            None => self.alerts.remove(&fingerprint),
        };
        self.changes.push((fingerprint, before));
    }

    /// How many changes this transaction made so far.
    pub(super) fn mark(&self) -> usize {
        self.changes.len()
    }

    /// Undoes the changes made since.
    pub(super) fn undo_to(&mut self, mark: usize) {
        for (fingerprint, before) in self.changes.drain(mark.min(self.changes.len())..).rev() {
            match before {
                Some(alert) => self.alerts.insert(fingerprint, alert),
                None => self.alerts.remove(&fingerprint),
            };
        }
    }

    /// The transaction is committed.
    pub(super) fn keep(&mut self) {
        self.changes.clear();
    }

    /// The oldest keys, in order of fingerprint, and the number of the last alert among them.
    fn oldest(&self, most: usize) -> (Vec<(i64, i64)>, i64) {
        let mut keys: Vec<(i64, i64)> = self.alerts.iter().map(|(key, id)| (*key, *id)).collect();
        if keys.len() > most {
            keys.sort_unstable_by_key(|(_, alert)| *alert);
            keys.truncate(most);
        }
        keys.sort_unstable();
        let last = keys.iter().map(|(_, alert)| *alert).max();
        (keys, last.unwrap_or(0))
    }
}

/// The latest alert of a fingerprint; nobody else changes it before the commit.
pub(super) fn latest(
    tx: &mut Tx<'_>,
    fingerprint: Fingerprint,
) -> Result<Option<AlertId>, StoreError> {
    let fingerprint = stored(fingerprint);
    let known = match (&tx.newest, &tx.conn) {
        (Some(newest), _) => newest.alerts.get(&fingerprint).copied(),
        (None, Conn::Postgres(..)) => None,
        (None, Conn::Sqlite(_)) => {
            return Err(StoreError::Other("only a writer knows the newest alerts".to_owned()));
        }
    };
    match known {
        Some(alert) => Ok(Some(AlertId(alert))),
        None => tx.row(LATEST, &[fingerprint.into()], |row| row.int(0).map(AlertId)),
    }
}

/// Makes an alert the latest of its fingerprint, in place of the one that was before.
pub(super) fn point(
    tx: &mut Tx<'_>,
    fingerprint: Fingerprint,
    (before, alert): (Option<AlertId>, AlertId),
) -> Result<(), StoreError> {
    let fingerprint = stored(fingerprint);
    if let Some(newest) = &mut tx.newest {
        newest.set(fingerprint, Some(alert.0));
        return Ok(());
    }
    let sql = if before.is_some() { MOVE } else { ADD };
    tx.execute(sql, &[fingerprint.into(), alert.0.into()]).map(|_| ())
}

/// Forgets the key of an alert that is forgotten, unless a later alert has it.
pub(super) fn forget(
    tx: &mut Tx<'_>,
    fingerprint: Fingerprint,
    alert: AlertId,
) -> Result<(), StoreError> {
    let fingerprint = stored(fingerprint);
    if let Some(newest) = &mut tx.newest
        && newest.alerts.get(&fingerprint) == Some(&alert.0)
    {
        newest.set(fingerprint, None);
    }
    tx.execute(FORGET, &[fingerprint.into(), alert.0.into()]).map(|_| ())
}

/// Writes keys that wait, once there are enough of them. Answers whether it did.
pub fn write_waiting(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let Some(newest) = &mut tx.newest else { return Ok(false) };
    if newest.alerts.len() < WRITTEN_MIN {
        return Ok(false);
    }
    let (keys, up_to) = newest.oldest(WRITTEN_MAX);
    for (fingerprint, _) in &keys {
        newest.set(*fingerprint, None);
    }
    for (fingerprint, alert) in keys {
        tx.execute(WRITE, &[fingerprint.into(), alert.into()])?;
    }
    tx.execute(FORGET_WRITTEN, &[])?;
    tx.execute(SET_WRITTEN, &[up_to.into()])?;
    Ok(true)
}

/// A fingerprint as the database keeps it: the same 64 bits, signed.
fn stored(fingerprint: Fingerprint) -> i64 {
    fingerprint.0.cast_signed()
}
