//! Heartbeats: they wait to be called, and fail by silence.

use crate::error::Error;
use crate::store::{Tx, heartbeats, journal};
use vigie_domain::fact::Fact;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Heartbeats failed in one unit.
const OVERDUE_MAX: i64 = 500;

/// Fails the heartbeats that should have come by now. Answers whether there were any.
pub fn fail_overdue(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let overdue = heartbeats::overdue(tx, now, OVERDUE_MAX)?;
    for mut state in overdue.iter().cloned() {
        let slug = state.slug.parse().ok().filter(|slug| setup.heartbeats.contains_key(slug));
        let Some(check) = slug else {
            heartbeats::forget(tx, &state.slug)?;
            continue;
        };
        "failing".clone_into(&mut state.verdict);
        state.since = state.fails_at.unwrap_or(now);
        heartbeats::save(tx, &state)?;
        let why = format!("no sign of life by {}", state.since);
        journal::append(tx, &Fact::CheckTurned { check, failing: true, why }, "vigie", now)?;
    }
    Ok(!overdue.is_empty())
}
