//! From what people write to a tree where every route knows all it needs.

use super::{GroupBy, Route};
use crate::label::Labels;
use crate::matcher::Matchers;
use crate::severity::Severity;
use crate::text::Name;
use std::fmt;
use std::time::Duration;

/// Deepest nesting; real trees have 3 or 4 levels.
const DEPTH_MAX: usize = 32;
/// Alertmanager's defaults for a root that says nothing.
const WAIT: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_secs(5 * 60);
const REPEAT: Duration = Duration::from_secs(4 * 60 * 60);

/// A route as it is written: what is absent comes from the parent.
#[derive(Clone, Debug, Default)]
pub struct RouteSpec {
    /// Who is told.
    pub receiver: Option<Name>,
    /// Label names, or `...` alone for every label.
    pub group_by: Option<Vec<String>>,
    /// What an alert must pass.
    pub matchers: Matchers,
    /// Whether routes after this one are tried too.
    pub goes_on: bool,
    /// How long a new group waits for company.
    pub wait: Option<Duration>,
    /// How long a group waits between two looks.
    pub interval: Option<Duration>,
    /// How long until an unchanged group is told again.
    pub repeat: Option<Duration>,
    /// Time intervals in which nothing is told; never inherited.
    pub mute: Vec<Name>,
    /// Time intervals outside which nothing is told; never inherited.
    pub active: Vec<Name>,
    /// The least severity that opens an incident; `Some(None)` opens none below a parent that does.
    pub incident_from: Option<Option<Severity>>,
    /// Labels of its notifications, added to those of the parent.
    pub labels: Labels,
    /// The routes below.
    pub routes: Vec<Self>,
}

/// Why a tree is refused, and at which route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteError {
    /// The places from the root down; empty for the root.
    pub path: Vec<usize>,
    /// What is wrong there.
    pub why: String,
}

impl fmt::Display for RouteError {
    /// `route.routes[0].routes[2]: group_interval can't be zero`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("route")?;
        for place in &self.path {
            write!(f, ".routes[{place}]")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for RouteError {}

impl Route {
    /// The tree of a root as it is written.
    pub fn root(spec: &RouteSpec) -> Result<Self, RouteError> {
        let refused = |why: &str| RouteError { path: Vec::new(), why: why.to_owned() };
        let receiver = spec.receiver.clone();
        let receiver = receiver.ok_or_else(|| refused("the root route needs a receiver"))?;
        if !spec.matchers.is_empty() {
            return Err(refused("the root route takes every alert: remove its matchers"));
        }
        if !spec.mute.is_empty() || !spec.active.is_empty() {
            return Err(refused("the root route can't have time intervals: put them on a child"));
        }
        let above = Self {
            receiver,
            group_by: GroupBy::Labels(Vec::new()),
            matchers: Matchers::default(),
            goes_on: false,
            wait: WAIT,
            interval: INTERVAL,
            repeat: REPEAT,
            mute: Vec::new(),
            active: Vec::new(),
            incident_from: None,
            labels: Labels::default(),
            key: String::new(),
            id: String::new(),
            routes: Vec::new(),
        };
        grown(spec, &above, &mut Vec::new())
    }
}

/// The route of one spec below `parent`, with all its children.
fn grown(spec: &RouteSpec, parent: &Route, path: &mut Vec<usize>) -> Result<Route, RouteError> {
    check(spec, path.len()).map_err(|why| RouteError { path: path.clone(), why })?;
    let matchers = spec.matchers.clone().sorted();
    let (key, id) = match path.last() {
        None => (matchers.to_string(), matchers.to_string()),
        Some(place) => {
            (format!("{}/{matchers}", parent.key), format!("{}/{matchers}/{place}", parent.id))
        }
    };
    let labels = spec.labels.iter();
    let mut route = Route {
        receiver: spec.receiver.as_ref().unwrap_or(&parent.receiver).clone(),
        group_by: spec.group_by.as_deref().map_or_else(|| parent.group_by.clone(), group_by),
        matchers,
        goes_on: spec.goes_on,
        wait: spec.wait.unwrap_or(parent.wait),
        interval: spec.interval.unwrap_or(parent.interval),
        repeat: spec.repeat.unwrap_or(parent.repeat),
        mute: spec.mute.clone(),
        active: spec.active.clone(),
        incident_from: spec.incident_from.unwrap_or(parent.incident_from),
        labels: labels.fold(parent.labels.clone(), |all, (name, value)| all.with(name, value)),
        key,
        id,
        routes: Vec::with_capacity(spec.routes.len()),
    };
    for (place, child) in spec.routes.iter().enumerate() {
        path.push(place);
        let child = grown(child, &route, path)?;
        route.routes.push(child);
        path.pop();
    }
    Ok(route)
}

fn group_by(names: &[String]) -> GroupBy {
    match names {
        [all] if all == "..." => GroupBy::All,
        names => GroupBy::Labels(names.to_vec()),
    }
}

fn check(spec: &RouteSpec, depth: usize) -> Result<(), String> {
    if depth > DEPTH_MAX {
        return Err(format!("routes are nested more than {DEPTH_MAX} levels deep"));
    }
    if spec.interval == Some(Duration::ZERO) {
        return Err("group_interval can't be zero".to_owned());
    }
    if spec.repeat == Some(Duration::ZERO) {
        return Err("repeat_interval can't be zero".to_owned());
    }
    check_names(spec.group_by.as_deref().unwrap_or_default())
}

fn check_names(names: &[String]) -> Result<(), String> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if name.is_empty() {
            return Err("group_by names an empty label".to_owned());
        }
        if !seen.insert(name) {
            return Err(format!("group_by names the label \"{name}\" twice"));
        }
    }
    if seen.len() > 1 && names.iter().any(|name| name == "...") {
        return Err("group_by \"...\" means every label: it stands alone".to_owned());
    }
    Ok(())
}
