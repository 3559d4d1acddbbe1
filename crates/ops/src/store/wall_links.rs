//! Links to the wall screen. The address is not kept: it is signed again from the row.

use super::row::Row;
use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    ADD = "INSERT INTO wall_links (id, name, made_by, made_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5)";
    BY_ID = "SELECT id, name, made_by, made_at, expires_at, withdrawn_at FROM wall_links
        WHERE id = ?1";
    WITHDRAW = "UPDATE wall_links SET withdrawn_at = ?2 WHERE name = ?1 AND withdrawn_at IS NULL
        AND expires_at > ?2";
    IN_FORCE = "SELECT id, name, made_by, made_at, expires_at, withdrawn_at FROM wall_links
        WHERE withdrawn_at IS NULL AND expires_at > ?1 ORDER BY name";
}

/// A link to the wall screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallLink {
    /// Its number, which nobody guesses.
    pub id: String,
    /// What people call it: where the screen hangs.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

fn read(row: &Row<'_>) -> Result<WallLink, StoreError> {
    Ok(WallLink {
        id: row.text(0)?,
        name: row.text(1)?,
        made_by: row.text(2)?,
        made_at: Timestamp::from_millis(row.int(3)?),
        expires_at: Timestamp::from_millis(row.int(4)?),
        withdrawn_at: row.opt_int(5)?.map(Timestamp::from_millis),
    })
}

/// Keeps a link.
pub fn add(tx: &mut Tx<'_>, link: &WallLink) -> Result<(), StoreError> {
    let WallLink { id, name, made_by, made_at, expires_at, withdrawn_at: _ } = link;
    let values = [
        id.as_str().into(),
        name.as_str().into(),
        made_by.as_str().into(),
        (*made_at).into(),
        (*expires_at).into(),
    ];
    tx.execute(ADD, &values).map(|_| ())
}

/// A link by its number, whatever became of it.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Option<WallLink>, StoreError> {
    tx.row(BY_ID, &[id.into()], read)
}

/// Withdraws the links of a name that are in force; answers how many.
pub fn withdraw(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(WITHDRAW, &[name.into(), now.into()])
}

/// The links in force, by name. There are a hundred at most, and old ones cost a few rows.
pub fn in_force(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<WallLink>, StoreError> {
    tx.rows(IN_FORCE, &[now.into()], read)
}
