//! Declaring: by a person, or by an alert whose route asks for it.

use super::words::refused;
use crate::error::Error;
use crate::store::{Tx, alerts, incidents, journal};
use crate::words::Words;
use vigie_domain::alert::{Alert, State};
use vigie_domain::fact::Fact;
use vigie_domain::id::AlertId;
use vigie_domain::incident::{By, Incident, Kind, Noted, Reference, Stage, Step};
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Longest title: one line on a phone, twice.
pub const TITLE_CHARS_MAX: usize = 200;
/// The actor of what nobody did by hand.
pub(super) const BY_ITSELF: &str = "vigie";

/// What somebody declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// One line that says what is wrong.
    pub title: String,
    /// The service that suffers, when known.
    pub service: Option<Slug>,
    /// How bad.
    pub severity: Severity,
    /// Whether it is real.
    pub kind: Kind,
    /// Whether only those who take part see it: whoever declares it, and whom they let in.
    pub private: bool,
    /// When the team became aware, where that was before it is declared.
    pub aware_at: Option<Timestamp>,
}

impl Declaration {
    /// What is real, seen by all who see its service, and as bad as can be until somebody knows
    /// better.
    pub fn of(title: impl Into<String>, service: Option<Slug>) -> Self {
        Self {
            title: title.into(),
            service,
            severity: Severity::Critical,
            kind: Kind::Incident,
            private: false,
            aware_at: None,
        }
    }
}

/// Declares an incident by hand.
pub fn declare(
    tx: &mut Tx<'_>,
    declaration: &Declaration,
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let title = checked_title(&declaration.title)?;
    let draft = Incident {
        service: declaration.service.clone(),
        severity: declaration.severity,
        kind: declaration.kind,
        participants: declaration.private.then(|| vec![by.to_owned()]),
        aware: Some(Noted { at: declaration.aware_at.unwrap_or(now), by: by.to_owned() }),
        ..draft(tx, &title, by, now)?
    };
    save(tx, draft, None)
}

pub(super) fn checked_title(title: &str) -> Result<String, Error> {
    let title = title.trim();
    if title.is_empty() {
        return Err(Error::refused(Words::title_empty, Words::title_empty_next));
    }
    if title.chars().count() > TITLE_CHARS_MAX {
        return Err(Error::refused(
            |words| words.title_long(TITLE_CHARS_MAX),
            Words::title_long_next,
        ));
    }
    if title.chars().any(char::is_control) {
        return Err(Error::refused(Words::title_control, Words::title_control_next));
    }
    Ok(title.to_owned())
}

/// An incident with the next reference, not written yet.
pub(super) fn draft(
    tx: &mut Tx<'_>,
    title: &str,
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let year = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).year();
    let reference: Reference = incidents::next_reference(tx, year)?;
    Ok(Incident::declared(reference, title.to_owned(), by, now))
}

/// Writes a new incident, and that it was declared.
pub(super) fn save(
    tx: &mut Tx<'_>,
    mut incident: Incident,
    alert: Option<AlertId>,
) -> Result<Incident, Error> {
    incident.by_alert = alert.is_some();
    incident.attended = alert.is_none();
    incident.id = incidents::declare(tx, &incident)?;
    let fact = Fact::IncidentDeclared {
        incident: incident.id,
        title: incident.title.clone(),
        severity: incident.severity,
        alert,
    };
    journal::append(tx, &fact, &incident.declared_by, incident.declared_at)?;
    Ok(incident)
}

/// Opens an incident for each alert, or lets it join the open one of the same service.
pub fn open_for_alerts(tx: &mut Tx<'_>, ids: &[AlertId], now: Timestamp) -> Result<(), Error> {
    for id in ids {
        open_for_alert(tx, *id, now)?;
    }
    Ok(())
}

fn open_for_alert(tx: &mut Tx<'_>, id: AlertId, now: Timestamp) -> Result<(), Error> {
    // An alert that is forgotten by now needs no incident.
    let Some(stored) = alerts::by_id(tx, id)? else { return Ok(()) };
    if stored.incident.is_some() {
        return Ok(());
    }
    let service = stored.alert.claim.service();
    let open = match &service {
        Some(service) => incidents::open_of_service(tx, service)?,
        None => None,
    };
    let incident = match open {
        Some(incident) => join(tx, incident, &stored.alert, now)?,
        None => {
            let title: String = stored.alert.claim.title().chars().take(TITLE_CHARS_MAX).collect();
            let severity = stored.alert.claim.severity();
            let source = stored.alert.source.to_string();
            let detected = Some(Noted { at: stored.alert.claim.starts_at.min(now), by: source });
            let draft = draft(tx, &title, BY_ITSELF, now)?;
            save(tx, Incident { service, severity, detected, ..draft }, Some(id))?
        }
    };
    alerts::attach(tx, id, incident.id)?;
    catch_up(tx, &incident, &stored.alert, now)
}

fn join(
    tx: &mut Tx<'_>,
    incident: Incident,
    alert: &Alert,
    now: Timestamp,
) -> Result<Incident, Error> {
    let mut incident = incident;
    let before = (incident.stage, incident.severity);
    let title = alert.claim.title();
    if incident.stage == Stage::Resolved && alert.state.is_live() {
        let why = format!("it fails again: {title}");
        incident =
            incident.step(Step::Recur, By::Itself, now).map_err(|trouble| refused(&trouble))?;
        let fact = Fact::IncidentReopened { incident: incident.id, why };
        journal::append(tx, &fact, BY_ITSELF, now)?;
    }
    incident.severity = incident.severity.max(alert.claim.severity());
    if before != (incident.stage, incident.severity) {
        incidents::save(tx, &incident)?;
    }
    let fact = Fact::IncidentJoined { incident: incident.id, alert: alert.id, title };
    journal::append(tx, &fact, BY_ITSELF, now)?;
    Ok(incident)
}

/// What happened to the alert before it had an incident belongs to the timeline too.
fn catch_up(
    tx: &mut Tx<'_>,
    incident: &Incident,
    alert: &Alert,
    now: Timestamp,
) -> Result<(), Error> {
    let (id, title) = (Some(incident.id), alert.claim.title());
    match &alert.state {
        State::Open => Ok(()),
        State::Acknowledged { by, at } => {
            let fact = Fact::AlertAcknowledged { alert: alert.id, incident: id, title };
            Ok(journal::append(tx, &fact, by, *at)?)
        }
        State::Resolved { how, .. } => {
            let fact = Fact::AlertResolved { alert: alert.id, incident: id, title, how: *how };
            Ok(journal::append(tx, &fact, alert.source.as_str(), now)?)
        }
    }
}
