//! The register of personal-data breaches, as somebody may see it.

use super::may_incident;
use crate::error::Error;
use crate::store::{Tx, breaches as stored, clocks, incidents};
use vigie_domain::breach::Breach;
use vigie_domain::clock::Clock;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::rights::{Act, Sight};

/// Entries that are looked at for one list.
const LOOKED_AT_MAX: i64 = 5_000;

/// An entry with its incident and the incident's clocks.
pub type Registered = (Breach, Incident, Vec<Clock>);

/// An entry, to do something to it.
pub fn breach(
    tx: &mut Tx<'_>,
    sight: &Sight,
    act: Act,
    reference: Reference,
) -> Result<Registered, Error> {
    let missing = Error::NotFound("breach");
    let incident = incidents::by_reference(tx, reference)?.ok_or(missing.clone())?;
    match (may_incident(sight, Act::SeeJournal, &incident), may_incident(sight, act, &incident)) {
        (true, true) => {}
        (true, false) => return Err(Error::NotAllowed),
        (false, _) => return Err(missing),
    }
    let found = stored::of_incident(tx, incident.id)?.ok_or(missing)?;
    let clocks = clocks::of_incident(tx, incident.id)?;
    Ok((found, incident, clocks))
}

/// All entries, the newest incident first.
pub fn breaches(tx: &mut Tx<'_>, sight: &Sight) -> Result<Vec<Registered>, Error> {
    let mut seen = Vec::new();
    for breach in stored::before(tx, IncidentId(i64::MAX), LOOKED_AT_MAX)? {
        let found = incidents::by_id(tx, breach.incident)?;
        if let Some(incident) = found.filter(|one| may_incident(sight, Act::SeeJournal, one)) {
            let clocks = clocks::of_incident(tx, incident.id)?;
            seen.push((breach, incident, clocks));
        }
    }
    Ok(seen)
}
