//! Legal clocks: started at the moment somebody was aware, warned of in time, closed with a proof.

use crate::error::Error;
use crate::store::{Tx, Wake, clocks, journal};
use crate::words::Words;
use vigie_domain::clock::{Clock, ClockEnding, Terms};
use vigie_domain::fact::Fact;
use vigie_domain::id::{ClockId, IncidentId};
use vigie_domain::incident::in_words;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Longest proof or reason: a receipt number, or a paragraph of a decision.
const PROOF_CHARS_MAX: usize = 2_000;

/// What a deadline is called in the journal: its name, which the catalogues know, or the operator's
/// own words in the language of the installation.
fn called(setup: &Setup, terms: &Terms) -> String {
    let own = terms.title.as_ref().map(|title| title.to(setup.settings.language));
    own.unwrap_or(terms.name.as_str()).to_owned()
}

/// Starts a clock of an incident for a deadline, by its name. It keeps what the deadline says now.
/// A clock of the same deadline that runs or ran stays as it is.
pub fn start_clock(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, deadline, aware_at): (IncidentId, &str, Timestamp),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    if aware_at > now {
        return Err(Error::refused(Words::aware_ahead, Words::aware_ahead_next));
    }
    if clocks::of_incident(tx, incident)?.iter().any(|clock| clock.deadline() == deadline) {
        return Ok(());
    }
    let found = setup.deadlines.get(deadline).ok_or(Error::NotFound("deadline"))?;
    let terms = found.terms.clone();
    let zone = setup.settings.time_zone();
    let mut clock = Clock {
        id: ClockId(0),
        incident,
        due_at: terms.within.due(aware_at, &zone),
        terms,
        aware_at,
        started_by: by.to_owned(),
        warned: 0,
        ended: None,
    };
    clock.id = clocks::start(tx, &clock)?;
    let due = clock.due_at.map(|due| due.to_string()).unwrap_or_default();
    let (deadline, called) = (clock.terms.name.clone(), called(setup, &clock.terms));
    let fact = Fact::ClockStarted { incident, clock: clock.id, deadline, called, due };
    journal::append(tx, &fact, by, now)?;
    tx.wake(Wake::Timers);
    Ok(())
}

/// A clock that counts from another moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedClock {
    /// As it was.
    pub before: Clock,
    /// As it is from now on.
    pub after: Clock,
}

impl MovedClock {
    pub(super) fn new(clock: &Clock, setup: &Setup, aware: Timestamp, now: Timestamp) -> Self {
        let after = clock.counted_from(aware, &setup.settings.time_zone(), now);
        Self { before: clock.clone(), after }
    }
}

/// The open clocks of an incident that count from when the team was aware.
pub(super) fn followers(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    aware: Option<Timestamp>,
) -> Result<Vec<Clock>, Error> {
    let mut all = clocks::of_incident(tx, incident)?;
    all.retain(|clock| clock.follows(aware));
    Ok(all)
}

/// Lets clocks count from another moment, each with its line in the timeline.
pub(super) fn move_clocks(
    tx: &mut Tx<'_>,
    setup: &Setup,
    moved: &[MovedClock],
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    for MovedClock { before, after } in moved {
        clocks::moved(tx, after)?;
        let (old, new) =
            (before.due_at.zip(after.due_at)).unwrap_or((before.aware_at, after.aware_at));
        let text = format!("{} → {}", in_words(old), in_words(new));
        let (incident, clock, called) = (after.incident, after.id, called(setup, &after.terms));
        journal::append(tx, &Fact::ClockMoved { incident, clock, called, text }, by, now)?;
        tx.wake(Wake::Timers);
    }
    Ok(())
}

/// Says once of a clock how much of its time is gone. Answers whether there was one to say it of.
pub fn warn_of_clocks(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let Some(mut clock) = clocks::to_warn(tx, now)? else { return Ok(false) };
    let due = clock.warning_due(now);
    if let Some(percent) = due {
        clock.warned = percent;
        let gone = format!("{percent} %");
        let (incident, called) = (clock.incident, called(setup, &clock.terms));
        let fact = Fact::ClockWarned { incident, clock: clock.id, called, gone };
        journal::append(tx, &fact, super::declare::BY_ITSELF, now)?;
    }
    clocks::warned(tx, &clock)?;
    Ok(true)
}

/// Closes a clock with its proof, or with why it was not required.
pub fn end_clock(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, id, how): (IncidentId, ClockId, &ClockEnding),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let (_, proof) = how.words();
    if proof.trim().is_empty() {
        return Err(Error::refused(Words::proof_empty, Words::proof_empty_next));
    }
    if proof.chars().count() > PROOF_CHARS_MAX {
        return Err(Error::refused(|w| w.proof_long(PROOF_CHARS_MAX), Words::proof_long_next));
    }
    let found = clocks::by_id(tx, id)?.filter(|clock| clock.incident == incident);
    let clock = found.ok_or(Error::NotFound("clock"))?;
    if !clocks::end(tx, id, how, by, now)? {
        return Err(Error::refused(Words::clock_closed, Words::clock_closed_next));
    }
    let (word, proof) = how.words();
    let why = format!("{word}: {proof}");
    let fact = Fact::ClockEnded { incident, clock: id, called: called(setup, &clock.terms), why };
    Ok(journal::append(tx, &fact, by, now)?)
}
