//! Receiving signals: each is checked, merged with what is known under its key, and written.

use super::group::Groups;
use crate::error::Error;
use crate::store::alerts::Stored;
use crate::store::{Tx, alerts, groups, journal};
use vigie_domain::alert::{self, Claim, Ending, Reception, Signal};
use vigie_domain::fact::Fact;
use vigie_domain::id::AlertId;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// A signal that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its place in the message, from 0.
    pub place: usize,
    /// Why, naming the label or time.
    pub why: String,
}

/// What became of a message's signals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// How many were taken.
    pub taken: usize,
    /// Those that were not; the others are stored all the same.
    pub refused: Vec<Refusal>,
}

/// Takes the signals of one message from a source.
pub fn receive(
    tx: &mut Tx<'_>,
    setup: &Setup,
    source: &Slug,
    signals: &[Signal],
    now: Timestamp,
) -> Result<Received, Error> {
    let mut received = Received::default();
    let mut groups = Groups::at(now);
    for (place, signal) in signals.iter().enumerate() {
        match Claim::from_signal(signal.clone(), setup.settings.resolve_timeout, now) {
            Ok(claim) => {
                take(tx, (setup, &mut groups), source, claim, now)?;
                received.taken += 1;
            }
            Err(error) => received.refused.push(Refusal { place, why: error.to_string() }),
        }
    }
    Ok(received)
}

/// Takes one sound claim.
pub(super) fn take<'a>(
    tx: &mut Tx<'_>,
    (setup, groups): (&'a Setup, &mut Groups<'a>),
    source: &Slug,
    claim: Claim,
    now: Timestamp,
) -> Result<(), Error> {
    let known = alerts::latest(tx, claim.key)?;
    match alert::receive(known.as_ref().map(|stored| &stored.alert), claim, now) {
        Reception::Open(claim) => {
            make_room(tx, known.as_ref())?;
            open(tx, (setup, groups), source, &claim, now)
        }
        Reception::Refresh(claim) => {
            if let Some(stored) = known {
                alerts::refresh(tx, stored.alert.id, &claim)?;
            }
            Ok(())
        }
        Reception::Replace(claim) => {
            if let Some(stored) = &known {
                resolve(tx, stored, now, Ending::Changed, now)?;
                tell_as_new(tx, stored)?;
            }
            make_room(tx, known.as_ref())?;
            open(tx, (setup, groups), source, &claim, now)
        }
        Reception::Resolve(claim) => {
            let Some(stored) = known else { return Ok(()) };
            alerts::refresh(tx, stored.alert.id, &claim)?;
            resolve(tx, &stored, claim.ends_at, Ending::Fixed, now)
        }
        Reception::NoteResolved(claim) => {
            let id = alerts::open(tx, &claim, source, now)?;
            Ok(alerts::resolve(tx, id, claim.ends_at, Ending::Fixed)?)
        }
    }
}

/// A new occurrence takes the place of the one before, in its groups too: a group holds each
/// problem once, and what was told about the old one counts for the new, unless somebody had taken
/// it: an acknowledgement ends with what it was for.
fn make_room(tx: &mut Tx<'_>, known: Option<&Stored>) -> Result<(), Error> {
    if let Some(stored) = known {
        if stored.was_taken {
            tell_as_new(tx, stored)?;
        }
        alerts::no_longer_latest(tx, stored.alert.id)?;
        groups::leave_all(tx, stored.alert.id)?;
    }
    Ok(())
}

/// Whoever knows of a problem is told of its next occurrence all the same.
fn tell_as_new(tx: &mut Tx<'_>, stored: &Stored) -> Result<(), Error> {
    for (group, _, _) in groups::of_alert(tx, stored.alert.id)? {
        groups::forget_firing(tx, group, stored.alert.claim.key)?;
    }
    Ok(())
}

fn open<'a>(
    tx: &mut Tx<'_>,
    (setup, groups): (&'a Setup, &mut Groups<'a>),
    source: &Slug,
    claim: &Claim,
    now: Timestamp,
) -> Result<(), Error> {
    let id = alerts::open(tx, claim, source, now)?;
    let routes = setup.root.chosen(&claim.labels);
    let severity = claim.severity();
    let wants = |from| from <= severity;
    let wants_incident = routes.iter().any(|route| route.incident_from.is_some_and(wants));
    let fact = Fact::AlertOpened { alert: id, title: claim.title(), severity, wants_incident };
    journal::append(tx, &fact, source.as_str(), now)?;
    for route in routes {
        groups.join(tx, route, &claim.labels, (id, claim.starts_at))?;
    }
    Ok(())
}

/// Writes that an alert is over, and how.
pub(super) fn resolve(
    tx: &mut Tx<'_>,
    stored: &Stored,
    at: Timestamp,
    how: Ending,
    now: Timestamp,
) -> Result<(), Error> {
    let id: AlertId = stored.alert.id;
    alerts::resolve(tx, id, at, how)?;
    let title = stored.alert.claim.title();
    let fact = Fact::AlertResolved { alert: id, incident: stored.incident, title, how };
    Ok(journal::append(tx, &fact, stored.alert.source.as_str(), now)?)
}
