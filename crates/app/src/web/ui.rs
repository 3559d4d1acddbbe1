//! The parts that every page is made of, each shown with its states on `/design`.
//! Owns how things look and behave on a page; knows no use case and no table.

mod chart;
mod columns;
mod dialogue;
mod field;
mod list;
mod nav;
mod sheet;
mod small;
mod table;
mod time;
mod timeline;
mod views;

pub(super) use chart::{Bar, chart};
pub(super) use columns::{Column, List, Reading, Way};
pub(super) use dialogue::{Theirs, both_texts, confirm};
pub(super) use field::{Choice, Field};
pub(super) use list::{Asked, escaped, filters};
pub(super) use nav::{rooms, search_box};
pub(super) use sheet::{Cell, ROWS_MAX, Sheet};
pub(super) use small::{badge, button, button_of, empty, notice, person, unparted};
pub(super) use table::table;
pub(super) use time::{day, time, whole_time};
pub(super) use timeline::{Line, in_one_line, timeline, told};
pub(super) use views::{forget, save};
