//! Room **prepare**: know what we run, who can be told, and what to watch.
//! Owns what is declared; never what happens at night.

mod apply;
pub mod document;

pub use apply::{Changes, Declared, apply, declared, load, plan};
