//! Where an incident is in its life, and what others call that.

/// Where an incident is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Somebody or something said that it is one.
    Declared,
    /// Somebody said how alarming it is.
    Triaged,
    /// Somebody has it.
    InProgress,
    /// It waits for something that the team has no hand in.
    OnHold,
    /// Whoever worked on it says that it no longer hurts.
    Resolved,
    /// Another person confirmed that.
    Validated,
    /// What keeps it from coming back is being done.
    Remediating,
    /// It is over.
    Closed,
    /// There was nothing.
    Cancelled,
    /// It is the same as another one.
    Duplicate,
}

/// What a public page says of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicStatus {
    /// We look for the cause.
    Investigating,
    /// We know what it is, and work on it.
    Identified,
    /// It works again; we watch it.
    Monitoring,
    /// It is over.
    Resolved,
}

impl PublicStatus {
    /// The word in API and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Monitoring => "monitoring",
            Self::Resolved => "resolved",
        }
    }
}

impl Stage {
    /// All of them, in the order of an incident's life.
    pub const ALL: [Self; 10] = [
        Self::Declared,
        Self::Triaged,
        Self::InProgress,
        Self::OnHold,
        Self::Resolved,
        Self::Validated,
        Self::Remediating,
        Self::Closed,
        Self::Cancelled,
        Self::Duplicate,
    ];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Triaged => "triaged",
            Self::InProgress => "in_progress",
            Self::OnHold => "on_hold",
            Self::Resolved => "resolved",
            Self::Validated => "validated",
            Self::Remediating => "remediating",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Duplicate => "duplicate",
        }
    }

    /// From the database's word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Whether nothing is left to do.
    pub fn is_over(self) -> bool {
        match self {
            Self::Closed | Self::Cancelled | Self::Duplicate => true,
            Self::Declared
            | Self::Triaged
            | Self::InProgress
            | Self::OnHold
            | Self::Resolved
            | Self::Validated
            | Self::Remediating => false,
        }
    }

    /// Whether it still hurts, as far as anybody said.
    pub fn goes_on(self) -> bool {
        match self {
            Self::Declared | Self::Triaged | Self::InProgress | Self::OnHold => true,
            Self::Resolved
            | Self::Validated
            | Self::Remediating
            | Self::Closed
            | Self::Cancelled
            | Self::Duplicate => false,
        }
    }

    /// What a public page says, once somebody decided to speak of it.
    pub fn public_status(self) -> Option<PublicStatus> {
        match self {
            Self::Declared | Self::Cancelled | Self::Duplicate => None,
            Self::Triaged => Some(PublicStatus::Investigating),
            Self::InProgress | Self::OnHold => Some(PublicStatus::Identified),
            Self::Resolved => Some(PublicStatus::Monitoring),
            Self::Validated | Self::Remediating | Self::Closed => Some(PublicStatus::Resolved),
        }
    }

    /// The status of a GLPI ticket that mirrors it: 1 new, 2 assigned, 4 pending, 5 solved,
    /// 6 closed. One that is cancelled or merged has no ticket of its own.
    pub fn glpi_status(self) -> Option<u8> {
        match self {
            Self::Declared => Some(1),
            Self::Triaged | Self::InProgress => Some(2),
            Self::OnHold => Some(4),
            Self::Resolved | Self::Validated | Self::Remediating => Some(5),
            Self::Closed => Some(6),
            Self::Cancelled | Self::Duplicate => None,
        }
    }
}
