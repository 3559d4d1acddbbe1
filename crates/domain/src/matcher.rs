//! (matcher)
