//! Lists, newest first, as somebody may see them: pages are as full as there is something to see.

use super::{may_notification, reads_entry, sees_alert, sees_incident};
use crate::error::Error;
use crate::store::alerts::{self, Stored};
use crate::store::journal::Entry;
use crate::store::links::{self, Linked};
use crate::store::outbox::{self, Notification};
use crate::store::{StoreError, Tx, changes, incidents, tips};
use vigie_domain::change::Change;
use vigie_domain::id::{AlertId, ChangeId, IncidentId, NotificationId, TipId};
use vigie_domain::incident::Incident;
use vigie_domain::notification::NotificationState;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_domain::tip::{Tip, TipState};

/// Rows read in one question.
const CHUNK: i64 = 500;
/// Rows looked at for one page, so that somebody who may see little can't hold the database; the
/// next page goes on from there.
const LOOKED_AT_MAX: i64 = 20_000;

/// A page, and the number below which the next one goes on, if there may be more.
pub type Seen<T> = (Vec<T>, Option<i64>);

/// Reads chunk after chunk until a page is full.
fn page<T>(
    tx: &mut Tx<'_>,
    (before, limit): (i64, i64),
    read: impl Fn(&mut Tx<'_>, i64, i64) -> Result<Vec<T>, StoreError>,
    number: impl Fn(&T) -> i64,
    shows: impl Fn(&mut Tx<'_>, &T) -> Result<bool, StoreError>,
) -> Result<Seen<T>, Error> {
    let (wanted, size) = (usize::try_from(limit).unwrap_or(1), limit.clamp(1, CHUNK));
    let (mut found, mut before, mut looked_at) = (Vec::new(), before, 0);
    while looked_at < LOOKED_AT_MAX {
        let chunk = read(tx, before, size)?;
        let is_last = i64::try_from(chunk.len()).is_ok_and(|rows| rows < size);
        looked_at += size;
        for row in chunk {
            before = number(&row);
            if shows(tx, &row)? {
                found.push(row);
            }
            if found.len() == wanted {
                return Ok((found, Some(before)));
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(before)))
}

/// Incidents before a number.
pub fn incidents_before(
    tx: &mut Tx<'_>,
    sight: &Sight,
    before: IncidentId,
    limit: i64,
) -> Result<Seen<Incident>, Error> {
    page(
        tx,
        (before.0, limit),
        |tx, before, size| incidents::before(tx, IncidentId(before), size),
        |one| one.id.0,
        |_, one| Ok(sees_incident(sight, one)),
    )
}

/// Incidents declared since an instant, the newest first.
pub fn incidents_since(
    tx: &mut Tx<'_>,
    sight: &Sight,
    since: Timestamp,
) -> Result<Vec<Incident>, Error> {
    let (mut found, mut before) = (Vec::new(), IncidentId(i64::MAX));
    for _ in 0..LOOKED_AT_MAX / CHUNK {
        let chunk = incidents::before(tx, before, CHUNK)?;
        let Some(last) = chunk.last() else { break };
        before = last.id;
        let is_older = last.declared_at < since;
        let wanted = |one: &Incident| one.declared_at >= since && sees_incident(sight, one);
        found.extend(chunk.into_iter().filter(wanted));
        if is_older {
            break;
        }
    }
    Ok(found)
}

/// Incidents that are not closed.
pub fn incidents_open(tx: &mut Tx<'_>, sight: &Sight, limit: i64) -> Result<Vec<Incident>, Error> {
    let mut found = incidents::open(tx, LOOKED_AT_MAX)?;
    found.retain(|one| sees_incident(sight, one));
    found.truncate(usize::try_from(limit).unwrap_or(1));
    Ok(found)
}

/// Changes before a number, of those that are meant.
pub fn changes_before(
    tx: &mut Tx<'_>,
    sight: &Sight,
    (before, limit): (ChangeId, i64),
    is_meant: impl Fn(&Change) -> bool,
) -> Result<Seen<Change>, Error> {
    page(
        tx,
        (before.0, limit),
        |tx, before, size| changes::before(tx, ChangeId(before), size),
        |one| one.id.0,
        |_, one| Ok(sight.sees(one.service.as_ref().map(Slug::as_str)) && is_meant(one)),
    )
}

/// Tips before a number, for those who respond; only those that nobody decided on, unless the word
/// is `all`.
pub fn tips_before(
    tx: &mut Tx<'_>,
    sight: &Sight,
    (word, before): (&str, TipId),
    limit: i64,
) -> Result<Seen<Tip>, Error> {
    page(
        tx,
        (before.0, limit),
        |tx, before, size| tips::before(tx, TipId(before), size),
        |one| one.id.0,
        |_, one| {
            let shown = word == "all" || one.state == TipState::Open;
            Ok(shown && sight.may(Act::Respond, one.service.as_ref().map(Slug::as_str)))
        },
    )
}

/// Notifications before a number.
pub fn notifications_before(
    tx: &mut Tx<'_>,
    sight: &Sight,
    before: NotificationId,
    limit: i64,
) -> Result<Seen<Notification>, Error> {
    page(
        tx,
        (before.0, limit),
        |tx, before, size| outbox::before(tx, NotificationId(before), size),
        |one| one.id.0,
        |_, one| Ok(may_notification(sight, Act::See, one)),
    )
}

/// What somebody may read of these entries, line by line, in their order.
pub fn lines(tx: &mut Tx<'_>, sight: &Sight, entries: Vec<Entry>) -> Result<Vec<Entry>, Error> {
    let private = incidents::private(tx)?;
    let mut read = Vec::new();
    for line in entries.into_iter().flat_map(|entry| entry.lines().into_iter().rev()) {
        if reads_entry(tx, sight, &private, &line)? {
            read.push(line);
        }
    }
    Ok(read)
}

/// The worst alerts that go on: the gravest first, of these those that nobody has, and the newest.
pub fn worst_alerts(tx: &mut Tx<'_>, sight: &Sight, limit: i64) -> Result<Vec<Stored>, Error> {
    if sight.may_everywhere(Act::See) {
        return Ok(alerts::worst(tx, limit)?);
    }
    let outlines = alerts::outlines(tx)?;
    let own = outlines.iter().filter(|one| sight.sees(one.service.as_deref()));
    let ids = own.take(usize::try_from(limit).unwrap_or(1)).map(|one| one.id);
    by_ids(tx, sight, &ids.collect::<Vec<_>>())
}

/// Alerts by their numbers, in this order.
pub fn by_ids(tx: &mut Tx<'_>, sight: &Sight, ids: &[AlertId]) -> Result<Vec<Stored>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(alerts::by_id(tx, *id)?.filter(|one| sees_alert(sight, one)));
    }
    Ok(found)
}

/// Notifications of a state, newest first.
pub fn notifications_of(
    tx: &mut Tx<'_>,
    sight: &Sight,
    state: NotificationState,
    limit: i64,
) -> Result<Vec<Notification>, Error> {
    let mut found = outbox::of_state(tx, state, limit)?;
    found.retain(|one| may_notification(sight, Act::See, one));
    Ok(found)
}

/// The links of an incident to those that somebody sees: of others they learn nothing.
pub fn links(
    tx: &mut Tx<'_>,
    sight: &Sight,
    id: IncidentId,
) -> Result<Vec<(Linked, Incident)>, Error> {
    let mut found = Vec::new();
    for link in links::of_incident(tx, id)? {
        let other = incidents::by_id(tx, link.other)?;
        found.extend(other.filter(|one| sees_incident(sight, one)).map(|other| (link, other)));
    }
    Ok(found)
}
