//! Room **detect**: something is wrong, from inside and from outside.
//! Owns checks, heartbeats and sources. Never opens an alert: it states facts.

mod heartbeat;
mod source;

pub use heartbeat::fail_overdue;
pub use source::{heard, notice_silent_sources};
