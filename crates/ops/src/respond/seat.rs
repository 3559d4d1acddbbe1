//! Roles in an incident: taken, given, handed over, left; each change is a line of its timeline.

use super::others::could_take_part;
use super::step::{Move, find, step};
use super::words::refused;
use crate::error::Error;
use crate::store::{Tx, incidents, journal, seats};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::incident::{By, Incident, Reference, Seat, Step};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// A role that somebody takes, gives or leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seating {
    /// Which role.
    pub seat: Seat,
    /// Who has it from now on; `None` leaves it empty.
    pub to: Option<String>,
    /// Who had it when it was looked at; `None` when nobody looked.
    pub seen: Option<String>,
}

/// Who has which role in an incident, its lead first.
pub fn seated(tx: &mut Tx<'_>, incident: &Incident) -> Result<Vec<(String, String)>, Error> {
    let lead = incident.lead.iter().map(|lead| (Seat::USUAL[0].to_owned(), lead.clone()));
    let others = seats::of_incident(tx, incident.id)?;
    Ok(lead.chain(others.into_iter().map(|one| (one.seat, one.person))).collect())
}

/// Takes, gives or leaves a role of an incident.
pub fn seat(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, wanted): (Reference, &Seating),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let incident = find(tx, reference)?;
    let word = wanted.seat.as_str();
    let had = seated(tx, &incident)?.into_iter().find(|(seat, _)| seat == word);
    let had = had.map(|(_, person)| person);
    if had == wanted.to {
        return Ok(());
    }
    if wanted.seen.as_ref().is_some_and(|seen| had.as_deref().unwrap_or_default() != seen) {
        return Err(match had {
            Some(holder) => {
                Error::refused(|words| words.seat_meanwhile(&holder), Words::seat_meanwhile_next)
            }
            None => Error::refused(Words::seat_empty, Words::seat_meanwhile_next),
        });
    }
    if let Some(to) = &wanted.to {
        known(tx, setup, &incident, to)?;
    }
    let mut incident = incident;
    if wanted.seat.is_lead() {
        incident = lead(tx, setup, incident, wanted, (by, now))?;
    } else {
        match &wanted.to {
            Some(to) => seats::give(tx, incident.id, (word, to), by, now)?,
            None => seats::leave(tx, incident.id, word)?,
        }
    }
    if let Some(to) = &wanted.to {
        incident.admit(to);
    }
    incident.attended = true;
    incidents::save(tx, &incident)?;
    let names: Vec<&str> = [had.as_deref(), wanted.to.as_deref()].into_iter().flatten().collect();
    let text = names.join(" → ");
    let (seat, taken) = (wanted.seat.clone(), wanted.to.is_some());
    let fact = Fact::SeatTurned { incident: incident.id, seat, taken, text };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// The lead changes; an incident that nobody had is in progress from then on.
fn lead(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: Incident,
    wanted: &Seating,
    (by, now): (&str, Timestamp),
) -> Result<Incident, Error> {
    let Some(to) = &wanted.to else {
        return Err(Error::refused(Words::lead_needed, Words::lead_needed_next));
    };
    let mut incident = incident;
    if incident.lead.is_none() && Step::Take.from(incident.stage).is_some() {
        incident = match to == by {
            true => step(tx, setup, (incident.reference, &Move::now(Step::Take)), by, now)?,
            false => incident.step(Step::Take, By::Name(by), now).map_err(|no| refused(&no))?,
        };
    }
    incident.lead = Some(to.clone());
    Ok(incident)
}

/// Refuses a name that belongs to nobody who could take part.
pub(super) fn known(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
    name: &str,
) -> Result<(), Error> {
    if could_take_part(tx, setup, incident, name)? {
        return Ok(());
    }
    Err(Error::refused(|words| words.person_unknown(name), Words::person_unknown_next))
}
