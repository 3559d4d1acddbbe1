//! Incidents: a declared effort by people, until it is over.
//! Owns the life of an incident and its reference; never the words of its timeline.

use crate::id::IncidentId;
use crate::severity::Severity;
use crate::text::Slug;
use crate::time::Timestamp;
use std::fmt;
use std::str::FromStr;

/// What people call an incident: `INC-2026-0042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Year of the declaration, UTC.
    pub year: i16,
    /// Running number within the year, from 1.
    pub number: u32,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INC-{:04}-{:04}", self.year, self.number)
    }
}

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text
            .strip_prefix("INC-")
            .and_then(|rest| rest.split_once('-'))
            .and_then(|(year, number)| Some((year.parse().ok()?, number.parse().ok()?)));
        match parsed {
            Some((year, number)) if number > 0 => Ok(Self { year, number }),
            _ => Err(format!("\"{text}\" is no incident reference such as INC-2026-0042")),
        }
    }
}

/// Where an incident is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Somebody or something said that it is one.
    Declared,
    /// Somebody has it.
    Acknowledged,
    /// It no longer hurts.
    Resolved,
    /// It is over and its report is drafted.
    Closed,
}

impl Stage {
    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// From the database's word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Declared, Self::Acknowledged, Self::Resolved, Self::Closed]
            .into_iter()
            .find(|stage| stage.as_str() == word)
    }
}

/// A declared effort by people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number in the database.
    pub id: IncidentId,
    /// What people call it.
    pub reference: Reference,
    /// One line that says what is wrong.
    pub title: String,
    /// The service that suffers, when known.
    pub service: Option<Slug>,
    /// How bad.
    pub severity: Severity,
    /// Where it is in its life.
    pub stage: Stage,
    /// Who has it.
    pub lead: Option<String>,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// When somebody took it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it no longer hurt.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether alerts opened it; such an incident resolves and closes by itself.
    pub by_alert: bool,
}

/// A step that is not allowed where the incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// The incident.
    pub reference: Reference,
    /// Where it stands.
    pub stage: Stage,
}

/// A step in an incident's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody takes it.
    Acknowledge,
    /// It no longer hurts.
    Resolve,
    /// It hurts again.
    Reopen,
    /// It is over.
    Close,
}

impl Incident {
    /// The incident after a step, or where it is that the step is not allowed.
    pub fn step(self, step: Step, by: &str, now: Timestamp) -> Result<Self, NotAllowed> {
        let from = self.stage;
        let lead = Some(by.to_owned());
        match (from, step) {
            (Stage::Declared | Stage::Acknowledged, Step::Acknowledge) => Ok(Self {
                stage: Stage::Acknowledged,
                lead,
                acknowledged_at: self.acknowledged_at.or(Some(now)),
                ..self
            }),
            (Stage::Declared | Stage::Acknowledged, Step::Resolve) => {
                Ok(Self { stage: Stage::Resolved, resolved_at: Some(now), ..self })
            }
            (Stage::Resolved, Step::Reopen) => Ok(Self {
                stage: if self.acknowledged_at.is_some() {
                    Stage::Acknowledged
                } else {
                    Stage::Declared
                },
                resolved_at: None,
                ..self
            }),
            (Stage::Declared | Stage::Acknowledged | Stage::Resolved, Step::Close) => Ok(Self {
                stage: Stage::Closed,
                resolved_at: self.resolved_at.or(Some(now)),
                closed_at: Some(now),
                ..self
            }),
            (Stage::Resolved | Stage::Closed, Step::Acknowledge | Step::Resolve)
            | (Stage::Closed | Stage::Declared | Stage::Acknowledged, Step::Reopen)
            | (Stage::Closed, Step::Close) => {
                Err(NotAllowed { reference: self.reference, stage: from })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_read_back() {
        let reference = Reference { year: 2026, number: 42 };
        assert_eq!(reference.to_string(), "INC-2026-0042");
        assert_eq!("INC-2026-0042".parse(), Ok(reference));
        assert_eq!("INC-2026-12345".parse(), Ok(Reference { year: 2026, number: 12_345 }));
        for bad in ["INC-2026-0", "2026-1", "INC-x-1", ""] {
            assert!(bad.parse::<Reference>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_life_of_an_incident() {
        let incident = Incident {
            id: IncidentId(1),
            reference: Reference { year: 2026, number: 1 },
            title: "api is down".to_owned(),
            service: None,
            severity: Severity::Critical,
            stage: Stage::Declared,
            lead: None,
            declared_at: Timestamp::from_millis(0),
            acknowledged_at: None,
            resolved_at: None,
            closed_at: None,
            by_alert: true,
        };
        let now = Timestamp::from_millis(60_000);
        let taken = incident.step(Step::Acknowledge, "alice", now).unwrap();
        assert_eq!((taken.stage, taken.lead.as_deref()), (Stage::Acknowledged, Some("alice")));
        let resolved = taken.step(Step::Resolve, "vigie", now).unwrap();
        assert_eq!(resolved.lead.as_deref(), Some("alice"));
        let again = resolved.clone().step(Step::Reopen, "vigie", now).unwrap();
        assert_eq!((again.stage, again.resolved_at), (Stage::Acknowledged, None));
        let closed = resolved.step(Step::Close, "alice", now).unwrap();
        assert!(closed.clone().step(Step::Reopen, "alice", now).is_err());
        assert!(closed.step(Step::Close, "alice", now).is_err());
    }
}
