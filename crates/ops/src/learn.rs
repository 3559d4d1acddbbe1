//! Room **learn**: not twice.
//! Owns the drafts of reports; never changes an incident.

mod draft;
mod report;

pub use draft::draft_report;
