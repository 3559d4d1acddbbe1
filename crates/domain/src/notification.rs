//! (notification)
