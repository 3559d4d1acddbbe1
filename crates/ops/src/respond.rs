//! Room **respond**: what people do together until it is over.
//! Owns incidents and their timeline. Never opens, ends or tells an alert.

mod declare;
mod settle;
mod step;

pub use declare::{Declaration, declare, open_for_alert};
pub use settle::{close_settled, settle, take};
pub use step::{note, step};
