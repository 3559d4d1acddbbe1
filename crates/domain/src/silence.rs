//! (silence)
