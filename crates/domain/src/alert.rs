//! (alert)
