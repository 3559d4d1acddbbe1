//! Room **learn**: not twice.
//! Owns reports, from draft to signature; never changes an incident.

mod draft;
mod edit;
mod markdown;
mod material;
mod templates;
mod values;

pub use draft::{Given, draft_report};
pub use edit::{
    COMMENT_CHARS_MAX, Edit, Saved, TEXT_CHARS_MAX, begin_again, comment_report, join_report,
    named_sections, news, sign_report, take_news, write_report,
};
pub use markdown::open_questions;
pub use templates::Templates;
