//! `/api/v2/alerts/groups`: the alerts as they are told together.

use super::alerts::{PAGE, page};
use super::answer::failure;
use super::look::{self, Found, Look, push_alert};
use super::query::Query;
use super::stream::{self, Cut, Out};
use crate::state::App;
use axum::http::Uri;
use axum::response::Response;
use serde_json::json;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap, HashSet};
use vigie_domain::id::{AlertId, GroupId};
use vigie_domain::label::{Fingerprint, Labels};
use vigie_domain::route::Route;
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::groups;
use vigie_ops::text::labels_to_json;

/// Every group, and which alert stands in which.
struct Membership {
    groups: Vec<(GroupId, String, Labels)>,
    members: Vec<(GroupId, AlertId)>,
}

/// A group that is shown.
struct Group<'a> {
    route: &'a Route,
    labels: &'a Labels,
    muted_by: Vec<&'a str>,
    alerts: Vec<(Fingerprint, AlertId)>,
}

/// `GET /api/v2/alerts/groups`
pub(super) async fn list(app: &App, uri: &Uri) -> Response {
    let query = match Query::read(uri) {
        Ok(query) => query,
        Err(refused) => return *refused,
    };
    let found = look::find(app, &query).await;
    match (found, membership(app).await) {
        (Ok(found), Ok(membership)) => {
            let app = app.clone();
            stream::answer(|out| async move { write(&app, &query, found, &membership, out).await })
        }
        (Err(error), _) | (_, Err(error)) => failure(&error),
    }
}

async fn membership(app: &App) -> Result<Membership, Error> {
    let read = |tx: &mut vigie_ops::store::Tx<'_>| {
        Ok(Membership { groups: groups::every(tx)?, members: groups::every_member(tx)? })
    };
    app.cx.store.read(read).await
}

async fn write(
    app: &App,
    query: &Query,
    mut found: Found,
    membership: &Membership,
    mut out: Out,
) -> Result<(), Cut> {
    let setup = app.cx.setup();
    if !query.states.are_all() {
        found.alerts = wanted(app, query, &setup, &found, &out).await?;
    }
    let look = Look::new(&setup, &found);
    let groups = arranged(&setup, query, &found, membership);
    let receivers = receivers(&groups);
    out.text().push('[');
    for (place, group) in groups.iter().enumerate() {
        out.text().push_str(if place == 0 { "{\"alerts\":[" } else { ",{\"alerts\":[" });
        let mut first = true;
        for chunk in group.alerts.chunks(PAGE) {
            for alert in page(app, chunk.iter().map(|(_, id)| *id).collect(), &out).await? {
                let labels = match look::labels(&alert) {
                    Ok(labels) => labels,
                    Err(error) => return Err(out.fail(&error).await),
                };
                if !first {
                    out.text().push(',');
                }
                first = false;
                let names: Vec<&str> =
                    receivers.get(&alert.id).into_iter().flatten().copied().collect();
                let status = look.status(&labels);
                push_alert(out.text(), &alert, &status, &names, &group.muted_by);
            }
            out.flow().await?;
        }
        push_end(out.text(), group);
    }
    out.text().push_str("]\n");
    out.flush().await
}

fn push_end(text: &mut String, group: &Group<'_>) {
    text.push_str("],\"labels\":");
    text.push_str(&labels_to_json(group.labels));
    text.push_str(",\"receiver\":{\"name\":");
    text.push_str(&json!(group.route.receiver.as_str()).to_string());
    text.push('}');
    if !group.route.labels.is_empty() {
        text.push_str(",\"routeLabels\":");
        text.push_str(&labels_to_json(&group.route.labels));
    }
    text.push('}');
}

