//! Sources: the tools outside that tell us what they see.
//! Owns how each one speaks and what is expected of it; never reads a message.

use crate::alert::Signal;
use crate::change::ChangeFeed;
use crate::channel::Secret;
use crate::label::Labels;
use crate::severity::Severity;
use crate::text::Slug;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Live tokens of one source: the old and the new one during a rotation.
pub const TOKENS_MAX: usize = 2;
/// Longest JSON Pointer; real ones have a few steps.
const POINTER_CHARS_MAX: usize = 512;

/// A tool outside that tells us what it sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Short name, unique; part of nothing secret.
    pub slug: Slug,
    /// How it speaks.
    pub kind: SourceKind,
    /// Tokens that are accepted now, at most two.
    pub tokens: Vec<Secret>,
    /// The service of its alerts when they name none.
    pub service: Option<Slug>,
    /// The severity of its alerts when they say none.
    pub severity: Option<Severity>,
    /// Labels added to its alerts where they have none of that name.
    pub labels: Labels,
    /// How often it must speak at least; silence beyond that is itself an alert.
    pub expected_every: Option<Duration>,
    /// What it may send.
    pub limits: SourceLimits,
}

impl Source {
    /// A signal with what the declaration adds where the signal says nothing.
    pub fn complete(&self, mut signal: Signal) -> Signal {
        let service = self.service.as_ref().map(|slug| ("service", slug.as_str()));
        let severity = self.severity.map(|severity| ("severity", severity.as_str()));
        for (name, value) in service.into_iter().chain(severity).chain(self.labels.iter()) {
            // Adding to nothing would make a signal about nothing pass.
            if signal.labels.get(name).is_none() && !signal.labels.is_empty() {
                signal.labels = signal.labels.with(name, value);
            }
        }
        signal
    }
}

/// How a source speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Prometheus, or whoever posts to Alertmanager's API v2.
    Alertmanager,
    /// An Alertmanager that posts its webhook, version 4.
    AlertmanagerWebhook,
    /// Grafana's alerting webhook.
    Grafana,
    /// JSON of any shape, read as declared.
    Generic(Box<Mapping>),
    /// A tool that tells what was changed, and no alerts.
    Change(Box<ChangeFeed>),
    /// Commands that people type into Mattermost.
    Command(Box<Commands>),
    /// A mail server that hands over the mails to one address.
    Mail(Box<Mailbox>),
}

/// Whose mails are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mailbox {
    /// The name under which our mail server writes `Authentication-Results`; without one nobody is
    /// known for sure.
    pub server: Option<String>,
    /// Whether what others write waits with what people outside report.
    pub strangers: bool,
}

/// Commands that people type into a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commands {
    /// What the chat shows with each command.
    pub secret: Secret,
    /// Who somebody of the chat is, by the chat's name.
    pub people: BTreeMap<String, Slug>,
}

impl SourceKind {
    /// The word in configuration, addresses and database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Alertmanager => "alertmanager",
            Self::AlertmanagerWebhook => "alertmanager-webhook",
            Self::Grafana => "grafana",
            Self::Generic(_) => "generic",
            Self::Change(_) => "change",
            Self::Command(_) => "mattermost-command",
            Self::Mail(_) => "mail",
        }
    }
}

/// What a source may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceLimits {
    /// Largest message, once unpacked.
    pub body_bytes_max: u64,
    /// Most messages in a minute.
    pub messages_per_minute_max: u32,
}

impl Default for SourceLimits {
    /// 10 MiB holds Prometheus' largest batch; 6,000 a minute is a hundred a second.
    fn default() -> Self {
        Self { body_bytes_max: 10 * 1024 * 1024, messages_per_minute_max: 6_000 }
    }
}

/// Where the parts of an alert stand in a JSON message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The list of alerts when a message carries several; other pointers start at its members.
    pub list: Option<Pointer>,
    /// What is wrong, in words: the alert's name.
    pub title: Pointer,
    /// What stays the same from firing to resolved; without it the title and all labels but the
    /// severity.
    pub key: Option<Pointer>,
    /// Whether it fires; without it every message fires.
    pub status: Option<StatusMapping>,
    /// How bad it is, in the source's word.
    pub severity: Option<Pointer>,
    /// The service it is about.
    pub service: Option<Pointer>,
    /// A longer text for whoever is woken.
    pub description: Option<Pointer>,
    /// Where the source shows it.
    pub url: Option<Pointer>,
    /// When it began, RFC 3339.
    pub starts_at: Option<Pointer>,
    /// When it ended, RFC 3339.
    pub ends_at: Option<Pointer>,
    /// More labels, by name.
    pub labels: Vec<(String, Pointer)>,
}

/// Which values say that an alert fires, and which that it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusMapping {
    /// Where the value stands.
    pub at: Pointer,
    /// Values of an alert that fires, compared without case.
    pub firing: Vec<String>,
    /// Values of an alert that is over, compared without case.
    pub resolved: Vec<String>,
}

/// A JSON Pointer (RFC 6901): `/alert/name`, `/tags/0`; the empty text is the whole message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The text of the pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Pointer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shown: String = text.chars().take(POINTER_CHARS_MAX).collect();
        if text.chars().count() > POINTER_CHARS_MAX {
            return Err(format!("a JSON Pointer has at most {POINTER_CHARS_MAX} characters"));
        }
        if !text.is_empty() && !text.starts_with('/') {
            return Err(format!(
                "\"{shown}\" is no JSON Pointer: write the way from the top of the message, such \
                 as /alert/name or /tags/0"
            ));
        }
        let escapes_well =
            text.split('~').skip(1).all(|rest| rest.starts_with('0') || rest.starts_with('1'));
        if !escapes_well {
            return Err(format!(
                "\"{shown}\" is no JSON Pointer: write ~0 for \"~\" and ~1 for \"/\" in a name"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_checked_at_the_door() {
        for good in ["", "/a", "/a/0/b", "/a~1b/~0c", "/é"] {
            assert_eq!(good.parse::<Pointer>().unwrap().as_str(), good);
        }
        for (bad, why) in [("a", "/alert/name"), ("/a~2", "~0"), ("/a~", "~0")] {
            assert!(bad.parse::<Pointer>().unwrap_err().contains(why), "{bad}");
        }
        assert!("/a".repeat(300).parse::<Pointer>().is_err());
    }
}
