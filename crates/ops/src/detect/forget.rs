//! Forgetting: messages that nobody could read, and what checks and heartbeats saw that are no
//! longer declared.

use super::change::forget_changes;
use crate::error::Error;
use crate::store::{Tx, checks, heartbeats, sources};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Forgets what is older than history is kept. Always done in one go.
pub fn forget(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let kept = setup.settings.retention;
    sources::forget_unread(tx, now.minus(kept.unread))?;
    forget_changes(tx, setup, now)?;
    let before = now.minus(kept.observations);
    for slug in checks::observed(tx)? {
        if !slug.parse::<Slug>().is_ok_and(|slug| setup.checks.contains_key(&slug)) {
            checks::prune_one(tx, &slug, before)?;
        }
    }
    for slug in heartbeats::pinged(tx)? {
        if !slug.parse::<Slug>().is_ok_and(|slug| setup.heartbeats.contains_key(&slug)) {
            heartbeats::forget_pings(tx, &slug, before)?;
        }
    }
    Ok(false)
}