/// Of the alerts found, those in a state that the query asks for.
async fn wanted(
    app: &App,
    query: &Query,
    setup: &Setup,
    found: &Found,
    out: &Out,
) -> Result<Vec<(Fingerprint, AlertId)>, Cut> {
    let look = Look::new(setup, found);
    let mut wanted = Vec::new();
    for chunk in found.alerts.chunks(PAGE) {
        for alert in page(app, chunk.iter().map(|(_, id)| *id).collect(), out).await? {
            match look::labels(&alert) {
                Ok(labels) if look.status(&labels).is_wanted(query) => {
                    wanted.push((alert.fingerprint, alert.id));
                }
                Ok(_) => {}
                Err(error) => return Err(out.fail(&error).await),
            }
        }
    }
    Ok(wanted)
}

/// The groups that are shown, in Alertmanager's order: by labels, then by receiver.
fn arranged<'a>(
    setup: &'a Setup,
    query: &Query,
    found: &Found,
    membership: &'a Membership,
) -> Vec<Group<'a>> {
    let prints: HashMap<AlertId, Fingerprint> =
        found.alerts.iter().map(|(print, id)| (*id, *print)).collect();
    let routes: HashMap<&str, &Route> =
        setup.root.walk().map(|route| (route.id.as_str(), route)).collect();
    let mut shown: HashMap<GroupId, Group<'a>> = HashMap::new();
    for (id, route, labels) in &membership.groups {
        // A group of a route that is gone is about to be dissolved.
        let Some(route) = routes.get(route.as_str()).copied() else { continue };
        let muted_by: Vec<&str> = route
            .muted_by(&setup.intervals, found.now)
            .into_iter()
            .map(|name| name.as_str())
            .collect();
        if query.wants_receiver(route.receiver.as_str()) && (query.muted || muted_by.is_empty()) {
            shown.insert(*id, Group { route, labels, muted_by, alerts: Vec::new() });
        }
    }
    for (group, alert) in &membership.members {
        if let (Some(group), Some(print)) = (shown.get_mut(group), prints.get(alert)) {
            group.alerts.push((*print, *alert));
        }
    }
    let mut groups: Vec<Group<'a>> =
        shown.into_values().filter(|group| !group.alerts.is_empty()).collect();
    groups.iter_mut().for_each(|group| group.alerts.sort_unstable());
    groups.sort_by(order);
    groups
}

fn order(one: &Group<'_>, other: &Group<'_>) -> Ordering {
    by_labels(one.labels, other.labels)
        .then_with(|| one.route.receiver.cmp(&other.route.receiver))
        .then_with(|| one.route.id.cmp(&other.route.id))
}

/// Fewer labels first; then by the first name, in order, that only one has or whose values differ.
fn by_labels(one: &Labels, other: &Labels) -> Ordering {
    let names: BTreeSet<&str> = one.iter().chain(other.iter()).map(|(name, _)| name).collect();
    let first_difference = || {
        let compare = |name: &str| one.get(name).cmp(&other.get(name));
        names.into_iter().map(compare).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    one.len().cmp(&other.len()).then_with(first_difference)
}

/// The receivers of each shown alert, among the groups that are shown, by name.
fn receivers<'a>(groups: &[Group<'a>]) -> HashMap<AlertId, Vec<&'a str>> {
    let mut receivers: HashMap<AlertId, Vec<&'a str>> = HashMap::new();
    let mut seen = HashSet::new();
    for group in groups {
        for (_, alert) in &group.alerts {
            if seen.insert((*alert, group.route.id.as_str())) {
                receivers.entry(*alert).or_default().push(group.route.receiver.as_str());
            }
        }
    }
    receivers.values_mut().for_each(|names| names.sort_unstable());
    receivers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_sets_are_ordered_as_alertmanager_orders_them() {
        let labels = |pairs: &[(&str, &str)]| -> Labels {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
        };
        let ordered = [
            labels(&[]),
            labels(&[("b", "1")]),
            labels(&[("a", "1")]),
            labels(&[("a", "2")]),
            labels(&[("a", "0"), ("b", "0")]),
        ];
        for (one, other) in ordered.iter().zip(ordered.iter().skip(1)) {
            assert_eq!(by_labels(one, other), Ordering::Less, "{one:?} {other:?}");
        }
    }
}
