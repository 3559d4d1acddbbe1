//! Groups of alerts that are told together, their members, and what each channel was last told.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use crate::text::labels_from_json;
use std::collections::BTreeSet;
use vigie_domain::alert::{Ending, State};
use vigie_domain::group::Noticed;
use vigie_domain::id::{AlertId, GroupId, IncidentId};
use vigie_domain::label::{Fingerprint, Labels};
use vigie_domain::time::Timestamp;

statements! {
    FIND = "SELECT id, flush_at, flushed FROM alert_groups WHERE place = ?1 /*for-update*/";
    OPEN = "INSERT INTO alert_groups (place, group_key, route_id, labels, opened_at, flush_at,
        flushed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0) /*returning-id*/";
    SET_FLUSH = "UPDATE alert_groups SET flush_at = ?2, flushed = ?3 WHERE id = ?1";
    JOIN = "INSERT INTO group_members (group_id, alert_id) VALUES (?1, ?2)
        ON CONFLICT DO NOTHING";
    LEAVE = "DELETE FROM group_members WHERE group_id = ?1 AND alert_id = ?2";
    DUE = "SELECT id, group_key, route_id, labels, flush_at FROM alert_groups
        WHERE flush_at <= ?1 ORDER BY flush_at LIMIT 1 /*skip-locked*/";
    EARLIEST = "SELECT MIN(flush_at) FROM alert_groups";
    CLOSE = "DELETE FROM alert_groups WHERE id = ?1";
    CLOSE_ALL = "DELETE FROM alert_groups";
    CLOSE_ALL_MEMBERS = "DELETE FROM group_members";
    CLOSE_MEMBERS = "DELETE FROM group_members WHERE group_id = ?1";
    MEMBERS = "SELECT a.id, a.labels, a.state, a.acknowledged_by, a.acknowledged_at,
        a.resolved_at, a.ending, a.incident_id, a.fingerprint FROM group_members m
        JOIN alerts a ON a.id = m.alert_id WHERE m.group_id = ?1 ORDER BY a.id";
    MEMBER_COUNT = "SELECT COUNT(*) FROM group_members WHERE group_id = ?1";
    OF_ALERT = "SELECT g.id, g.route_id, g.flush_at FROM group_members m
        JOIN alert_groups g ON g.id = m.group_id WHERE m.alert_id = ?1";
    MEMBERSHIPS = "SELECT g.id, g.route_id, g.labels, m.alert_id FROM alert_groups g
        JOIN group_members m ON m.group_id = g.id ORDER BY g.id, m.alert_id";
    EVERY = "SELECT id, route_id, labels FROM alert_groups";
    EVERY_MEMBER = "SELECT group_id, alert_id FROM group_members";
    NOTICED = "SELECT noticed_at, firing, resolved FROM group_notices
        WHERE group_key = ?1 AND target = ?2";
    NOTICES = "SELECT n.group_key, n.target, n.noticed_at, n.firing, n.resolved
        FROM alert_groups g JOIN group_notices n ON n.group_key = g.group_key WHERE g.id = ?1";
    NOTE = "INSERT INTO group_notices (group_key, target, noticed_at, firing, resolved)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (group_key, target) DO UPDATE
        SET noticed_at = excluded.noticed_at, firing = excluded.firing,
        resolved = excluded.resolved";
    FORGET_NOTICE = "DELETE FROM group_notices WHERE group_key = ?1 AND target = ?2";
    PRUNE_NOTICES = "DELETE FROM group_notices WHERE noticed_at < ?1
        AND group_key NOT IN (SELECT group_key FROM alert_groups)";
    LEAVE_ALL = "DELETE FROM group_members WHERE alert_id = ?1";
}

/// A group that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueGroup {
    /// Its number.
    pub id: GroupId,
    /// Alertmanager's group key.
    pub key: String,
    /// The id of the route that made it.
    pub route: String,
    /// The labels that its members share by definition.
    pub labels: Labels,
    /// When it was due.
    pub flush_at: Timestamp,
}

/// What a flush needs to know of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The alert.
    pub id: AlertId,
    /// Its labels.
    pub labels: Labels,
    /// Where it is in its life.
    pub state: State,
    /// Its incident.
    pub incident: Option<IncidentId>,
    /// Its fingerprint, as stored.
    pub fingerprint: i64,
}

