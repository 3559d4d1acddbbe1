//! Sources as they are written.

use super::people::is_default;
use super::{DurationText, SecretDoc, SeverityDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A tool that tells Vigie what it sees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceDoc {
    /// Short name, unique.
    pub slug: String,
    /// How it speaks.
    pub kind: SourceKindDoc,
    /// The token it shows; one of token and tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<SecretDoc>,
    /// During a rotation: the old and the new token, both accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<SecretDoc>,
    /// The service of its alerts when they name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The severity of its alerts when they say none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<SeverityDoc>,
    /// Labels added to its alerts where they have none of that name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// How often it must speak at least; silence beyond that is itself an alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_every: Option<DurationText>,
    /// Where the parts of an alert stand; for kind generic only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingDoc>,
    /// For kind change: how it speaks; `json` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ChangeFormatDoc>,
    /// For kind change, what GitHub signs with or GitLab shows; for kind mattermost-command, the
    /// token of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<SecretDoc>,
    /// For kind change: the service of each repository or application, by the name it has there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, String>,
    /// For kind mattermost-command: the person behind each name of the chat; a name that is a
    /// person's short name needs none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, String>,
    /// For kind mail: whose mails are taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxDoc>,
    /// What it may send.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: SourceLimitsDoc,
}

/// Whose mails are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MailboxDoc {
    /// The name that our mail server writes first in Authentication-Results: a declared person whom
    /// it vouches for there declares incidents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Whether what others write waits for a decision on the page Reported problems.
    #[serde(skip_serializing_if = "is_default")]
    pub strangers: bool,
}

/// How a source speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKindDoc {
    /// Prometheus, or whoever posts to Alertmanager's API v2.
    Alertmanager,
    /// An Alertmanager that posts its webhook, version 4.
    AlertmanagerWebhook,
    /// Grafana's alerting webhook.
    Grafana,
    /// JSON of any shape, read as the mapping says.
    Generic,
    /// A tool that tells what was changed: deployments, scaling, databases.
    Change,
    /// The slash command of a Mattermost.
    MattermostCommand,
    /// A mail server that hands over the mails to one address.
    Mail,
}

/// How a source of changes speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeFormatDoc {
    /// Our own JSON: what, who, service, url, at.
    #[default]
    Json,
    /// GitHub's webhooks.
    Github,
    /// GitLab's webhooks.
    Gitlab,
    /// Scalingo's notifications.
    Scalingo,
}

/// What a source may send.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourceLimitsDoc {
    /// Largest message in bytes, once unpacked; 10 MiB without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_bytes_max: Option<u64>,
    /// Most messages in a minute; 6000 without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_per_minute_max: Option<u32>,
}

/// Where the parts of an alert stand in a message, as JSON Pointers such as /alert/name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappingDoc {
    /// The list of alerts when a message carries several; other pointers start at its members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// What is wrong, in words: the alert's name.
    pub title: String,
    /// What stays the same from firing to resolved; the title without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether it fires; without it every message fires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusMappingDoc>,
    /// How bad it is, in the source's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The service it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// A longer text for whoever is woken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the source shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it began, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<String>,
    /// When it ended, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
    /// More labels: name and pointer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Which values say that an alert fires, and which that it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusMappingDoc {
    /// Where the value stands.
    pub at: String,
    /// Values of an alert that fires, compared without case.
    pub firing: Vec<String>,
    /// Values of an alert that is over, compared without case.
    pub resolved: Vec<String>,
}
