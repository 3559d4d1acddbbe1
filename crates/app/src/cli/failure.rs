//! Why a command did not do what it was asked, and its exit code.

use crate::serve::ServeError;
use std::fmt;
use std::process::ExitCode;
use vigie_ops::store::StoreError;

/// Why a command did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// It was refused, or there is no such thing.
    Refused(String),
    /// The command line is wrong in a way that only its meaning shows.
    Usage(String),
    /// The server or the database can't be reached.
    Unreachable(String),
    /// A mail was not taken: the code that its mail server understands, and why.
    Mail(u8, String),
}

impl Failure {
    /// A refusal, and what to do next.
    pub(super) fn refused(why: impl fmt::Display, next_step: impl fmt::Display) -> Self {
        Self::Refused(format!("{why}\n  next: {next_step}"))
    }

    /// Nobody answers, and what to do next.
    pub(super) fn unreachable(why: impl fmt::Display, next_step: impl fmt::Display) -> Self {
        Self::Unreachable(format!("{why}\n  next: {next_step}"))
    }

    /// The documented exit code.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Unreachable(_) => 3,
            Self::Mail(code, _) => *code,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(text)
            | Self::Usage(text)
            | Self::Unreachable(text)
            | Self::Mail(_, text) => f.write_str(text),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match &error {
            ServeError::Store(StoreError::Unreachable(_) | StoreError::Busy) => {
                Self::Unreachable(error.to_string())
            }
            ServeError::Store(_)
            | ServeError::Data { .. }
            | ServeError::Listen { .. }
            | ServeError::Ops(_)
            | ServeError::Keys(_)
            | ServeError::Configuration(_)
            | ServeError::Certificate(_)
            | ServeError::System(_) => Self::Refused(error.to_string()),
        }
    }
}
