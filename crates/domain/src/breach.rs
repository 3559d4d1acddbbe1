//! Breaches: the register of personal-data breaches that the law wants kept (GDPR, article 33(5)).
//!
//! One entry an incident: facts, effects, remedies, and what was decided, with the reasons.

use crate::id::IncidentId;
use crate::incident::Noted;
use crate::time::Timestamp;

/// What a breach means for the persons concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreachRisk {
    /// No risk: the register, and nothing else.
    Unlikely,
    /// A risk: the authority is told, too.
    Likely,
    /// A high risk: so are the persons.
    High,
}

impl BreachRisk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unlikely, Self::Likely, Self::High];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unlikely => "none",
            Self::Likely => "risk",
            Self::High => "high",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.as_str() == word)
    }
}

/// What was decided, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreachDecision {
    /// What it means for the persons.
    pub risk: BreachRisk,
    /// Why.
    pub reasons: String,
    /// Who decided, and when.
    pub noted: Noted,
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The incident.
    pub incident: IncidentId,
    /// How often it was written.
    pub version: i64,
    /// Since when it is in the register.
    pub opened_at: Timestamp,
    /// What happened, to which data, of how many persons.
    pub facts: String,
    /// What came, or may come, of it.
    pub effects: String,
    /// What was done about it.
    pub remedies: String,
    /// What was decided, when it was.
    pub decision: Option<BreachDecision>,
    /// Who wrote in it last, and when.
    pub written: Option<Noted>,
}

/// What people do to an entry of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreachTurn {
    /// It was begun.
    Opened,
    /// Somebody wrote in it.
    Written,
    /// Somebody decided what it means.
    Decided,
}

impl BreachTurn {
    /// The kind of the journal's entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "breach_opened",
            Self::Written => "breach_written",
            Self::Decided => "breach_decided",
        }
    }
}
