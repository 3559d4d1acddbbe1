//! Finding alerts, and what happened to them.

use super::super::journal::EntryLine;
use super::super::notifications::NotificationLine;
use super::super::page::Page;
use super::wire::{AlertLine, AlertList, AlertStory};
use serde::Deserialize;
use std::collections::HashMap;
use vigie_domain::id::{AlertId, IncidentId, NotificationId};
use vigie_domain::matcher::Matchers;
use vigie_domain::silence::{Silence, silenced_by};
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::alert::find;
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::store::outbox::Notification;
use vigie_ops::store::{StoreError, Tx, incidents, journal, outbox, silences};

/// What `state` may be.
pub(super) const STATES: [&str; 5] = ["live", "open", "acknowledged", "resolved", "all"];
/// Alerts read in one question.
const CHUNK: i64 = 500;
/// Alerts looked at for one page, so that a rare filter can't hold the database; the cursor goes
/// on from there.
const LOOKED_AT_MAX: i64 = 20_000;
/// Lines of a story.
const STORY_LINES_MAX: i64 = 500;
/// Notifications looked at for the story of one alert, from the newest on.
const NOTIFICATIONS_LOOKED_AT_MAX: i64 = 2_000;

/// Which alerts.
pub(super) struct Wanted {
    /// One of `STATES`.
    pub(super) state: &'static str,
    /// What their labels must match.
    pub(super) filter: Matchers,
    /// Which page.
    pub(super) page: Page,
}

impl Wanted {
    fn accepts(&self, stored: &Stored) -> bool {
        let state = &stored.alert.state;
        let in_state = match self.state {
            "all" => true,
            "live" => state.is_live(),
            word => state.as_str() == word,
        };
        in_state && self.filter.matches(&stored.alert.claim.labels)
    }

    /// Cuts what is more than a page; answers the cursor of the next one, if there was more.
    fn overflow(&self, found: &mut Vec<Stored>) -> Option<String> {
        let limit = usize::try_from(self.page.limit).unwrap_or(1);
        if found.len() <= limit {
            return None;
        }
        found.truncate(limit);
        found.last().map(|stored| stored.alert.id.0.to_string())
    }

    /// Whether every alert in question goes on, so that the past need not be read.
    fn only_live(&self) -> bool {
        !["all", "resolved"].contains(&self.state)
    }
}

/// A page of alerts, newest first.
pub(super) fn page(tx: &mut Tx<'_>, wanted: &Wanted, now: Timestamp) -> Result<AlertList, Error> {
    let (found, next_cursor) = if wanted.only_live() && !wanted.filter.is_empty() {
        search(tx, wanted, now)?
    } else {
        scan(tx, wanted)?
    };
    Ok(AlertList { alerts: lines(tx, &found, now)?, next_cursor })
}

type Found = (Vec<Stored>, Option<String>);

/// A page of alerts that go on, by the label index.
fn search(tx: &mut Tx<'_>, wanted: &Wanted, now: Timestamp) -> Result<Found, Error> {
    let all = find(tx, &wanted.filter, now)?.into_iter().map(|(_, id)| id);
    let mut ids: Vec<AlertId> = all.filter(|id| id.0 < wanted.page.before).collect();
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let mut found = Vec::new();
    for id in ids {
        found.extend(alerts::by_id(tx, id)?.filter(|stored| wanted.accepts(stored)));
        if let Some(cursor) = wanted.overflow(&mut found) {
            return Ok((found, Some(cursor)));
        }
    }
    Ok((found, None))
}

/// A page of alerts, one after the other.
fn scan(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Found, Error> {
    let (mut found, mut before, mut looked_at) = (Vec::new(), wanted.page.before, 0);
    loop {
        let chunk = if wanted.only_live() {
            alerts::live_before(tx, AlertId(before), CHUNK)?
        } else {
            alerts::before(tx, AlertId(before), CHUNK)?
        };
        let Some(last) = chunk.last() else { return Ok((found, None)) };
        looked_at += CHUNK;
        before = last.alert.id.0;
        found.extend(chunk.into_iter().filter(|stored| wanted.accepts(stored)));
        if let Some(cursor) = wanted.overflow(&mut found) {
            return Ok((found, Some(cursor)));
        }
        if looked_at >= LOOKED_AT_MAX {
            return Ok((found, Some(before.to_string())));
        }
    }
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
            let incident = incidents::by_id(tx, id)?;
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
pub(super) fn story(tx: &mut Tx<'_>, id: AlertId, now: Timestamp) -> Result<AlertStory, Error> {
    let stored = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    let story = journal::of_alert(tx, id, STORY_LINES_MAX)?;
    let told = told(tx, &stored)?;
    Ok(AlertStory {
        alert: line(tx, id, now)?,
        story: story.into_iter().map(EntryLine::new).collect(),
        notifications: told.iter().map(NotificationLine::new).collect(),
    })
}

/// The part of a notice that names its alerts.
#[derive(Deserialize)]
struct Notice {
    alerts: Vec<NoticeAlert>,
}

#[derive(Deserialize)]
struct NoticeAlert {
    id: i64,
}

/// The notifications that speak of an alert: none was owed before it opened, nor long after it
/// ended.
fn told(tx: &mut Tx<'_>, stored: &Stored) -> Result<Vec<Notification>, StoreError> {
    let id = stored.alert.id.0;
    let speaks = |notification: &Notification| {
        serde_json::from_str::<Notice>(&notification.owed.notice)
            .is_ok_and(|notice| notice.alerts.iter().any(|alert| alert.id == id))
    };
    let (mut found, mut before, mut looked_at) = (Vec::new(), i64::MAX, 0);
    while looked_at < NOTIFICATIONS_LOOKED_AT_MAX {
        let chunk = outbox::before(tx, NotificationId(before), CHUNK)?;
        let Some(last) = chunk.last() else { break };
        let older = last.owed_at < stored.alert.opened_at;
        before = last.id.0;
        looked_at += CHUNK;
        found.extend(chunk.into_iter().filter(speaks));
        if older {
            break;
        }
    }
    Ok(found)
}
