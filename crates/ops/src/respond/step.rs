//! Steps and notes that people take in an incident.

use super::declare::not_allowed;
use crate::error::Error;
use crate::store::{Tx, incidents, journal};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::incident::{Incident, Reference, Step};
use vigie_domain::time::Timestamp;

/// Longest note: a pasted log excerpt fits, a dump belongs into a file.
const NOTE_CHARS_MAX: usize = 20_000;

fn find(tx: &mut Tx<'_>, reference: Reference) -> Result<Incident, Error> {
    incidents::by_reference(tx, reference)?.ok_or(Error::NotFound("incident"))
}

/// Takes a step in an incident for a person.
pub fn step(
    tx: &mut Tx<'_>,
    reference: Reference,
    step: Step,
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let incident =
        find(tx, reference)?.step(step, by, now).map_err(|refused| not_allowed(&refused))?;
    incidents::save(tx, &incident)?;
    let id = incident.id;
    let why = format!("said by {by}");
    let fact = match step {
        Step::Acknowledge => Fact::IncidentAcknowledged { incident: id },
        Step::Resolve => Fact::IncidentResolved { incident: id, why },
        Step::Reopen => Fact::IncidentReopened { incident: id, why },
        Step::Close => Fact::IncidentClosed { incident: id },
    };
    journal::append(tx, &fact, by, now)?;
    Ok(incident)
}

/// Writes a note into an incident's timeline.
pub fn note(
    tx: &mut Tx<'_>,
    reference: Reference,
    text: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let incident = find(tx, reference)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::refused(Words::note_empty, Words::note_empty_next));
    }
    if text.chars().count() > NOTE_CHARS_MAX {
        return Err(Error::refused(|words| words.note_long(NOTE_CHARS_MAX), Words::note_long_next));
    }
    let text = text.replace('\0', "␀");
    let fact = Fact::IncidentNoted { incident: incident.id, text };
    Ok(journal::append(tx, &fact, by, now)?)
}
