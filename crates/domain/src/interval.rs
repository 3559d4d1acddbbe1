//! (interval)
