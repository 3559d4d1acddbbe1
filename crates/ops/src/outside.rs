//! The world outside: everything that can fail for reasons that are not ours.
//! Knows the domain; never touches the database.

pub mod probe;
pub mod send;
