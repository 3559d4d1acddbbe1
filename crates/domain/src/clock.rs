//! Legal clocks: deadlines that run for an incident, from the moment somebody is aware.
//!
//! Owns when they end, when they warn, and how they may be closed. Nothing pauses one: not a night,
//! not a holiday; and one that runs keeps its end, whatever becomes of what declared it.

mod deadline;
#[cfg(test)]
mod tests;

pub use deadline::{
    CHECKED_ON, Deadline, Deadlines, GDPR_AUTHORITY, GDPR_PERSONS, GDPR_REGISTER, NIS2_EARLY,
    NIS2_FINAL, NIS2_NOTIFICATION, Occasion, Terms, Whose, Within, Wording,
};

use crate::id::{ClockId, IncidentId};
use crate::time::Timestamp;
use jiff::tz::TimeZone;

/// Parts of the time, in percent, after which a clock warns; the last is its end.
pub const WARN_AT: [u8; 4] = [50, 75, 90, 100];

/// How a clock was closed. Neither happens by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockEnding {
    /// It was done; the proof: a receipt number, a file, an address.
    Proven(String),
    /// It was not required, because.
    NotRequired(String),
}

impl ClockEnding {
    /// The word in database and API, and the text that comes with it.
    pub fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Proven(text) => ("proven", text),
            Self::NotRequired(text) => ("not-required", text),
        }
    }

    /// From those.
    pub fn from_words(word: &str, text: &str) -> Option<Self> {
        match word {
            "proven" => Some(Self::Proven(text.to_owned())),
            "not-required" => Some(Self::NotRequired(text.to_owned())),
            _ => None,
        }
    }
}

/// A deadline that runs, or ran, for an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Its number.
    pub id: ClockId,
    /// The incident.
    pub incident: IncidentId,
    /// What the deadline said when it was started.
    pub terms: Terms,
    /// Since when we were aware: it counts from there.
    pub aware_at: Timestamp,
    /// When it ends; `None`: without undue delay.
    pub due_at: Option<Timestamp>,
    /// Who started it.
    pub started_by: String,
    /// The part of the time, in percent, about which it last warned.
    pub warned: u8,
    /// Who closed it, when and how.
    pub ended: Option<(String, Timestamp, ClockEnding)>,
}

impl Clock {
    /// The name of its deadline.
    pub fn deadline(&self) -> &str {
        self.terms.name.as_str()
    }

    /// The next warning: its percentage and its instant. `None` when it is closed, has no end, or
    /// said everything.
    pub fn next_warning(&self) -> Option<(u8, Timestamp)> {
        let due = self.due_at.filter(|_| self.ended.is_none())?;
        let percent = WARN_AT.into_iter().find(|percent| *percent > self.warned)?;
        let part = due.since(self.aware_at) * u32::from(percent) / 100;
        Some((percent, self.aware_at + part))
    }

    /// The highest warning that is due; several may have come due while nobody ran.
    pub fn warning_due(&self, now: Timestamp) -> Option<u8> {
        let mut clock = self.clone();
        let mut found = None;
        while let Some((percent, at)) = clock.next_warning() {
            if at > now {
                break;
            }
            clock.warned = percent;
            found = Some(percent);
        }
        found
    }

    /// Whether it counts from the moment at which the incident says that the team was aware. One
    /// that is closed follows nothing any more.
    pub fn follows(&self, aware: Option<Timestamp>) -> bool {
        // The final report counts from the notification.
        let counts = self.deadline() != NIS2_FINAL;
        self.ended.is_none() && aware.map_or(counts, |aware| aware == self.aware_at)
    }

    /// The clock, counting from another moment. What it warned of and is not gone any more, it will
    /// warn of again; what is gone already, it warns of now.
    pub fn counted_from(&self, aware: Timestamp, zone: &TimeZone, now: Timestamp) -> Self {
        let due_at = self.terms.within.due(aware, zone);
        let fresh = Self { aware_at: aware, due_at, warned: 0, ..self.clone() };
        Self { warned: self.warned.min(fresh.warning_due(now).unwrap_or(0)), ..fresh }
    }

    /// The share of its time that is spent, in percent; over 100 when it is late.
    pub fn spent(&self, now: Timestamp) -> Option<u64> {
        let whole = self.due_at?.since(self.aware_at).as_millis();
        let gone = now.since(self.aware_at).as_millis() * 100;
        Some(u64::try_from(gone.checked_div(whole)?).unwrap_or(u64::MAX))
    }

    /// Whether its end passed while it was open.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.due_at.is_some_and(|due| due < now)
    }
}
