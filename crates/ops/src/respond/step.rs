//! Steps and notes that people take in an incident.

use super::others::others;
use super::words::{checked_reason, refused};
use crate::error::Error;
use crate::store::{Tx, alerts, incidents, journal};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{By, Incident, NotAllowed, Reference, Stage, Step, Trouble};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Alerts that move to the incident that theirs is the same as.
const ALERTS_MAX: i64 = 10_000;

/// A step that somebody wants to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Which one.
    pub step: Step,
    /// Why; may be empty where nobody has to say.
    pub why: String,
    /// The version of the incident that they saw; `None` takes it as it is.
    pub seen: Option<i64>,
}

impl Move {
    /// A step that takes no reason, of whoever looks at nothing first.
    pub fn now(step: Step) -> Self {
        Self { step, why: String::new(), seen: None }
    }
}

pub(super) fn find(tx: &mut Tx<'_>, reference: Reference) -> Result<Incident, Error> {
    incidents::by_reference(tx, reference)?.ok_or(Error::NotFound("incident"))
}

/// Refuses to change what somebody else changed since it was looked at.
pub fn unchanged(incident: &Incident, seen: Option<i64>) -> Result<(), Error> {
    if seen.is_none_or(|seen| seen == incident.version) {
        return Ok(());
    }
    let moved = incident.moved.clone();
    Err(Error::refused(
        |words| {
            let state = words.incident_stage(incident.stage.as_str());
            words.step_meanwhile(&moved.by, incident.reference, state)
        },
        Words::step_meanwhile_next,
    ))
}

/// Takes a step in an incident for a person.
pub fn step(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, wanted): (Reference, &Move),
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let before = find(tx, reference)?;
    let why = checked_reason(&wanted.why)?;
    let step = wanted.step;
    if step.from(before.stage).is_some() {
        unchanged(&before, wanted.seen)?;
    }
    if step.needs_reason() && why.is_empty() && step.from(before.stage).is_some() {
        return Err(Error::refused(Words::move_reason_missing, Words::move_reason_missing_next));
    }
    let after = match before.clone().step(step, By::Name(by), now) {
        Err(trouble) if trouble.trouble == Trouble::OwnWork => {
            alone(tx, setup, (&before, step, &why), &trouble, (by, now))?
        }
        taken => taken.map_err(|trouble| refused(&trouble))?,
    };
    incidents::save(tx, &after)?;
    tell(tx, (&before, &after), step, &why, (by, now))?;
    Ok(after)
}

/// Confirms their own work, where there is nobody else and they write why it holds.
fn alone(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, step, why): (&Incident, Step, &str),
    trouble: &NotAllowed,
    (by, now): (&str, Timestamp),
) -> Result<Incident, Error> {
    let others = others(tx, setup, incident, by)?;
    if !others.is_empty() {
        let names = others.join(", ");
        return Err(Error::refused(
            |words| words.own_work(incident.reference),
            |words| words.own_work_next(&names),
        ));
    }
    if why.is_empty() {
        return Err(Error::refused(
            |words| words.own_work(incident.reference),
            Words::own_work_alone,
        ));
    }
    let taken = incident.clone().step(step, By::Alone(by), now);
    taken.map_err(|_| refused(trouble))
}

/// Writes what became of an incident into its timeline.
fn tell(
    tx: &mut Tx<'_>,
    (before, after): (&Incident, &Incident),
    step: Step,
    why: &str,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let incident = after.id;
    let moved = |to: Stage, why: &str| Fact::IncidentMoved {
        incident,
        to,
        other: String::new(),
        why: why.to_owned(),
    };
    let fact = match step {
        Step::Take | Step::Inherit => Fact::IncidentAcknowledged { incident },
        Step::Resolve => Fact::IncidentResolved { incident, why: why.to_owned() },
        Step::Reopen | Step::Recur => Fact::IncidentReopened { incident, why: why.to_owned() },
        Step::Close => {
            if step.confirms(before.stage) {
                journal::append(tx, &moved(Stage::Validated, why), by, now)?;
            }
            Fact::IncidentClosed { incident }
        }
        Step::Merge(other) => return merge(tx, (after, other), why, (by, now)),
        Step::Triage
        | Step::Hold
        | Step::Resume
        | Step::Validate
        | Step::Remediate
        | Step::Cancel => moved(after.stage, why),
    };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// The alerts of an incident go to the one that it is the same as; both timelines say so.
fn merge(
    tx: &mut Tx<'_>,
    (incident, other): (&Incident, IncidentId),
    why: &str,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let same = incidents::by_id(tx, other)?.ok_or(Error::NotFound("incident"))?;
    if same.stage == Stage::Duplicate {
        return Err(Error::refused(
            |words| words.merge_into_duplicate(same.reference),
            Words::merge_into_duplicate_next,
        ));
    }
    let (to, why) = (Stage::Duplicate, why.to_owned());
    let other_name = same.reference.to_string();
    let fact = Fact::IncidentMoved { incident: incident.id, to, other: other_name, why };
    journal::append(tx, &fact, by, now)?;
    for stored in alerts::of_incident(tx, incident.id, ALERTS_MAX)? {
        alerts::attach(tx, stored.alert.id, other)?;
        let title = stored.alert.claim.title();
        let fact = Fact::IncidentJoined { incident: other, alert: stored.alert.id, title };
        journal::append(tx, &fact, by, now)?;
    }
    let text = incident.reference.to_string();
    let fact = Fact::IncidentEdited { incident: other, what: "duplicate", text };
    Ok(journal::append(tx, &fact, by, now)?)
}
