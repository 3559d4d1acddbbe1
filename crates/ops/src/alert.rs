//! Room **alert**: the right person knows, once, and we can prove it.
//!
//! Owns alerts, groups, silences and notifications. Never looks at a target itself and never
//! talks to a channel inside a transaction.

mod acknowledge;
mod confirm;
mod deliver;
mod end;
mod find;
mod flush;
mod forget;
mod group;
mod message;
mod notice;
mod nudge;
mod page;
mod receive;
mod signal;
mod silence;
mod tips;
mod told;

pub use acknowledge::{acknowledge, acknowledge_many, asked_for, resolve_by_hand};
pub use confirm::confirm_mail;
pub use deliver::{ACKNOWLEDGE, attempt, deliver_due, take_due};
pub use end::end_unheard;
pub use find::{find, inhibiting};
pub use flush::{flush_next, regroup};
pub use forget::{forget_alerts, forget_notifications, forget_silences};
pub use message::{Message, tell_message};
pub use nudge::tell_action;
pub use page::{Page, Stage, Wanted, page};
pub use receive::{Judged, Received, Refusal, receive, receive_together};
pub use signal::{
    SELF, count_practice, end_exercise_alerts, raise_in_exercise, signal_check, signal_clock,
    signal_source, signal_task, signal_tasks,
};
pub use silence::{expire_silence, set_silence};
pub use tips::signal_tips;
pub use told::told;
