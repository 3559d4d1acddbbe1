//! The register of personal-data breaches in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::breach::{Breach, BreachDecision, BreachRisk};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::Noted;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT incident_id, version, opened_at, facts, effects, remedies, risk, reasons, \
             decided_by, decided_at, written_by, written_at FROM breaches ",
            $rest
        )
    };
}

statements! {
    OF_INCIDENT = select!("WHERE incident_id = ?1 /*for-update*/");
    BEFORE = select!("WHERE incident_id < ?1 ORDER BY incident_id DESC LIMIT ?2");
    OPEN = "INSERT INTO breaches (incident_id, version, opened_at, facts, effects, remedies)
        VALUES (?1, 1, ?2, '', '', '') ON CONFLICT (incident_id) DO NOTHING";
    WRITE = "UPDATE breaches SET version = version + 1, facts = ?3, effects = ?4, remedies = ?5,
        risk = ?6, reasons = ?7, decided_by = ?8, decided_at = ?9, written_by = ?10,
        written_at = ?11 WHERE incident_id = ?1 AND version = ?2";
}

fn read(row: &Row<'_>) -> Result<Breach, StoreError> {
    let noted = |column: usize| {
        let at = row.opt_int(column + 1)?.map(Timestamp::from_millis);
        Ok::<_, StoreError>(row.opt_text(column)?.zip(at).map(|(by, at)| Noted { at, by }))
    };
    let unreadable = || StoreError::Other("the risk of a breach can't be read".to_owned());
    let decision = match (row.opt_str(6)?, noted(8)?) {
        (Some(word), Some(noted)) => {
            let risk = BreachRisk::from_word(word).ok_or_else(unreadable)?;
            Some(BreachDecision { risk, reasons: row.opt_text(7)?.unwrap_or_default(), noted })
        }
        _ => None,
    };
    Ok(Breach {
        incident: IncidentId(row.int(0)?),
        version: row.int(1)?,
        opened_at: Timestamp::from_millis(row.int(2)?),
        facts: row.text(3)?,
        effects: row.text(4)?,
        remedies: row.text(5)?,
        decision,
        written: noted(10)?,
    })
}

/// The entry of an incident, locked.
pub fn of_incident(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Option<Breach>, StoreError> {
    tx.row(OF_INCIDENT, &[incident.0.into()], read)
}

/// Entries of incidents before a number, the newest first.
pub fn before(tx: &mut Tx<'_>, id: IncidentId, limit: i64) -> Result<Vec<Breach>, StoreError> {
    tx.rows(BEFORE, &[id.0.into(), limit.into()], read)
}

/// Begins the entry of an incident. `false`: it is there.
pub fn open(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(OPEN, &[incident.0.into(), now.into()])? == 1)
}

/// Writes an entry. `false`: somebody wrote meanwhile.
pub fn write(tx: &mut Tx<'_>, breach: &Breach) -> Result<bool, StoreError> {
    let (decision, written) = (breach.decision.as_ref(), breach.written.as_ref());
    let decided = decision.map(|one| &one.noted);
    let values = [
        breach.incident.0.into(),
        breach.version.into(),
        breach.facts.as_str().into(),
        breach.effects.as_str().into(),
        breach.remedies.as_str().into(),
        decision.map(|one| one.risk.as_str()).into(),
        decision.map(|one| one.reasons.as_str()).into(),
        decided.map(|noted| noted.by.as_str()).into(),
        decided.map(|noted| noted.at).into(),
        written.map(|noted| noted.by.as_str()).into(),
        written.map(|noted| noted.at).into(),
    ];
    Ok(tx.execute(WRITE, &values)? == 1)
}
