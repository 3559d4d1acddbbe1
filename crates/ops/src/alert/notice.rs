//! Notices: who stands behind a receiver, and what they are told about a group.

use super::flush::Flush;
use crate::error::Error;
use crate::outside::send::{Notice, NoticeAlert, NoticeIncident};
use crate::store::groups::{DueGroup, Member};
use crate::store::outbox::{self, Owed};
use crate::store::{StoreError, Tx, alerts, incidents};
use std::collections::BTreeMap;
use vigie_domain::alert::{Alert, State};
use vigie_domain::channel::{Channel, ChannelKind};
use vigie_domain::group::Reason;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Incident;
use vigie_domain::label::Labels;
use vigie_domain::route::Route;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Alerts whose whole content a notice carries; the rest is counted. A mail with more is not
/// read, and a payload with more is refused by most receivers.
const NOTICE_ALERTS_MAX: usize = 1_000;
/// The channel of a person's own mail address.
pub(super) const MAIL_OF_PERSON: &str = "email";

/// Somebody or something that a receiver tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The channel's name, or the mail of a person.
    pub(super) channel: String,
    /// The person, for their own mail; the address, for a channel with fixed addresses.
    pub(super) person: Option<String>,
    /// Whether the end of an alert is told too.
    pub(super) tells_resolved: bool,
}

impl Target {
    /// What tells this target of this route's receiver from others.
    pub(super) fn key(&self, route: &Route) -> String {
        let person = self.person.as_deref().unwrap_or_default();
        format!("{}\u{1f}{}\u{1f}{person}", route.receiver, self.channel)
    }
}

/// Who and what a route's receiver tells.
pub(super) fn targets(setup: &Setup, route: &Route) -> Vec<Target> {
    targets_of(setup, route.receiver.as_str())
}

fn targets_of(setup: &Setup, receiver: &str) -> Vec<Target> {
    let Some(receiver) = setup.receivers.get(receiver) else { return Vec::new() };
    let people = receiver.people.iter().filter_map(|slug| setup.people.get(slug));
    let mails = people.filter(|person| person.email.is_some()).map(|person| Target {
        channel: MAIL_OF_PERSON.to_owned(),
        person: Some(person.slug.to_string()),
        tells_resolved: true,
    });
    let channels = receiver.channels.iter().filter_map(|name| setup.channels.get(name));
    mails.chain(channels.flat_map(rooms)).collect()
}

/// Who and what a receiver, or a channel, of this name tells.
pub(super) fn targets_named(setup: &Setup, name: &str, by_channel: bool) -> Vec<Target> {
    if by_channel {
        return setup.channels.get(name).map(rooms).into_iter().flatten().collect();
    }
    targets_of(setup, name)
}

/// A room is one target; each fixed mail address is its own, so that one that is refused never
/// hides behind another that worked.
fn rooms(channel: &Channel) -> Vec<Target> {
    let target = |person| Target {
        channel: channel.name.to_string(),
        person,
        tells_resolved: channel.tells_resolved,
    };
    match &channel.kind {
        ChannelKind::Email { to, .. } => to.iter().cloned().map(Some).map(target).collect(),
        ChannelKind::Webhook { .. }
        | ChannelKind::Mattermost { .. }
        | ChannelKind::Matrix { .. } => vec![target(None)],
    }
}

/// What a target is told, and why.
pub(super) struct Telling<'a> {
    /// Who or what.
    pub(super) target: &'a Target,
    /// About which members of the group.
    pub(super) members: &'a [Member],
    /// Why now.
    pub(super) reason: Reason,
}

