//! The register of personal-data breaches: begun when the law's clock starts, written by those who
//! keep it.

use super::draft::BY_ITSELF;
use crate::error::Error;
use crate::store::{Tx, breaches, incidents, journal};
use crate::words::Words;
use vigie_domain::breach::{Breach, BreachDecision, BreachRisk, BreachTurn};
use vigie_domain::clock::{Clock, ClockEnding};
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Noted;
use vigie_domain::time::Timestamp;

/// Longest text of one field.
pub const BREACH_CHARS_MAX: usize = 20_000;

/// What somebody writes into an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BreachText {
    /// The version that they read.
    pub version: i64,
    /// What happened.
    pub facts: String,
    /// What comes of it.
    pub effects: String,
    /// What was done.
    pub remedies: String,
    /// What it means for the persons, when it is decided.
    pub risk: Option<BreachRisk>,
    /// Why.
    pub reasons: String,
}

/// Begins the entry of an incident, once.
pub fn open_breach(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<(), Error> {
    // The register is what the authority reads: an exercise or a test has no place in it.
    let is_real = incidents::by_id(tx, incident)?.is_some_and(|one| one.kind.is_real());
    if !is_real || !breaches::open(tx, incident, now)? {
        return Ok(());
    }
    let fact = Fact::BreachTurned { incident, turn: BreachTurn::Opened, text: String::new() };
    Ok(journal::append(tx, &fact, BY_ITSELF, now)?)
}

fn bounded(text: &str) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > BREACH_CHARS_MAX {
        return Err(Error::refused(|w| w.breach_long(BREACH_CHARS_MAX), Words::breach_long_next));
    }
    Ok(text)
}

/// Writes an entry, if nobody wrote meanwhile. A decision takes its reasons.
pub fn write_breach(
    tx: &mut Tx<'_>,
    (incident, text): (IncidentId, &BreachText),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let known = breaches::of_incident(tx, incident)?.ok_or(Error::NotFound("breach"))?;
    let noted = || Noted { at: now, by: by.to_owned() };
    let reasons = bounded(&text.reasons)?;
    if text.risk.is_some() && reasons.is_empty() {
        return Err(Error::refused(Words::breach_reasons, Words::breach_reasons_next));
    }
    if text.risk.is_none() && (!reasons.is_empty() || known.decision.is_some()) {
        return Err(Error::refused(Words::breach_unchosen, Words::breach_unchosen_next));
    }
    let same =
        |before: &&BreachDecision| Some(before.risk) == text.risk && before.reasons == reasons;
    let kept = known.decision.as_ref().filter(same).cloned();
    let is_new = kept.is_none() && text.risk.is_some();
    let decided = || text.risk.map(|risk| BreachDecision { risk, reasons, noted: noted() });
    let breach = Breach {
        version: text.version,
        facts: bounded(&text.facts)?,
        effects: bounded(&text.effects)?,
        remedies: bounded(&text.remedies)?,
        decision: kept.or_else(decided),
        written: Some(noted()),
        ..known
    };
    if !breaches::write(tx, &breach)? {
        return Err(Error::Stale);
    }
    // The register is read by few: the journal says that it was written, and what was decided.
    let (turn, text) = match &breach.decision {
        Some(decision) if is_new => (BreachTurn::Decided, decision.risk.as_str().to_owned()),
        Some(_) | None => (BreachTurn::Written, (text.version + 1).to_string()),
    };
    let fact = Fact::BreachTurned { incident, turn, text };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// When and how the clock of a deadline was closed in an incident.
pub fn closed<'c>(clocks: &'c [Clock], deadline: &str) -> Option<(Timestamp, &'c ClockEnding)> {
    let clock = clocks.iter().find(|clock| clock.deadline() == deadline)?;
    clock.ended.as_ref().map(|(_, at, how)| (*at, how))
}

/// The same for a file, with its proof or reason.
pub fn closed_in_words(clocks: &[Clock], deadline: &str) -> Option<String> {
    closed(clocks, deadline).map(|(at, how)| match how {
        ClockEnding::Proven(proof) => format!("{at} {proof}"),
        ClockEnding::NotRequired(why) => format!("{at} not required: {why}"),
    })
}
