//! What is known of each heartbeat, and its pings.

use super::statements::statements;
use super::{Row, StoreError, Tx};
use std::time::Duration;
use vigie_domain::heartbeat::{HeartbeatState, Ping, Standing};
use vigie_domain::time::Timestamp;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT slug, standing, why, since, last_ping_at, last_kind, counted_from, \
             last_start_at, run_id, unended_since, last_took_millis FROM heartbeat_states ",
            $rest
        )
    };
}

statements! {
    STATE = select!("WHERE slug = ?1 /*for-update*/");
    STATES = select!("ORDER BY slug");
    OVERDUE = select!("WHERE fails_at <= ?1 ORDER BY fails_at LIMIT ?2 /*for-update*/");
    SAVE = "INSERT INTO heartbeat_states (slug, standing, why, since, last_ping_at, last_kind,
        counted_from, last_start_at, run_id, unended_since, last_took_millis, fails_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (slug) DO UPDATE SET standing = excluded.standing, why = excluded.why,
        since = excluded.since, last_ping_at = excluded.last_ping_at,
        last_kind = excluded.last_kind, counted_from = excluded.counted_from,
        last_start_at = excluded.last_start_at, run_id = excluded.run_id,
        unended_since = excluded.unended_since, last_took_millis = excluded.last_took_millis,
        fails_at = excluded.fails_at";
    EARLIEST = "SELECT MIN(fails_at) FROM heartbeat_states";
    ADD_PING = "INSERT INTO pings (slug, at, kind, run_id, took_millis, remote, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    PINGS = "SELECT at, kind, run_id, took_millis, remote, body FROM pings WHERE slug = ?1
        ORDER BY id DESC LIMIT ?2";
    PRUNE_PINGS = "DELETE FROM pings WHERE slug = ?1 AND id < (SELECT MIN(id) FROM
        (SELECT id FROM pings WHERE slug = ?1 ORDER BY id DESC LIMIT ?2) AS kept)";
    NEXT_PINGED = "SELECT slug FROM pings WHERE slug > ?1 ORDER BY slug LIMIT 1";
    FORGET_PINGS = "DELETE FROM pings WHERE slug = ?1 AND at < ?2";
    FORGET = "DELETE FROM heartbeat_states WHERE slug = ?1";
}

/// One ping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPing {
    /// When it came.
    pub at: Timestamp,
    /// `success`, `start`, `fail`, `log`, or an exit status.
    pub kind: String,
    /// The run it names.
    pub run_id: Option<String>,
    /// How long the run took, when its start was seen.
    pub took_millis: Option<i64>,
    /// Where it came from.
    pub remote: String,
    /// What it carried.
    pub body: Vec<u8>,
}

fn read_state(row: &Row<'_>) -> Result<(String, HeartbeatState), StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    let standing = match row.str(1)? {
        "failing" => Standing::Failing {
            why: row.opt_text(2)?.unwrap_or_default(),
            since: Timestamp::from_millis(row.int(3)?),
        },
        "passing" => Standing::Passing,
        _ => Standing::New,
    };
    let millis = row.opt_int(10)?.and_then(|millis| u64::try_from(millis).ok());
    let state = HeartbeatState {
        standing,
        last_ping: instant(4)?,
        last_kind: row.opt_str(5)?.and_then(ping_from_word),
        counted_from: instant(6)?,
        last_start: instant(7)?,
        run_id: row.opt_text(8)?,
        unended_since: instant(9)?,
        last_duration: millis.map(Duration::from_millis),
    };
    Ok((row.text(0)?, state))
}

/// The word of a ping in the database: `success`, `start`, `fail`, `log`, or an exit status.
pub fn ping_word(ping: Ping) -> String {
    match ping {
        Ping::Exit(status) => status.to_string(),
        Ping::Success | Ping::Start | Ping::Fail | Ping::Log => ping.as_str().to_owned(),
    }
}

fn ping_from_word(word: &str) -> Option<Ping> {
    Ping::from_path(if word == "success" { "" } else { word })
}

/// What is known of a heartbeat, locked.
pub fn state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<HeartbeatState>, StoreError> {
    Ok(tx.row(STATE, &[slug.into()], read_state)?.map(|(_, state)| state))
}

/// What is known of every heartbeat, by slug.
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<(String, HeartbeatState)>, StoreError> {
    tx.rows(STATES, &[], read_state)
}

/// Heartbeats that should have come by now and are not failing yet, locked.
pub fn overdue(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(String, HeartbeatState)>, StoreError> {
    tx.rows(OVERDUE, &[now.into(), limit.into()], read_state)
}

/// When the next heartbeat fails unless it comes.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes what is known of a heartbeat, and when it fails unless it comes.
pub fn save(
    tx: &mut Tx<'_>,
    slug: &str,
    state: &HeartbeatState,
    fails_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let (why, since) = match &state.standing {
        Standing::Failing { why, since } => (Some(why.as_str()), Some(*since)),
        Standing::New | Standing::Passing => (None, None),
    };
    let kind = state.last_kind.map(ping_word);
    let took = state.last_duration.and_then(|took| i64::try_from(took.as_millis()).ok());
    let values = [
        slug.into(),
        state.standing.as_str().into(),
        why.into(),
        since.into(),
        state.last_ping.into(),
        kind.as_ref().into(),
        state.counted_from.into(),
        state.last_start.into(),
        state.run_id.as_ref().into(),
        state.unended_since.into(),
        took.into(),
        fails_at.into(),
    ];
    tx.execute(SAVE, &values).map(|_| ())
}

/// Forgets a heartbeat that is no longer declared.
pub fn forget(tx: &mut Tx<'_>, slug: &str) -> Result<(), StoreError> {
    tx.execute(FORGET, &[slug.into()]).map(|_| ())
}

/// Keeps a ping.
pub fn add_ping(tx: &mut Tx<'_>, slug: &str, ping: &StoredPing) -> Result<(), StoreError> {
    let values = [
        slug.into(),
        ping.at.into(),
        (&ping.kind).into(),
        ping.run_id.as_ref().into(),
        ping.took_millis.into(),
        (&ping.remote).into(),
        ping.body.as_slice().into(),
    ];
    tx.execute(ADD_PING, &values).map(|_| ())
}

/// The pings of a heartbeat, newest first.
pub fn pings(tx: &mut Tx<'_>, slug: &str, limit: i64) -> Result<Vec<StoredPing>, StoreError> {
    tx.rows(PINGS, &[slug.into(), limit.into()], |row| {
        Ok(StoredPing {
            at: Timestamp::from_millis(row.int(0)?),
            kind: row.text(1)?,
            run_id: row.opt_text(2)?,
            took_millis: row.opt_int(3)?,
            remote: row.text(4)?,
            body: row.bytes(5)?.to_vec(),
        })
    })
}

/// Forgets all but the newest pings of a heartbeat.
pub fn prune_pings(tx: &mut Tx<'_>, slug: &str, keep: i64) -> Result<u64, StoreError> {
    tx.execute(PRUNE_PINGS, &[slug.into(), keep.into()])
}

/// The heartbeats that have pings, declared or not.
pub fn pinged(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.distinct(NEXT_PINGED)
}

/// Forgets the pings of a heartbeat before an instant.
pub fn forget_pings(tx: &mut Tx<'_>, slug: &str, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute(FORGET_PINGS, &[slug.into(), before.into()])
}
