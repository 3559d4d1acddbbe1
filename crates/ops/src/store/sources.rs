//! What is known of each source of signals, and the messages that could not be read.

use super::statements::statements;
use super::{StoreError, Tx};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

statements! {
    HEARD = "INSERT INTO source_states (slug, heard_at, silent, received, refused)
        VALUES (?1, ?2, 0, ?3, ?4) ON CONFLICT (slug) DO UPDATE
        SET heard_at = excluded.heard_at, silent = 0,
        received = source_states.received + excluded.received,
        refused = source_states.refused + excluded.refused";
    EXPECT = "INSERT INTO source_states (slug, heard_at, silent, received, refused)
        VALUES (?1, ?2, 0, 0, 0) ON CONFLICT (slug) DO NOTHING";
    TURN = "UPDATE source_states SET silent = ?2 WHERE slug = ?1 AND silent <> ?2";
    ALL_ROWS = "SELECT slug, heard_at, silent, received, refused FROM source_states";
    KEEP_UNREAD = "INSERT INTO unread_messages (source, at, why, body) VALUES (?1, ?2, ?3, ?4)";
    KEEP_NEWEST = "DELETE FROM unread_messages WHERE source = ?1 AND id < (SELECT MIN(id) FROM
        (SELECT id FROM unread_messages WHERE source = ?1 ORDER BY id DESC LIMIT ?2) AS kept)";
    UNREAD = "SELECT id, source, at, why, body FROM unread_messages ORDER BY id DESC LIMIT ?1";
    FORGET_UNREAD = "DELETE FROM unread_messages WHERE at < ?1";
}

/// Unread messages kept of one source: a sender that is broken sends the same again and again.
const UNREAD_MAX: i64 = 200;

/// What is known of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// The source.
    pub slug: String,
    /// When it last spoke; when it was first expected, if it never did.
    pub heard_at: Option<Timestamp>,
    /// Whether it misses its rhythm.
    pub silent: bool,
    /// Signals taken from it.
    pub received: i64,
    /// Signals refused.
    pub refused: i64,
}

/// A message that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its number.
    pub id: i64,
    /// The source that sent it.
    pub source: String,
    /// When.
    pub at: Timestamp,
    /// What could not be read.
    pub why: String,
    /// What was sent.
    pub body: Vec<u8>,
}

/// Notes that a source spoke.
pub fn heard(
    tx: &mut Tx<'_>,
    source: &Slug,
    received: i64,
    refused: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [source.as_str().into(), now.into(), received.into(), refused.into()];
    tx.execute(HEARD, &values).map(|_| ())
}

/// Starts the rhythm of a source that never spoke.
pub fn expect(tx: &mut Tx<'_>, source: &Slug, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(EXPECT, &[source.as_str().into(), now.into()]).map(|_| ())
}

/// Notes that a source went silent or speaks again. `false`: that was known.
pub fn turn(tx: &mut Tx<'_>, source: &Slug, silent: bool) -> Result<bool, StoreError> {
    Ok(tx.execute(TURN, &[source.as_str().into(), silent.into()])? == 1)
}

/// What is known of every source that is known of.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<SourceState>, StoreError> {
    tx.rows(ALL_ROWS, &[], |row| {
        Ok(SourceState {
            slug: row.text(0)?,
            heard_at: row.opt_int(1)?.map(Timestamp::from_millis),
            silent: row.flag(2)?,
            received: row.int(3)?,
            refused: row.int(4)?,
        })
    })
}

/// Keeps an authentic message that could not be read.
pub fn keep_unread(
    tx: &mut Tx<'_>,
    source: &Slug,
    why: &str,
    body: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [source.as_str().into(), now.into(), why.into(), body.into()];
    tx.execute(KEEP_UNREAD, &values)?;
    tx.execute(KEEP_NEWEST, &[source.as_str().into(), UNREAD_MAX.into()]).map(|_| ())
}

/// Messages that could not be read, newest first.
pub fn unread(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Unread>, StoreError> {
    tx.rows(UNREAD, &[limit.into()], |row| {
        Ok(Unread {
            id: row.int(0)?,
            source: row.text(1)?,
            at: Timestamp::from_millis(row.int(2)?),
            why: row.text(3)?,
            body: row.bytes(4)?.to_vec(),
        })
    })
}

/// Forgets messages that came before an instant.
pub fn forget_unread(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(FORGET_UNREAD, &[before.into()])
}
