//! Passkeys: public keys of devices, and when they were last used.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    ADD = "INSERT INTO passkeys (id, account, label, body, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING";
    OF = "SELECT id, account, label, body, created_at, used_at FROM passkeys
        WHERE account = ?1 ORDER BY created_at LIMIT 100";
    ONE = "SELECT id, account, label, body, created_at, used_at FROM passkeys WHERE id = ?1";
    USED = "UPDATE passkeys SET body = ?2, used_at = ?3 WHERE id = ?1";
    REMOVE = "DELETE FROM passkeys WHERE id = ?1 AND account = ?2";
    CLEAR = "DELETE FROM passkeys WHERE account = ?1";
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The id that its device gave.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// What its owner calls it.
    pub label: String,
    /// Its public key and counter.
    pub body: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

fn passkey(row: &Row<'_>) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.text(0)?,
        account: row.text(1)?,
        label: row.text(2)?,
        body: row.text(3)?,
        created_at: Timestamp::from_millis(row.int(4)?),
        used_at: row.opt_int(5)?.map(Timestamp::from_millis),
    })
}

/// Keeps a passkey; `false` when it is known already.
pub fn add(tx: &mut Tx<'_>, new: &Passkey) -> Result<bool, StoreError> {
    let values = [
        (&new.id).into(),
        (&new.account).into(),
        (&new.label).into(),
        (&new.body).into(),
        new.created_at.into(),
    ];
    Ok(tx.execute(ADD, &values)? == 1)
}

/// The passkeys of an account, the oldest first.
pub fn of(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Passkey>, StoreError> {
    tx.rows(OF, &[account.into()], passkey)
}

/// A passkey by its id.
pub fn one(tx: &mut Tx<'_>, id: &str) -> Result<Option<Passkey>, StoreError> {
    tx.row(ONE, &[id.into()], passkey)
}

/// Notes that a passkey was used, with its new counter.
pub fn used(tx: &mut Tx<'_>, id: &str, body: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(USED, &[id.into(), body.into(), now.into()]).map(|_| ())
}

/// Removes a passkey of an account; answers whether there was one.
pub fn remove(tx: &mut Tx<'_>, id: &str, account: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(REMOVE, &[id.into(), account.into()])? == 1)
}

/// Removes every passkey of an account.
pub fn clear(tx: &mut Tx<'_>, account: &str) -> Result<(), StoreError> {
    tx.execute(CLEAR, &[account.into()]).map(|_| ())
}
