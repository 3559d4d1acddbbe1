//! Incidents as JSON.

use super::super::super::error::Problem;
use super::super::alerts::AlertLine;
use super::super::ask::nearest;
use super::super::journal::EntryLine;
use super::super::notifications::NotificationLine;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_ops::respond::Declaration;

/// An incident.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentLine {
    /// What people call it, such as `INC-2026-0042`.
    reference: String,
    /// One line that says what is wrong.
    title: String,
    /// The service that suffers.
    service: Option<String>,
    /// `info`, `warning` or `critical`.
    severity: &'static str,
    /// `declared`, `acknowledged`, `resolved` or `closed`.
    stage: &'static str,
    /// Who has it.
    lead: Option<String>,
    /// When it was declared.
    declared_at: String,
    /// When somebody took it.
    acknowledged_at: Option<String>,
    /// When it no longer hurt.
    resolved_at: Option<String>,
    /// When it was closed.
    closed_at: Option<String>,
    /// Whether alerts opened it; such an incident resolves and closes by itself.
    by_alert: bool,
}

impl IncidentLine {
    pub(super) fn new(incident: &Incident) -> Self {
        Self {
            reference: incident.reference.to_string(),
            title: incident.title.clone(),
            service: incident.service.as_ref().map(ToString::to_string),
            severity: incident.severity.as_str(),
            stage: incident.stage.as_str(),
            lead: incident.lead.clone(),
            declared_at: incident.declared_at.to_string(),
            acknowledged_at: incident.acknowledged_at.map(|at| at.to_string()),
            resolved_at: incident.resolved_at.map(|at| at.to_string()),
            closed_at: incident.closed_at.map(|at| at.to_string()),
            by_alert: incident.by_alert,
        }
    }
}

/// An incident after a step.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentStep {
    /// The incident.
    #[serde(flatten)]
    pub(super) incident: IncidentLine,
    /// How many of its alerts go on: a step of the incident ends none of them.
    pub(super) live_alerts: i64,
}

/// A page of incidents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentList {
    /// The incidents, newest first.
    pub(super) incidents: Vec<IncidentLine>,
    /// Asks for the next page; a page with few or no incidents can have one.
    pub(super) next_cursor: Option<String>,
}

/// An incident with all that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentStory {
    /// The incident.
    #[serde(flatten)]
    pub(super) incident: IncidentLine,
    /// What happened, oldest first.
    pub(super) timeline: Vec<EntryLine>,
    /// Its alerts, oldest first.
    pub(super) alerts: Vec<AlertLine>,
    /// Who was told, oldest first.
    pub(super) notifications: Vec<NotificationLine>,
}

/// An incident to declare.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclarationForm {
    /// One line that says what is wrong.
    title: String,
    /// The service that suffers, by its short name.
    service: Option<String>,
    /// `info`, `warning` (unless said) or `critical`.
    severity: Option<String>,
}

const SEVERITIES: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Critical];

impl DeclarationForm {
    pub(super) fn declaration(self, setup: &Setup) -> Result<Declaration, Problem> {
        let severity = match self.severity.as_deref() {
            None => Severity::Warning,
            Some(word) => {
                let found = SEVERITIES.into_iter().find(|known| known.as_str() == word);
                found.ok_or_else(|| {
                    let detail = format!("\"{word}\" is no severity");
                    Problem::field("severity", detail, "write info, warning or critical")
                })?
            }
        };
        let service = self.service.as_deref().map(|name| service(name, setup)).transpose()?;
        Ok(Declaration { title: self.title, service, severity })
    }
}

/// A service that is declared.
fn service(name: &str, setup: &Setup) -> Result<Slug, Problem> {
    if let Some((slug, _)) = setup.services.iter().find(|(slug, _)| slug.as_str() == name) {
        return Ok(slug.clone());
    }
    let known: Vec<&str> = setup.services.keys().map(Slug::as_str).collect();
    let next = match nearest(name, &known) {
        Some(near) => format!("write \"{near}\""),
        None => "declare the service first, or leave it out".to_owned(),
    };
    Err(Problem::field("service", format!("there is no service \"{name}\""), next))
}

/// A note for a timeline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteForm {
    /// What happened or was decided.
    pub(super) text: String,
}
