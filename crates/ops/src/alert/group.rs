//! Joining groups: an alert stands in one group per route that chose it.

use crate::error::Error;
use crate::store::Tx;
use crate::store::groups::{self, NewGroup};
use vigie_domain::group::first_flush;
use vigie_domain::id::AlertId;
use vigie_domain::label::Labels;
use vigie_domain::route::{Route, group_key, group_labels};
use vigie_domain::time::Timestamp;

/// Adds an alert to the group that its labels make under a route.
///
/// A group that was not told yet is told at once when the alert began longer ago than the wait.
pub(super) fn join(
    tx: &mut Tx<'_>,
    route: &Route,
    labels: &Labels,
    (alert, starts_at): (AlertId, Timestamp),
    now: Timestamp,
) -> Result<(), Error> {
    let shared = group_labels(route, labels);
    let key = group_key(route, &shared);
    let place = format!("{}\u{1f}{key}", route.id);
    let due = first_flush(starts_at, route.wait, now);
    let group = match groups::find(tx, &place)? {
        Some((group, flush_at, flushed)) => {
            if !flushed && due <= now && flush_at > now {
                groups::set_flush(tx, group, now, false)?;
            }
            group
        }
        None => {
            let new = NewGroup {
                place: &place,
                key: &key,
                route: &route.id,
                labels: &shared,
                flush_at: due,
            };
            groups::open(tx, &new, now)?
        }
    };
    Ok(groups::join(tx, group, alert)?)
}