/// The group of a place: its number, when it is due, and whether it was told before.
pub fn find(
    tx: &mut Tx<'_>,
    place: &str,
) -> Result<Option<(GroupId, Timestamp, bool)>, StoreError> {
    tx.row(FIND, &[place.into()], |row| {
        Ok((GroupId(row.int(0)?), Timestamp::from_millis(row.int(1)?), row.flag(2)?))
    })
}

/// A group to write.
#[derive(Clone, Debug)]
pub struct NewGroup<'a> {
    /// What makes it unique: its route's id and its labels.
    pub place: &'a str,
    /// Alertmanager's group key.
    pub key: &'a str,
    /// The id of the route that made it.
    pub route: &'a str,
    /// The labels that its members share by definition.
    pub labels: &'a Labels,
    /// When it is told first.
    pub flush_at: Timestamp,
}

/// Writes a new group.
pub fn open(tx: &mut Tx<'_>, group: &NewGroup<'_>, now: Timestamp) -> Result<GroupId, StoreError> {
    let labels = crate::text::labels_to_json(group.labels);
    let values = [
        group.place.into(),
        group.key.into(),
        group.route.into(),
        (&labels).into(),
        now.into(),
        group.flush_at.into(),
    ];
    tx.insert(OPEN, &values).map(GroupId)
}

/// Sets when a group is due next, and whether it was told before.
pub fn set_flush(
    tx: &mut Tx<'_>,
    id: GroupId,
    at: Timestamp,
    flushed: bool,
) -> Result<(), StoreError> {
    tx.execute(SET_FLUSH, &[id.0.into(), at.into(), flushed.into()]).map(|_| ())
}

/// Adds an alert to a group, once.
pub fn join(tx: &mut Tx<'_>, group: GroupId, alert: AlertId) -> Result<(), StoreError> {
    tx.execute(JOIN, &[group.0.into(), alert.0.into()]).map(|_| ())
}

/// Takes an alert out of a group.
pub fn leave(tx: &mut Tx<'_>, group: GroupId, alert: AlertId) -> Result<(), StoreError> {
    tx.execute(LEAVE, &[group.0.into(), alert.0.into()]).map(|_| ())
}

/// The group that is due first, locked.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<DueGroup>, StoreError> {
    tx.row(DUE, &[now.into()], |row| {
        Ok(DueGroup {
            id: GroupId(row.int(0)?),
            key: row.text(1)?,
            route: row.text(2)?,
            labels: labels_from_json(row.str(3)?)?,
            flush_at: Timestamp::from_millis(row.int(4)?),
        })
    })
}

/// When the next group is due.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Removes a group with its members; what was told about it stays until it is old.
pub fn close(tx: &mut Tx<'_>, id: GroupId) -> Result<(), StoreError> {
    for sql in [CLOSE_MEMBERS, CLOSE] {
        tx.execute(sql, &[id.0.into()])?;
    }
    Ok(())
}

/// Removes every group; what was told stays.
pub fn close_all(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for sql in [CLOSE_ALL_MEMBERS, CLOSE_ALL] {
        tx.execute(sql, &[])?;
    }
    Ok(())
}

/// The members of a group, oldest first.
pub fn members(tx: &mut Tx<'_>, id: GroupId) -> Result<Vec<Member>, StoreError> {
    tx.rows(MEMBERS, &[id.0.into()], |row| {
        let state = match row.str(2)? {
            "open" => State::Open,
            "acknowledged" => State::Acknowledged {
                by: row.opt_text(3)?.unwrap_or_default(),
                at: Timestamp::from_millis(row.int(4)?),
            },
            _ => State::Resolved {
                at: Timestamp::from_millis(row.int(5)?),
                how: row.opt_str(6)?.and_then(Ending::from_word).unwrap_or(Ending::Fixed),
            },
        };
        Ok(Member {
            id: AlertId(row.int(0)?),
            labels: labels_from_json(row.str(1)?)?,
            state,
            incident: row.opt_int(7)?.map(IncidentId),
            fingerprint: row.int(8)?,
        })
    })
}

