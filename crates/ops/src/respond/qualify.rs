//! Qualifying: how alarming an incident is, said by a person from five answers.

use super::clock::start_clock;
use super::edit::amend;
use super::step::Move;
use super::words::{checked_reason, refused};
use crate::error::Error;
use crate::store::{Tx, incidents, journal, qualifications};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::incident::{By, Noted, Reference, Stage, Step};
use vigie_domain::playbook::Level;
use vigie_domain::qualification::{Answers, Degree, Priorities, Qualification};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// What somebody says of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualified {
    /// The answers.
    pub answers: Answers,
    /// Their own level, when the rule's is not theirs.
    pub level: Option<Level>,
    /// Their own urgency, when the rule's is not theirs.
    pub urgency: Option<Degree>,
    /// Their own impact, when the rule's is not theirs.
    pub impact: Option<Degree>,
    /// When they became aware; clocks count from there.
    pub aware_at: Timestamp,
    /// Why again; needed from the second time on.
    pub reason: String,
    /// The qualification that they saw, so that nobody's is replaced unseen; 0 when there was none.
    pub seen: i64,
}

/// Qualifies an incident, starts the clocks that this calls for, and gives it to whoever qualified
/// it when nobody had it.
pub fn qualify(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, said): (Reference, &Qualified),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let found = incidents::by_reference(tx, reference)?;
    let incident = found.ok_or(Error::NotFound("incident"))?;
    let id = incident.id;
    let before = qualifications::last(tx, id)?;
    if before.as_ref().map_or(0, |before| before.seq) != said.seen {
        return Err(Error::Stale);
    }
    let reason = checked_reason(&said.reason)?;
    if before.is_some() && reason.is_empty() {
        return Err(Error::refused(Words::reason_empty, Words::reason_empty_next));
    }
    if said.aware_at > now {
        return Err(Error::refused(Words::aware_ahead, Words::aware_ahead_next));
    }
    let verdict = said.answers.verdict();
    let level = said.level.unwrap_or(verdict.level);
    let qualification = Qualification {
        seq: 0,
        at: now,
        by: by.to_owned(),
        answers: said.answers.clone(),
        level,
        grade: verdict.grade,
        urgency: said.urgency.unwrap_or(verdict.urgency),
        impact: said.impact.unwrap_or(verdict.impact),
        own_priority: None,
        reason: reason.clone(),
    };
    let qualification = by_own_matrix(setup, qualification);
    qualifications::add(tx, id, &qualification)?;
    let why = reason.clone();
    let fact = Fact::IncidentQualified { incident: id, level, reason };
    journal::append(tx, &fact, by, now)?;
    let known = incident.particulars();
    let mut incident = incident;
    if known.aware != Some(said.aware_at) {
        incident.aware = Some(Noted { at: said.aware_at, by: by.to_owned() });
        (incident, _) = amend(tx, setup, (incident, &known, &why), by, now)?;
    }
    for deadline in setup.deadlines.on(&verdict.occasions) {
        start_clock(tx, setup, (id, deadline.terms.name.as_str(), said.aware_at), by, now)?;
    }
    if incident.stage == Stage::Declared {
        incident = incident.step(Step::Triage, By::Name(by), now).map_err(|no| refused(&no))?;
    }
    incidents::save(tx, &incident)?;
    if incident.stage == Stage::Triaged && incident.lead.is_none() {
        super::step::step(tx, setup, (reference, &Move::now(Step::Take)), by, now)?;
    }
    Ok(())
}

/// With the priority of the operator's own matrix, where there is one: another matrix tomorrow
/// changes nothing that was said today.
fn by_own_matrix(setup: &Setup, said: Qualification) -> Qualification {
    let own = &setup.settings.priorities;
    let own_priority = (*own != Priorities::default()).then(|| own.of(said.urgency, said.impact));
    Qualification { own_priority, ..said }
}
