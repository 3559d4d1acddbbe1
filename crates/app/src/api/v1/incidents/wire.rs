//! Incidents as JSON.

use super::super::super::error::Problem;
use super::super::alerts::AlertLine;
use super::super::ask::nearest;
use super::super::journal::EntryLine;
use super::super::notifications::NotificationLine;
use super::links::LinkLine;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::id::EntryId;
use vigie_domain::incident::{Incident, Kind, Noted, PublicStatus};
use vigie_domain::note::{Note, NoteKind};
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::Declaration;

/// An incident.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api::v1) struct IncidentLine {
    /// What people call it, such as `INC-2026-0042`.
    reference: String,
    /// One line that says what is wrong.
    title: String,
    /// The service that suffers.
    service: Option<String>,
    /// `info`, `warning` or `critical`.
    severity: &'static str,
    /// `incident`, `exercise` or `test`.
    kind: &'static str,
    /// `declared`, `triaged`, `in_progress`, `on_hold`, `resolved`, `validated`, `remediating`,
    /// `closed`, `cancelled` or `duplicate`.
    stage: &'static str,
    /// What a public page would say: `investigating`, `identified`, `monitoring` or `resolved`.
    public_status: Option<&'static str>,
    /// The status of a GLPI ticket that mirrors it: 1, 2, 4, 5 or 6.
    glpi_status: Option<u8>,
    /// Who takes part, where it is private; null where it is not.
    participants: Option<Vec<String>>,
    /// Counts its changes; a step that names another one is refused.
    version: i64,
    /// Who has it.
    lead: Option<String>,
    /// When it began to be wrong, as far as somebody knows.
    occurred: Option<NotedLine>,
    /// When something or somebody saw it.
    detected: Option<NotedLine>,
    /// When the team learned of it.
    aware: Option<NotedLine>,
    /// When it hurt less.
    mitigated: Option<NotedLine>,
    /// When it was declared.
    declared_at: String,
    /// Who declared it.
    declared_by: String,
    /// When somebody took it.
    acknowledged_at: Option<String>,
    /// When it no longer hurt.
    resolved_at: Option<String>,
    /// Who said so; `vigie` when its alerts ended.
    resolved_by: Option<String>,
    /// When somebody else confirmed that.
    validated_at: Option<String>,
    /// Who confirmed it.
    validated_by: Option<String>,
    /// When it was over.
    closed_at: Option<String>,
    /// Whether alerts opened it. One that nobody worked on resolves and closes with them.
    by_alert: bool,
}

/// An instant, and who said so.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NotedLine {
    /// When.
    at: String,
    /// Who said so.
    by: String,
}

impl NotedLine {
    fn of(noted: Option<&Noted>) -> Option<Self> {
        noted.map(|noted| Self { at: noted.at.to_string(), by: noted.by.clone() })
    }
}

