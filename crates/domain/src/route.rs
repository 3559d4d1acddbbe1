//! Routes: the tree that says which receiver an alert belongs to, and how its group is told.
//! Owns inheritance, the choice and the keys of groups; never sends, never keeps time.

mod build;
#[cfg(test)]
mod tests;

use crate::interval::TimeInterval;
use crate::label::Labels;
use crate::matcher::{Matchers, go_quoted};
use crate::severity::Severity;
use crate::text::Name;
use crate::time::Timestamp;
use std::time::Duration;

pub use build::{RouteError, RouteSpec};

/// Which labels alerts must share to be told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// Every label: each alert is its own group (written `...`).
    All,
    /// These labels; none of them means one group for the whole route.
    Labels(Vec<String>),
}

/// One node of the tree, with everything it inherited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Who is told.
    pub receiver: Name,
    /// What makes a group.
    pub group_by: GroupBy,
    /// What an alert must pass to enter; sorted.
    pub matchers: Matchers,
    /// Whether routes after this one are tried too (Alertmanager's `continue`).
    pub goes_on: bool,
    /// How long a new group waits for company.
    pub wait: Duration,
    /// How long a group waits between two looks.
    pub interval: Duration,
    /// How long until an unchanged group is told again.
    pub repeat: Duration,
    /// Time intervals in which nothing is told.
    pub mute: Vec<Name>,
    /// Time intervals outside which nothing is told.
    pub active: Vec<Name>,
    /// The least severity that opens an incident; `None` opens none.
    pub incident_from: Option<Severity>,
    /// Labels that notifications of this route carry, with those of its parents.
    pub labels: Labels,
    /// The matchers from the root to here. Two sibling routes may share it.
    pub key: String,
    /// Unique in the tree: the key with the place among the siblings at each step.
    pub id: String,
    /// The routes below.
    pub routes: Vec<Self>,
}

impl Route {
    /// The routes that own an alert, in the order of the tree; the root owns what nobody else does.
    pub fn chosen(&self, labels: &Labels) -> Vec<&Self> {
        let mut found = Vec::new();
        self.choose(labels, &mut found);
        found
    }

    fn choose<'a>(&'a self, labels: &Labels, found: &mut Vec<&'a Self>) -> bool {
        if !self.matchers.matches(labels) {
            return false;
        }
        let before = found.len();
        for route in &self.routes {
            if route.choose(labels, found) && !route.goes_on {
                break;
            }
        }
        if found.len() == before {
            found.push(self);
        }
        true
    }

    /// This route and all below, each before its children.
    pub fn walk(&self) -> impl Iterator<Item = &Self> {
        let mut waiting = vec![self];
        std::iter::from_fn(move || {
            let route = waiting.pop()?;
            waiting.extend(route.routes.iter().rev());
            Some(route)
        })
    }

    /// The first route with this key, in the order of the tree.
    pub fn by_key(&self, key: &str) -> Option<&Self> {
        self.walk().find(|route| route.key == key)
    }

    /// The route with this id.
    pub fn by_id(&self, id: &str) -> Option<&Self> {
        self.walk().find(|route| route.id == id)
    }

    /// Every receiver named in the tree, with repetitions.
    pub fn receivers(&self) -> impl Iterator<Item = &Name> {
        self.walk().map(|route| &route.receiver)
    }

    /// The time intervals that keep this route quiet now; none when it may tell.
    ///
    /// Outside all its `active` intervals it names those; an unknown name never keeps it quiet.
    pub fn muted_by<'a>(&'a self, known: &'a [TimeInterval], now: Timestamp) -> Vec<&'a Name> {
        let named = |names: &'a [Name]| {
            known.iter().filter(|interval| names.contains(&interval.name)).collect::<Vec<_>>()
        };
        let active = named(&self.active);
        if !active.is_empty() && !active.iter().any(|interval| interval.contains(now)) {
            return active.iter().map(|interval| &interval.name).collect();
        }
        let mute = named(&self.mute);
        mute.iter().filter(|interval| interval.contains(now)).map(|found| &found.name).collect()
    }
}

/// The labels that an alert shares with its group.
pub fn group_labels(route: &Route, labels: &Labels) -> Labels {
    match &route.group_by {
        GroupBy::All => labels.clone(),
        GroupBy::Labels(names) => labels.only(names),
    }
}

/// The identity of a group that receivers see: `{}/{severity="x"}:{alertname="X"}`.
pub fn group_key(route: &Route, group_labels: &Labels) -> String {
    let pairs: Vec<_> =
        group_labels.iter().map(|(name, value)| format!("{name}={}", go_quoted(value))).collect();
    format!("{}:{{{}}}", route.key, pairs.join(", "))
}
