//! Tasks: work inside an incident that somebody owes, and until when. The promise of the next
//! update and the wait of a playbook are tasks too: all three are reminded of in one way.

use crate::id::{IncidentId, TaskId};
use crate::time::Timestamp;

/// What sort of task it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// Something that somebody does.
    Work,
    /// The next update that was promised.
    Update,
    /// The time-box of a playbook's step.
    Wait,
}

impl TaskKind {
    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Update => "update",
            Self::Wait => "wait",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Work, Self::Update, Self::Wait].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether a task was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskEnding {
    /// It was done.
    Done,
    /// It is no longer needed.
    Dropped,
}

impl TaskEnding {
    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Done, Self::Dropped].into_iter().find(|ending| ending.as_str() == word)
    }
}

/// Work inside an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub id: TaskId,
    /// The incident.
    pub incident: IncidentId,
    /// What sort it is.
    pub kind: TaskKind,
    /// What is to be done.
    pub text: String,
    /// Who owes it.
    pub owner: Option<String>,
    /// Until when.
    pub due_at: Option<Timestamp>,
    /// Who asked for it.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
    /// When people were reminded that it is overdue.
    pub reminded_at: Option<Timestamp>,
    /// Who ended it, when and how.
    pub ended: Option<(String, Timestamp, TaskEnding)>,
}

impl Task {
    /// Whether its time passed while it was open.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.due_at.is_some_and(|due| due <= now)
    }
}
