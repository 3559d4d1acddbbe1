//! Receivers, routes, inhibitions and time intervals as they are written.

use super::people::is_default;
use super::{DurationText, SeverityDoc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vigie_domain::severity::Severity;

/// A name that routes use, with the people and channels behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiverDoc {
    /// Name, unique.
    pub name: String,
    /// People who are told, by slug.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Channels that are told, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
}

/// A node of the route tree; what is absent comes from its parent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RouteDoc {
    /// Who is told, by name of the receiver; the root needs one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<String>,
    /// Labels that alerts must share to be told together; "..." alone means all labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_by: Option<Vec<String>>,
    /// What an alert must pass to enter, such as severity="critical" or team=~"web|api".
    #[serde(rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub matchers: Vec<String>,
    /// Whether routes after this one are tried too.
    #[serde(rename = "continue", skip_serializing_if = "is_default")]
    pub goes_on: bool,
    /// How long a new group waits for company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<DurationText>,
    /// How long a group waits between two looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<DurationText>,
    /// How long until an unchanged group is told again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<DurationText>,
    /// Time intervals in which nothing is told; never inherited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mute: Vec<String>,
    /// Time intervals outside which nothing is told; never inherited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub active: Vec<String>,
    /// The least severity that opens an incident, or "never".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_from: Option<FromSeverity>,
    /// Labels of its notifications, added to those of the parent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The routes below; the first that matches takes the alert.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Self>,
}

/// The least severity for something to happen, or never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FromSeverity {
    /// It never happens.
    Never,
    /// From info on: always.
    Info,
    /// From warning on.
    Warning,
    /// For critical alerts only.
    Critical,
}

impl From<FromSeverity> for Option<Severity> {
    fn from(word: FromSeverity) -> Self {
        match word {
            FromSeverity::Never => None,
            FromSeverity::Info => Some(SeverityDoc::Info.into()),
            FromSeverity::Warning => Some(SeverityDoc::Warning.into()),
            FromSeverity::Critical => Some(SeverityDoc::Critical.into()),
        }
    }
}

/// Alerts that keep others quiet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InhibitionDoc {
    /// Name, unique.
    pub name: String,
    /// What a firing alert must pass to keep others quiet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// What the alerts that are kept quiet must pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mute: Vec<String>,
    /// Labels that both must share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
}

/// Named hours and days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalDoc {
    /// Name, unique.
    pub name: String,
    /// Spans of time; an instant in any of them is inside.
    pub spans: Vec<SpanDoc>,
}

/// Hours and days; every line that is there must hold, a line that is absent always holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SpanDoc {
    /// Hours of the day, the end not included: "09:00-17:30", "20:00-24:00".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<String>,
    /// Days of the week: "monday", "monday:friday".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// Days of the month, from the end when negative: "1", "1:5", "-3:-1".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days_of_month: Vec<String>,
    /// Months: "january", "1:3", "may:august".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<String>,
    /// Years: "2026", "2026:2028".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<String>,
    /// Time zone, such as Europe/Paris; UTC without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}
