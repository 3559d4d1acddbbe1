//! Views of lists that people saved, each by its owner.

use super::statements::statements;
use super::{StoreError, Tx};

statements! {
    OF = "SELECT name, query FROM saved_views WHERE person = ?1 AND path = ?2 ORDER BY name";
    COUNT = "SELECT COUNT(*) FROM saved_views WHERE person = ?1";
    SAVE = "INSERT INTO saved_views (person, path, name, query) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (person, path, name) DO UPDATE SET query = excluded.query";
    FORGET = "DELETE FROM saved_views WHERE person = ?1 AND path = ?2 AND name = ?3";
    CLEAR = "DELETE FROM saved_views WHERE person = ?1";
}

/// A view of a list that somebody saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// What its owner calls it.
    pub name: String,
    /// What it asks of the list, as the end of its address.
    pub query: String,
}

/// Somebody's views of a list, by name.
pub fn of(tx: &mut Tx<'_>, person: &str, path: &str) -> Result<Vec<SavedView>, StoreError> {
    tx.rows(OF, &[person.into(), path.into()], |row| {
        Ok(SavedView { name: row.text(0)?, query: row.text(1)? })
    })
}

/// How many views somebody has, of all lists.
pub fn count(tx: &mut Tx<'_>, person: &str) -> Result<i64, StoreError> {
    Ok(tx.row(COUNT, &[person.into()], |row| row.int(0))?.unwrap_or_default())
}

/// Saves a view; one of the same name is replaced.
pub fn save(tx: &mut Tx<'_>, person: &str, path: &str, view: &SavedView) -> Result<(), StoreError> {
    let values =
        [person.into(), path.into(), view.name.as_str().into(), view.query.as_str().into()];
    tx.execute(SAVE, &values).map(|_| ())
}

/// Forgets a view.
pub fn forget(tx: &mut Tx<'_>, person: &str, path: &str, name: &str) -> Result<(), StoreError> {
    tx.execute(FORGET, &[person.into(), path.into(), name.into()]).map(|_| ())
}

/// Forgets all views of somebody.
pub fn clear(tx: &mut Tx<'_>, person: &str) -> Result<(), StoreError> {
    tx.execute(CLEAR, &[person.into()]).map(|_| ())
}
