//! How long a sign-in lasts, and when somebody must show again who they are.

use crate::time::Timestamp;
use std::time::Duration;

/// A session that is not used for that long ends: a week, so that who is on call every other week
/// and forgets a phone in a train does not leave a door open.
pub const SESSION_IDLE_MAX: Duration = Duration::from_secs(7 * 24 * 3_600);
/// A session ends a month after sign-in, whatever happens.
pub const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 3_600);
/// A session in use is noted once a minute at most, so that reading writes little.
pub const SEEN_EVERY: Duration = Duration::from_secs(60);
/// Who signed in or confirmed within that time need not do it again before a dangerous action.
pub const RECENT: Duration = Duration::from_secs(15 * 60);
/// An exchange of several steps, such as a password and then a code, is finished within that time.
pub const CEREMONY_LASTS: Duration = Duration::from_secs(10 * 60);

const _: () = assert!(RECENT.as_secs() < SESSION_IDLE_MAX.as_secs());
const _: () = assert!(SESSION_IDLE_MAX.as_secs() < SESSION_LASTS.as_secs());

/// Whether who proved themselves at `proved_at` need not do it again now.
pub fn is_recent(proved_at: Timestamp, now: Timestamp) -> bool {
    now < proved_at + RECENT
}
