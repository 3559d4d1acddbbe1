//! Reports in the database: their texts, one row each, and what people say about them.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{IncidentId, ReportId};
use vigie_domain::person::Language;
use vigie_domain::report::{Comment, Report, Signature, Version};
use vigie_domain::time::Timestamp;

macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT version, text, saved_by, saved_at, knows, signed_by, signed_at, sha256 \
             FROM report_versions ",
            $rest
        )
    };
}

statements! {
    OF_INCIDENT = "SELECT id, incident_id, template, language, last_version FROM reports
        WHERE id = (SELECT report_id FROM report_incidents WHERE incident_id = ?1) /*for-update*/";
    VERSION = versions!("WHERE report_id = ?1 AND version = ?2");
    VERSIONS = versions!("WHERE report_id = ?1 ORDER BY version DESC LIMIT ?2");
    INCIDENTS = "SELECT incident_id FROM report_incidents WHERE report_id = ?1 ORDER BY incident_id";
    COMMENTS = "SELECT version, written_by, written_at, text FROM report_comments
        WHERE report_id = ?1 ORDER BY id LIMIT ?2";
    BEGIN = "INSERT INTO reports (incident_id, template, language, last_version)
        VALUES (?1, ?2, ?3, 0) /*returning-id*/";
    JOIN = "INSERT INTO report_incidents (incident_id, report_id) VALUES (?1, ?2)
        ON CONFLICT (incident_id) DO UPDATE SET report_id = excluded.report_id";
    DROP = "DELETE FROM reports WHERE id = ?1";
    DROP_VERSIONS = "DELETE FROM report_versions WHERE report_id = ?1";
    ADD = "INSERT INTO report_versions (report_id, version, text, saved_by, saved_at, knows)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    REDRAFT = "UPDATE report_versions SET text = ?3, saved_at = ?4, knows = ?5
        WHERE report_id = ?1 AND version = ?2 AND signed_by IS NULL";
    LAST = "UPDATE reports SET last_version = ?2, template = ?3, language = ?4 WHERE id = ?1";
    KNOWS = "UPDATE report_versions SET knows = ?3 WHERE report_id = ?1 AND version = ?2";
    SIGN = "UPDATE report_versions SET signed_by = ?3, signed_at = ?4, sha256 = ?5
        WHERE report_id = ?1 AND version = ?2 AND signed_by IS NULL";
    COMMENT = "INSERT INTO report_comments (report_id, version, written_by, written_at, text)
        VALUES (?1, ?2, ?3, ?4, ?5)";
}

fn read_version(row: &Row<'_>) -> Result<Version, StoreError> {
    let signature = match (row.opt_text(5)?, row.opt_int(6)?, row.opt_text(7)?) {
        (Some(by), Some(at), Some(sha256)) => {
            Some(Signature { by, at: Timestamp::from_millis(at), sha256 })
        }
        _ => None,
    };
    Ok(Version {
        number: row.int(0)?,
        text: row.text(1)?,
        by: row.text(2)?,
        at: Timestamp::from_millis(row.int(3)?),
        knows: row.int(4)?,
        signature,
    })
}

/// The report that tells of an incident, with its newest text, locked.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Option<Report>, StoreError> {
    let found = tx.row(OF_INCIDENT, &[incident.0.into()], |row| {
        let head = (ReportId(row.int(0)?), IncidentId(row.int(1)?));
        Ok((head, row.text(2)?, Language::from_tag(row.str(3)?), row.int(4)?))
    })?;
    let Some(((id, incident), template, language, last)) = found else { return Ok(None) };
    let unreadable = || StoreError::Other("a report has no text".to_owned());
    let last = version(tx, id, last)?.ok_or_else(unreadable)?;
    Ok(Some(Report { id, incident, template, language: language.unwrap_or_default(), last }))
}

/// One of its texts.
pub fn version(tx: &mut Tx<'_>, id: ReportId, number: i64) -> Result<Option<Version>, StoreError> {
    tx.row(VERSION, &[id.0.into(), number.into()], read_version)
}

