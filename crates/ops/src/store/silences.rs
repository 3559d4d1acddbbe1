//! Silences in the database.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use crate::text::{labels_from_json, labels_to_json};
use vigie_domain::matcher::Matchers;
use vigie_domain::silence::Silence;
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, matchers, starts_at, ends_at, updated_at, created_by, comment, \
             annotations FROM silences ",
            $rest
        )
    };
}

statements! {
    BY_ID = select!("WHERE id = ?1 /*for-update*/");
    UNENDED = select!("WHERE ends_at > ?1");
    SINCE = select!("WHERE ends_at > ?1 ORDER BY id LIMIT ?2");
    SAVE = "INSERT INTO silences (id, matchers, starts_at, ends_at, updated_at, created_by,
        comment, annotations) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (id) DO UPDATE SET starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, updated_at = excluded.updated_at,
        created_by = excluded.created_by, comment = excluded.comment,
        annotations = excluded.annotations";
    PRUNE = "DELETE FROM silences WHERE ends_at < ?1";
}

fn read_silence(row: &Row<'_>) -> Result<Silence, StoreError> {
    let matchers = Matchers::parse(row.str(1)?)
        .map_err(|_| StoreError::Other("a silence's matchers can't be read".to_owned()))?;
    Ok(Silence {
        id: row.text(0)?,
        matchers,
        starts_at: Timestamp::from_millis(row.int(2)?),
        ends_at: Timestamp::from_millis(row.int(3)?),
        updated_at: Timestamp::from_millis(row.int(4)?),
        created_by: row.text(5)?,
        comment: row.text(6)?,
        annotations: labels_from_json(row.str(7)?)?,
    })
}

/// A silence by its id, locked.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<Silence>, StoreError> {
    tx.row(BY_ID, &[id.into()], read_silence)
}

/// Silences that are pending or active.
pub fn unended(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Silence>, StoreError> {
    tx.rows(UNENDED, &[now.into()], read_silence)
}

/// Silences that ended after an instant, or did not end.
pub fn since(tx: &mut Tx<'_>, since: Timestamp, limit: i64) -> Result<Vec<Silence>, StoreError> {
    tx.rows(SINCE, &[since.into(), limit.into()], read_silence)
}

/// Writes a silence. Its matchers never change.
pub fn save(tx: &mut Tx<'_>, silence: &Silence) -> Result<(), StoreError> {
    let values = [
        Value::Text(&silence.id),
        Value::Text(&silence.matchers.to_string()),
        silence.starts_at.into(),
        silence.ends_at.into(),
        silence.updated_at.into(),
        Value::Text(&silence.created_by),
        Value::Text(&silence.comment),
        Value::Text(&labels_to_json(&silence.annotations)),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// Forgets silences that ended before an instant.
pub fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(PRUNE, &[before.into()])
}
