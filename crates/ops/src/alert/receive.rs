//! Receiving signals: each is checked, merged with what is known under its key, and written.

use super::group::Groups;
use crate::error::Error;
use crate::store::alerts::Stored;
use crate::store::{Tx, alerts, groups, journal};
use vigie_domain::alert::{self, Claim, Ending, Reception, Signal};
use vigie_domain::fact::{Fact, Opening};
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

/// The signals of one message, judged before anything is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Those that are sound.
    pub claims: Vec<Claim>,
    /// Those that are not.
    pub refused: Vec<Refusal>,
}

impl Judged {
    /// Judges signals, in the order of the message.
    pub fn new(signals: Vec<Signal>, setup: &Setup, now: Timestamp) -> Self {
        let mut judged = Self { claims: Vec::with_capacity(signals.len()), refused: Vec::new() };
        for (place, signal) in signals.into_iter().enumerate() {
            match Claim::from_signal(signal, setup.settings.resolve_timeout, now) {
                Ok(claim) => judged.claims.push(claim),
                Err(error) => judged.refused.push(Refusal { place, why: error.to_string() }),
            }
        }
        judged
    }
}

/// Takes the sound signals of one message from a source.
pub fn receive(
    tx: &mut Tx<'_>,
    setup: &Setup,
    source: &Slug,
    judged: &Judged,
    now: Timestamp,
) -> Result<Received, Error> {
    receive_together(tx, setup, source, &[(judged, now)])?;
    Ok(Received { taken: judged.claims.len(), refused: judged.refused.clone() })
}

/// Takes the sound signals of messages that one source sent one after the other, each as of its
/// own time; they share what they have to look up, and an entry of the journal.
pub fn receive_together(
    tx: &mut Tx<'_>,
    setup: &Setup,
    source: &Slug,
    messages: &[(&Judged, Timestamp)],
) -> Result<(), Error> {
    let Some((_, first)) = messages.first() else { return Ok(()) };
    let mut intake = Intake::new(setup, source, *first);
    for (judged, at) in messages {
        intake.now = *at;
        intake.groups.now = *at;
        for claim in &judged.claims {
            intake.take(tx, claim)?;
        }
    }
    intake.finish(tx)
}

/// The claims of one message on their way into the database.
pub(super) struct Intake<'a> {
    setup: &'a Setup,
    source: &'a Slug,
    now: Timestamp,
    groups: Groups<'a>,
    opened: Option<Run>,
}

/// Alerts with consecutive numbers that were opened and are not in the journal yet.
struct Run {
    first: AlertId,
    next: AlertId,
    openings: Vec<Opening>,
}

impl<'a> Intake<'a> {
    /// Nothing taken yet. What is taken is whole only after `finish`.
    pub(super) fn new(setup: &'a Setup, source: &'a Slug, now: Timestamp) -> Self {
        Self { setup, source, now, groups: Groups::at(now), opened: None }
    }

    /// Takes one sound claim.
    pub(super) fn take(&mut self, tx: &mut Tx<'_>, claim: &Claim) -> Result<(), Error> {
        let now = self.now;
        let known = alerts::latest(tx, claim.key)?;
        match alert::receive(known.as_ref().map(|stored| &stored.alert), claim, now) {
            Reception::Open(claim) => self.open(tx, &claim, known.as_ref()),
            Reception::Refresh(claim) => {
                if let Some(stored) = known {
                    alerts::refresh(tx, stored.alert.id, &claim)?;
                }
                Ok(())
            }
            Reception::Replace(claim) => {
                if let Some(stored) = &known {
                    self.finish(tx)?;
                    resolve(tx, stored, now, Ending::Changed, now)?;
                    tell_as_new(tx, stored)?;
                }
                self.open(tx, claim, known.as_ref())
            }
            Reception::Resolve(claim) => {
                let Some(stored) = known else { return Ok(()) };
                self.finish(tx)?;
                alerts::refresh(tx, stored.alert.id, &claim)?;
                resolve(tx, &stored, claim.ends_at, Ending::Fixed, now)
            }
            Reception::NoteResolved(claim) => {
                let id = alerts::open(tx, claim, self.source, None, now)?;
                Ok(alerts::resolve(tx, id, claim.ends_at, Ending::Fixed)?)
            }
        }
    }

    /// Opens an alert, in place of the one before.
    fn open(
        &mut self,
        tx: &mut Tx<'_>,
        claim: &Claim,
        known: Option<&Stored>,
    ) -> Result<(), Error> {
        let before = known.map(|stored| stored.alert.id);
        make_room(tx, known)?;
        let id = alerts::open(tx, claim, self.source, before, self.now)?;
        let routes = self.setup.root.chosen(&claim.labels);
        let severity = claim.severity();
        let wants = |from| from <= severity;
        let wants_incident = routes.iter().any(|route| route.incident_from.is_some_and(wants));
        self.note(tx, id, Opening { title: claim.title(), severity, wants_incident })?;
        for route in routes {
            self.groups.join(tx, route, &claim.labels, (id, claim.starts_at))?;
        }
        Ok(())
    }

    /// Notes an opened alert for the journal, where consecutive ones share an entry.
    fn note(&mut self, tx: &mut Tx<'_>, id: AlertId, opening: Opening) -> Result<(), Error> {
        if self.opened.as_ref().is_some_and(|run| run.next != id) {
            self.finish(tx)?;
        }
        let run = || Run { first: id, next: id, openings: Vec::new() };
        let run = self.opened.get_or_insert_with(run);
        run.next = AlertId(id.0 + 1);
        run.openings.push(opening);
        Ok(())
    }

    /// Writes to the journal what was opened so far.
    pub(super) fn finish(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let Some(Run { first, openings, .. }) = self.opened.take() else { return Ok(()) };
        let fact = Fact::AlertsOpened { first, openings };
        Ok(journal::append(tx, &fact, self.source.as_str(), self.now)?)
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
