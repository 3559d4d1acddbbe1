//! Filing: a signed text is committed to a Git repository, and how that stands. A text that could
//! not be committed stays owed: trouble has its pause, never an end.

use crate::id::{IncidentId, ReportId};
use crate::time::Timestamp;
use std::time::Duration;

/// Longest pause when it may work by itself.
const BY_ITSELF_MAX: Duration = Duration::from_secs(15 * 60);
/// Pause when somebody must change something first: whoever did asks for a try at once.
const BY_PEOPLE: Duration = Duration::from_secs(3_600);

/// A signed text that is owed to the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// The report.
    pub report: ReportId,
    /// The signed text.
    pub version: i64,
    /// The incident that the report was first written for.
    pub incident: IncidentId,
    /// Since when it is owed.
    pub owed_at: Timestamp,
    /// How often it was tried.
    pub attempts: i64,
    /// How it stands.
    pub state: FilingState,
}

/// How the filing of a text stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilingState {
    /// It was not tried yet.
    Owed,
    /// It could not be done, and is tried again.
    Failed {
        /// What sort of trouble it was.
        error: FilingError,
        /// What happened, in the words of the other side.
        cause: String,
        /// When it was tried.
        at: Timestamp,
        /// When it is tried again.
        again_at: Timestamp,
    },
    /// It is in the repository.
    Done {
        /// The commit in which it stands.
        commit: String,
        /// Its path in the repository.
        path: String,
        /// Since when.
        at: Timestamp,
    },
}

/// Why a text could not be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FilingError {
    /// No `git` program is on this machine.
    NoGit,
    /// No repository is declared, or none is where it was declared.
    NoRepository,
    /// The repository does not let us in.
    NotLetIn,
    /// A hook or a rule of the repository refused it.
    Refused,
    /// Somebody changed the same file and did not commit it.
    Edited,
    /// It tells of a private incident, and nothing says that such reports may leave.
    Private,
    /// The repository can't be reached, or did not answer in time.
    Unreachable,
    /// Somebody else committed meanwhile.
    Moved,
    /// Something else.
    Other,
}

impl FilingError {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NoGit,
        Self::NoRepository,
        Self::NotLetIn,
        Self::Refused,
        Self::Edited,
        Self::Private,
        Self::Unreachable,
        Self::Moved,
        Self::Other,
    ];

    /// The word in database, API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoGit => "no-git",
            Self::NoRepository => "no-repository",
            Self::NotLetIn => "not-let-in",
            Self::Refused => "refused",
            Self::Edited => "edited",
            Self::Private => "private",
            Self::Unreachable => "unreachable",
            Self::Moved => "moved",
            Self::Other => "other",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|error| error.as_str() == word)
    }

    /// Whether it may work later without anybody changing something.
    pub fn passes_by_itself(self) -> bool {
        match self {
            Self::Unreachable | Self::Moved => true,
            Self::NoGit
            | Self::NoRepository
            | Self::NotLetIn
            | Self::Refused
            | Self::Edited
            | Self::Private
            | Self::Other => false,
        }
    }

    /// How long to wait after so many attempts.
    pub fn pause(self, attempts: i64) -> Duration {
        if !self.passes_by_itself() {
            return BY_PEOPLE;
        }
        let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(10);
        Duration::from_secs(5 << doublings).min(BY_ITSELF_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_has_a_pause_and_a_word_each() {
        let seconds = |error: FilingError, attempts| error.pause(attempts).as_secs();
        assert_eq!(seconds(FilingError::Moved, 1), 10);
        assert_eq!(seconds(FilingError::Unreachable, 99), 900);
        assert_eq!(seconds(FilingError::Refused, 1), 3_600);
        for error in FilingError::ALL {
            assert_eq!(FilingError::from_word(error.as_str()), Some(error));
        }
    }
}
