//! Sessions, and the devices on which somebody signed in before. Only hashes are kept.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

statements! {
    OPEN = "INSERT INTO sessions (hash, person, created_at, seen_at, expires_at, proved_at, how,
        device, address, upstream) VALUES (?1, ?2, ?3, ?3, ?4, ?3, ?5, ?6, ?7, ?8)";
    WHOSE = "SELECT s.hash, s.person, s.created_at, s.seen_at, s.proved_at, s.how, s.device,
        s.address, a.by_hand, a.language, a.role FROM sessions s LEFT JOIN accounts a ON a.name = s.person
        WHERE s.hash = ?1 AND s.expires_at > ?2 AND s.seen_at > ?3";
    OF_PERSON = "SELECT s.hash, s.person, s.created_at, s.seen_at, s.proved_at, s.how, s.device,
        s.address, a.by_hand, a.language, a.role FROM sessions s LEFT JOIN accounts a ON a.name = s.person
        WHERE s.person = ?1 AND s.expires_at > ?2 AND s.seen_at > ?3
        ORDER BY s.seen_at DESC LIMIT ?4";
    SEEN = "UPDATE sessions SET seen_at = ?2 WHERE hash = ?1";
    PROVED = "UPDATE sessions SET proved_at = ?2 WHERE hash = ?1";
    UPSTREAM = "SELECT upstream FROM sessions WHERE hash = ?1";
    END = "DELETE FROM sessions WHERE hash = ?1 AND person = ?2";
    END_ANY = "DELETE FROM sessions WHERE hash = ?1";
    END_OTHERS = "DELETE FROM sessions WHERE person = ?1 AND hash <> ?2";
    PRUNE_EXPIRED = "DELETE FROM sessions WHERE expires_at < ?1";
    PRUNE_IDLE = "DELETE FROM sessions WHERE seen_at < ?1";
    KNOW_DEVICE = "INSERT INTO known_devices (hash, account, seen_at) VALUES (?1, ?2, ?3)
        ON CONFLICT (hash) DO UPDATE SET account = ?2, seen_at = ?3";
    KNOWN_DEVICE = "SELECT seen_at FROM known_devices WHERE hash = ?1 AND account = ?2
        AND seen_at > ?3";
    FORGET_DEVICES = "DELETE FROM known_devices WHERE account = ?1";
    PRUNE_DEVICES = "DELETE FROM known_devices WHERE seen_at < ?1";
}

/// A session to open.
pub struct Opening<'a> {
    /// The hash of its secret.
    pub hash: &'a str,
    /// Whose it is.
    pub person: &'a str,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// What was shown: `password`, `link`, `passkey`, `code` or `provider`.
    pub how: &'a str,
    /// The device, for people.
    pub device: &'a str,
    /// The address it came from.
    pub address: &'a str,
    /// What the identity provider gave, hidden.
    pub upstream: &'a str,
}

/// A session that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its secret, which also names it.
    pub hash: String,
    /// Whose it is.
    pub person: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
    /// When its owner last showed who they are.
    pub proved_at: Timestamp,
    /// What was shown then.
    pub how: String,
    /// The device, for people.
    pub device: String,
    /// The address it came from.
    pub address: String,
    /// Whether its account was made by hand.
    pub by_hand: bool,
    /// The language its owner chose.
    pub language: Option<Language>,
    /// The role its account was made with.
    pub role: Option<String>,
}

fn session(row: &Row<'_>) -> Result<Session, StoreError> {
    let at = |column| Ok::<_, StoreError>(Timestamp::from_millis(row.int(column)?));
    Ok(Session {
        hash: row.text(0)?,
        person: row.text(1)?,
        created_at: at(2)?,
        seen_at: at(3)?,
        proved_at: at(4)?,
        how: row.text(5)?,
        device: row.text(6)?,
        address: row.text(7)?,
        by_hand: row.opt_int(8)? == Some(1),
        language: row.opt_text(9)?.and_then(|tag| Language::from_tag(&tag)),
        role: row.opt_text(10)?,
    })
}

/// Opens a session.
pub fn open(tx: &mut Tx<'_>, new: &Opening<'_>, now: Timestamp) -> Result<(), StoreError> {
    let values = [
        new.hash.into(),
        new.person.into(),
        now.into(),
        new.expires_at.into(),
        new.how.into(),
        new.device.into(),
        new.address.into(),
        new.upstream.into(),
    ];
    tx.execute(OPEN, &values).map(|_| ())
}

/// The session of a secret, unless it is over.
pub fn whose(
    tx: &mut Tx<'_>,
    hash: &str,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>, StoreError> {
    tx.row(WHOSE, &[hash.into(), now.into(), idle_since.into()], session)
}

/// The sessions of a person, the one used last first.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: &str,
    now: Timestamp,
    idle_since: Timestamp,
    limit: i64,
) -> Result<Vec<Session>, StoreError> {
    let values = [person.into(), now.into(), idle_since.into(), limit.into()];
    tx.rows(OF_PERSON, &values, session)
}

/// Notes that a session is in use.
pub fn seen(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(SEEN, &[hash.into(), now.into()]).map(|_| ())
}

/// Notes that its owner showed again who they are.
pub fn proved(tx: &mut Tx<'_>, hash: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(PROVED, &[hash.into(), now.into()]).map(|_| ())
}

/// What the identity provider gave for a session, hidden; empty without one.
pub fn upstream(tx: &mut Tx<'_>, hash: &str) -> Result<String, StoreError> {
    Ok(tx.row(UPSTREAM, &[hash.into()], |row| row.text(0))?.unwrap_or_default())
}

/// Ends a session of a person; answers whether there was one.
pub fn end_of(tx: &mut Tx<'_>, hash: &str, person: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(END, &[hash.into(), person.into()])? > 0)
}

/// Ends a session.
pub fn end(tx: &mut Tx<'_>, hash: &str) -> Result<(), StoreError> {
    tx.execute(END_ANY, &[hash.into()]).map(|_| ())
}

/// Ends the sessions of a person, but for one; answers how many. An empty `but` spares none.
pub fn end_others(tx: &mut Tx<'_>, person: &str, but: &str) -> Result<u64, StoreError> {
    tx.execute(END_OTHERS, &[person.into(), but.into()])
}

/// Forgets sessions that are over, and devices not seen since.
pub fn prune(
    tx: &mut Tx<'_>,
    now: Timestamp,
    idle_since: Timestamp,
    devices_since: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(PRUNE_EXPIRED, &[now.into()])?;
    tx.execute(PRUNE_IDLE, &[idle_since.into()])?;
    tx.execute(PRUNE_DEVICES, &[devices_since.into()]).map(|_| ())
}

/// Remembers a device of an account.
pub fn know_device(
    tx: &mut Tx<'_>,
    hash: &str,
    account: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(KNOW_DEVICE, &[hash.into(), account.into(), now.into()]).map(|_| ())
}

/// Whether somebody signed in to this account on this device, since then.
pub fn is_known_device(
    tx: &mut Tx<'_>,
    hash: &str,
    account: &str,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let values = [hash.into(), account.into(), since.into()];
    Ok(tx.row(KNOWN_DEVICE, &values, |row| row.int(0))?.is_some())
}

/// Forgets the devices of an account.
pub fn forget_devices(tx: &mut Tx<'_>, account: &str) -> Result<(), StoreError> {
    tx.execute(FORGET_DEVICES, &[account.into()]).map(|_| ())
}
