//! Prepare: know what we run, who can be told, and what to watch.
//! Owns what is declared; never what happens at night.

pub mod document;
