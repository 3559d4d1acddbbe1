//! Legal clocks: deadlines that a law or a rule sets from the moment somebody is aware.
//! Owns when they end, when they warn, and how they may be closed. Nothing pauses one: not a night,
//! not a holiday.

#[cfg(test)]
mod tests;

use crate::id::{ClockId, IncidentId};
use crate::time::Timestamp;
use jiff::tz::TimeZone;
use std::time::Duration;

/// The day on which the sources of the deadlines were last read.
pub const CHECKED_ON: &str = "2026-11-20";
/// Parts of the time, in percent, after which a clock warns; the last is its end.
pub const WARN_AT: [u8; 4] = [50, 75, 90, 100];

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Which deadline a clock keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClockKind {
    /// Personal data: tell the supervisory authority (CNIL).
    GdprAuthority,
    /// Personal data, as a processor: tell the controller.
    GdprController,
    /// Personal data, high risk: tell the persons.
    GdprPersons,
    /// Personal data: write the breach into the register.
    GdprRegister,
    /// NIS 2: early warning.
    Nis2Early,
    /// NIS 2: notification.
    Nis2Notification,
    /// NIS 2: final report.
    Nis2Final,
    /// State systems: tell the ministry's security officer.
    StateSecurity,
    /// Insured intrusion: file a complaint.
    InsuranceComplaint,
    /// Red: the report.
    RedReport,
    /// Orange: the fix.
    OrangeFix,
    /// A leaked secret that was handed over: the answer.
    SecretAnswer,
    /// A vulnerability that somebody reported: the acknowledgement.
    VulnerabilityAnswer,
}

/// How long a deadline gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// No count: without undue delay.
    NoDelay,
    /// So much time, nights and holidays included.
    Span(Duration),
    /// One calendar month, in the zone of the installation.
    Month,
}

impl ClockKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::GdprAuthority,
        Self::GdprController,
        Self::GdprPersons,
        Self::GdprRegister,
        Self::Nis2Early,
        Self::Nis2Notification,
        Self::Nis2Final,
        Self::StateSecurity,
        Self::InsuranceComplaint,
        Self::RedReport,
        Self::OrangeFix,
        Self::SecretAnswer,
        Self::VulnerabilityAnswer,
    ];

    /// The word in database, API and message catalogues.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GdprAuthority => "gdpr-authority",
            Self::GdprController => "gdpr-controller",
            Self::GdprPersons => "gdpr-persons",
            Self::GdprRegister => "gdpr-register",
            Self::Nis2Early => "nis2-early",
            Self::Nis2Notification => "nis2-notification",
            Self::Nis2Final => "nis2-final",
            Self::StateSecurity => "state-security",
            Self::InsuranceComplaint => "insurance-complaint",
            Self::RedReport => "red-report",
            Self::OrangeFix => "orange-fix",
            Self::SecretAnswer => "secret-answer",
            Self::VulnerabilityAnswer => "vulnerability-answer",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// How long it gives.
    pub fn within(self) -> Within {
        match self {
            Self::GdprController | Self::GdprPersons | Self::GdprRegister | Self::StateSecurity => {
                Within::NoDelay
            }
            Self::GdprAuthority
            | Self::Nis2Notification
            | Self::InsuranceComplaint
            | Self::VulnerabilityAnswer => Within::Span(72 * HOUR),
            Self::Nis2Early | Self::RedReport => Within::Span(24 * HOUR),
            Self::Nis2Final => Within::Month,
            Self::OrangeFix => Within::Span(30 * DAY),
            Self::SecretAnswer => Within::Span(7 * DAY),
        }
    }

    /// The text that sets it.
    pub fn source(self) -> &'static str {
        match self {
            Self::GdprAuthority => "RGPD art. 33 (1), (3), (4)",
            Self::GdprController => "RGPD art. 33 (2)",
            Self::GdprPersons => "RGPD art. 34",
            Self::GdprRegister => "RGPD art. 33 (5)",
            Self::Nis2Early | Self::Nis2Notification | Self::Nis2Final => {
                "Directive (UE) 2022/2555 art. 23"
            }
            Self::StateSecurity => "décret 2022-513, IGI 1337",
            Self::InsuranceComplaint => "Code des assurances art. L. 12-10-1",
            Self::RedReport | Self::OrangeFix | Self::SecretAnswer => "beta.gouv.fr",
            Self::VulnerabilityAnswer => "SECURITY.md",
        }
    }

    /// When it ends, begun at `aware`. `None`: no count, so as soon as can be.
    pub fn due(self, aware: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self.within() {
            Within::NoDelay => None,
            Within::Span(span) => Some(aware + span),
            Within::Month => {
                let zoned = aware.to_jiff().to_zoned(zone.clone());
                let due = zoned.checked_add(jiff::Span::new().months(1)).ok()?;
                Some(Timestamp::from_jiff(due.timestamp()))
            }
        }
    }
}

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
    /// Which deadline.
    pub kind: ClockKind,
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
        let counts = |kind: ClockKind| kind != ClockKind::Nis2Final;
        self.ended.is_none() && aware.map_or(counts(self.kind), |aware| aware == self.aware_at)
    }

    /// The clock, counting from another moment. What it warned of and is not gone any more, it will
    /// warn of again; what is gone already, it warns of now.
    pub fn counted_from(&self, aware: Timestamp, zone: &TimeZone, now: Timestamp) -> Self {
        let due_at = self.kind.due(aware, zone);
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
