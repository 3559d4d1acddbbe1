//! What a report is made of: everything that is known of its incidents.

use crate::error::Error;
use crate::store::alerts::Stored;
use crate::store::journal::Entry;
use crate::store::{
    Tx, actions, alerts, changes, clocks, evidence, incidents, journal, qualifications,
};
use vigie_domain::action::Action;
use vigie_domain::change::{Change, beside};
use vigie_domain::clock::Clock;
use vigie_domain::evidence::Evidence;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Noted};
use vigie_domain::measure::Moments;
use vigie_domain::qualification::Qualification;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Lines of a timeline that a report shows; a longer one is in the journal.
const LINES_MAX: i64 = 2_000;
/// Alerts that a report lists.
const ALERTS_MAX: i64 = 500;
/// Changes that a report lists.
const CHANGES_MAX: i64 = 100;

/// What is known of one incident.
pub(super) struct Story {
    pub(super) incident: Incident,
    pub(super) entries: Vec<Entry>,
    pub(super) alerts: Vec<Stored>,
    pub(super) qualification: Option<Qualification>,
    pub(super) clocks: Vec<Clock>,
    pub(super) actions: Vec<Action>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) changes: Vec<Change>,
}

/// Reads what is known of an incident.
pub(super) fn story(tx: &mut Tx<'_>, setup: &Setup, id: IncidentId) -> Result<Story, Error> {
    let incident = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
    let within = beside(&incident, setup.settings.changes_before);
    let changes = match &incident.service {
        Some(service) => changes::of_service(tx, service, within, CHANGES_MAX)?,
        None => Vec::new(),
    };
    Ok(Story {
        incident,
        changes,
        entries: told(journal::of_incident(tx, id, LINES_MAX)?),
        alerts: alerts::of_incident(tx, id, ALERTS_MAX)?,
        qualification: qualifications::last(tx, id)?,
        clocks: clocks::of_incident(tx, id)?,
        actions: actions::of_incident(tx, id)?,
        evidence: evidence::of_incident(tx, id)?,
    })
}

/// Leaves out what the writing of reports itself put into the timeline, and what follows from it.
pub(super) fn told(entries: Vec<Entry>) -> Vec<Entry> {
    entries
        .into_iter()
        .filter(|entry| {
            ["report_", "action_", "breach_"].iter().all(|start| !entry.kind.starts_with(start))
        })
        .collect()
}

/// When what happened in an incident, as far as it is known.
pub(super) fn moments(incident: &Incident, first_alert: Option<Timestamp>) -> Moments {
    let at = |noted: &Option<Noted>| noted.as_ref().map(|noted| noted.at);
    Moments {
        began: at(&incident.occurred).or(first_alert),
        detected: at(&incident.detected),
        declared: incident.declared_at,
        acknowledged: incident.acknowledged_at,
        mitigated: at(&incident.mitigated),
        resolved: at(&incident.resolved),
        validated: at(&incident.validated),
    }
}

impl Story {
    /// When what happened, as far as it is known.
    pub(super) fn moments(&self) -> Moments {
        moments(&self.incident, self.first_alert())
    }

    /// When its first alert began.
    fn first_alert(&self) -> Option<Timestamp> {
        self.alerts.iter().map(|stored| stored.alert.claim.starts_at).min()
    }

    /// The people in its timeline, each once.
    pub(super) fn people(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for entry in &self.entries {
            let is_person = entry.actor != "vigie" && !entry.kind.starts_with("alert");
            if is_person && !found.contains(&entry.actor.as_str()) {
                found.push(&entry.actor);
            }
        }
        found
    }

    /// The lines of some kinds.
    pub(super) fn of_kinds<'s>(&'s self, kinds: &[&str]) -> Vec<&'s Entry> {
        self.entries.iter().filter(|entry| kinds.contains(&entry.kind.as_str())).collect()
    }
}
