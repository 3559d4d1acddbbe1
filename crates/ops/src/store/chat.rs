//! What is heard in the rooms of a chat: where listening was left off, each message once, and the
//! answers that are owed.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::time::Timestamp;

statements! {
    PLACE = "SELECT account, since, attempts, next_at, heard_at, trouble FROM chat_places
        WHERE homeserver = ?1";
    SAVE_PLACE = "INSERT INTO chat_places
        (homeserver, account, since, attempts, next_at, heard_at, trouble)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (homeserver) DO UPDATE SET account = excluded.account,
        since = excluded.since, attempts = excluded.attempts, next_at = excluded.next_at,
        heard_at = excluded.heard_at, trouble = excluded.trouble";
    HEAR = "INSERT INTO chat_heard (id, room, heard_at, joins, attempts) VALUES (?1, ?2, ?3, 0, 0)
        ON CONFLICT (id) DO NOTHING";
    OWE = "UPDATE chat_heard SET answer = ?2, joins = ?3, due_at = ?4 WHERE id = ?1";
    DUE = "SELECT id, room, joins, answer, attempts FROM chat_heard WHERE due_at <= ?1
        ORDER BY due_at LIMIT 1 /*for-update*/";
    TAKEN = "UPDATE chat_heard SET attempts = attempts + 1, due_at = ?2 WHERE id = ?1";
    LATER = "UPDATE chat_heard SET due_at = ?2 WHERE id = ?1";
    SAID = "UPDATE chat_heard SET answer = NULL, due_at = NULL WHERE id = ?1";
    FORGET = "DELETE FROM chat_heard WHERE heard_at < ?1 AND due_at IS NULL";
}

/// Where listening to a chat was left off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Whose account listens; empty before the first time.
    pub account: String,
    /// Where the next call goes on; empty for from now on.
    pub since: String,
    /// Calls since the last one that worked.
    pub attempts: u32,
    /// When the next call may be made.
    pub next_at: Option<Timestamp>,
    /// When the last one worked.
    pub heard_at: Option<Timestamp>,
    /// Why the last one failed, with what to change.
    pub trouble: Option<String>,
}

/// An answer that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What it is known by.
    pub id: String,
    /// The room.
    pub room: String,
    /// Whether the room is entered first.
    pub joins: bool,
    /// The words.
    pub text: String,
    /// Attempts before this one.
    pub attempts: u32,
}

fn read_place(row: &Row<'_>) -> Result<Place, StoreError> {
    Ok(Place {
        account: row.text(0)?,
        since: row.text(1)?,
        attempts: u32::try_from(row.int(2)?).unwrap_or(u32::MAX),
        next_at: row.opt_int(3)?.map(Timestamp::from_millis),
        heard_at: row.opt_int(4)?.map(Timestamp::from_millis),
        trouble: row.opt_text(5)?,
    })
}

/// Where listening to a homeserver was left off; `None` before the first time.
pub fn place(tx: &mut Tx<'_>, homeserver: &str) -> Result<Option<Place>, StoreError> {
    tx.row(PLACE, &[homeserver.into()], read_place)
}

/// Writes where listening was left off.
pub fn save_place(tx: &mut Tx<'_>, homeserver: &str, place: &Place) -> Result<(), StoreError> {
    let values = [
        homeserver.into(),
        (&place.account).into(),
        (&place.since).into(),
        i64::from(place.attempts).into(),
        place.next_at.into(),
        place.heard_at.into(),
        place.trouble.as_ref().into(),
    ];
    tx.execute(SAVE_PLACE, &values).map(|_| ())
}

/// Notes that something was heard. `false`: it was before.
pub fn hear(tx: &mut Tx<'_>, (id, room): (&str, &str), now: Timestamp) -> Result<bool, StoreError> {
    Ok(tx.execute(HEAR, &[id.into(), room.into(), now.into()])? == 1)
}

/// Owes an answer to what was heard, in a room that is entered first if need be.
pub fn owe(
    tx: &mut Tx<'_>,
    id: &str,
    (answer, joins): (&str, bool),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(OWE, &[id.into(), answer.into(), i64::from(joins).into(), now.into()]).map(|_| ())
}

/// Takes the answer that waits longest; nobody else takes it until an instant.
pub fn take(tx: &mut Tx<'_>, now: Timestamp, until: Timestamp) -> Result<Option<Owed>, StoreError> {
    let due = tx.row(DUE, &[now.into()], |row| {
        Ok(Owed {
            id: row.text(0)?,
            room: row.text(1)?,
            joins: row.int(2)? != 0,
            text: row.opt_text(3)?.unwrap_or_default(),
            attempts: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        })
    })?;
    if let Some(owed) = &due {
        tx.execute(TAKEN, &[(&owed.id).into(), until.into()])?;
    }
    Ok(due)
}

/// Leaves an answer for later.
pub fn later(tx: &mut Tx<'_>, id: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(LATER, &[id.into(), at.into()]).map(|_| ())
}

/// Notes that an answer was said, or is given up: its words are not kept.
pub fn said(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    tx.execute(SAID, &[id.into()]).map(|_| ())
}

/// Forgets what was heard before an instant and is owed no answer.
pub fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(FORGET, &[before.into()])
}
