//! Alerts as JSON.

use super::super::super::error::Problem;
use super::super::journal::EntryLine;
use super::super::notifications::NotificationLine;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vigie_domain::alert::{Alert, Signal, State};
use vigie_domain::label::Labels;
use vigie_domain::time::Timestamp;

/// An alert.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlertLine {
    /// Its number; the next occurrence of the same problem has another.
    pub(super) id: i64,
    /// The identity of its labels, as Prometheus computes it.
    fingerprint: String,
    /// One line for people.
    title: String,
    /// `open`, `acknowledged` or `resolved`.
    state: &'static str,
    /// `info`, `warning` or `critical`.
    severity: &'static str,
    /// The service that it is about.
    service: Option<String>,
    /// The source that speaks of it.
    source: String,
    /// What it is about.
    labels: BTreeMap<String, String>,
    /// Words for people.
    annotations: BTreeMap<String, String>,
    /// When the problem began.
    starts_at: String,
    /// When it ended, or will be taken as ended unless it is sent again.
    ends_at: String,
    /// When it was opened here.
    opened_at: String,
    /// When its source last spoke of it.
    updated_at: String,
    /// Who has it.
    acknowledged_by: Option<String>,
    /// Since when.
    acknowledged_at: Option<String>,
    /// How it ended: `fixed`, `stopped reporting`, `closed by hand`, `no longer watched` or `changed`.
    ended_how: Option<&'static str>,
    /// Where its source shows it.
    generator_url: String,
    /// The incident it belongs to.
    pub(super) incident: Option<String>,
    /// The silences that mute it now.
    pub(super) silenced_by: Vec<String>,
}

/// Labels as a JSON object.
pub(crate) fn map(labels: &Labels) -> BTreeMap<String, String> {
    labels.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

impl AlertLine {
    pub(super) fn new(alert: &Alert) -> Self {
        let claim = &alert.claim;
        let (taken, ended_how) = match &alert.state {
            State::Open => (None, None),
            State::Acknowledged { by, at } => (Some((by.clone(), at.to_string())), None),
            State::Resolved { how, .. } => (None, Some(how.as_str())),
        };
        let (acknowledged_by, acknowledged_at) = taken.unzip();
        Self {
            id: alert.id.0,
            fingerprint: claim.key.to_string(),
            title: claim.title(),
            state: alert.state.as_str(),
            severity: claim.severity().as_str(),
            service: claim.service().map(|slug| slug.to_string()),
            source: alert.source.to_string(),
            labels: map(&claim.labels),
            annotations: map(&claim.annotations),
            starts_at: claim.starts_at.to_string(),
            ends_at: claim.ends_at.to_string(),
            opened_at: alert.opened_at.to_string(),
            updated_at: claim.updated_at.to_string(),
            acknowledged_by,
            acknowledged_at,
            ended_how,
            generator_url: claim.generator_url.clone(),
            incident: None,
            silenced_by: Vec::new(),
        }
    }
}

/// A page of alerts.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertList {
    /// The alerts, newest first.
    pub(super) alerts: Vec<AlertLine>,
    /// Asks for the next page; a page with few or no alerts can have one.
    pub(super) next_cursor: Option<String>,
}

/// An alert with all that happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlertStory {
    /// The alert.
    #[serde(flatten)]
    pub(super) alert: AlertLine,
    /// What happened, oldest first.
    pub(super) story: Vec<EntryLine>,
    /// Who was told, newest first.
    pub(super) notifications: Vec<NotificationLine>,
}

/// A claim that something is wrong, or fine again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignalForm {
    /// What it is about; the same labels are the same alert.
    labels: BTreeMap<String, String>,
    /// Words for people.
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    /// When it began, RFC 3339; now unless said.
    starts_at: Option<String>,
    /// When it ended or will be taken as ended, RFC 3339; the resolve timeout unless said.
    ends_at: Option<String>,
    /// Where the sender shows it.
    #[serde(default)]
    generator_url: String,
}

impl SignalForm {
    /// The signal; without a start it begins now, or at its end where that is past.
    pub(super) fn signal(self, place: usize, now: Timestamp) -> Result<Signal, Problem> {
        let ends_at = instant(&format!("[{place}].ends_at"), self.ends_at.as_deref())?;
        let starts_at = instant(&format!("[{place}].starts_at"), self.starts_at.as_deref())?;
        Ok(Signal {
            identity: None,
            labels: self.labels.into_iter().collect(),
            annotations: self.annotations.into_iter().collect(),
            starts_at: starts_at.or_else(|| ends_at.map(|end| end.min(now))),
            ends_at,
            generator_url: self.generator_url,
        })
    }
}

/// A time of a form.
pub(crate) fn instant(field: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    text.map(str::parse).transpose().map_err(|error: vigie_domain::time::TimestampError| {
        Problem::field(field, error.to_string(), "write it as 2026-11-20T21:09:00Z")
    })
}

/// What became of a message's signals.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Taken {
    /// How many were taken.
    pub(super) taken: usize,
    /// The numbers of the alerts that they speak of.
    pub(super) ids: Vec<i64>,
    /// Those that were not taken; the others are stored all the same.
    pub(super) refused: Vec<Refused>,
}

/// A signal that was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Refused {
    /// Its place in the message, from 0.
    pub(super) place: usize,
    /// Why.
    pub(super) why: String,
}
