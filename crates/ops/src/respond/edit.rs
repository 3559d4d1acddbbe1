//! Correcting what is known of an incident: each change is a line of its timeline that names the
//! old and the new, and nobody overwrites what they did not see.

use super::clock::{MovedClock, followers, move_clocks};
use super::declare::checked_title;
use super::step::find;
use super::words::checked_reason;
use crate::error::Error;
use crate::store::journal::{self, Filter};
use crate::store::{Tx, incidents};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::id::EntryId;
use vigie_domain::incident::{Incident, Particular, Particulars, Reference};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Latest changes of an incident that are looked through for who changed what.
const LINES_MAX: i64 = 200;
/// Years before now that a moment may lie in: a mistyped year lies further.
const YEARS_MAX: i64 = 30;
const YEAR_MILLIS: i64 = 365 * 24 * 3_600_000;

/// What somebody wants to be known of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What they saw.
    pub seen: Particulars,
    /// What they want; what is as they saw it, they leave alone.
    pub wanted: Particulars,
    /// Why; needed where a known time is replaced, and where legal clocks move.
    pub why: String,
    /// Whether they know that legal clocks move.
    pub moves_clocks: bool,
}

/// What somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanwhile {
    /// What.
    pub what: Particular,
    /// Who and when, where the timeline says so.
    pub by: Option<(String, Timestamp)>,
}

/// What became of a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It holds, and these clocks count from another moment.
    Kept(Box<Incident>, Vec<MovedClock>),
    /// Nothing was changed: somebody else changed the same meanwhile.
    Meanwhile(Box<Incident>, Vec<Meanwhile>),
    /// Nothing was changed: these clocks would move, which was not said yet.
    WouldMove(Vec<MovedClock>),
}

/// Corrects what is known of an incident.
pub fn edit(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, edit): (Reference, &Edit),
    by: &str,
    now: Timestamp,
) -> Result<Edited, Error> {
    let incident = find(tx, reference)?;
    let before = incident.particulars();
    let title = checked_title(&edit.wanted.title)?;
    let wanted = Particulars { title, ..edit.wanted.clone() };
    let why = checked_reason(&edit.why)?;
    let changes = match wanted.wanted(&edit.seen, &before) {
        Ok(changes) => changes,
        Err(both) => {
            let told = meanwhile(tx, &incident, &both)?;
            return Ok(Edited::Meanwhile(Box::new(incident), told));
        }
    };
    if changes.is_empty() {
        return Ok(Edited::Kept(Box::new(incident), Vec::new()));
    }
    let after = incident.amended(&wanted, &changes, by);
    checked_times(&after.particulars(), &changes, now)?;
    let would = would_move(tx, setup, &after, before.aware, now)?;
    if !edit.moves_clocks && !would.is_empty() {
        return Ok(Edited::WouldMove(would));
    }
    let replaces = changes.iter().any(|one| before.time(*one).is_some());
    if why.is_empty() && (replaces || !would.is_empty()) {
        return Err(Error::refused(Words::edit_reason_missing, Words::edit_reason_missing_next));
    }
    let (after, moved) = amend(tx, setup, (after, &before, &why), by, now)?;
    incidents::save(tx, &after)?;
    Ok(Edited::Kept(Box::new(after), moved))
}

/// Who changed these, and when, as far as the timeline tells.
fn meanwhile(
    tx: &mut Tx<'_>,
    incident: &Incident,
    both: &[Particular],
) -> Result<Vec<Meanwhile>, Error> {
    let kind = "incident_edited".to_owned();
    let edits = Filter { incident: Some(incident.id), kind, ..Filter::default() };
    let (lines, _) = crate::journal::find(tx, &edits, EntryId(i64::MAX), LINES_MAX)?;
    let last = |what: &Particular| {
        let found = lines.iter().find(|line| line.subject == what.as_str());
        found.map(|line| (line.actor.clone(), line.at))
    };
    Ok(both.iter().map(|what| Meanwhile { what: *what, by: last(what) }).collect())
}

/// Nothing happened in the future, nor long before anybody could know, nor before it began.
fn checked_times(after: &Particulars, changes: &[Particular], now: Timestamp) -> Result<(), Error> {
    let oldest = Timestamp::from_millis(now.as_millis() - YEARS_MAX * YEAR_MILLIS);
    for one in changes {
        let Some(at) = after.time(*one) else { continue };
        if at > now {
            return Err(Error::refused(
                |words| words.time_ahead(one.as_str()),
                Words::time_ahead_next,
            ));
        }
        if at < oldest {
            return Err(Error::refused(|words| words.time_old(one.as_str()), Words::time_old_next));
        }
    }
    let Some(began) = after.occurred else { return Ok(()) };
    for one in Particular::ALL {
        let concerned = changes.contains(&one) || changes.contains(&Particular::Occurred);
        if concerned && after.time(one).is_some_and(|at| at < began) {
            return Err(Error::refused(
                |words| words.time_before(one.as_str()),
                Words::time_before_next,
            ));
        }
    }
    Ok(())
}

/// The clocks that would count from another moment.
fn would_move(
    tx: &mut Tx<'_>,
    setup: &Setup,
    after: &Incident,
    before: Option<Timestamp>,
    now: Timestamp,
) -> Result<Vec<MovedClock>, Error> {
    let aware = after.aware.as_ref().map(|noted| noted.at);
    if aware == before {
        return Ok(Vec::new());
    }
    let followers = followers(tx, after.id, before)?;
    let Some(aware) = aware else {
        return match followers.is_empty() {
            true => Ok(Vec::new()),
            false => Err(Error::refused(Words::aware_needed, Words::aware_needed_next)),
        };
    };
    let moved = followers.iter().map(|clock| MovedClock::new(clock, setup, aware, now));
    Ok(moved.filter(|moved| moved.before.aware_at != moved.after.aware_at).collect())
}

/// Writes what changed into the timeline, and lets the clocks follow. The caller saves the incident.
pub(super) fn amend(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (after, before, why): (Incident, &Particulars, &str),
    by: &str,
    now: Timestamp,
) -> Result<(Incident, Vec<MovedClock>), Error> {
    let held = after.particulars();
    for one in Particular::ALL.into_iter().filter(|one| held.differs(before, *one)) {
        let changed = format!("{} → {}", before.text(one), held.text(one));
        let parts = [changed.as_str(), why];
        let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let text = text.join(" · ");
        let fact = Fact::IncidentEdited { incident: after.id, what: one.as_str(), text };
        journal::append(tx, &fact, by, now)?;
    }
    let would = would_move(tx, setup, &after, before.aware, now)?;
    move_clocks(tx, setup, &would, by, now)?;
    let attended = after.attended || !after.stage.is_over();
    Ok((Incident { attended, ..after }, would))
}
