//! Settings as they are written.

use super::people::is_default;
use super::{DurationText, LanguageDoc, SmtpDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What holds for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsDoc {
    /// Where people reach the pages, such as `https://vigie.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_url: Option<String>,
    /// Language of people and pages that choose none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<LanguageDoc>,
    /// Time zone of people and pages that choose none, such as Europe/Paris; UTC without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp: Option<SmtpDoc>,
    /// Who may use Alertmanager's API.
    #[serde(skip_serializing_if = "is_default")]
    pub alertmanager_api: AlertmanagerApiDoc,
    /// How long an alert without an end lives after it was last sent; 5m without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolve_timeout: Option<DurationText>,
    /// How long a resolved incident that alerts opened waits for them to come back before it
    /// closes; `2m` without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_after: Option<DurationText>,
    /// How long history is kept.
    #[serde(skip_serializing_if = "is_default")]
    pub retention: RetentionDoc,
}

/// Who may use Alertmanager's API.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlertmanagerApiDoc {
    /// Whether programs on this machine may use it without a token.
    #[serde(skip_serializing_if = "is_default")]
    pub open_to_loopback: bool,
}

/// How long history is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RetentionDoc {
    /// Alerts that are over, with their notifications; 400d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alerts: Option<DurationText>,
    /// What checks saw, one by one; 30d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observations: Option<DurationText>,
    /// Raw messages that could not be read; 30d without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<DurationText>,
}
