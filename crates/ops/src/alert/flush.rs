//! Flushing: when a group is due, each of its targets is told what it does not know yet.
//!
//! Alertmanager's pipeline in one unit of work: inhibition, time intervals, silences, then for
//! each target the decision whether a notice is due. What is owed is written to the outbox with
//! its whole content; nothing is sent here.

use super::find::inhibiting;
use super::group::Groups;
use super::notice::{self, Target};
use crate::error::Error;
use crate::store::groups::{self, DueGroup, Member};
use crate::store::{Tx, Wake, alerts, silences};
use std::collections::BTreeSet;
use vigie_domain::alert::State;
use vigie_domain::group::{Habit, Standing, next_flush, notice_due};
use vigie_domain::id::AlertId;
use vigie_domain::inhibition::Inhibitor;
use vigie_domain::label::Labels;
use vigie_domain::route::Route;
use vigie_domain::setup::Setup;
use vigie_domain::silence::silenced_by;
use vigie_domain::time::Timestamp;

/// Live alerts read at once while they move to other groups.
const REGROUP_PAGE: i64 = 2_000;

/// Tells the targets of the group that is due first. Answers whether there was one.
pub fn flush_next(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let Some(due) = groups::due(tx, now)? else { return Ok(false) };
    match setup.root.by_id(&due.route) {
        Some(route) => flush(tx, &Flush { setup, route, due: &due, now })?,
        // The route is gone: its alerts belong to others now.
        None => dissolve(tx, setup, &due, now)?,
    }
    Ok(true)
}

/// One flush: which group, under which route, when.
#[derive(Clone, Copy)]
pub(super) struct Flush<'a> {
    /// What is declared.
    pub(super) setup: &'a Setup,
    /// The group's route.
    pub(super) route: &'a Route,
    /// The group.
    pub(super) due: &'a DueGroup,
    /// The time of the flush.
    pub(super) now: Timestamp,
}

fn flush(tx: &mut Tx<'_>, flush: &Flush<'_>) -> Result<(), Error> {
    let Flush { setup, route, due, now } = *flush;
    let members = groups::members(tx, due.id)?;
    let audible = audible(tx, setup, route, &members, now)?;
    for target in notice::targets(setup, route) {
        tell(tx, flush, &target, &audible)?;
    }
    for member in members.iter().filter(|member| !member.state.is_live()) {
        groups::leave(tx, due.id, member.id)?;
    }
    if members.iter().all(|member| !member.state.is_live()) {
        return Ok(groups::close(tx, due.id)?);
    }
    Ok(groups::set_flush(tx, due.id, next_flush(now, route.interval), true)?)
}

/// The members that nothing mutes.
fn audible(
    tx: &mut Tx<'_>,
    setup: &Setup,
    route: &Route,
    members: &[Member],
    now: Timestamp,
) -> Result<Vec<Member>, Error> {
    if !route.muted_by(&setup.intervals, now).is_empty() {
        return Ok(Vec::new());
    }
    let targets: Vec<Labels> = members.iter().map(|member| member.labels.clone()).collect();
    let sources = inhibiting(tx, &setup.inhibitions, Some(&targets), now)?;
    let sources = sources.iter().map(|(fingerprint, labels)| (*fingerprint, labels));
    let inhibitor = Inhibitor::new(&setup.inhibitions, sources);
    let silences = silences::unended(tx, now)?;
    let heard = |member: &&Member| {
        inhibitor.inhibited_by(&member.labels).is_empty()
            && silenced_by(&silences, &member.labels, now).is_empty()
    };
    Ok(members.iter().filter(heard).cloned().collect())
}

/// Owes a target its notice, if one is due, and notes what it knows from now on.
fn tell(
    tx: &mut Tx<'_>,
    flush: &Flush<'_>,
    target: &Target,
    members: &[Member],
) -> Result<(), Error> {
    let Flush { route, due, now, .. } = *flush;
    let prints = |live: bool| -> BTreeSet<i64> {
        let side = members.iter().filter(|member| member.state.is_live() == live);
        side.map(|member| member.fingerprint).collect()
    };
    let (firing, resolved) = (prints(true), prints(false));
    let taken = |member: &Member| matches!(member.state, State::Acknowledged { .. });
    let acknowledged = members.iter().filter(|m| m.state.is_live()).all(taken);
    let standing = Standing { firing: &firing, resolved: &resolved, acknowledged };
    let habit = Habit { repeat: route.repeat, tells_resolved: target.tells_resolved };
    let noticed = groups::noticed(tx, &due.key, &target.key(route))?;
    let Some(reason) = notice_due(noticed.as_ref(), &standing, habit, now) else {
        return Ok(());
    };
    if reason.is_sent(habit) {
        notice::owe(tx, flush, &notice::Telling { target, members, reason })?;
        tx.wake(Wake::Outbox);
    }
    Ok(groups::note(tx, &due.key, &target.key(route), &standing.noticed(now))?)
}

/// Moves the members of a group to the groups that they belong to now.
fn dissolve(tx: &mut Tx<'_>, setup: &Setup, due: &DueGroup, now: Timestamp) -> Result<(), Error> {
    let members = groups::members(tx, due.id)?;
    groups::close(tx, due.id)?;
    let mut met = Groups::at(now);
    for member in members.iter().filter(|member| member.state.is_live()) {
        let Some(stored) = alerts::by_id(tx, member.id)? else { continue };
        for route in setup.root.chosen(&member.labels) {
            let began = stored.alert.claim.starts_at;
            met.join(tx, route, &member.labels, (member.id, began))?;
        }
    }
    Ok(())
}

/// Puts every live alert into the groups that the routes of a new setup make. What each target
/// was told stays known, so nobody is told twice for it.
pub fn regroup(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<(), Error> {
    groups::close_all(tx)?;
    let mut met = Groups::at(now);
    let mut after = AlertId(0);
    loop {
        let page = alerts::live(tx, after, REGROUP_PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.alert.id;
        for stored in &page {
            let claim = &stored.alert.claim;
            for route in setup.root.chosen(&claim.labels) {
                let place = (stored.alert.id, claim.starts_at);
                met.join(tx, route, &claim.labels, place)?;
            }
        }
    }
    tx.wake(Wake::Timers);
    Ok(())
}
