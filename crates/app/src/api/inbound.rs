//! What other tools post to us, read into signals.

pub mod generic;
