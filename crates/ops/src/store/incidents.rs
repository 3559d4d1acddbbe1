//! Incidents in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use std::collections::BTreeSet;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Kind, Noted, Reference, Stage};
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, year, number, title, service, severity, stage, lead, declared_at, \
             acknowledged_at, resolved_at, resolved_by, validated_at, validated_by, closed_at, \
             by_alert, attended, version, kind, moved_at, moved_by, declared_by, occurred_at, \
             occurred_by, detected_at, detected_by, aware_at, aware_by, duplicate_of, participants, mitigated_at, mitigated_by FROM incidents ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    BY_REFERENCE = select!("WHERE year = ?1 AND number = ?2 /*for-update*/");
    OPEN_OF_SERVICE = select!(
        "WHERE service = ?1 AND closed_at IS NULL AND validated_at IS NULL AND kind = 'incident'
        AND participants IS NULL ORDER BY id DESC LIMIT 1 /*for-update*/"
    );
    OPEN = select!("WHERE closed_at IS NULL ORDER BY id DESC LIMIT ?1");
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    TO_CLOSE = select!(
        "WHERE stage = 'resolved' AND by_alert = 1 AND attended = 0 AND resolved_at <= ?1
        ORDER BY resolved_at LIMIT 1 /*for-update*/"
    );
    EARLIEST_RESOLVED = "SELECT MIN(resolved_at) FROM incidents
        WHERE stage = 'resolved' AND by_alert = 1 AND attended = 0";
    LAST_NUMBER = "SELECT MAX(number) FROM incidents WHERE year = ?1";
    DECLARE = "INSERT INTO incidents (year, number, title, service, severity, stage, lead,
        declared_at, declared_by, moved_at, moved_by, by_alert, attended, kind,
        participants, occurred_at, occurred_by, detected_at, detected_by, aware_at, aware_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
        ?19, ?20, ?21) /*returning-id*/";
    SAVE = "UPDATE incidents SET title = ?2, service = ?3, severity = ?4, kind = ?5, stage = ?6,
        lead = ?7, acknowledged_at = ?8, resolved_at = ?9, resolved_by = ?10, validated_at = ?11,
        validated_by = ?12, closed_at = ?13, duplicate_of = ?14, attended = ?15, moved_at = ?16,
        moved_by = ?17, occurred_at = ?18, occurred_by = ?19, detected_at = ?20, detected_by = ?21,
        aware_at = ?22, aware_by = ?23, participants = ?24, mitigated_at = ?25,
        mitigated_by = ?26, version = version + 1 WHERE id = ?1";
    PRIVATE = "SELECT id FROM incidents WHERE participants IS NOT NULL";
    ATTEND = "UPDATE incidents SET attended = 1 WHERE id = ?1";
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Other(format!("an incident's {what} can't be read"))
}

/// An instant and who said so, of two columns.
fn noted(row: &Row<'_>, column: usize) -> Result<Option<Noted>, StoreError> {
    let at = row.opt_int(column)?.map(Timestamp::from_millis);
    let by = row.opt_text(column + 1)?.unwrap_or_default();
    Ok(at.map(|at| Noted { at, by }))
}

fn read_incident(row: &Row<'_>) -> Result<Incident, StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let service = match row.opt_str(4)? {
        Some(text) => Some(text.parse::<Slug>().map_err(|_| unreadable("service"))?),
        None => None,
    };
    Ok(Incident {
        id: IncidentId(row.int(0)?),
        reference: read_reference(row, 1)?,
        version: row.int(17)?,
        kind: Kind::from_word(row.str(18)?).ok_or_else(|| unreadable("kind"))?,
        title: row.text(3)?,
        service,
        severity: Severity::from_word(row.str(5)?),
        stage: Stage::from_word(row.str(6)?).ok_or_else(|| unreadable("stage"))?,
        moved: noted(row, 19)?.ok_or_else(|| unreadable("last step"))?,
        lead: row.opt_text(7)?,
        occurred: noted(row, 22)?,
        detected: noted(row, 24)?,
        aware: noted(row, 26)?,
        mitigated: noted(row, 30)?,
        declared_at: Timestamp::from_millis(row.int(8)?),
        declared_by: row.text(21)?,
        acknowledged_at: instant(9)?,
        resolved: noted(row, 10)?,
        validated: noted(row, 12)?,
        closed_at: instant(14)?,
        duplicate_of: row.opt_int(28)?.map(IncidentId),
        participants: row.opt_str(29)?.map(|text| text.lines().map(str::to_owned).collect()),
        by_alert: row.flag(15)?,
        attended: row.flag(16)?,
    })
}

fn read_reference(row: &Row<'_>, column: usize) -> Result<Reference, StoreError> {
    Ok(Reference {
        year: i16::try_from(row.int(column)?).map_err(|_| unreadable("year"))?,
        number: u32::try_from(row.int(column + 1)?).map_err(|_| unreadable("number"))?,
    })
}

/// An incident by its number in the database, locked.
pub fn by_id(tx: &mut Tx<'_>, id: IncidentId) -> Result<Option<Incident>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_incident)
}

/// An incident by what people call it, locked.
pub fn by_reference(tx: &mut Tx<'_>, reference: Reference) -> Result<Option<Incident>, StoreError> {
    let values = [i64::from(reference.year).into(), i64::from(reference.number).into()];
    tx.row(BY_REFERENCE, &values, read_incident)
}

