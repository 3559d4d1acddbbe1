//! Room **detect**: something is wrong, from inside and from outside.
//! Owns checks, heartbeats and sources. Never opens an alert: it states facts.

mod change;
mod forget;
mod heartbeat;
mod observe;
mod source;
mod turn;
mod watch;

pub use change::{ToldChange, note_change, service_of};
pub use forget::forget;
pub use heartbeat::{Call, PING_BODY_BYTES_MAX, fail_overdue, ping};
pub use observe::{Seen, observe, turn_own_sight};
pub use source::{heard, notice_silent_sources};
pub use turn::{LEASE, give_turn_back, take_turn, watch_in_turn};
