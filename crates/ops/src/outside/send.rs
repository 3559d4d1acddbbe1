//! Senders: one file per kind of channel, each answering with what to do next.
//! Owns what a notification says; never decides who is told, or when.

mod answer;
mod clean;
mod email;
mod glpi;
mod heard;
mod letter;
mod matrix;
mod mattermost;
mod mirror;
mod room;
pub(super) mod secret;
mod text;
mod webhook;

pub use heard::{Heard, HeardLine, Heeded, Saying};
pub use mirror::{News, Told};

use super::guard::{Http, Policy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;
use thiserror::Error;
use vigie_domain::channel::{ChannelKind, Smtp};
use vigie_domain::mirror::{MirrorPlace, Rooms};
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

/// Longest attempt on any channel: a mail server that delays strangers needs most of it. Whoever
/// leases a notification for sending leases it for longer than this.
pub const ATTEMPT_MAX: Duration = Duration::from_secs(45);

/// Longest listening: a poll, and what it left out of busy rooms.
pub const LISTEN_MAX: Duration = Duration::from_secs(120);

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

impl SendError {
    /// Nothing is read from this chat.
    pub fn deaf() -> Self {
        Self::GiveUp {
            cause: "nothing is read from this chat".to_owned(),
            advice: "nothing, if this is wanted",
        }
    }
}

/// One notification as it is owed: the snapshot that every attempt sends, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The idempotency key: the same for every attempt, unique per notification and channel.
    pub key: String,
    /// What ties the messages of one story together: the incident's reference, or the group.
    pub thread: String,
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
    /// The mail that declared the incident, when this confirms it to whoever wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_by: Option<NoticeMail>,
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

/// A mail that is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeMail {
    /// Its `Message-ID`, without brackets, when it has one.
    pub id: Option<String>,
}

/// Who a notice goes to, for channels that reach a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// Name as people say it; empty for a fixed address.
    pub name: String,
    /// Language of the message.
    pub language: Language,
    /// IANA time zone of the times in the message.
    pub zone: String,
    /// Signed page on which the recipient can acknowledge.
    pub acknowledge_url: Option<String>,
}

/// One attempt to deliver: everything that a sender may know.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The channel.
    pub channel: &'a ChannelKind,
    /// The mail server of the settings, for mail channels without an own one.
    pub smtp: Option<&'a Smtp>,
    /// Who it goes to. For mail, one message each: owe one notification per recipient, so that one
    /// refused address never hides behind another that worked. For rooms, the first one gives the
    /// language, the zone and the acknowledge link; its address is not used.
    pub to: &'a [Recipient],
    /// What is told.
    pub notice: &'a Notice,
    /// The time of this attempt: dates the signature, and reads a `Retry-After` that is a date.
    pub now: Timestamp,
}

/// Sends. One per process: the connections to chat servers are kept between messages.
#[derive(Clone)]
pub struct Sender {
    http: Http,
    policy: Policy,
    whose: room::Whose,
}

impl Sender {
    /// A sender that calls only what the policy permits.
    pub fn new(policy: Policy) -> Self {
        Self { http: Http::new(policy), policy, whose: room::Whose::default() }
    }

    /// Makes one attempt and answers with the receipt, in words for the delivery's row.
    pub async fn send(&self, attempt: Attempt<'_>) -> Result<String, SendError> {
        let sending = Box::pin(self.dispatch(attempt));
        tokio::time::timeout(ATTEMPT_MAX, sending).await.unwrap_or_else(|_| Err(late()))
    }

    /// Tells the mirror of an incident its news. Answers what it is called there, and what somebody
    /// made of it.
    pub async fn mirror(
        &self,
        place: Option<MirrorPlace<'_>>,
        news: &News,
        now: Timestamp,
    ) -> Result<Told, SendError> {
        let telling = Box::pin(async {
            match place {
                Some(MirrorPlace::Desk(desk)) => glpi::tell(&self.http, desk, news, now).await,
                Some(MirrorPlace::Rooms(rooms)) => {
                    room::tell(&self.http, rooms, news, now).await.map(Told::open)
                }
                None => Err(SendError::GiveUp {
                    cause: "it is not declared any more".to_owned(),
                    advice: "nothing, if this is wanted",
                }),
            }
        });
        tokio::time::timeout(ATTEMPT_MAX, telling).await.unwrap_or_else(|_| Err(late()))
    }

    /// Listens to the rooms of a chat once, from where it was left off: whose account, and where.
    pub async fn listen(
        &self,
        rooms: &Rooms,
        known: Option<(&str, &str)>,
        now: Timestamp,
    ) -> Result<Heard, SendError> {
        let listening = Box::pin(room::listen((&self.http, &self.whose), rooms, known, now));
        tokio::time::timeout(LISTEN_MAX, listening).await.unwrap_or_else(|_| Err(late()))
    }

    /// Says something in a room of a chat.
    pub async fn say(
        &self,
        rooms: &Rooms,
        saying: &Saying,
        now: Timestamp,
    ) -> Result<(), SendError> {
        let saying = Box::pin(room::say(&self.http, rooms, saying, now));
        tokio::time::timeout(ATTEMPT_MAX, saying).await.unwrap_or_else(|_| Err(late()))
    }

    async fn dispatch(&self, attempt: Attempt<'_>) -> Result<String, SendError> {
        match attempt.channel {
            ChannelKind::Email { smtp, .. } => {
                let Some(server) = smtp.as_ref().or(attempt.smtp) else {
                    return Err(SendError::GiveUp {
                        cause: "no mail server is known".to_owned(),
                        advice: "declare settings.smtp, or smtp in this channel",
                    });
                };
                email::send(server, self.policy, attempt).await
            }
            ChannelKind::Webhook { url, signing_key, bearer, basic, alerts_max } => {
                let target = webhook::Target {
                    url,
                    signing_key: signing_key.as_ref(),
                    bearer: bearer.as_ref(),
                    basic: basic.as_ref(),
                    alerts_max: *alerts_max,
                };
                webhook::send(&self.http, target, attempt).await
            }
            ChannelKind::Mattermost { url, channel } => {
                mattermost::send(&self.http, url, channel.as_deref(), attempt).await
            }
            ChannelKind::Matrix { homeserver, room, token } => {
                let room = matrix::Room { homeserver, id: room, token };
                matrix::send(&self.http, room, attempt).await
            }
        }
    }
}

fn late() -> SendError {
    SendError::Retry { after: None, cause: format!("not done after {} s", ATTEMPT_MAX.as_secs()) }
}

/// Who a room's message is written for when nobody is named: the defaults.
fn reader(to: &[Recipient]) -> Recipient {
    to.first().cloned().unwrap_or_else(|| Recipient {
        address: String::new(),
        name: String::new(),
        language: Language::default(),
        zone: "UTC".to_owned(),
        acknowledge_url: None,
    })
}

#[cfg(test)]
mod tests;
