//! The app on a phone: what it is called, what it keeps for the day when Vigie does not answer,
//! and the page that shows it then.

mod files;
mod offline;
mod pack;

pub(super) use files::{files, head, manifest, worker};
pub(super) use offline::show;
pub(super) use pack::pack;
