//! What is known of each check, and what it saw.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::check::{CheckState, Hold, Verdict};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT slug, verdict, since, streak, streak_since, streak_failed, why, held_kind, \
             held_by, last_at, blind FROM check_states ",
            $rest
        )
    };
}

statements! {
    STATES = select!("ORDER BY slug");
    STATE = select!("WHERE slug = ?1 /*for-update*/");
    SAVE = "INSERT INTO check_states (slug, verdict, since, streak, streak_since, streak_failed,
        why, held_kind, held_by, last_at, blind)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (slug) DO UPDATE
        SET verdict = excluded.verdict, since = excluded.since, streak = excluded.streak,
        streak_since = excluded.streak_since, streak_failed = excluded.streak_failed,
        why = excluded.why, held_kind = excluded.held_kind, held_by = excluded.held_by,
        last_at = excluded.last_at, blind = excluded.blind";
    FORGET = "DELETE FROM check_states WHERE slug = ?1";
    OBSERVE = "INSERT INTO observations (slug, at, outcome, total_micros, body)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (slug, at) DO NOTHING";
    HISTORY = "SELECT at, outcome, total_micros, body FROM observations WHERE slug = ?1
        ORDER BY at DESC LIMIT ?2";
    NEXT_OBSERVED = "SELECT slug FROM observations WHERE slug > ?1 ORDER BY slug LIMIT 1";
    PRUNE_ONE = "DELETE FROM observations WHERE slug = ?1 AND at < ?2";
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

fn read_state(row: &Row<'_>) -> Result<(String, CheckState), StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let held = match (row.opt_str(7)?, row.opt_text(8)?) {
        (Some("dependency"), Some(slug)) => slug.parse().ok().map(Hold::Dependency),
        (Some(_), Some(words)) => Some(Hold::Maintenance(words)),
        (_, _) => None,
    };
    let state = CheckState {
        verdict: Verdict::from_word(row.str(1)?).unwrap_or_default(),
        since: instant(2)?,
        streak: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
        streak_since: instant(4)?,
        streak_failed: row.flag(5)?,
        why: row.opt_text(6)?,
        held,
        last_at: instant(9)?,
        blind: row.opt_text(10)?,
    };
    Ok((row.text(0)?, state))
}

/// What is known of every check, by slug.
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<(String, CheckState)>, StoreError> {
    tx.rows(STATES, &[], read_state)
}

/// What is known of a check, locked; `None` when it never looked.
pub fn state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<CheckState>, StoreError> {
    Ok(tx.row(STATE, &[slug.into()], read_state)?.map(|(_, state)| state))
}

/// Writes what is known of a check.
pub fn save(tx: &mut Tx<'_>, slug: &str, state: &CheckState) -> Result<(), StoreError> {
    let (held_kind, held_by) = match &state.held {
        None => (None, None),
        Some(Hold::Maintenance(words)) => (Some("maintenance"), Some(words.as_str())),
        Some(Hold::Dependency(slug)) => (Some("dependency"), Some(slug.as_str())),
        Some(Hold::Elsewhere) => (Some("dependency"), None),
    };
    let values = [
        slug.into(),
        state.verdict.as_str().into(),
        state.since.into(),
        i64::from(state.streak).into(),
        state.streak_since.into(),
        state.streak_failed.into(),
        state.why.as_ref().into(),
        held_kind.into(),
        held_by.into(),
        state.last_at.into(),
        state.blind.as_ref().into(),
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

/// Forgets what a check saw before an instant.
pub fn prune_one(tx: &mut Tx<'_>, slug: &str, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(PRUNE_ONE, &[slug.into(), before.into()])
}

/// The checks that have observations, declared or not.
pub fn observed(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.distinct(NEXT_OBSERVED)
}
