//! Joining groups: an alert stands in one group per route that chose it.

use crate::error::Error;
use crate::store::groups::{self, NewGroup};
use crate::store::{SLEEP_MAX, Tx, Wake};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use vigie_domain::group::first_flush;
use vigie_domain::id::{AlertId, GroupId};
use vigie_domain::label::Labels;
use vigie_domain::route::{Route, group_key, group_labels};
use vigie_domain::time::Timestamp;

/// The groups that one unit of work has met: a message brings many alerts of few groups.
pub(super) struct Groups<'a> {
    met: HashMap<(&'a str, Labels), Place>,
    /// When what joins now was received.
    pub(super) now: Timestamp,
}

#[derive(Clone, Copy)]
struct Place {
    group: GroupId,
    flush_at: Timestamp,
    flushed: bool,
}

impl<'a> Groups<'a> {
    /// No group met yet.
    pub(super) fn at(now: Timestamp) -> Self {
        Self { met: HashMap::new(), now }
    }

    /// Adds an alert to the group that its labels make under a route.
    ///
    /// A group that was not told yet is told at once when the alert began longer ago than the
    /// wait.
    pub(super) fn join(
        &mut self,
        tx: &mut Tx<'_>,
        route: &'a Route,
        labels: &Labels,
        (alert, starts_at): (AlertId, Timestamp),
    ) -> Result<(), Error> {
        let now = self.now;
        let due = first_flush(starts_at, route.wait, now);
        let place = match self.met.entry((&route.id, group_labels(route, labels))) {
            Entry::Occupied(met) => met.into_mut(),
            Entry::Vacant(unmet) => {
                let place = find_or_open(tx, route, &unmet.key().1, due, now)?;
                unmet.insert(place)
            }
        };
        if !place.flushed && due <= now && place.flush_at > now {
            place.flush_at = now;
            groups::set_flush(tx, place.group, now, false)?;
            tx.wake(Wake::Timers);
        }
        Ok(groups::join(tx, place.group, alert)?)
    }
}

fn find_or_open(
    tx: &mut Tx<'_>,
    route: &Route,
    shared: &Labels,
    due: Timestamp,
    now: Timestamp,
) -> Result<Place, Error> {
    let key = group_key(route, shared);
    let place = format!("{}\u{1f}{key}", route.id);
    if let Some((group, flush_at, flushed)) = groups::find(tx, &place)? {
        return Ok(Place { group, flush_at, flushed });
    }
    if due <= now + SLEEP_MAX {
        tx.wake(Wake::Timers);
    }
    let new =
        NewGroup { place: &place, key: &key, route: &route.id, labels: shared, flush_at: due };
    Ok(Place { group: groups::open(tx, &new, now)?, flush_at: due, flushed: false })
}
