//! Actions as somebody may see them: those of the incidents that they see.

use super::{may_incident, sees_incident};
use crate::error::Error;
use crate::store::{Tx, actions as stored, incidents};
use std::collections::BTreeMap;
use vigie_domain::action::Action;
use vigie_domain::id::{ActionId, IncidentId};
use vigie_domain::incident::Incident;
use vigie_domain::rights::{Act, Sight};

/// Actions that are looked at for one list: more than a team promises in years.
const LOOKED_AT_MAX: i64 = 10_000;

/// An action, and the incident that it was promised after.
pub type Promised = (Action, Incident);

/// An action, to do something to it.
pub fn action(tx: &mut Tx<'_>, sight: &Sight, act: Act, id: ActionId) -> Result<Promised, Error> {
    let missing = Error::NotFound("action");
    let found = stored::by_id(tx, id)?.ok_or(missing.clone())?;
    let incident = incidents::by_id(tx, found.incident)?.ok_or(missing.clone())?;
    match (sees_incident(sight, &incident), may_incident(sight, act, &incident)) {
        (_, true) => Ok((found, incident)),
        (true, false) => Err(Error::NotAllowed),
        (false, false) => Err(missing),
    }
}

/// All actions, the newest first.
pub fn actions(tx: &mut Tx<'_>, sight: &Sight) -> Result<Vec<Promised>, Error> {
    let all = stored::before(tx, ActionId(i64::MAX), LOOKED_AT_MAX)?;
    with_incidents(tx, sight, all)
}

/// Open actions that are due on or before a day, the oldest first.
pub fn actions_due(
    tx: &mut Tx<'_>,
    sight: &Sight,
    day: &str,
    limit: i64,
) -> Result<Vec<Promised>, Error> {
    let all = stored::due(tx, day, limit)?;
    with_incidents(tx, sight, all)
}

fn with_incidents(
    tx: &mut Tx<'_>,
    sight: &Sight,
    all: Vec<Action>,
) -> Result<Vec<Promised>, Error> {
    let mut known: BTreeMap<IncidentId, Option<Incident>> = BTreeMap::new();
    let mut seen = Vec::with_capacity(all.len());
    for action in all {
        let id = action.incident;
        if let std::collections::btree_map::Entry::Vacant(place) = known.entry(id) {
            let found = incidents::by_id(tx, id)?.filter(|one| sees_incident(sight, one));
            place.insert(found);
        }
        let incident = known.get(&id).cloned().flatten();
        seen.extend(incident.map(|incident| (action, incident)));
    }
    Ok(seen)
}
