//! Messages that people have Vigie tell from an incident: owed like any notification.

use super::notice::{self, Target};
use crate::error::Error;
use crate::outside::send::{Notice, NoticeAlert, NoticeIncident};
use crate::store::outbox::{self, Owed};
use crate::store::{StoreError, Tx, Wake, incidents};
use std::collections::BTreeMap;
use vigie_domain::group::Reason;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Incident;
use vigie_domain::label::Labels;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// A message that is to be told, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What it is about.
    pub incident: IncidentId,
    /// A key that no other message has.
    pub key: String,
    /// The receiver, or the channel, by name.
    pub to: String,
    /// Whether that is a channel.
    pub by_channel: bool,
    /// What is told.
    pub text: String,
}

impl Message {
    /// As the database keeps it: a line each, the text last.
    pub fn to_words(&self) -> String {
        let how = if self.by_channel { "channel" } else { "receiver" };
        format!("{}\n{}\n{how}\n{}\n{}", self.incident, self.key, self.to, self.text)
    }

    /// From those words.
    pub fn from_words(words: &str) -> Option<Self> {
        let mut parts = words.splitn(5, '\n');
        Some(Self {
            incident: IncidentId(parts.next()?.parse().ok()?),
            key: parts.next()?.to_owned(),
            by_channel: parts.next()? == "channel",
            to: parts.next()?.to_owned(),
            text: parts.next()?.to_owned(),
        })
    }
}

/// Owes a message to everybody whom it is for.
pub fn tell_message(
    tx: &mut Tx<'_>,
    setup: &Setup,
    message: &Message,
    now: Timestamp,
) -> Result<(), Error> {
    let found = incidents::by_id(tx, message.incident)?;
    let incident = found.ok_or(Error::NotFound("incident"))?;
    for target in notice::targets_named(setup, &message.to, message.by_channel) {
        owe_message(tx, setup, &incident, (message, &target), now)?;
    }
    tx.wake(Wake::Outbox);
    Ok(())
}

/// Owes a message to one of those whom it is for.
pub(super) fn owe_message(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
    (message, target): (&Message, &Target),
    now: Timestamp,
) -> Result<(), Error> {
    let notice = notice_of(setup, incident, (message, target), now);
    let written = serde_json::to_string(&notice)
        .map_err(|error| StoreError::Other(format!("a notice can't be written: {error}")))?;
    let owed = Owed {
        key: notice.key,
        channel: target.channel.clone(),
        person: target.person.clone(),
        thread: notice.thread,
        group_key: None,
        incident: Some(incident.id),
        summary: message.text.chars().take(200).collect(),
        notice: written,
    };
    outbox::owe(tx, &owed, now)?;
    Ok(())
}

/// The title of an incident; of a private one, whoever takes no part reads its reference alone.
fn title_for(incident: &Incident, target: &Target) -> String {
    let person = target.person.as_ref();
    let takes_part = |names: &Vec<String>| person.is_some_and(|person| names.contains(person));
    let shown = incident.participants.as_ref().is_none_or(takes_part);
    if shown { incident.title.clone() } else { String::new() }
}

/// The message as an alert of its own, which every channel knows how to show.
fn notice_of(
    setup: &Setup,
    incident: &Incident,
    (message, target): (&Message, &Target),
    now: Timestamp,
) -> Notice {
    let pairs = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let reference = incident.reference.to_string();
    let severity = incident.severity.as_str();
    let mut labels = pairs(&[
        ("alertname", "IncidentMessage"),
        ("incident", &reference),
        ("severity", severity),
    ]);
    if let Some(service) = &incident.service {
        labels.insert("service".to_owned(), service.to_string());
    }
    let annotations = pairs(&[("summary", &message.text)]);
    let person = target.person.as_deref().unwrap_or_default();
    let hash = crate::keys::hash_secret(&format!("{}\u{1f}{person}", target.channel));
    let key = format!("{}-{}", message.key, hash.get(..16).unwrap_or_default());
    let set: Labels = labels.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let base = setup.settings.external_url.clone().unwrap_or_default();
    let alert = NoticeAlert {
        id: 0,
        status: "firing".to_owned(),
        labels: labels.clone(),
        annotations: annotations.clone(),
        starts_at: now.to_string(),
        ends_at: Timestamp::ZERO.to_string(),
        generator_url: format!("{base}/incidents/{reference}"),
        fingerprint: set.fingerprint().to_string(),
        severity: severity.to_owned(),
        ended_how: None,
    };
    Notice {
        key,
        thread: reference.clone(),
        reason: Reason::First.as_str().to_owned(),
        receiver: message.to.clone(),
        status: "firing".to_owned(),
        group_key: format!("message/{}", message.key),
        group_labels: pairs(&[("incident", &reference)]),
        common_labels: labels,
        common_annotations: annotations,
        route_labels: BTreeMap::new(),
        external_url: base,
        alerts: vec![alert],
        incident: Some(NoticeIncident { reference, title: title_for(incident, target) }),
        declared_by: None,
        owed_at: now.to_string(),
    }
}
