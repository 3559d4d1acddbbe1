//! Links between incidents: said and taken back by people, a line in both timelines. Neither line
//! names the other incident to those who may not see it.

use crate::error::Error;
use crate::store::links::{self, Linked};
use crate::store::{Tx, incidents, journal};
use crate::words::Words;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::incident::{Incident, Relation, causes_itself};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Most links of an incident: more is a report's work.
const LINKS_MAX: usize = 100;

/// Says how another incident stands to one. Both were found for somebody who may work on both.
pub fn link(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (one, relation, other): (&Incident, Relation, &Incident),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    checked_other(one, other)?;
    let known = links::of_incident(tx, one.id)?;
    if let Some(link) = known.iter().find(|link| link.other == other.id) {
        if link.relation == relation {
            return Ok(());
        }
        let is = link.relation.as_str();
        return Err(Error::refused(
            |words| words.link_known(other.reference, one.reference, is),
            Words::link_known_next,
        ));
    }
    let many = known.len().max(links::of_incident(tx, other.id)?.len());
    if many >= LINKS_MAX {
        return Err(Error::refused(|w| w.links_many(LINKS_MAX), Words::links_many_next));
    }
    let (effect, cause) = match relation {
        Relation::CausedBy => (one, Some(other)),
        Relation::Causes => (other, Some(one)),
        Relation::Related | Relation::SplitFrom | Relation::SplitInto => (one, None),
    };
    if let Some(cause) = cause
        && causes_itself(effect.id, cause.id, |of| links::causes(tx, of))?
    {
        return Err(Error::refused(
            |words| words.link_cycle(effect.reference),
            Words::link_cycle_next,
        ));
    }
    let link = Linked { other: other.id, relation, by: by.to_owned(), at: now };
    links::add(tx, one.id, &link)?;
    tell(tx, setup, (one, relation, other), true, (by, now))
}

/// Takes back how another incident stands to one.
pub fn unlink(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (one, other): (&Incident, &Incident),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    checked_other(one, other)?;
    let known = links::of_incident(tx, one.id)?;
    let link = known.into_iter().find(|link| link.other == other.id);
    let link = link.ok_or(Error::NotFound("link"))?;
    links::remove(tx, one.id, other.id)?;
    tell(tx, setup, (one, link.relation, other), false, (by, now))
}

fn checked_other(one: &Incident, other: &Incident) -> Result<(), Error> {
    if one.id != other.id {
        return Ok(());
    }
    Err(Error::refused(|words| words.link_itself(one.reference), Words::link_itself_next))
}

/// Writes it into both timelines, each from its own end.
fn tell(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (one, relation, other): (&Incident, Relation, &Incident),
    holds: bool,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    for (here, relation, there) in [(one, relation, other), (other, relation.inverse(), one)] {
        let other =
            if tells_of(setup, here, there) { there.reference.to_string() } else { String::new() };
        let what = Work::LinkTurned { relation, holds, other };
        journal::append(tx, &Fact::Worked { incident: here.id, what }, by, now)?;
        incidents::attend(tx, here.id)?;
    }
    Ok(())
}

/// Whether the timeline of one incident may name another: whoever reads the one sees the other.
pub(super) fn tells_of(setup: &Setup, here: &Incident, there: &Incident) -> bool {
    let organisation = |incident: &Incident| {
        let service = setup.services.get(incident.service.as_ref()?)?;
        service.organisation.clone()
    };
    there.participants.is_none() && organisation(here) == organisation(there)
}
