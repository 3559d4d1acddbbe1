//! Forgetting: what is over for longer than history is kept goes, a little at a time. The
//! journal keeps what happened for ever.

use crate::error::Error;
use crate::store::{Tx, alert_index, alerts, groups, outbox, silences};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Rows that go in one unit: others write between two of them.
const BATCH_ROWS: i64 = 500;

/// Forgets alerts that ended too long ago, unless their incident goes on. Answers whether more
/// are left.
pub fn forget_alerts(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let before = now.minus(setup.settings.retention.alerts);
    let old = alerts::ended_before(tx, before, BATCH_ROWS)?;
    for id in &old {
        groups::leave_all(tx, *id)?;
        alerts::forget(tx, *id)?;
    }
    if !old.is_empty() {
        alert_index::forget_empty_blocks(tx)?;
    }
    Ok(is_full(&old))
}

/// Forgets notifications that ended too long ago, with their attempts, unless their incident goes
/// on. Answers whether more are left.
pub fn forget_notifications(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let before = now.minus(setup.settings.retention.alerts);
    let old = outbox::finished_before(tx, before, BATCH_ROWS)?;
    for id in &old {
        outbox::forget(tx, *id)?;
    }
    Ok(is_full(&old))
}

/// Forgets silences that ended, and what was last told about groups that are gone.
pub fn forget_silences(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let before = now.minus(setup.settings.retention.alerts);
    silences::prune(tx, before)?;
    groups::prune_notices(tx, before)?;
    Ok(false)
}

fn is_full<T>(batch: &[T]) -> bool {
    i64::try_from(batch.len()).is_ok_and(|count| count == BATCH_ROWS)
}
