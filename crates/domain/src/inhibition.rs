//! (inhibition)