/// Its texts, newest first.
pub fn versions(tx: &mut Tx<'_>, id: ReportId, limit: i64) -> Result<Vec<Version>, StoreError> {
    tx.rows(VERSIONS, &[id.0.into(), limit.into()], read_version)
}

/// The incidents that it tells of.
pub fn incidents(tx: &mut Tx<'_>, id: ReportId) -> Result<Vec<IncidentId>, StoreError> {
    tx.rows(INCIDENTS, &[id.0.into()], |row| row.int(0).map(IncidentId))
}

/// What people say about it, oldest first.
pub fn comments(tx: &mut Tx<'_>, id: ReportId, limit: i64) -> Result<Vec<Comment>, StoreError> {
    tx.rows(COMMENTS, &[id.0.into(), limit.into()], |row| {
        let (version, by, at) = (row.int(0)?, row.text(1)?, row.int(2)?);
        Ok(Comment { version, by, at: Timestamp::from_millis(at), text: row.text(3)? })
    })
}

/// Begins the report of an incident; its first text is added next.
pub fn begin(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    (template, language): (&str, Language),
) -> Result<ReportId, StoreError> {
    let values = [incident.0.into(), template.into(), language.tag().into()];
    let id = tx.insert(BEGIN, &values).map(ReportId)?;
    join(tx, id, incident)?;
    Ok(id)
}

/// Lets a report tell of an incident.
pub fn join(tx: &mut Tx<'_>, id: ReportId, incident: IncidentId) -> Result<(), StoreError> {
    tx.execute(JOIN, &[incident.0.into(), id.0.into()]).map(|_| ())
}

/// Removes a draft that nobody touched and that another report replaces.
pub fn drop_draft(tx: &mut Tx<'_>, id: ReportId) -> Result<(), StoreError> {
    tx.execute(DROP_VERSIONS, &[id.0.into()])?;
    tx.execute(DROP, &[id.0.into()]).map(|_| ())
}

/// Adds a text, which is then the newest.
pub fn add(
    tx: &mut Tx<'_>,
    id: ReportId,
    (template, language): (&str, Language),
    version: &Version,
) -> Result<(), StoreError> {
    let values = [
        id.0.into(),
        version.number.into(),
        version.text.as_str().into(),
        version.by.as_str().into(),
        version.at.into(),
        version.knows.into(),
    ];
    tx.execute(ADD, &values)?;
    let last = [id.0.into(), version.number.into(), template.into(), language.tag().into()];
    tx.execute(LAST, &last).map(|_| ())
}

/// Writes a draft that nobody touched anew.
pub fn redraft(tx: &mut Tx<'_>, id: ReportId, version: &Version) -> Result<(), StoreError> {
    let values = [
        id.0.into(),
        version.number.into(),
        version.text.as_str().into(),
        version.at.into(),
        version.knows.into(),
    ];
    tx.execute(REDRAFT, &values).map(|_| ())
}

/// Notes up to which entry its authors know the timeline.
pub fn knows(tx: &mut Tx<'_>, (id, version): (ReportId, i64), last: i64) -> Result<(), StoreError> {
    tx.execute(KNOWS, &[id.0.into(), version.into(), last.into()]).map(|_| ())
}

/// Signs a text. `false`: somebody signed it before.
pub fn sign(
    tx: &mut Tx<'_>,
    (id, version): (ReportId, i64),
    signature: &Signature,
) -> Result<bool, StoreError> {
    let values = [
        id.0.into(),
        version.into(),
        signature.by.as_str().into(),
        signature.at.into(),
        signature.sha256.as_str().into(),
    ];
    Ok(tx.execute(SIGN, &values)? == 1)
}

/// Keeps what somebody says about it.
pub fn comment(tx: &mut Tx<'_>, id: ReportId, said: &Comment) -> Result<(), StoreError> {
    let values = [
        id.0.into(),
        said.version.into(),
        said.by.as_str().into(),
        said.at.into(),
        said.text.as_str().into(),
    ];
    tx.execute(COMMENT, &values).map(|_| ())
}
