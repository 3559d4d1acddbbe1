//! Answers that are kept for callers who ask the same again: one an idempotency key.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    BEGIN = "INSERT INTO kept_answers (caller, idempotency_key, request_hash, begun_at)
        VALUES (?1, ?2, ?3, ?4) ON CONFLICT (caller, idempotency_key) DO UPDATE
        SET request_hash = excluded.request_hash, begun_at = excluded.begun_at
        WHERE kept_answers.answer IS NULL AND kept_answers.begun_at < ?5";
    KNOWN = "SELECT request_hash, answer FROM kept_answers
        WHERE caller = ?1 AND idempotency_key = ?2";
    KEEP = "UPDATE kept_answers SET answer = ?3 WHERE caller = ?1 AND idempotency_key = ?2";
    DROP = "DELETE FROM kept_answers WHERE caller = ?1 AND idempotency_key = ?2";
    FORGET = "DELETE FROM kept_answers WHERE begun_at < ?1";
}

/// Which request is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The hash of the caller's secret.
    pub caller: String,
    /// The caller's key.
    pub key: String,
    /// The hash of what is asked.
    pub request: String,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nothing: the request is to be done now.
    New,
    /// It is being done.
    UnderWay,
    /// It stands for another request.
    Other,
    /// It was done; its answer, hidden.
    Done(String),
}

/// Begins a request, unless it was begun before. One that was begun before `abandoned` and never
/// ended was cut off by a crash, and is done again.
pub fn begin(
    tx: &mut Tx<'_>,
    asked: &Asked,
    now: Timestamp,
    abandoned: Timestamp,
) -> Result<Begun, StoreError> {
    let Asked { caller, key, request } = asked;
    let values = [caller.into(), key.into(), request.into(), now.into(), abandoned.into()];
    if tx.execute(BEGIN, &values)? == 1 {
        return Ok(Begun::New);
    }
    let known =
        tx.row(KNOWN, &[caller.into(), key.into()], |row| Ok((row.text(0)?, row.opt_text(1)?)))?;
    Ok(match known {
        Some((hash, _)) if hash != *request => Begun::Other,
        Some((_, Some(answer))) => Begun::Done(answer),
        Some((_, None)) | None => Begun::UnderWay,
    })
}

/// Keeps the answer of a request that was done.
pub fn keep(tx: &mut Tx<'_>, asked: &Asked, hidden: &str) -> Result<(), StoreError> {
    let values = [(&asked.caller).into(), (&asked.key).into(), hidden.into()];
    tx.execute(KEEP, &values).map(|_| ())
}

/// Forgets a request that was refused: it changed nothing and may be asked again.
pub fn forget(tx: &mut Tx<'_>, asked: &Asked) -> Result<(), StoreError> {
    tx.execute(DROP, &[(&asked.caller).into(), (&asked.key).into()]).map(|_| ())
}

/// Forgets what was begun before an instant.
pub fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(FORGET, &[before.into()])
}
