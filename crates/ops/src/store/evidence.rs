//! What is known of evidence, in the database; the contents are on the shelf.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::evidence::{Digest, Evidence};
use vigie_domain::id::{EvidenceId, IncidentId};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, incident_id, name, bytes, sha256, occurred_at, added_by, added_at \
             FROM evidence ",
            $rest
        )
    };
}

statements! {
    OF_INCIDENT = select!("WHERE incident_id = ?1 ORDER BY id");
    BY_ID = select!("WHERE id = ?1");
    AFTER = select!("WHERE id > ?1 ORDER BY id LIMIT ?2");
    KNOWN = "SELECT COUNT(*) FROM evidence WHERE sha256 = ?1";
    ADD = "INSERT INTO evidence (incident_id, name, bytes, sha256, occurred_at, added_by, added_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) /*returning-id*/";
}

fn read_evidence(row: &Row<'_>) -> Result<Evidence, StoreError> {
    let unreadable = || StoreError::Other("a digest of evidence can't be read".to_owned());
    Ok(Evidence {
        id: EvidenceId(row.int(0)?),
        incident: IncidentId(row.int(1)?),
        name: row.text(2)?,
        bytes: u64::try_from(row.int(3)?).unwrap_or(0),
        sha256: row.str(4)?.parse::<Digest>().map_err(|_| unreadable())?,
        occurred_at: row.opt_int(5)?.map(Timestamp::from_millis),
        added_by: row.text(6)?,
        added_at: Timestamp::from_millis(row.int(7)?),
    })
}

/// The evidence of an incident, in the order in which it was kept.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Vec<Evidence>, StoreError> {
    tx.rows(OF_INCIDENT, &[incident.0.into()], read_evidence)
}

/// A piece of evidence by its number.
pub fn by_id(tx: &mut Tx<'_>, id: EvidenceId) -> Result<Option<Evidence>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_evidence)
}

/// Evidence of all incidents after a number.
pub fn after(tx: &mut Tx<'_>, id: EvidenceId, limit: i64) -> Result<Vec<Evidence>, StoreError> {
    tx.rows(AFTER, &[id.0.into(), limit.into()], read_evidence)
}

/// Whether a content is any incident's evidence.
pub fn is_known(tx: &mut Tx<'_>, sha256: &Digest) -> Result<bool, StoreError> {
    let count = tx.row(KNOWN, &[sha256.as_str().into()], |row| row.int(0))?;
    Ok(count.unwrap_or(0) > 0)
}

/// Writes new evidence; its `id` is given here.
pub fn add(tx: &mut Tx<'_>, evidence: &Evidence) -> Result<EvidenceId, StoreError> {
    let values = [
        evidence.incident.0.into(),
        evidence.name.as_str().into(),
        i64::try_from(evidence.bytes).unwrap_or(i64::MAX).into(),
        evidence.sha256.as_str().into(),
        evidence.occurred_at.into(),
        evidence.added_by.as_str().into(),
        evidence.added_at.into(),
    ];
    tx.insert(ADD, &values).map(EvidenceId)
}
