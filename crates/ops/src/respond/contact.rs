//! Attempts to reach people: each is one line of the timeline.

use crate::error::Error;
use crate::store::contacts::{self, Attempt};
use crate::store::{Tx, journal};
use crate::words::Words;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::id::IncidentId;

/// Longest name, number or address.
const WHOM_CHARS_MAX: usize = 200;
/// Most attempts of an incident: whoever needs more is not helped by a list.
const ATTEMPTS_MAX: usize = 1_000;

/// Writes an attempt to reach somebody.
pub fn try_contact(tx: &mut Tx<'_>, incident: IncidentId, attempt: &Attempt) -> Result<(), Error> {
    let tidy = |text: &str| text.trim().replace('\0', "␀");
    let attempt = Attempt { whom: tidy(&attempt.whom), way: tidy(&attempt.way), ..attempt.clone() };
    if attempt.whom.is_empty() {
        return Err(Error::refused(Words::whom_empty, Words::whom_empty_next));
    }
    let is_long = |text: &str| text.chars().count() > WHOM_CHARS_MAX;
    if is_long(&attempt.whom) || is_long(&attempt.way) {
        return Err(Error::refused(|w| w.whom_long(WHOM_CHARS_MAX), Words::whom_empty_next));
    }
    if contacts::of_incident(tx, incident)?.len() >= ATTEMPTS_MAX {
        return Err(Error::refused(|w| w.attempts_many(ATTEMPTS_MAX), Words::attempts_many_next));
    }
    contacts::add(tx, incident, &attempt)?;
    let what = Work::ContactTried { whom: attempt.whom, result: attempt.result, way: attempt.way };
    Ok(journal::append(tx, &Fact::Worked { incident, what }, &attempt.by, attempt.at)?)
}
