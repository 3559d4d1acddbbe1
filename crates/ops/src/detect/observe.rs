//! Observing: what looks saw becomes what checks hold to be true, and turns become facts.

use crate::error::Error;
use crate::store::checks::{self, StoredObservation};
use crate::store::{Tx, journal};
use serde_json::json;
use vigie_domain::check::{CheckState, OWN_SIGHT, Observation, Outcome, Phases, Turn, Verdict};
use vigie_domain::fact::Fact;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// One look: what a check saw, and what it holds to be true from now on.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The check.
    pub slug: Slug,
    /// What it saw.
    pub observation: Observation,
    /// What it holds to be true.
    pub state: CheckState,
    /// The turn that follows.
    pub turn: Option<Turn>,
}

/// Writes what several looks saw, in one unit.
pub fn observe(tx: &mut Tx<'_>, seen: &[Seen]) -> Result<(), Error> {
    for one in seen {
        checks::save(tx, one.slug.as_str(), &one.state)?;
        checks::observe(tx, one.slug.as_str(), &stored(&one.observation))?;
        if let Some(turn) = &one.turn {
            journal::append(tx, &fact(&one.slug, turn), "vigie", one.observation.at)?;
        }
    }
    Ok(())
}

fn fact(slug: &Slug, turn: &Turn) -> Fact {
    let check = slug.clone();
    match turn {
        Turn::StartedFailing { why, .. } => {
            Fact::CheckTurned { check, failing: true, why: why.clone() }
        }
        Turn::Recovered { after } => {
            let why = format!("well again after {} s", after.as_secs());
            Fact::CheckTurned { check, failing: false, why }
        }
    }
}

fn stored(observation: &Observation) -> StoredObservation {
    let (outcome, why) = match &observation.outcome {
        Outcome::Ok => ("ok", ""),
        Outcome::Failed { why } => ("failed", why.as_str()),
        Outcome::NotObserved { why } => ("not observed", why.as_str()),
    };
    let Phases { dns, connect, tls, first_byte, total } = observation.phases;
    let micros = |span: Option<std::time::Duration>| {
        span.and_then(|span| i64::try_from(span.as_micros()).ok())
    };
    let phases = json!({
        "dns": micros(dns), "connect": micros(connect), "tls": micros(tls),
        "first_byte": micros(first_byte),
    });
    let details: serde_json::Map<String, serde_json::Value> = observation
        .details
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    StoredObservation {
        at: observation.at,
        outcome: outcome.to_owned(),
        total_micros: micros(total),
        body: json!({ "why": why, "phases_micros": phases, "details": details }).to_string(),
    }
}

/// Says that Vigie can't trust its own eyes, or can again. `false`: that was known.
pub fn turn_own_sight(
    tx: &mut Tx<'_>,
    trouble: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    let check: Slug = OWN_SIGHT.parse().map_err(|_| Error::NotFound("check"))?;
    let known = checks::state(tx, OWN_SIGHT)?.unwrap_or_default();
    let verdict = if trouble.is_some() { Verdict::Failing } else { Verdict::Passing };
    if known.verdict == verdict {
        return Ok(false);
    }
    let was_unknown = known.verdict == Verdict::Unknown;
    let state = CheckState {
        verdict,
        since: Some(now),
        why: trouble.map(str::to_owned),
        last_at: Some(now),
        ..CheckState::default()
    };
    checks::save(tx, OWN_SIGHT, &state)?;
    if was_unknown && trouble.is_none() {
        return Ok(true);
    }
    let why = trouble.unwrap_or("it sees again").to_owned();
    let fact = Fact::CheckTurned { check, failing: trouble.is_some(), why };
    journal::append(tx, &fact, "vigie", now)?;
    Ok(true)
}

/// Forgets what checks saw before an instant of their own.
pub(super) fn forget_old(tx: &mut Tx<'_>, due: &[(Slug, Timestamp)]) -> Result<(), Error> {
    for (check, before) in due {
        checks::prune_one(tx, check.as_str(), *before)?;
    }
    Ok(())
}
