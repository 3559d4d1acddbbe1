//! Room **learn**: not twice.
//! Owns reports, from draft to signature; never changes an incident.

mod action;
mod breach;
mod draft;
mod edit;
mod file;
mod letter;
mod markdown;
mod material;
mod measures;
mod proposed;
mod templates;
mod values;

pub use action::{
    ACTION_CHARS_MAX, PROOF_CHARS_MAX, Promise, add_action, change_action, end_action,
    remind_of_actions, reopen_action,
};
pub use breach::{
    BREACH_CHARS_MAX, BreachText, closed, closed_in_words, open_breach, write_breach,
};
pub use draft::{Given, draft_report};
pub use edit::{
    COMMENT_CHARS_MAX, Edit, Saved, TEXT_CHARS_MAX, begin_again, comment_report, join_report,
    named_sections, news, sign_report, take_news, write_report,
};
pub use file::{file_again, file_due, owe_filing};
pub use letter::{letter, letter_clock, letters, letters_for};
pub use markdown::open_questions;
pub use measures::{By, Measured, MeasuredGroup, measured, measured_groups, measured_only};
pub use proposed::proposed_actions;
pub use templates::Templates;
