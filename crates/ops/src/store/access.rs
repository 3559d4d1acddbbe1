//! Sign-in links, sessions and tokens. Only their hashes are kept.

use super::statements::statements;
use super::{StoreError, Tx};
use std::time::Duration;
use vigie_domain::time::Timestamp;

statements! {
    ADD_LINK = "INSERT INTO sign_in_links (hash, person, expires_at) VALUES (?1, ?2, ?3)";
    USE_LINK = "UPDATE sign_in_links SET used_at = ?2
        WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2 RETURNING person";
    PRUNE_LINKS = "DELETE FROM sign_in_links WHERE expires_at < ?1";
    ADD_SESSION = "INSERT INTO sessions (hash, person, created_at, seen_at, expires_at)
        VALUES (?1, ?2, ?3, ?3, ?4)";
    SESSION = "SELECT person, seen_at FROM sessions WHERE hash = ?1 AND expires_at > ?2
        AND seen_at > ?3";
    SEEN = "UPDATE sessions SET seen_at = ?2 WHERE hash = ?1";
    END_SESSION = "DELETE FROM sessions WHERE hash = ?1";
    PRUNE_SESSIONS = "DELETE FROM sessions WHERE expires_at < ?1 OR seen_at < ?2";
    COUNT_SESSIONS = "SELECT COUNT(*) FROM sessions";
    ADD_TOKEN = "INSERT INTO tokens (hash, name, scope, created_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (hash) DO NOTHING";
    TOKEN = "SELECT name, scope FROM tokens WHERE hash = ?1 AND withdrawn_at IS NULL";
    WITHDRAW = "UPDATE tokens SET withdrawn_at = ?2 WHERE name = ?1 AND withdrawn_at IS NULL";
    TOKENS = "SELECT name, scope, created_at FROM tokens WHERE withdrawn_at IS NULL
        ORDER BY created_at";
}

/// A session that is not used for that long ends.
pub const SESSION_IDLE_MAX: Duration = Duration::from_secs(7 * 24 * 3600);

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

/// Opens a session.
pub fn add_session(
    tx: &mut Tx<'_>,
    hash: &str,
    person: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let values = [hash.into(), person.into(), now.into(), expires_at.into()];
    tx.execute(ADD_SESSION, &values).map(|_| ())
}

/// Who a session belongs to and when it was last seen, unless it is over.
pub fn session(
    tx: &mut Tx<'_>,
    hash: &str,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<(String, Timestamp)>, StoreError> {
    tx.row(SESSION, &[hash.into(), now.into(), idle_since.into()], |row| {
        Ok((row.text(0)?, Timestamp::from_millis(row.int(1)?)))
    })
}

/// Notes that a session is in use.
pub fn seen(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(SEEN, &[hash.into(), now.into()]).map(|_| ())
}

/// Ends a session.
pub fn end_session(tx: &mut Tx<'_>, hash: &str) -> Result<(), StoreError> {
    tx.execute(END_SESSION, &[hash.into()]).map(|_| ())
}

/// Whether anybody ever signed in and still is.
pub fn any_session(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.row(COUNT_SESSIONS, &[], |row| row.int(0))?.unwrap_or(0) > 0)
}

/// Forgets links and sessions that are over.
pub fn prune(tx: &mut Tx<'_>, now: Timestamp, idle_since: Timestamp) -> Result<(), StoreError> {
    tx.execute(PRUNE_LINKS, &[now.into()])?;
    tx.execute(PRUNE_SESSIONS, &[now.into(), idle_since.into()]).map(|_| ())
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