/// Owes a target its notice about a group.
pub(super) fn owe(tx: &mut Tx<'_>, flush: &Flush<'_>, telling: &Telling<'_>) -> Result<(), Error> {
    let Flush { setup, route, due, now } = *flush;
    let target = telling.target;
    let incident = incident_of(tx, telling.members)?;
    let thread = match &incident {
        Some(incident) => incident.reference.to_string(),
        None => format!("{}@{}", due.key, due.id),
    };
    let alerts = content(tx, telling.members)?;
    let notice = Notice {
        key: key(due, target, route, now),
        thread: thread.clone(),
        reason: telling.reason.as_str().to_owned(),
        receiver: route.receiver.to_string(),
        status: status(telling.members).to_owned(),
        group_key: due.key.clone(),
        group_labels: map(&due.labels),
        common_labels: common(alerts.iter().map(|alert| &alert.labels)),
        common_annotations: common(alerts.iter().map(|alert| &alert.annotations)),
        route_labels: map(&route.labels),
        external_url: setup.settings.external_url.clone().unwrap_or_default(),
        alerts,
        incident: incident.as_ref().map(|incident| NoticeIncident {
            reference: incident.reference.to_string(),
            title: incident.title.clone(),
        }),
        declared_by: None,
        owed_at: now.to_string(),
    };
    let owed = Owed {
        key: notice.key.clone(),
        channel: target.channel.clone(),
        person: target.person.clone(),
        thread,
        group_key: Some(due.key.clone()),
        incident: incident.map(|incident| incident.id),
        summary: summary(&notice),
        notice: serde_json::to_string(&notice)
            .map_err(|error| StoreError::Other(format!("a notice can't be written: {error}")))?,
    };
    Ok(outbox::owe(tx, &owed, now)?)
}

/// The same for every attempt, and for the same flush after a crash; another for the next flush.
fn key(due: &DueGroup, target: &Target, route: &Route, now: Timestamp) -> String {
    let text = format!("{}\u{1f}{}\u{1f}{}", due.id, target.key(route), now.as_millis());
    let hash = crate::keys::hash_secret(&text);
    format!("{}-{}", now.as_millis(), hash.get(..24).unwrap_or_default())
}

fn status(members: &[Member]) -> &'static str {
    if members.iter().any(|member| member.state.is_live()) { "firing" } else { "resolved" }
}

fn summary(notice: &Notice) -> String {
    let firing = notice.alerts.iter().filter(|alert| alert.status == "firing").count();
    let first = notice.alerts.first();
    let name = first
        .map(|alert| alert.annotations.get("summary").or_else(|| alert.labels.get("alertname")));
    let name = name.flatten().map_or("alert", String::as_str);
    match notice.alerts.len() {
        0 | 1 => format!("{}: {name}", notice.status),
        all => format!("{} ({firing} firing of {all}): {name}", notice.status),
    }
}

/// The open incident that the members belong to, the newest if there are several.
fn incident_of(tx: &mut Tx<'_>, members: &[Member]) -> Result<Option<Incident>, Error> {
    let newest: Option<IncidentId> = members.iter().filter_map(|member| member.incident).max();
    match newest {
        // A message goes to whoever the route names: a private incident is not among its words.
        Some(id) => Ok(incidents::by_id(tx, id)?.filter(|one| one.participants.is_none())),
        None => Ok(None),
    }
}

fn content(tx: &mut Tx<'_>, members: &[Member]) -> Result<Vec<NoticeAlert>, Error> {
    let mut found = Vec::new();
    for member in members.iter().take(NOTICE_ALERTS_MAX) {
        if let Some(stored) = alerts::by_id(tx, member.id)? {
            found.push(notice_alert(&stored.alert));
        }
    }
    Ok(found)
}

fn notice_alert(alert: &Alert) -> NoticeAlert {
    let claim = &alert.claim;
    let (status, ends_at, ended_how) = match &alert.state {
        State::Open | State::Acknowledged { .. } => ("firing", Timestamp::ZERO, None),
        State::Resolved { at, how } => ("resolved", *at, Some(how.as_str().to_owned())),
    };
    NoticeAlert {
        id: alert.id.0,
        status: status.to_owned(),
        labels: map(&claim.labels),
        annotations: map(&claim.annotations),
        starts_at: claim.starts_at.to_string(),
        ends_at: ends_at.to_string(),
        generator_url: claim.generator_url.clone(),
        fingerprint: claim.key.to_string(),
        severity: claim.severity().to_string(),
        ended_how,
    }
}

fn map(labels: &Labels) -> BTreeMap<String, String> {
    labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The pairs that all sets have.
fn common<'a>(
    mut sets: impl Iterator<Item = &'a BTreeMap<String, String>>,
) -> BTreeMap<String, String> {
    let mut shared = sets.next().cloned().unwrap_or_default();
    for set in sets {
        shared.retain(|name, value| set.get(name) == Some(value));
    }
    shared
}
