//! Tips: what somebody outside says on the public form, without an account.
//! Owns how far one is; never who sent it, since nobody asks.

use crate::id::{IncidentId, TipId};
use crate::text::Slug;
use crate::time::Timestamp;

/// What somebody outside said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Its number.
    pub id: TipId,
    /// When it came.
    pub at: Timestamp,
    /// The service that they chose.
    pub service: Option<Slug>,
    /// What they see.
    pub text: String,
    /// How to reach them, if they want; may be empty.
    pub contact: String,
    /// What became of it.
    pub state: TipState,
}

/// What became of a tip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TipState {
    /// Nobody decided yet.
    Open,
    /// It is an incident now.
    Declared {
        /// The incident.
        incident: IncidentId,
        /// Who declared it.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// It is none.
    Dismissed {
        /// Why.
        why: String,
        /// Who decided.
        by: String,
        /// When.
        at: Timestamp,
    },
}

/// What happened to a tip, as the journal tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TipTurn {
    /// It came.
    Received,
    /// An incident was declared for it.
    Declared,
    /// It was dismissed.
    Dismissed,
}

impl TipTurn {
    /// The kind of its journal entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "tip_received",
            Self::Declared => "tip_declared",
            Self::Dismissed => "tip_dismissed",
        }
    }
}