/// The open incident of a service, locked; resolved ones count until they are closed.
pub fn open_of_service(tx: &mut Tx<'_>, service: &Slug) -> Result<Option<Incident>, StoreError> {
    tx.row(OPEN_OF_SERVICE, &[service.as_str().into()], read_incident)
}

/// Incidents that are not closed, newest first.
pub fn open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Incident>, StoreError> {
    tx.rows(OPEN, &[limit.into()], read_incident)
}

/// All incidents before a number, newest first.
pub fn before(
    tx: &mut Tx<'_>,
    before: IncidentId,
    limit: i64,
) -> Result<Vec<Incident>, StoreError> {
    tx.rows(BEFORE, &[before.0.into(), limit.into()], read_incident)
}

/// An incident that alerts opened and that was resolved at or before an instant, locked.
pub fn to_close(tx: &mut Tx<'_>, resolved_by: Timestamp) -> Result<Option<Incident>, StoreError> {
    tx.row(TO_CLOSE, &[resolved_by.into()], read_incident)
}

/// When the oldest of those was resolved.
pub fn earliest_resolved(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST_RESOLVED, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// The next free reference of a year. Two that get the same collide and one runs again.
pub fn next_reference(tx: &mut Tx<'_>, year: i16) -> Result<Reference, StoreError> {
    let last = tx.row(LAST_NUMBER, &[i64::from(year).into()], |row| row.opt_int(0))?;
    let number = u32::try_from(last.flatten().unwrap_or(0) + 1)
        .map_err(|_| StoreError::Other("no incident number is left".to_owned()))?;
    Ok(Reference { year, number })
}

/// Writes a new incident; its `id` is given here.
pub fn declare(tx: &mut Tx<'_>, incident: &Incident) -> Result<IncidentId, StoreError> {
    let [occurred_at, occurred_by] = columns(incident.occurred.as_ref());
    let [detected_at, detected_by] = columns(incident.detected.as_ref());
    let [aware_at, aware_by] = columns(incident.aware.as_ref());
    let participants = incident.participants.as_ref().map(|names| names.join("\n"));
    let values = [
        i64::from(incident.reference.year).into(),
        i64::from(incident.reference.number).into(),
        Value::Text(&incident.title),
        incident.service.as_ref().map(Slug::as_str).into(),
        incident.severity.as_str().into(),
        incident.stage.as_str().into(),
        incident.lead.as_ref().into(),
        incident.declared_at.into(),
        Value::Text(&incident.declared_by),
        incident.moved.at.into(),
        Value::Text(&incident.moved.by),
        incident.by_alert.into(),
        incident.attended.into(),
        incident.kind.as_str().into(),
        participants.as_ref().into(),
        occurred_at,
        occurred_by,
        detected_at,
        detected_by,
        aware_at,
        aware_by,
    ];
    tx.insert(DECLARE, &values).map(IncidentId)
}

/// The two columns of an instant and who said so.
fn columns(noted: Option<&Noted>) -> [Value<'_>; 2] {
    [noted.map(|noted| noted.at).into(), noted.map(|noted| noted.by.as_str()).into()]
}

/// Writes what changed of an incident, and counts the change.
pub fn save(tx: &mut Tx<'_>, incident: &Incident) -> Result<(), StoreError> {
    let [resolved_at, resolved_by] = columns(incident.resolved.as_ref());
    let [validated_at, validated_by] = columns(incident.validated.as_ref());
    let [moved_at, moved_by] = columns(Some(&incident.moved));
    let [occurred_at, occurred_by] = columns(incident.occurred.as_ref());
    let [detected_at, detected_by] = columns(incident.detected.as_ref());
    let [aware_at, aware_by] = columns(incident.aware.as_ref());
    let [mitigated_at, mitigated_by] = columns(incident.mitigated.as_ref());
    let participants = incident.participants.as_ref().map(|names| names.join("\n"));
    let values = [
        incident.id.0.into(),
        Value::Text(&incident.title),
        incident.service.as_ref().map(Slug::as_str).into(),
        incident.severity.as_str().into(),
        incident.kind.as_str().into(),
        incident.stage.as_str().into(),
        incident.lead.as_ref().into(),
        incident.acknowledged_at.into(),
        resolved_at,
        resolved_by,
        validated_at,
        validated_by,
        incident.closed_at.into(),
        incident.duplicate_of.map(|id| id.0).into(),
        incident.attended.into(),
        moved_at,
        moved_by,
        occurred_at,
        occurred_by,
        detected_at,
        detected_by,
        aware_at,
        aware_by,
        participants.as_ref().into(),
        mitigated_at,
        mitigated_by,
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// The incidents that are private.
pub fn private(tx: &mut Tx<'_>) -> Result<BTreeSet<IncidentId>, StoreError> {
    Ok(tx.rows(PRIVATE, &[], |row| row.int(0).map(IncidentId))?.into_iter().collect())
}

/// Keeps that a person works on an incident.
pub fn attend(tx: &mut Tx<'_>, id: IncidentId) -> Result<(), StoreError> {
    tx.execute(ATTEND, &[id.0.into()]).map(|_| ())
}
