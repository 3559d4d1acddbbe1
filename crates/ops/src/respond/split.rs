//! Splitting: some of an incident's alerts are another incident, which begins with them.

use super::declare::{checked_title, draft};
use super::link::link;
use crate::error::Error;
use crate::store::journal::Entry;
use crate::store::{Tx, alerts, incidents, journal};
use crate::words::Words;
use std::collections::BTreeSet;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::id::{AlertId, EntryId, IncidentId};
use vigie_domain::incident::{Incident, Noted, Relation, in_words};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Alerts that go to a new incident at once.
const ALERTS_MAX: usize = 500;
/// Lines that a new incident refers to.
const LINES_MAX: usize = 100;

/// What of an incident becomes another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// One line that says what is wrong there.
    pub title: String,
    /// The alerts that go there.
    pub alerts: BTreeSet<AlertId>,
    /// The lines of the timeline that it refers to.
    pub lines: BTreeSet<EntryId>,
}

/// Makes an incident of a part of another one. It is as private, as bad and as real as that one, and
/// the team knew of it as early.
pub fn split(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, split): (&Incident, &Split),
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let title = checked_title(&split.title)?;
    if split.alerts.is_empty() && split.lines.is_empty() {
        return Err(Error::refused(Words::split_empty, Words::split_empty_next));
    }
    if split.alerts.len() > ALERTS_MAX || split.lines.len() > LINES_MAX {
        return Err(Error::refused(
            |words| words.split_many(ALERTS_MAX, LINES_MAX),
            Words::split_many_next,
        ));
    }
    let lines = lines(tx, incident.id, &split.lines)?;
    let mut leaving = Vec::new();
    for id in &split.alerts {
        let found = alerts::by_id(tx, *id)?.filter(|one| one.incident == Some(incident.id));
        leaving.push(found.ok_or_else(|| {
            Error::refused(|words| words.split_alert(*id), Words::split_alert_next)
        })?);
    }
    let first = leaving.iter().min_by_key(|one| one.alert.claim.starts_at);
    let seen = |one: &alerts::Stored| Noted {
        at: one.alert.claim.starts_at.min(now),
        by: one.alert.source.to_string(),
    };
    let part = Incident {
        service: incident.service.clone(),
        severity: incident.severity,
        kind: incident.kind,
        participants: incident.participants.clone(),
        detected: first.map(seen).or_else(|| incident.detected.clone()),
        aware: incident.aware.clone(),
        ..draft(tx, &title, by, now)?
    };
    let part = super::declare::save(tx, part, None)?;
    for stored in leaving {
        alerts::attach(tx, stored.alert.id, part.id)?;
        let title = stored.alert.claim.title();
        let what = Work::AlertLeft { title: title.clone() };
        journal::append(tx, &Fact::Worked { incident: incident.id, what }, by, now)?;
        let fact = Fact::IncidentJoined { incident: part.id, alert: stored.alert.id, title };
        journal::append(tx, &fact, by, now)?;
    }
    refer(tx, (incident, part.id), &lines, by, now)?;
    link(tx, setup, (&part, Relation::SplitFrom, incident), by, now)?;
    incidents::by_id(tx, part.id)?.ok_or(Error::NotFound("incident"))
}

/// The chosen lines of a timeline.
fn lines(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    chosen: &BTreeSet<EntryId>,
) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for seq in chosen {
        let line = journal::by_seq(tx, *seq)?.filter(|line| line.incident == Some(incident));
        let refused = || Error::refused(Words::split_line, Words::split_line_next);
        found.push(line.ok_or_else(refused)?);
    }
    Ok(found)
}

/// Lets a new incident refer to lines of the one that it was split from.
fn refer(
    tx: &mut Tx<'_>,
    (from, part): (&Incident, IncidentId),
    lines: &[Entry],
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    for line in lines {
        let at = in_words(line.at);
        let parts = [at.as_str(), &line.actor, &line.subject, &line.text];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let what =
            Work::LineReferred { from: from.reference.to_string(), text: parts.join(" · ") };
        journal::append(tx, &Fact::Worked { incident: part, what }, by, now)?;
    }
    Ok(())
}
