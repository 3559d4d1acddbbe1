//! Heartbeats: they wait to be called, and fail by silence.

use crate::error::Error;
use crate::store::heartbeats::{self, StoredPing, ping_word};
use crate::store::{Tx, Wake, journal};
use vigie_domain::fact::Fact;
use vigie_domain::heartbeat::{Heartbeat, HeartbeatState, HeartbeatTurn, Ping};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Heartbeats failed in one unit.
const OVERDUE_MAX: i64 = 500;
/// Pings kept of one heartbeat: a hundred days of a daily job.
const PINGS_KEPT: i64 = 100;
/// Old pings are removed once in so many, by the clock's last digits, to keep a ping cheap.
const PRUNE_ONE_IN: i64 = 16;
/// Longest body kept of a ping; callers are told so.
pub const PING_BODY_BYTES_MAX: usize = 100_000;

/// A call, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What it says.
    pub ping: Ping,
    /// The run that it names.
    pub run_id: Option<String>,
    /// Where it came from.
    pub remote: String,
    /// What it carried, cut to the limit.
    pub body: Vec<u8>,
}

/// Takes a call for a heartbeat.
pub fn ping(
    tx: &mut Tx<'_>,
    heartbeat: &Heartbeat,
    call: &Call,
    now: Timestamp,
) -> Result<(), Error> {
    let slug = heartbeat.slug.as_str();
    let known = heartbeats::state(tx, slug)?.unwrap_or_default();
    let (state, turn) = known.ping(heartbeat, call.ping, call.run_id.as_deref(), now);
    let ended = !matches!(call.ping, Ping::Start | Ping::Log);
    let took = state.last_duration.filter(|_| ended);
    let kept = StoredPing {
        at: now,
        kind: ping_word(call.ping),
        run_id: call.run_id.clone(),
        took_millis: took.and_then(|took| i64::try_from(took.as_millis()).ok()),
        remote: call.remote.clone(),
        body: call.body.clone(),
    };
    heartbeats::add_ping(tx, slug, &kept)?;
    if now.as_millis() % PRUNE_ONE_IN == 0 {
        heartbeats::prune_pings(tx, slug, PINGS_KEPT)?;
    }
    save(tx, heartbeat, &state, turn, now)
}

/// Fails the heartbeats that should have come by now. Answers whether there were any.
pub fn fail_overdue(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let overdue = heartbeats::overdue(tx, now, OVERDUE_MAX)?;
    let any = !overdue.is_empty();
    for (slug, state) in overdue {
        let declared = slug.parse().ok().and_then(|slug: Slug| setup.heartbeats.get(&slug));
        let Some(heartbeat) = declared else {
            heartbeats::forget(tx, &slug)?;
            continue;
        };
        let (state, turn) = state.wait(heartbeat, now);
        save(tx, heartbeat, &state, turn, now)?;
    }
    Ok(any)
}

fn save(
    tx: &mut Tx<'_>,
    heartbeat: &Heartbeat,
    state: &HeartbeatState,
    turn: Option<HeartbeatTurn>,
    now: Timestamp,
) -> Result<(), Error> {
    heartbeats::save(tx, heartbeat.slug.as_str(), state, state.fails_at(heartbeat))?;
    tx.wake(Wake::Timers);
    let check = heartbeat.slug.clone();
    let fact = match turn {
        None => return Ok(()),
        Some(HeartbeatTurn::StartedFailing { why }) => {
            Fact::CheckTurned { check, failing: true, why }
        }
        Some(HeartbeatTurn::Recovered { after }) => {
            let why = format!("it came again after {} s", after.as_secs());
            Fact::CheckTurned { check, failing: false, why }
        }
    };
    Ok(journal::append(tx, &fact, "vigie", now)?)
}
