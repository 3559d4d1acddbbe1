//! Notifications: messages that we owe, and what becomes of each attempt to deliver one.
//! Owns when a failed attempt is made again and when to stop; never sends, never asks the time.

use crate::time::Timestamp;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Wait after the first failure: long enough for a restart of a mail server's listener.
pub const RETRY_FIRST: Duration = Duration::from_secs(5);
/// Longest wait between two attempts: a channel that works again is used within a quarter hour.
pub const RETRY_LONGEST: Duration = Duration::from_secs(15 * 60);
/// A notification that could not be delivered for a day tells nobody anything new.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 3600);
/// Most attempts for one notification. The age ends it first; this bounds the rows that a server
/// can cause which always asks for another try at once.
pub const ATTEMPTS_MAX: u32 = 200;
/// Longest wait that the other side may ask for: a wrong clock there must not mute a channel.
pub const ASKED_WAIT_MAX: Duration = Duration::from_secs(3600);

const _: () = assert!(RETRY_FIRST.as_secs() < RETRY_LONGEST.as_secs());
const _: () = assert!(RETRY_LONGEST.as_secs() < ASKED_WAIT_MAX.as_secs());
const _: () = assert!(ASKED_WAIT_MAX.as_secs() < GIVE_UP_AFTER.as_secs());
// A day of the longest waits, plus the shorter ones before them, stays under the count.
const _: () = assert!(GIVE_UP_AFTER.as_secs() / (RETRY_LONGEST.as_secs() * 4 / 5) < 180);

/// Where an owed notification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationState {
    /// Waits for its first attempt, or for the next one.
    Due,
    /// An attempt is under way; after a crash it becomes due again.
    Sending,
    /// The channel accepted it.
    Sent,
    /// The last attempt failed; another one follows.
    Failed,
    /// No more attempts: shown as a dead letter until somebody sends it again.
    GivenUp,
    /// Not sent, because a newer notification says more.
    Superseded,
}

impl NotificationState {
    /// All states, in the order of a notification's life.
    pub const ALL: [Self; 6] =
        [Self::Due, Self::Sending, Self::Sent, Self::Failed, Self::GivenUp, Self::Superseded];

    /// The word in API and database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
            Self::Superseded => "superseded",
        }
    }

    /// Whether nothing more will happen to it by itself.
    pub fn is_final(self) -> bool {
        match self {
            Self::Sent | Self::GivenUp | Self::Superseded => true,
            Self::Due | Self::Sending | Self::Failed => false,
        }
    }
}

impl fmt::Display for NotificationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for NotificationState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            format!("\"{text}\" is no state of a notification: use one of {words}")
        })
    }
}

/// What one attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The channel took it.
    Accepted {
        /// What the channel answered, in words.
        receipt: String,
    },
    /// It failed, and may work later.
    Failed {
        /// What happened.
        cause: String,
        /// How long the channel asked us to wait.
        asked_wait: Option<Duration>,
    },
    /// It failed, and will until somebody changes something.
    Refused {
        /// What happened.
        cause: String,
        /// What to change.
        advice: String,
    },
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is delivered.
    Done,
    /// Try again at this time.
    Again(Timestamp),
    /// Stop: the channel refuses it.
    StopRefused,
    /// Stop: it was tried for too long or too often.
    StopTired,
}

/// How long to wait after the failed attempt number `attempt` (the first is 1).
///
/// Doubles from 5 s to 15 min. Up to a quarter is added by a hash of key and attempt, so that a
/// thousand notifications that failed together do not come back together, and so that the same
/// notification gets the same delays after a restart.
pub fn retry_delay(attempt: u32, key: &str) -> Duration {
    let ceiling = RETRY_LONGEST.mul_f64(0.8);
    let doublings = attempt.saturating_sub(1).min(16);
    let base = RETRY_FIRST.saturating_mul(1 << doublings).min(ceiling);
    let quarter_millis = u64::try_from(base.as_millis() / 4).unwrap_or(0);
    base + Duration::from_millis(spread(key, attempt) % (quarter_millis + 1))
}

