//! Alerts that nobody speaks of any more: their end has come without word from their source.

use super::receive::resolve;
use crate::error::Error;
use crate::store::{Tx, alerts};
use vigie_domain::alert::Ending;
use vigie_domain::time::Timestamp;

/// Alerts ended in one unit, so that other writers are not kept waiting.
const ENDED_MAX: i64 = 500;

/// Ends alerts that stopped reporting. Answers how many; more may be left when it is the limit.
pub fn end_unheard(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, Error> {
    let ended = alerts::ended(tx, now, ENDED_MAX)?;
    for stored in &ended {
        resolve(tx, stored, stored.alert.claim.ends_at, Ending::StoppedReporting, now)?;
    }
    Ok(ended.len())
}
