//! Wrong tries: how long they make somebody wait.
//!
//! The wait grows with the tries of one account from one address, or of one device that the
//! account knows. So whoever guesses waits, and the owner elsewhere does not.

use crate::time::Timestamp;
use std::time::Duration;

/// Tries are forgotten after this time without a new one.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(3_600);
/// Wrong tries on one account, from anywhere within the hour, that the audit log tells.
pub const WARN_AT: u32 = 20;

/// What tries are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriesKind {
    /// One account from one address, or from one device that it knows: slips of the finger are
    /// free, then each wrong try doubles the wait, up to a quarter of an hour.
    Pair,
    /// One address, whatever the accounts: an office shares one, so more are free, and the wait
    /// stays within a minute.
    Address,
    /// One account from everywhere: told, never slowed, because anybody can cause it.
    Account,
}

/// Wrong tries so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many in a row.
    pub count: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Tries {
    /// When the next try is welcome; a time that is over when it is now.
    pub fn ready_at(self, kind: TriesKind, now: Timestamp) -> Timestamp {
        let known = self.at(now);
        let (free, wait_max) = match kind {
            TriesKind::Pair => (5, 900),
            TriesKind::Address => (50, 60),
            TriesKind::Account => return known.last_at,
        };
        let Some(beyond) = known.count.checked_sub(free) else { return known.last_at };
        let wait = 1_u64.checked_shl(beyond.min(16)).unwrap_or(wait_max).min(wait_max);
        known.last_at + Duration::from_secs(wait)
    }

    /// The tries with one more, wrong until it turns out right.
    pub fn with_one_more(self, now: Timestamp) -> Self {
        Self { count: self.at(now).count.saturating_add(1), last_at: now }
    }

    /// From when on tries count, at this time.
    pub fn counted_since(now: Timestamp) -> Timestamp {
        now.minus(FORGOTTEN_AFTER)
    }

    /// What counts now. A clock that was set back makes nobody wait for it to catch up.
    fn at(self, now: Timestamp) -> Self {
        if self.last_at < Self::counted_since(now) {
            return Self::default();
        }
        Self { last_at: self.last_at.min(now), ..self }
    }
}
