//! The one error of use cases: it says who must act.

use crate::store::StoreError;
use thiserror::Error;

/// Why a use case did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The caller must change something.
    #[error("{why}")]
    Refused {
        /// What is wrong, naming the field.
        why: String,
        /// What to do next.
        next_step: &'static str,
    },
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Somebody changed it meanwhile: read it again.
    #[error("it was changed meanwhile: look again")]
    Stale,
    /// Our side is broken; the operator must act.
    #[error(transparent)]
    Broken(#[from] StoreError),
}

impl Error {
    /// A refusal in words.
    pub fn refused(why: impl Into<String>, next_step: &'static str) -> Self {
        Self::Refused { why: why.into(), next_step }
    }
}
