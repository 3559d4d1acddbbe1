//! Declared objects: one row each, its body as the JSON of its document.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    ALL_ROWS = "SELECT kind, name, body, origin FROM declarations ORDER BY kind, name";
    SAVE = "INSERT INTO declarations (kind, name, body, origin, changed_at)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body,
        origin = excluded.origin, changed_at = excluded.changed_at";
    MARK = "SELECT COALESCE(MAX(changed_at), 0), COUNT(*) FROM declarations";
    REMOVE = "DELETE FROM declarations WHERE kind = ?1 AND name = ?2";
}

/// One declared object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its kind: `service`, `check`, `route`...
    pub kind: String,
    /// Its name within its kind.
    pub name: String,
    /// Its document as JSON.
    pub body: String,
    /// Where it is declared, `vigie.yaml:12`; empty when it was made by hand.
    pub origin: String,
}

/// Two numbers that change when anything declared does.
pub fn mark(tx: &mut Tx<'_>) -> Result<(i64, i64), StoreError> {
    let mark = tx.row(MARK, &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(mark.unwrap_or_default())
}

/// Every declared object, by kind and name.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Declaration>, StoreError> {
    tx.rows(ALL_ROWS, &[], |row| {
        Ok(Declaration {
            kind: row.text(0)?,
            name: row.text(1)?,
            body: row.text(2)?,
            origin: row.text(3)?,
        })
    })
}

/// Writes a declared object over the one before.
pub fn save(tx: &mut Tx<'_>, declaration: &Declaration, now: Timestamp) -> Result<(), StoreError> {
    let values = [
        (&declaration.kind).into(),
        (&declaration.name).into(),
        (&declaration.body).into(),
        (&declaration.origin).into(),
        now.into(),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// Removes a declared object.
pub fn remove(tx: &mut Tx<'_>, kind: &str, name: &str) -> Result<(), StoreError> {
    tx.execute(REMOVE, &[kind.into(), name.into()]).map(|_| ())
}