impl IncidentLine {
    pub(in crate::api::v1) fn new(incident: &Incident) -> Self {
        let (resolved, validated) = (incident.resolved.as_ref(), incident.validated.as_ref());
        let at = |noted: Option<&Noted>| noted.map(|noted| noted.at.to_string());
        let by = |noted: Option<&Noted>| noted.map(|noted| noted.by.clone());
        Self {
            reference: incident.reference.to_string(),
            title: incident.title.clone(),
            service: incident.service.as_ref().map(ToString::to_string),
            severity: incident.severity.as_str(),
            kind: incident.kind.as_str(),
            stage: incident.stage.as_str(),
            public_status: incident.public_status().map(PublicStatus::as_str),
            glpi_status: incident.stage.glpi_status(),
            participants: incident.participants.clone(),
            version: incident.version,
            lead: incident.lead.clone(),
            occurred: NotedLine::of(incident.occurred.as_ref()),
            detected: NotedLine::of(incident.detected.as_ref()),
            aware: NotedLine::of(incident.aware.as_ref()),
            mitigated: NotedLine::of(incident.mitigated.as_ref()),
            declared_at: incident.declared_at.to_string(),
            declared_by: incident.declared_by.clone(),
            acknowledged_at: incident.acknowledged_at.map(|at| at.to_string()),
            resolved_at: at(resolved),
            resolved_by: by(resolved),
            validated_at: at(validated),
            validated_by: by(validated),
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
    /// Who does what.
    pub(super) roles: Vec<RoleLine>,
    /// Other incidents that you may see, and how they stand to this one.
    pub(super) links: Vec<LinkLine>,
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
    /// `incident` (unless said), `exercise` or `test`.
    kind: Option<String>,
    /// Whether only those who take part see it.
    #[serde(default)]
    private: bool,
    /// Who takes part in a private one, beside whoever declares it; a program takes no part.
    #[serde(default)]
    pub(super) admit: Vec<String>,
}

/// Somebody with a role in an incident.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoleLine {
    /// `incident-lead`, `cell-lead`, `communication-lead`, `scribe`, or one of your own.
    pub(super) role: String,
    /// Who has it.
    pub(super) person: String,
}

/// A role to take, give or leave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleForm {
    /// `incident-lead`, `cell-lead`, `communication-lead`, `scribe`, or one of your own.
    pub(super) role: String,
    /// Who has it from now on; leave it out to leave the role empty.
    pub(super) person: Option<String>,
    /// Who had it when you looked, `""` for nobody; refused when that is somebody else by now.
    pub(super) seen: Option<String>,
}

/// Who sees an incident.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivacyForm {
    /// Whether only those who take part see it.
    pub(super) private: Option<bool>,
    /// Who takes part from now on.
    #[serde(default)]
    pub(super) admit: Vec<String>,
    /// Who no longer does.
    #[serde(default)]
    pub(super) dismiss: Vec<String>,
}

/// What comes with a step.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepForm {
    /// Why. Needed to put on hold, to cancel, to reopen, and to confirm one's own work where there
    /// is nobody else.
    pub(super) why: Option<String>,
    /// For `duplicate`: the incident that it is the same as.
    pub(super) other: Option<String>,
    /// The version that was seen; the step is refused when there is another one by now.
    pub(super) seen: Option<i64>,
}

pub(super) const SEVERITIES: [Severity; 3] =
    [Severity::Info, Severity::Warning, Severity::Critical];

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
        let kind = match self.kind.as_deref() {
            None => Kind::default(),
            Some(word) => Kind::from_word(word).ok_or_else(|| {
                let detail = format!("\"{word}\" is no kind of incident");
                Problem::field("kind", detail, "write incident, exercise or test")
            })?,
        };
        let private = self.private;
        Ok(Declaration { severity, kind, private, ..Declaration::of(self.title, service) })
    }
}

/// A service that is declared.
pub(super) fn service(name: &str, setup: &Setup) -> Result<Slug, Problem> {
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
    /// `note` (unless said) or `decision`.
    kind: Option<String>,
    /// The line that this one corrects, by its `seq`; it stays as it was.
    corrects: Option<i64>,
    /// When it happened, RFC 3339, where that is not now.
    occurred_at: Option<String>,
}

impl NoteForm {
    pub(super) fn note(&self) -> Result<Note, Problem> {
        let kind = match (self.kind.as_deref(), self.corrects) {
            (None, Some(entry)) => NoteKind::Correction(EntryId(entry)),
            (None | Some("note"), None) => NoteKind::Remark,
            (Some("decision"), None) => NoteKind::Decision,
            (Some("note" | "decision"), Some(_)) => {
                let next = "leave one of the two out";
                return Err(Problem::field("kind", "a correction has no kind of its own", next));
            }
            (Some(word), _) => {
                let detail = format!("\"{word}\" is no kind of note");
                return Err(Problem::field("kind", detail, "write note or decision"));
            }
        };
        let occurred_at = self.occurred_at.as_deref().map(str::parse::<Timestamp>);
        let occurred_at = occurred_at.transpose().map_err(|_| {
            Problem::field("occurred_at", "this is no instant", "write it as 2026-11-20T22:00:00Z")
        })?;
        Ok(Note { kind, text: self.text.clone(), occurred_at })
    }
}
