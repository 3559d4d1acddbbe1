//! Sign-in links. Only their hashes are kept.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    ADD_LINK = "INSERT INTO sign_in_links (hash, person, expires_at) VALUES (?1, ?2, ?3)";
    USE_LINK = "UPDATE sign_in_links SET used_at = ?2
        WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING person";
    PRUNE_LINKS = "DELETE FROM sign_in_links WHERE expires_at < ?1";
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
