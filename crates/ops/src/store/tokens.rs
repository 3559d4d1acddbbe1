//! Tokens of programs. Only their hashes are kept.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::rights::{Grant, Role};
use vigie_domain::time::Timestamp;
use vigie_domain::token::Token;

/// Digits of a hash that stand for a token in lists: nobody finds the secret from them.
const ID_DIGITS: usize = 16;

statements! {
    ADD = "INSERT INTO tokens (hash, name, role, organisation, made_by, created_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    BY_HASH = "SELECT hash, name, role, organisation, made_by, created_at, expires_at, used_at,
        withdrawn_at FROM tokens WHERE hash = ?1";
    BY_NAME = "SELECT hash, name, role, organisation, made_by, created_at, expires_at, used_at,
        withdrawn_at FROM tokens WHERE name = ?1 AND withdrawn_at IS NULL";
    KEPT = "SELECT hash, name, role, organisation, made_by, created_at, expires_at, used_at,
        withdrawn_at FROM tokens WHERE withdrawn_at IS NULL ORDER BY name";
    WITHDRAWN = "SELECT hash, name, role, organisation, made_by, created_at, expires_at, used_at,
        withdrawn_at FROM tokens WHERE withdrawn_at IS NOT NULL
        ORDER BY withdrawn_at DESC, hash LIMIT ?1";
    WITHDRAW = "UPDATE tokens SET withdrawn_at = ?2 WHERE name = ?1 AND withdrawn_at IS NULL";
    USED = "UPDATE tokens SET used_at = ?2 WHERE hash = ?1 AND (used_at IS NULL OR used_at < ?2)";
    PRUNE_WITHDRAWN = "DELETE FROM tokens WHERE withdrawn_at < ?1";
    PRUNE_EXPIRED = "DELETE FROM tokens WHERE expires_at < ?1";
}

fn read(row: &Row<'_>) -> Result<Token, StoreError> {
    let hash = row.text(0)?;
    let organisation = row.opt_text(3)?.map(|text| text.parse()).transpose();
    // A role or place that this version can't read opens nothing.
    let place = organisation.ok();
    let grant = Role::from_word(&row.text(2)?).zip(place);
    Ok(Token {
        id: hash.chars().take(ID_DIGITS).collect(),
        name: row.text(1)?,
        grant: grant.map(|(role, organisation)| Grant { role, organisation }),
        made_by: row.text(4)?,
        made_at: Timestamp::from_millis(row.int(5)?),
        expires_at: row.opt_int(6)?.map(Timestamp::from_millis),
        used_at: row.opt_int(7)?.map(Timestamp::from_millis),
        withdrawn_at: row.opt_int(8)?.map(Timestamp::from_millis),
    })
}

/// A token to keep, by the hash of its secret.
pub struct Adding<'a> {
    /// The hash.
    pub hash: &'a str,
    /// The program that will use it.
    pub name: &'a str,
    /// What it may do, and where.
    pub grant: &'a Grant,
    /// Who makes it.
    pub made_by: &'a str,
    /// Until when it is good.
    pub expires_at: Option<Timestamp>,
}

/// Keeps a token.
pub fn add(tx: &mut Tx<'_>, new: &Adding<'_>, now: Timestamp) -> Result<(), StoreError> {
    let organisation = new.grant.organisation.as_ref().map(|slug| slug.as_str());
    let values = [
        new.hash.into(),
        new.name.into(),
        new.grant.role.as_str().into(),
        organisation.into(),
        new.made_by.into(),
        now.into(),
        new.expires_at.into(),
    ];
    tx.execute(ADD, &values).map(|_| ())
}

/// The token of a secret's hash, whatever became of it.
pub fn by_hash(tx: &mut Tx<'_>, hash: &str) -> Result<Option<Token>, StoreError> {
    tx.row(BY_HASH, &[hash.into()], read)
}

/// The token of a name that is not withdrawn.
pub fn by_name(tx: &mut Tx<'_>, name: &str) -> Result<Option<Token>, StoreError> {
    tx.row(BY_NAME, &[name.into()], read)
}

/// The tokens that are not withdrawn, by name.
pub fn kept(tx: &mut Tx<'_>) -> Result<Vec<Token>, StoreError> {
    tx.rows(KEPT, &[], read)
}

/// The tokens that were withdrawn of late, the last first.
pub fn withdrawn(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Token>, StoreError> {
    tx.rows(WITHDRAWN, &[limit.into()], read)
}

/// Withdraws the token of a name; answers whether there was one.
pub fn withdraw(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(WITHDRAW, &[name.into(), now.into()])? > 0)
}

/// Writes when a token was used.
pub fn used(tx: &mut Tx<'_>, hash: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(USED, &[hash.into(), at.into()]).map(|_| ())
}

/// Forgets tokens that ended before an instant.
pub fn prune(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    tx.execute(PRUNE_WITHDRAWN, &[before.into()])?;
    tx.execute(PRUNE_EXPIRED, &[before.into()]).map(|_| ())
}
