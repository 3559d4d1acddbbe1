//! Exchanges of several steps, and wrong tries: what is soon over.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use vigie_domain::account::Tries;
use vigie_domain::time::Timestamp;

statements! {
    BEGIN = "INSERT INTO ceremonies (hash, kind, account, body, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (hash) DO UPDATE SET kind = ?2, account = ?3, body = ?4, expires_at = ?5";
    LOOK = "SELECT account, body FROM ceremonies WHERE hash = ?1 AND kind = ?2 AND expires_at > ?3";
    FINISH = "DELETE FROM ceremonies WHERE hash = ?1 AND kind = ?2 AND expires_at > ?3
        RETURNING account, body";
    SPEND = "INSERT INTO ceremonies (hash, kind, account, body, expires_at)
        VALUES (?1, 'spent', '', '', ?2) ON CONFLICT (hash) DO NOTHING";
    PRUNE = "DELETE FROM ceremonies WHERE expires_at < ?1";
    TRIES = "SELECT count, last_at FROM wrong_tries WHERE place = ?1";
    /// Holds the row, so that tries at the same time are counted one after the other.
    HOLD_TRIES = "INSERT INTO wrong_tries (place, count, last_at) VALUES (?1, 0, ?2)
        ON CONFLICT (place) DO UPDATE SET count = wrong_tries.count RETURNING count, last_at";
    SET_TRIES = "INSERT INTO wrong_tries (place, count, last_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (place) DO UPDATE SET count = ?2, last_at = ?3";
    CLEAR_TRIES = "DELETE FROM wrong_tries WHERE place = ?1";
    PRUNE_TRIES = "DELETE FROM wrong_tries WHERE last_at < ?1";
}

/// What an exchange is known by: the hash of its secret, and its kind.
#[derive(Clone, Copy)]
pub struct Key<'a> {
    /// The hash of what the browser keeps.
    pub hash: &'a str,
    /// What it is for.
    pub kind: &'static str,
}

/// Begins an exchange, in place of one of the same secret.
pub fn begin(
    tx: &mut Tx<'_>,
    key: Key<'_>,
    account: &str,
    body: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let values = [key.hash.into(), key.kind.into(), account.into(), body.into(), expires_at.into()];
    tx.execute(BEGIN, &values).map(|_| ())
}

/// The account and content of an exchange that goes on.
pub fn look(
    tx: &mut Tx<'_>,
    key: Key<'_>,
    now: Timestamp,
) -> Result<Option<(String, String)>, StoreError> {
    tx.row(LOOK, &[key.hash.into(), key.kind.into(), now.into()], |row| {
        Ok((row.text(0)?, row.text(1)?))
    })
}

/// Ends an exchange, once; answers its account and content.
pub fn finish(
    tx: &mut Tx<'_>,
    key: Key<'_>,
    now: Timestamp,
) -> Result<Option<(String, String)>, StoreError> {
    tx.row(FINISH, &[key.hash.into(), key.kind.into(), now.into()], |row| {
        Ok((row.text(0)?, row.text(1)?))
    })
}

/// Notes that what a browser kept was used; `false` when it was used before.
pub fn spend(tx: &mut Tx<'_>, hash: &str, until: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(SPEND, &[hash.into(), until.into()])? == 1)
}

/// Forgets exchanges that are over, and tries before then.
pub fn prune(tx: &mut Tx<'_>, now: Timestamp, counted_since: Timestamp) -> Result<(), StoreError> {
    tx.execute(PRUNE, &[now.into()])?;
    tx.execute(PRUNE_TRIES, &[counted_since.into()]).map(|_| ())
}

fn read_tries(row: &Row<'_>) -> Result<Tries, StoreError> {
    let count = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
    Ok(Tries { count, last_at: Timestamp::from_millis(row.int(1)?) })
}

/// The wrong tries of a place.
pub fn tries(tx: &mut Tx<'_>, place: &str) -> Result<Tries, StoreError> {
    Ok(tx.row(TRIES, &[place.into()], read_tries)?.unwrap_or_default())
}

/// The wrong tries of a place, which nobody else changes until the commit.
pub fn hold_tries(tx: &mut Tx<'_>, place: &str, now: Timestamp) -> Result<Tries, StoreError> {
    let held = tx.row(HOLD_TRIES, &[place.into(), now.into()], read_tries)?;
    Ok(held.unwrap_or_default())
}

/// Keeps the wrong tries of a place.
pub fn set_tries(tx: &mut Tx<'_>, place: &str, tries: Tries) -> Result<(), StoreError> {
    let values = [place.into(), Value::Int(i64::from(tries.count)), tries.last_at.into()];
    tx.execute(SET_TRIES, &values).map(|_| ())
}

/// Forgets the wrong tries of a place.
pub fn clear_tries(tx: &mut Tx<'_>, place: &str) -> Result<(), StoreError> {
    tx.execute(CLEAR_TRIES, &[place.into()]).map(|_| ())
}
