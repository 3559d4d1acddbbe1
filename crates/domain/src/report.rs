//! Reports: the account of one or several incidents, and the templates that it is drafted from.
//!
//! Owns how a text is filled, cut in sections and merged. Never invents a word: what nobody said
//! stays as a question, and nobody's words are written over.

mod filing;
mod merge;
mod template;
#[cfg(test)]
mod tests;

pub use filing::{Filing, FilingError, FilingState};
pub use merge::{Merged, merge, sections, title_of, with_section};
pub use template::{FIELDS, Template};

use crate::id::{IncidentId, ReportId};
use crate::person::Language;
use crate::time::Timestamp;

/// The account of one or several incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its number in the database.
    pub id: ReportId,
    /// The incident that it was first written for.
    pub incident: IncidentId,
    /// The template that it was drafted from.
    pub template: String,
    /// The language that it was drafted in.
    pub language: Language,
    /// Its newest text.
    pub last: Version,
}

/// A text of a report. A new text stands beside the ones before; a signed one never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// Markdown.
    pub text: String,
    /// Who wrote it; `vigie` when the timeline did.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The last journal entry that its author knew.
    pub knows: i64,
    /// Who stands for it, when somebody does.
    pub signature: Option<Signature>,
}

/// Somebody stands for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
}

/// What somebody says about a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The version that they read.
    pub version: i64,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they say.
    pub text: String,
}

/// What people do to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportTurn {
    /// Somebody wrote.
    Written,
    /// Somebody stands for a text.
    Signed,
    /// Somebody says something about it.
    Commented,
    /// Another incident is told in it too.
    Joined,
    /// A signed text stands in the repository.
    Filed,
    /// A signed text could not be committed to the repository yet.
    NotFiled,
}

impl ReportTurn {
    /// The kind of the journal's entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Written => "report_written",
            Self::Signed => "report_signed",
            Self::Commented => "report_commented",
            Self::Joined => "report_joined",
            Self::Filed => "report_filed",
            Self::NotFiled => "report_not_filed",
        }
    }
}
