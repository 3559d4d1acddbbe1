//! Senders: one file per kind of channel, each answering with what to do next.
//! Owns what a notification says; never decides who is told, or when.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;

/// What came of an attempt that failed. Retry or not is part of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SendError {
    /// It may work later.
    #[error("{cause}")]
    Retry {
        /// How long the other side asked us to wait.
        after: Option<Duration>,
        /// What happened, in words for the channel's owner.
        cause: String,
    },
    /// It will not work until somebody changes something.
    #[error("{cause}: {advice}")]
    GiveUp {
        /// What happened, in words for the channel's owner.
        cause: String,
        /// What to change.
        advice: &'static str,
    },
}

/// One notification as it is owed: the snapshot that every attempt sends, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The idempotency key: the same for every attempt, unique per notification and channel.
    pub key: String,
    /// What ties the messages of one story together: the incident's reference, or the group.
    pub thread: String,
    /// How many messages of this thread went before, on this channel to this person.
    pub ordinal: u32,
    /// Why it is sent, in Alertmanager's words: `first notification`, `new alerts added`,
    /// `some alerts resolved`, `all alerts resolved`, `repeat interval elapsed`.
    pub reason: String,
    /// Name of the receiver that the route chose.
    pub receiver: String,
    /// `firing` while one of the alerts is, else `resolved`.
    pub status: String,
    /// Alertmanager's group key.
    pub group_key: String,
    /// Labels that the group shares by definition.
    pub group_labels: BTreeMap<String, String>,
    /// Labels that all alerts share.
    pub common_labels: BTreeMap<String, String>,
    /// Annotations that all alerts share.
    pub common_annotations: BTreeMap<String, String>,
    /// Labels that the route adds.
    pub route_labels: BTreeMap<String, String>,
    /// Where Vigie's pages are, without a slash at the end.
    pub external_url: String,
    /// The alerts, worst and oldest first.
    pub alerts: Vec<NoticeAlert>,
    /// The incident that these alerts belong to.
    pub incident: Option<NoticeIncident>,
    /// When the notification became owed, RFC 3339.
    pub owed_at: String,
}

/// One alert in a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAlert {
    /// Number of the alert, for its page.
    pub id: i64,
    /// `firing` or `resolved`.
    pub status: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its annotations.
    pub annotations: BTreeMap<String, String>,
    /// RFC 3339 with milliseconds.
    pub starts_at: String,
    /// RFC 3339; year 1 while firing.
    pub ends_at: String,
    /// Where the source shows it; may be empty.
    pub generator_url: String,
    /// 16 hexadecimal digits.
    pub fingerprint: String,
    /// `info`, `warning` or `critical`.
    pub severity: String,
    /// How it ended: `fixed`, or `stopped reporting` when its source went silent.
    pub ended_how: Option<String>,
}

/// The incident in a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeIncident {
    /// `INC-2026-0042`.
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// Who a notice goes to, for channels that reach a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// Name as people say it; empty for a fixed address.
    pub name: String,
    /// Language of the message.
    pub language: vigie_domain::person::Language,
    /// IANA time zone of the times in the message.
    pub zone: String,
    /// Signed page on which the recipient can acknowledge.
    pub acknowledge_url: Option<String>,
}