/// FNV-1a over the key and the attempt: spreads well enough, and is the same on every node.
fn spread(key: &str, attempt: u32) -> u64 {
    let bytes = key.bytes().chain(attempt.to_le_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^ (hash >> 32)
}

/// What to do after attempt number `attempt` of a notification that is owed since `owed_at`.
pub fn after_attempt(
    delivery: &Delivery,
    attempt: u32,
    key: &str,
    owed_at: Timestamp,
    now: Timestamp,
) -> Next {
    let asked = match delivery {
        Delivery::Accepted { .. } => return Next::Done,
        Delivery::Refused { .. } => return Next::StopRefused,
        Delivery::Failed { asked_wait, .. } => asked_wait.unwrap_or_default(),
    };
    let at = now + retry_delay(attempt, key).max(asked.min(ASKED_WAIT_MAX));
    if attempt >= ATTEMPTS_MAX || at.since(owed_at) > GIVE_UP_AFTER {
        return Next::StopTired;
    }
    Next::Again(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_words_and_back() {
        for state in NotificationState::ALL {
            assert_eq!(state.as_str().parse::<NotificationState>(), Ok(state));
        }
        let refusal = "lost".parse::<NotificationState>().unwrap_err();
        assert!(refusal.contains("superseded"), "{refusal}");
    }

    #[test]
    fn waits_double_from_five_seconds_to_fifteen_minutes() {
        for (attempt, least) in [(1, 5), (2, 10), (3, 20), (7, 320), (8, 640), (9, 720), (99, 720)]
        {
            for key in ["a", "b", "0190-7c", "0190-7d"] {
                let wait = retry_delay(attempt, key);
                let (low, high) = (Duration::from_secs(least), Duration::from_secs(least) * 5 / 4);
                assert!(wait >= low && wait <= high, "{attempt} {key}: {wait:?}");
                assert!(wait <= RETRY_LONGEST);
                assert_eq!(wait, retry_delay(attempt, key), "the same after a restart");
            }
        }
    }

    #[test]
    fn notifications_that_failed_together_spread_out() {
        let waits: std::collections::BTreeSet<u64> =
            (0..200).map(|n| retry_delay(9, &format!("n-{n}")).as_secs()).collect();
        assert!(waits.len() > 80, "only {} different seconds", waits.len());
    }

    fn failed(asked_wait: Option<u64>) -> Delivery {
        Delivery::Failed { cause: String::new(), asked_wait: asked_wait.map(Duration::from_secs) }
    }

    #[test]
    fn an_attempt_is_followed_by_the_right_thing() {
        let owed = Timestamp::from_millis(0);
        let now = owed + Duration::from_secs(60);
        let again = |delivery: &Delivery| {
            let next = after_attempt(delivery, 1, "k", owed, now);
            let Next::Again(at) = next else { panic!("{next:?}") };
            at.since(now).as_secs()
        };
        assert!((5..=6).contains(&again(&failed(None))));
        assert!((5..=6).contains(&again(&failed(Some(1)))), "never sooner than our own wait");
        assert_eq!(again(&failed(Some(90))), 90, "a longer wait that was asked for is kept");
        assert_eq!(again(&failed(Some(10_000_000))), 3600, "but not any wait");
        let done = Delivery::Accepted { receipt: String::new() };
        assert_eq!(after_attempt(&done, 1, "k", owed, now), Next::Done);
        let refused = Delivery::Refused { cause: String::new(), advice: String::new() };
        assert_eq!(after_attempt(&refused, 1, "k", owed, now), Next::StopRefused);
    }

    #[test]
    fn it_stops_after_a_day_and_the_count_never_stops_it_sooner() {
        let owed = Timestamp::from_millis(0);
        let (mut now, mut attempt) = (owed, 1);
        while let Next::Again(at) = after_attempt(&failed(None), attempt, "k", owed, now) {
            (now, attempt) = (at, attempt + 1);
        }
        assert!(attempt < ATTEMPTS_MAX, "{attempt}");
        assert!(now.since(owed) > GIVE_UP_AFTER - RETRY_LONGEST, "{now}");
        assert_eq!(after_attempt(&failed(None), ATTEMPTS_MAX, "k", owed, owed), Next::StopTired);
    }
}
