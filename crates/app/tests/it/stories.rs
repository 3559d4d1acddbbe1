//! Stories: what a user would notice, told on our clock, on both engines.

mod forget;
mod path;
mod silence;
mod tell;
