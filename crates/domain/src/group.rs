//! Groups: when a group of alerts is looked at, and whether there is something to tell.
//! Owns the two decisions; never sends, never stores.

#[cfg(test)]
mod tests;

use crate::time::Timestamp;
use std::collections::BTreeSet;
use std::time::Duration;

/// When a new group is first looked at: after its wait, or at once when its first alert began
/// longer ago than that (a restart, a late source).
pub fn first_flush(starts_at: Timestamp, wait: Duration, now: Timestamp) -> Timestamp {
    if starts_at + wait < now { now } else { now + wait }
}

/// When a group is looked at again.
pub fn next_flush(last: Timestamp, interval: Duration) -> Timestamp {
    last + interval
}

/// What a receiver was told about a group, the last time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// The alerts that were firing.
    pub firing: BTreeSet<i64>,
    /// The alerts that were resolved.
    pub resolved: BTreeSet<i64>,
    /// When.
    pub at: Timestamp,
}

/// What stands in a group now, once the muted alerts are left out.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// The alerts that fire.
    pub firing: &'a BTreeSet<i64>,
    /// The alerts that are over and not yet forgotten.
    pub resolved: &'a BTreeSet<i64>,
    /// Whether somebody has acknowledged every firing alert.
    pub acknowledged: bool,
}

impl Standing<'_> {
    /// What to remember once this was told, or once there was nothing to send about it.
    pub fn noticed(&self, at: Timestamp) -> Noticed {
        Noticed { firing: self.firing.clone(), resolved: self.resolved.clone(), at }
    }
}

/// How a receiver wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// How long until something unchanged is told again.
    pub repeat: Duration,
    /// Whether the end of an alert is told too.
    pub tells_resolved: bool,
}

/// Why a notice is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The receiver knows nothing of this group, or only that it was over.
    First,
    /// An alert fires that the receiver does not know of.
    NewAlerts,
    /// An alert is over, others still fire.
    SomeResolved,
    /// Nothing fires any more.
    AllResolved,
    /// Nothing changed for the time after which the receiver wants to be reminded.
    Repeat,
}

impl Reason {
    /// Alertmanager's words, which its webhook payload carries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first notification",
            Self::NewAlerts => "new alerts added",
            Self::SomeResolved => "some alerts resolved",
            Self::AllResolved => "all alerts resolved",
            Self::Repeat => "repeat interval elapsed",
        }
    }

    /// Whether something is sent. The end of everything is always noticed, so that the next alert
    /// is a first one, but only sent to receivers that want to hear of ends.
    pub fn is_sent(self, habit: Habit) -> bool {
        habit.tells_resolved || self != Self::AllResolved
    }
}

/// Whether a receiver must be told about a group now, and why.
///
/// Somebody who acknowledged every firing alert is not reminded of them, but learns what changes.
pub fn notice_due(
    noticed: Option<&Noticed>,
    standing: &Standing<'_>,
    habit: Habit,
    now: Timestamp,
) -> Option<Reason> {
    let Some(noticed) = noticed.filter(|noticed| !noticed.firing.is_empty()) else {
        return (!standing.firing.is_empty()).then_some(Reason::First);
    };
    if !standing.firing.is_subset(&noticed.firing) {
        return Some(Reason::NewAlerts);
    }
    if standing.firing.is_empty() {
        return Some(Reason::AllResolved);
    }
    if habit.tells_resolved && !standing.resolved.is_subset(&noticed.resolved) {
        return Some(Reason::SomeResolved);
    }
    let elapsed = noticed.at < now.minus(habit.repeat);
    (elapsed && !standing.acknowledged).then_some(Reason::Repeat)
}
