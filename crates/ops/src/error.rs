//! The one error of use cases: it says who must act.

use crate::store::StoreError;
use crate::words::{Said, Words};
use thiserror::Error;

/// Why a use case did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The caller must change something.
    #[error("{why}")]
    Refused {
        /// What is wrong, naming the field.
        why: Said,
        /// What to do next.
        next_step: Said,
    },
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller may see it, but not do this to it.
    #[error("your role does not allow this")]
    NotAllowed,
    /// Somebody changed it meanwhile: read it again.
    #[error("it was changed meanwhile: look again")]
    Stale,
    /// Our side is broken; the operator must act.
    #[error(transparent)]
    Broken(#[from] StoreError),
}

impl Error {
    /// A refusal in words, in both languages.
    pub fn refused<W: Into<String>, N: Into<String>>(
        why: impl Fn(Words) -> W,
        next_step: impl Fn(Words) -> N,
    ) -> Self {
        Self::Refused { why: Said::new(why), next_step: Said::new(next_step) }
    }
}
