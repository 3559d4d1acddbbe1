//! Room **respond**: what people do together until it is over.
//! Owns incidents, their timeline and playbooks. Never opens, ends or tells an alert.

mod declare;
mod library;
mod settle;
mod step;

pub use declare::{Declaration, declare, open_for_alerts};
pub use library::playbooks;
pub use settle::{close_settled, settle, take};
pub use step::{note, step};
