//! What is known of each heartbeat, and its pings.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use vigie_domain::time::Timestamp;

statements! {
    STATE = "SELECT slug, verdict, since, last_ping_at, last_start_at, run_id, next_at, fails_at
        FROM heartbeat_states WHERE slug = $1 /*for-update*/";
    STATES = "SELECT slug, verdict, since, last_ping_at, last_start_at, run_id, next_at, fails_at
        FROM heartbeat_states ORDER BY slug";
    SAVE = "INSERT INTO heartbeat_states (slug, verdict, since, last_ping_at, last_start_at,
        run_id, next_at, fails_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (slug) DO UPDATE SET verdict = excluded.verdict, since = excluded.since,
        last_ping_at = excluded.last_ping_at, last_start_at = excluded.last_start_at,
        run_id = excluded.run_id, next_at = excluded.next_at, fails_at = excluded.fails_at";
    OVERDUE = "SELECT slug, verdict, since, last_ping_at, last_start_at, run_id, next_at, fails_at
        FROM heartbeat_states WHERE fails_at <= $1 AND verdict <> 'failing'
        ORDER BY fails_at LIMIT $2 /*for-update*/";
    EARLIEST = "SELECT MIN(fails_at) FROM heartbeat_states WHERE verdict <> 'failing'";
    ADD_PING = "INSERT INTO pings (slug, at, kind, run_id, took_millis, remote, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    PINGS = "SELECT at, kind, run_id, took_millis, remote, body FROM pings WHERE slug = $1
        ORDER BY id DESC LIMIT $2";
    PRUNE_PINGS = "DELETE FROM pings WHERE slug = $1 AND id < (SELECT MIN(id) FROM
        (SELECT id FROM pings WHERE slug = $1 ORDER BY id DESC LIMIT $2) AS kept)";
    FORGET = "DELETE FROM heartbeat_states WHERE slug = $1";
}

/// What is known of a heartbeat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredHeartbeat {
    /// The heartbeat.
    pub slug: String,
    /// `waiting`, `passing` or `failing`.
    pub verdict: String,
    /// Since when.
    pub since: Timestamp,
    /// Its last success.
    pub last_ping_at: Option<Timestamp>,
    /// Its last start.
    pub last_start_at: Option<Timestamp>,
    /// The run that its last start named.
    pub run_id: Option<String>,
    /// When it is expected next.
    pub next_at: Option<Timestamp>,
    /// When it fails unless it comes.
    pub fails_at: Option<Timestamp>,
}

/// One ping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPing {
    /// When it came.
    pub at: Timestamp,
    /// `success`, `start`, `fail`, `log`, or `exit N`.
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

fn read_state(row: &Row<'_>) -> Result<StoredHeartbeat, StoreError> {
    let instant = |column| Ok::<_, StoreError>(row.opt_int(column)?.map(Timestamp::from_millis));
    Ok(StoredHeartbeat {
        slug: row.text(0)?,
        verdict: row.text(1)?,
        since: Timestamp::from_millis(row.int(2)?),
        last_ping_at: instant(3)?,
        last_start_at: instant(4)?,
        run_id: row.opt_text(5)?,
        next_at: instant(6)?,
        fails_at: instant(7)?,
    })
}

/// What is known of a heartbeat, locked.
pub fn state(tx: &mut Tx<'_>, slug: &str) -> Result<Option<StoredHeartbeat>, StoreError> {
    tx.row(STATE, &[slug.into()], read_state)
}

/// What is known of every heartbeat.
pub fn states(tx: &mut Tx<'_>) -> Result<Vec<StoredHeartbeat>, StoreError> {
    tx.rows(STATES, &[], read_state)
}

/// Heartbeats that should have come by now and are not failing yet, locked.
pub fn overdue(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<StoredHeartbeat>, StoreError> {
    tx.rows(OVERDUE, &[now.into(), limit.into()], read_state)
}

/// When the next heartbeat fails unless it comes.
pub fn earliest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at = tx.row(EARLIEST, &[], |row| row.opt_int(0))?;
    Ok(at.flatten().map(Timestamp::from_millis))
}

/// Writes what is known of a heartbeat.
pub fn save(tx: &mut Tx<'_>, state: &StoredHeartbeat) -> Result<(), StoreError> {
    let values = [
        Value::Text(&state.slug),
        Value::Text(&state.verdict),
        state.since.into(),
        state.last_ping_at.into(),
        state.last_start_at.into(),
        state.run_id.as_ref().into(),
        state.next_at.into(),
        state.fails_at.into(),
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
