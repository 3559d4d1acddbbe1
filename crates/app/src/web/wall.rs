//! The wall screen: what is open, for everybody in the room, without sign-in and without people.
//! And the page where administrators make and withdraw its links.

mod clean;
mod links;
mod screen;

pub(super) use links::{list, make, withdraw};
pub(super) use screen::{SCRIPT_ROUTE, STYLE_ROUTE, script, show, style};
