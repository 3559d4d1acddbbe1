//! Room **communicate**: what is shown to those who don't work on it.
//! Owns links to the wall screen; never what a wall shows.

mod wall;

pub use wall::{WALL, Wall, WallLink, make_wall_link, open_wall, signed_wall, withdraw_wall};
