//! (setup)
