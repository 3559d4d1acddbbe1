//! Finding alerts, and what happened to them.

use super::super::journal::EntryLine;
use super::super::notifications::NotificationLine;
use super::wire::{AlertLine, AlertList, AlertStory};
use std::collections::HashMap;
use vigie_domain::id::{AlertId, IncidentId};
use vigie_domain::rights::{Act, Sight};
use vigie_domain::silence::{Silence, silenced_by};
use vigie_domain::time::Timestamp;
use vigie_ops::alert::{self, Stage, Wanted};
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::store::{StoreError, Tx, incidents, journal, silences};
use vigie_ops::{Error, sight};

/// What `state` may be.
pub(super) const STATES: [&str; 5] = ["live", "open", "acknowledged", "resolved", "all"];
/// Lines of a story.
const STORY_LINES_MAX: i64 = 500;

/// The stage that a word of `STATES` asks for.
pub(super) fn stage(word: &str) -> Stage {
    match word {
        "open" => Stage::Open,
        "acknowledged" => Stage::Acknowledged,
        "resolved" => Stage::Resolved,
        "all" => Stage::All,
        _ => Stage::Live,
    }
}

/// A page of alerts, newest first.
pub(super) fn page(tx: &mut Tx<'_>, wanted: &Wanted, now: Timestamp) -> Result<AlertList, Error> {
    let (found, next) = alert::page(tx, wanted, now)?;
    let next_cursor = next.map(|id| id.0.to_string());
    Ok(AlertList { alerts: lines(tx, &found, now)?, next_cursor })
}

/// Alerts as JSON, with their incidents and silences.
pub(in super::super) fn lines(
    tx: &mut Tx<'_>,
    found: &[Stored],
    now: Timestamp,
) -> Result<Vec<AlertLine>, Error> {
    let silences = silences::unended(tx, now)?;
    let mut references = HashMap::new();
    let mut lines = Vec::with_capacity(found.len());
    for stored in found {
        lines.push(one(tx, stored, &silences, &mut references, now)?);
    }
    Ok(lines)
}

fn one(
    tx: &mut Tx<'_>,
    stored: &Stored,
    silences: &[Silence],
    references: &mut HashMap<IncidentId, String>,
    now: Timestamp,
) -> Result<AlertLine, StoreError> {
    let mut line = AlertLine::new(&stored.alert);
    if let Some(id) = stored.incident {
        if !references.contains_key(&id) {
            let incident = incidents::by_id(tx, id)?.filter(|one| one.participants.is_none());
            references.extend(incident.map(|found| (id, found.reference.to_string())));
        }
        line.incident = references.get(&id).cloned();
    }
    if stored.alert.state.is_live() {
        let muting = silenced_by(silences, &stored.alert.claim.labels, now);
        line.silenced_by = muting.into_iter().map(|silence| silence.id.clone()).collect();
    }
    Ok(line)
}

/// One alert.
pub(super) fn line(tx: &mut Tx<'_>, id: AlertId, now: Timestamp) -> Result<AlertLine, Error> {
    let stored = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    let lines = lines(tx, &[stored], now)?;
    lines.into_iter().next().ok_or(Error::NotFound("alert"))
}

/// One alert with all that happened to it.
pub(super) fn story(
    tx: &mut Tx<'_>,
    sight: &Sight,
    id: AlertId,
    now: Timestamp,
) -> Result<AlertStory, Error> {
    let stored = sight::alert(tx, sight, Act::See, id)?;
    let story = journal::of_alert(tx, id, STORY_LINES_MAX)?;
    let mut told = alert::told(tx, &stored)?;
    told.retain(|one| sight::sees_notification(sight, one));
    Ok(AlertStory {
        alert: line(tx, id, now)?,
        story: story.into_iter().map(EntryLine::new).collect(),
        notifications: told.iter().map(|one| NotificationLine::new(one, sight)).collect(),
    })
}