/// How many members a group has.
pub fn member_count(tx: &mut Tx<'_>, id: GroupId) -> Result<i64, StoreError> {
    Ok(tx.row(MEMBER_COUNT, &[id.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// The groups of an alert: number, route id and when each is due.
pub fn of_alert(
    tx: &mut Tx<'_>,
    alert: AlertId,
) -> Result<Vec<(GroupId, String, Timestamp)>, StoreError> {
    tx.rows(OF_ALERT, &[alert.0.into()], |row| {
        Ok((GroupId(row.int(0)?), row.text(1)?, Timestamp::from_millis(row.int(2)?)))
    })
}

/// Every membership: group, route id, group labels, alert; ordered by group.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(GroupId, String, Labels, AlertId)>, StoreError> {
    tx.rows(MEMBERSHIPS, &[], |row| {
        let labels = labels_from_json(row.str(2)?)?;
        Ok((GroupId(row.int(0)?), row.text(1)?, labels, AlertId(row.int(3)?)))
    })
}

/// Every group: number, route id and labels, in no order.
pub fn every(tx: &mut Tx<'_>) -> Result<Vec<(GroupId, String, Labels)>, StoreError> {
    tx.rows(EVERY, &[], |row| {
        Ok((GroupId(row.int(0)?), row.text(1)?, labels_from_json(row.str(2)?)?))
    })
}

/// Which alert stands in which group, in no order.
pub fn every_member(tx: &mut Tx<'_>) -> Result<Vec<(GroupId, AlertId)>, StoreError> {
    tx.rows(EVERY_MEMBER, &[], |row| Ok((GroupId(row.int(0)?), AlertId(row.int(1)?))))
}

/// What a target was last told about a group.
pub fn noticed(
    tx: &mut Tx<'_>,
    group_key: &str,
    target: &str,
) -> Result<Option<Noticed>, StoreError> {
    tx.row(NOTICED, &[group_key.into(), target.into()], |row| read_noticed(row, 0))
}

fn read_noticed(row: &Row<'_>, from: usize) -> Result<Noticed, StoreError> {
    Ok(Noticed {
        at: Timestamp::from_millis(row.int(from)?),
        firing: ids_from_text(row.str(from + 1)?),
        resolved: ids_from_text(row.str(from + 2)?),
    })
}

/// Lets nobody know any more that a problem fires, in one group: the next flush tells it as new.
pub fn forget_firing(
    tx: &mut Tx<'_>,
    group: GroupId,
    fingerprint: Fingerprint,
) -> Result<(), StoreError> {
    let known = tx.rows(NOTICES, &[group.0.into()], |row| {
        Ok((row.text(0)?, row.text(1)?, read_noticed(row, 2)?))
    })?;
    for (group_key, target, mut noticed) in known {
        if noticed.firing.remove(&fingerprint.0.cast_signed()) {
            note(tx, &group_key, &target, &noticed)?;
        }
    }
    Ok(())
}

/// Notes what a target is told about a group.
pub fn note(
    tx: &mut Tx<'_>,
    group_key: &str,
    target: &str,
    noticed: &Noticed,
) -> Result<(), StoreError> {
    let (firing, resolved) = (ids_to_text(&noticed.firing), ids_to_text(&noticed.resolved));
    let values =
        [group_key.into(), target.into(), noticed.at.into(), (&firing).into(), (&resolved).into()];
    tx.execute(NOTE, &values).map(|_| ())
}

/// Forgets what a target was told, so that the next flush tells it again.
pub fn forget_notice(tx: &mut Tx<'_>, group_key: &str, target: &str) -> Result<(), StoreError> {
    tx.execute(FORGET_NOTICE, &[group_key.into(), target.into()]).map(|_| ())
}

/// Forgets what was told before an instant.
pub fn prune_notices(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(PRUNE_NOTICES, &[before.into()])
}

/// Takes an alert out of every group.
pub fn leave_all(tx: &mut Tx<'_>, alert: AlertId) -> Result<(), StoreError> {
    tx.execute(LEAVE_ALL, &[alert.0.into()]).map(|_| ())
}

fn ids_to_text(ids: &BTreeSet<i64>) -> String {
    let words: Vec<String> = ids.iter().map(i64::to_string).collect();
    words.join(" ")
}

fn ids_from_text(text: &str) -> BTreeSet<i64> {
    text.split(' ').filter_map(|word| word.parse().ok()).collect()
}
