//! Incidents: a declared effort by people, until it is over.
//! Owns the life of an incident and its reference; never the words of its timeline.

mod life;
mod link;
mod particulars;
mod seat;
mod stage;
#[cfg(test)]
mod tests;

pub use life::{By, NotAllowed, Step, Trouble};
pub use link::{Relation, causes_itself};
pub use particulars::{Particular, Particulars, in_words};
pub use seat::Seat;
pub use stage::{PublicStatus, Stage};

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

/// What kind of effort it is. Exercises and tests are marked everywhere and stay out of measures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// It is real.
    #[default]
    Incident,
    /// People practise.
    Exercise,
    /// Somebody tries whether Vigie works.
    Test,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Incident, Self::Exercise, Self::Test];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incident => "incident",
            Self::Exercise => "exercise",
            Self::Test => "test",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it is an incident, and no practice.
    pub fn is_real(self) -> bool {
        self == Self::Incident
    }
}

/// An instant, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Timestamp,
    /// Who said so: a person, a source, or `vigie`.
    pub by: String,
}

/// A declared effort by people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number in the database.
    pub id: IncidentId,
    /// What people call it.
    pub reference: Reference,
    /// Counts what was changed of it, from 0, so that nobody changes what they did not see.
    pub version: i64,
    /// Whether it is real.
    pub kind: Kind,
    /// One line that says what is wrong.
    pub title: String,
    /// The service that suffers, when known.
    pub service: Option<Slug>,
    /// How bad.
    pub severity: Severity,
    /// Where it is in its life.
    pub stage: Stage,
    /// Since when it is there, and who brought it there.
    pub moved: Noted,
    /// Who has it.
    pub lead: Option<String>,
    /// When it began to be wrong, as far as somebody knows.
    pub occurred: Option<Noted>,
    /// When something or somebody saw it.
    pub detected: Option<Noted>,
    /// When the team learned of it; legal clocks count from there.
    pub aware: Option<Noted>,
    /// When it hurt less, and who said so.
    pub mitigated: Option<Noted>,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// Who declared it.
    pub declared_by: String,
    /// When somebody took it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it no longer hurt, and who said so.
    pub resolved: Option<Noted>,
    /// When that was confirmed, and by whom.
    pub validated: Option<Noted>,
    /// When it was over: closed, cancelled, or known to be another one.
    pub closed_at: Option<Timestamp>,
    /// The incident that it is the same as.
    pub duplicate_of: Option<IncidentId>,
    /// For a private incident: the people who take part, by name. Nobody else sees it, but those
    /// who watch over security.
    pub participants: Option<Vec<String>>,
    /// Whether alerts opened it.
    pub by_alert: bool,
    /// Whether a person worked on it, beyond taking its alerts.
    pub attended: bool,
}

impl Incident {
    /// An incident as it is declared.
    pub fn declared(reference: Reference, title: String, by: &str, now: Timestamp) -> Self {
        Self {
            id: IncidentId(0),
            reference,
            version: 0,
            kind: Kind::Incident,
            title,
            service: None,
            severity: Severity::Warning,
            stage: Stage::Declared,
            moved: Noted { at: now, by: by.to_owned() },
            lead: None,
            occurred: None,
            detected: None,
            aware: None,
            mitigated: None,
            declared_at: now,
            declared_by: by.to_owned(),
            acknowledged_at: None,
            resolved: None,
            validated: None,
            closed_at: None,
            duplicate_of: None,
            participants: None,
            by_alert: false,
            attended: false,
        }
    }

    /// Whether it is private and somebody takes part in it.
    pub fn takes_part(&self, name: &str) -> bool {
        self.participants.as_ref().is_some_and(|all| all.iter().any(|one| one == name))
    }

    /// Lets somebody take part, where it is private.
    pub fn admit(&mut self, name: &str) {
        if self.takes_part(name) {
            return;
        }
        if let Some(names) = &mut self.participants {
            names.push(name.to_owned());
        }
    }

    /// Whether it resolves and closes with its alerts: they opened it, and nobody worked on it.
    pub fn runs_by_itself(&self) -> bool {
        self.by_alert && !self.attended
    }

    /// What the public may read of it; exercises, tests and private incidents are nobody
    /// else's business.
    pub fn public_status(&self) -> Option<PublicStatus> {
        if self.kind.is_real() && self.participants.is_none() {
            self.stage.public_status()
        } else {
            None
        }
    }
}
