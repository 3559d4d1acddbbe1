//! (heartbeat)
