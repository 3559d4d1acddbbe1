//! What is known of each check, and what it saw.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use vigie_domain::time::Timestamp;

statements! {
    STATES = "SELECT slug, verdict, streak, since, last_at, why, held FROM check_states
        ORDER BY slug";
    STATE = "SELECT slug, verdict, streak, since, last_at, why, held FROM check_states
        WHERE slug = $1 /*for-update*/";
    SAVE = "INSERT INTO check_states (slug, verdict, streak, since, last_at, why, held)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (slug) DO UPDATE
        SET verdict = excluded.verdict, streak = excluded.streak, since = excluded.since,
        last_at = excluded.last_at, why = excluded.why, held = excluded.held";
    FORGET = "DELETE FROM check_states WHERE slug = $1";
    OBSERVE = "INSERT INTO observations (slug, at, outcome, total_micros, body)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (slug, at) DO NOTHING";
    HISTORY = "SELECT at, outcome, total_micros, body FROM observations WHERE slug = $1
        ORDER BY at DESC LIMIT $2";
    PRUNE = "DELETE FROM observations WHERE at < $1";
}

/// What is known of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheck {
    /// The check.
    pub slug: String,
    /// `unknown`, `passing` or `failing`.
    pub verdict: String,
    /// How many observations in a row said the opposite.
    pub streak: i64,
    /// Since when the verdict stands.
    pub since: Timestamp,
    /// When it last looked.
    pub last_at: Timestamp,
    /// What it last saw, in words.
    pub why: String,
    /// Why its turn is held back; empty when it is not.
    pub held: String,
}

/// What a check saw once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredObservation {
    /// When.
    pub at: Timestamp,
    /// `ok`, `failed` or `not observed`.
    pub outcome: String,
    /// How long it took, in microseconds.
    pub total_micros: Option<i64>,
    /// Words, phases and details as JSON.
    pub body: String,
}

fn read_state(row: &Row<'_>) -> Result<StoredCheck, StoreError> {
    Ok(StoredCheck {
        slug: row.text(0)?,
        verdict: row.text(1)?,
        streak: row.int(2)?,
        since: Timestamp::from_millis(row.int(3)?),
        last_at: Timestamp::from_millis(row.int(4)?),
        why: row.text(5)?,
        held: row.text(6)?,
    })
}

/// What is known of every check.
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<StoredCheck>, StoreError> {
    tx.rows(STATES, &[], read_state)
}

/// What is known of a check, locked.
pub fn state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<StoredCheck>, StoreError> {
    tx.row(STATE, &[slug.into()], read_state)
}

/// Writes what is known of a check.
pub fn save(tx: &mut Tx<'_>, state: &StoredCheck) -> Result<(), StoreError> {
    let values = [
        Value::Text(&state.slug),
        Value::Text(&state.verdict),
        state.streak.into(),
        state.since.into(),
        state.last_at.into(),
        Value::Text(&state.why),
        Value::Text(&state.held),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// Forgets a check that is no longer declared.
pub fn forget(tx: &mut Tx<'_>, slug: &str) -> Result<(), StoreError> {
    tx.execute(FORGET, &[slug.into()]).map(|_| ())
}

/// Keeps what a check saw.
pub fn observe(
    tx: &mut Tx<'_>,
    slug: &str,
    observation: &StoredObservation,
) -> Result<(), StoreError> {
    let values = [
        slug.into(),
        observation.at.into(),
        (&observation.outcome).into(),
        observation.total_micros.into(),
        (&observation.body).into(),
    ];
    tx.execute(OBSERVE, &values).map(|_| ())
}

/// What a check saw, newest first.
pub fn history(
    tx: &mut Tx<'_>,
    slug: &str,
    limit: i64,
) -> Result<Vec<StoredObservation>, StoreError> {
    tx.rows(HISTORY, &[slug.into(), limit.into()], |row| {
        Ok(StoredObservation {
            at: Timestamp::from_millis(row.int(0)?),
            outcome: row.text(1)?,
            total_micros: row.opt_int(2)?,
            body: row.text(3)?,
        })
    })
}

/// Forgets what was seen before an instant.
pub fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(PRUNE, &[before.into()])
}
