//! What is refused in an incident, in words that say what to do.

use crate::error::Error;
use crate::words::Words;
use vigie_domain::incident::{NotAllowed, Stage, Trouble};

/// Longest reason: a sentence or two.
pub(super) const REASON_CHARS_MAX: usize = 1_000;

/// A step that an incident's life does not allow.
pub(super) fn refused(not_allowed: &NotAllowed) -> Error {
    let (reference, by) = (not_allowed.reference, &not_allowed.moved.by);
    match not_allowed.trouble {
        Trouble::Stage => Error::refused(
            |words| words.step_refused(by, reference, not_allowed.stage.as_str()),
            |words| words.step_refused_next(next(not_allowed.stage)),
        ),
        Trouble::OwnWork => {
            Error::refused(|words| words.own_work(reference), Words::own_work_alone)
        }
        Trouble::Attended => {
            Error::refused(|words| words.not_by_itself(reference), Words::not_by_itself_next)
        }
        Trouble::Itself => {
            Error::refused(|words| words.merge_itself(reference), Words::merge_itself_next)
        }
    }
}

/// What is left to do at a stage.
fn next(stage: Stage) -> &'static str {
    match stage {
        Stage::Declared | Stage::Triaged | Stage::InProgress | Stage::OnHold => "resolve",
        Stage::Resolved => "validate",
        Stage::Validated | Stage::Remediating => "close",
        Stage::Closed | Stage::Cancelled | Stage::Duplicate => "reopen",
    }
}

/// A reason as it is kept; empty when nobody gave one.
pub(super) fn checked_reason(why: &str) -> Result<String, Error> {
    let why = why.trim();
    if why.chars().count() > REASON_CHARS_MAX {
        return Err(Error::refused(|w| w.reason_long(REASON_CHARS_MAX), Words::reason_long_next));
    }
    Ok(why.replace('\0', "␀"))
}
