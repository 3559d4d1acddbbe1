//! Room **learn**: not twice.
//! Owns the drafts of reports; never changes an incident.

mod draft;
mod report;
mod words;

pub use draft::draft_report;
