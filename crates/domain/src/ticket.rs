//! Tickets: an incident mirrored in GLPI, for those who follow it there.
//! Owns how far a ticket is told; never talks to GLPI.

use crate::channel::Secret;
use crate::id::IncidentId;
use crate::incident::Incident;
use crate::severity::Severity;
use crate::time::Timestamp;
use std::time::Duration;

/// First pause after a call that failed; each one doubles it.
const PAUSE: Duration = Duration::from_secs(30);
/// Longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(3_600);

/// The service desk: a GLPI with its REST API (version 1) switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// The address of its pages, without a slash at the end.
    pub url: String,
    /// The token of the API's client, where it has one.
    pub app_token: Option<Secret>,
    /// The remote access key of the account that writes.
    pub user_token: Secret,
    /// The entity that tickets are made in; `None` takes the account's own.
    pub entity: Option<u32>,
    /// From which severity on.
    pub from: Severity,
}

impl Desk {
    /// Whether an incident is mirrored: neither an exercise nor a private one, and bad enough.
    pub fn takes(&self, incident: &Incident) -> bool {
        incident.kind.is_real() && incident.participants.is_none() && incident.severity >= self.from
    }

    /// The page of a ticket.
    pub fn page(&self, number: i64) -> String {
        format!("{}/front/ticket.form.php?id={number}", self.url)
    }
}

/// A mirrored incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The incident.
    pub incident: IncidentId,
    /// Its number in GLPI; `None` before the first call that worked.
    pub number: Option<i64>,
    /// The last entry of the journal that it tells.
    pub told: i64,
    /// The status that GLPI was told last, by GLPI's numbers; 0 before the first.
    pub status: u8,
    /// Calls since the last one that worked.
    pub attempts: u32,
    /// When the next call is owed.
    pub due_at: Option<Timestamp>,
    /// Why the last call failed, with what to change.
    pub trouble: Option<String>,
    /// When the last one worked.
    pub mirrored_at: Option<Timestamp>,
}

/// How long to wait after so many calls that failed.
pub fn pause(attempts: u32) -> Duration {
    let doubled = PAUSE.saturating_mul(1 << attempts.saturating_sub(1).min(10));
    doubled.min(PAUSE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let seconds: Vec<u64> = [0, 1, 2, 3, 7, 8, 1_000].map(|n| pause(n).as_secs()).into();
        assert_eq!(seconds, [30, 30, 60, 120, 1_920, 3_600, 3_600]);
    }
}
