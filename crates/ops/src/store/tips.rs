//! Tips in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::id::{IncidentId, TipId};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_domain::tip::{Tip, TipState};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, at, service, body, contact, settled_at, settled_by, incident_id, why \
             FROM tips ",
            $rest
        )
    };
}

statements! {
    BEFORE = select!("WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    OPEN = select!("WHERE settled_at IS NULL ORDER BY id LIMIT ?1");
    OPEN_COUNT = "SELECT COUNT(*) FROM tips WHERE settled_at IS NULL";
    ADD = "INSERT INTO tips (at, service, body, contact) VALUES (?1, ?2, ?3, ?4) /*returning-id*/";
    SETTLE = "UPDATE tips SET settled_at = ?2, settled_by = ?3, incident_id = ?4, why = ?5
        WHERE id = ?1 AND settled_at IS NULL";
    FORGET = "DELETE FROM tips WHERE settled_at < ?1";
}

fn read_tip(row: &Row<'_>) -> Result<Tip, StoreError> {
    let unreadable = || StoreError::Other("a tip's service can't be read".to_owned());
    let service = match row.opt_str(2)? {
        Some(text) => Some(text.parse::<Slug>().map_err(|_| unreadable())?),
        None => None,
    };
    let by = row.opt_text(6)?.unwrap_or_default();
    let state = match (row.opt_int(5)?.map(Timestamp::from_millis), row.opt_int(7)?) {
        (None, _) => TipState::Open,
        (Some(at), Some(incident)) => TipState::Declared { incident: IncidentId(incident), by, at },
        (Some(at), None) => {
            TipState::Dismissed { why: row.opt_text(8)?.unwrap_or_default(), by, at }
        }
    };
    Ok(Tip {
        id: TipId(row.int(0)?),
        at: Timestamp::from_millis(row.int(1)?),
        service,
        text: row.text(3)?,
        contact: row.text(4)?,
        state,
    })
}

/// Tips before a number, the newest first.
pub fn before(tx: &mut Tx<'_>, id: TipId, limit: i64) -> Result<Vec<Tip>, StoreError> {
    tx.rows(BEFORE, &[id.0.into(), limit.into()], read_tip)
}

/// A tip by its number, locked.
pub fn by_id(tx: &mut Tx<'_>, id: TipId) -> Result<Option<Tip>, StoreError> {
    tx.row(BY_ID, &[id.0.into()], read_tip)
}

/// Tips that nobody decided on, the oldest first.
pub fn open(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Tip>, StoreError> {
    tx.rows(OPEN, &[limit.into()], read_tip)
}

/// How many of them there are.
pub fn open_count(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.row(OPEN_COUNT, &[], |row| row.int(0))?.unwrap_or(0))
}

/// Writes a new tip.
pub fn add(
    tx: &mut Tx<'_>,
    service: Option<&Slug>,
    (text, contact): (&str, &str),
    now: Timestamp,
) -> Result<TipId, StoreError> {
    let values = [now.into(), service.map(Slug::as_str).into(), text.into(), contact.into()];
    tx.insert(ADD, &values).map(TipId)
}

/// Decides on a tip. `false`: somebody did before.
pub fn settle(
    tx: &mut Tx<'_>,
    id: TipId,
    (incident, why): (Option<IncidentId>, &str),
    by: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = [
        id.0.into(),
        now.into(),
        by.into(),
        incident.map(|incident| incident.0).into(),
        why.into(),
    ];
    Ok(tx.execute(SETTLE, &values)? == 1)
}

/// Forgets tips that were decided on before an instant.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    tx.execute(FORGET, &[before.into()]).map(|_| ())
}
