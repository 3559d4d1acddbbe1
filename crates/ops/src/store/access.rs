//! Sign-in links and tokens. Only their hashes are kept.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    ADD_LINK = "INSERT INTO sign_in_links (hash, person, expires_at) VALUES (?1, ?2, ?3)";
    USE_LINK = "UPDATE sign_in_links SET used_at = ?2
        WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING person";
    PRUNE_LINKS = "DELETE FROM sign_in_links WHERE expires_at < ?1";
    ADD_TOKEN = "INSERT INTO tokens (hash, name, scope, created_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (hash) DO NOTHING";
    TOKEN = "SELECT name, scope FROM tokens WHERE hash = ?1 AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE tokens SET withdrawn_at = ?2 WHERE name = ?1 AND withdrawn_at IS NULL";
    TOKENS = "SELECT name, scope, created_at FROM tokens WHERE withdrawn_at IS NULL
        ORDER BY created_at";
}

/// Keeps a single-use sign-in link.
pub fn add_link(
    tx: &mut Tx<'_>,
    hash: &str,
    person: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(ADD_LINK, &[hash.into(), person.into(), expires_at.into()]).map(|_| ())
}

/// Uses a link up. `None`: it is unknown, used or expired.
pub fn use_link(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
    tx.row(USE_LINK, &[hash.into(), now.into()], |row| row.text(0))
}

/// Forgets links that are over.
pub fn prune(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(PRUNE_LINKS, &[now.into()]).map(|_| ())
}

/// Keeps a token.
pub fn add_token(
    tx: &mut Tx<'_>,
    hash: &str,
    name: &str,
    scope: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [hash.into(), name.into(), scope.into(), now.into()];
    tx.execute(ADD_TOKEN, &values).map(|_| ())
}

/// The name and scope of a token that was not withdrawn.
pub fn token(tx: &mut Tx<'_>, hash: &str) -> Result<Option<(String, String)>, StoreError> {
    tx.row(TOKEN, &[hash.into()], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Withdraws the tokens of a name; answers how many.
pub fn withdraw(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<u64, StoreError> {
    tx.execute(WITHDRAW, &[name.into(), now.into()])
}

/// The tokens in force: name, scope, since when.
pub fn tokens(tx: &mut Tx<'_>) -> Result<Vec<(String, String, Timestamp)>, StoreError> {
    tx.rows(TOKENS, &[], |row| {
        Ok((row.text(0)?, row.text(1)?, Timestamp::from_millis(row.int(2)?)))
    })
}
