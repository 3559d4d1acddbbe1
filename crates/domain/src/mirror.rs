//! Mirrors: an incident as a ticket of GLPI, or as a room of a chat, for those who follow it there.
//! Owns how far a mirror is told; never talks to one.

use crate::channel::Secret;
use crate::id::IncidentId;
use crate::incident::{Incident, Reference};
use crate::setup::Setup;
use crate::severity::Severity;
use crate::text::Slug;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// First pause after a call that failed; each one doubles it.
const PAUSE: Duration = Duration::from_secs(30);
/// Longest pause.
const PAUSE_MAX: Duration = Duration::from_secs(3_600);
/// Pause between two looks at what became of a ticket that nothing is told.
pub const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);

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

/// Where rooms are made, one for each incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rooms {
    /// The chat.
    pub chat: Chat,
    /// The access token of the account that makes them.
    pub token: Secret,
    /// Who is invited into each: `@ada:example.org` on Matrix, user names on Mattermost.
    pub invite: Vec<String>,
    /// From which severity on.
    pub from: Severity,
    /// Who somebody of the chat is, by their id there. Whoever is not in it is not listened to.
    pub people: BTreeMap<String, Slug>,
    /// The service of what is declared in the chat without one.
    pub service: Option<Slug>,
}

/// A chat that rooms can be made in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chat {
    /// Matrix, such as Tchap.
    Matrix {
        /// Base address of the homeserver, without a slash at the end.
        homeserver: String,
    },
    /// Mattermost.
    Mattermost {
        /// Base address of the server, without a slash at the end.
        url: String,
        /// The team, by its name in addresses.
        team: String,
    },
}

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// GLPI.
    Desk,
    /// A chat.
    Rooms,
}

impl PlaceKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Desk, Self::Rooms];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Rooms => "rooms",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where incidents are mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MirrorPlace<'s> {
    /// As a ticket.
    Desk(&'s Desk),
    /// As a room.
    Rooms(&'s Rooms),
}

impl<'s> MirrorPlace<'s> {
    /// The one of a kind, where the setup has it.
    pub fn of(kind: PlaceKind, setup: &'s Setup) -> Option<Self> {
        match kind {
            PlaceKind::Desk => setup.settings.glpi.as_ref().map(Self::Desk),
            PlaceKind::Rooms => setup.settings.rooms.as_ref().map(Self::Rooms),
        }
    }

    /// Whether an incident is mirrored: neither an exercise nor a private one, and bad enough.
    pub fn takes(self, incident: &Incident) -> bool {
        let from = match self {
            Self::Desk(desk) => desk.from,
            Self::Rooms(rooms) => rooms.from,
        };
        incident.kind.is_real() && incident.participants.is_none() && incident.severity >= from
    }

    /// The page of a mirror.
    pub fn page(self, name: &str, reference: Reference) -> String {
        match self {
            Self::Desk(desk) => format!("{}/front/ticket.form.php?id={name}", desk.url),
            Self::Rooms(Rooms { chat: Chat::Matrix { .. }, .. }) => {
                format!("https://matrix.to/#/{name}")
            }
            Self::Rooms(Rooms { chat: Chat::Mattermost { url, team }, .. }) => {
                format!("{url}/{team}/channels/{}", reference.to_string().to_lowercase())
            }
        }
    }
}

/// A mirrored incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mirror {
    /// The incident.
    pub incident: IncidentId,
    /// Where.
    pub place: PlaceKind,
    /// What it is called there: a ticket's number, a room's id; `None` before the first call that
    /// worked.
    pub name: Option<String>,
    /// The last entry of the journal that it tells.
    pub told: i64,
    /// The last entry that the call under way tells. A call that is repeated tells no more, so that
    /// what the first one left there is known again.
    pub telling: Option<i64>,
    /// The status that it was told last, by GLPI's numbers; 0 before the first.
    pub status: u8,
    /// Calls since the last one that worked.
    pub attempts: u32,
    /// When the next call is owed.
    pub due_at: Option<Timestamp>,
    /// Why the last call failed, with what to change.
    pub trouble: Option<String>,
    /// When the last one worked.
    pub mirrored_at: Option<Timestamp>,
    /// What somebody made of it there, by hand; nothing while it is open.
    pub ended: Option<MirrorEnding>,
}

/// What somebody made of a ticket by hand, in GLPI, while its incident went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MirrorEnding {
    /// It was solved.
    Solved,
    /// It was closed.
    Closed,
    /// It was thrown away.
    Deleted,
}

impl MirrorEnding {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Solved, Self::Closed, Self::Deleted];

    /// The word in the database, and the kind of its journal entry.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "ticket_solved",
            Self::Closed => "ticket_closed",
            Self::Deleted => "ticket_deleted",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == word)
    }
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
    fn endings_are_words_and_back() {
        for ending in MirrorEnding::ALL {
            assert_eq!(MirrorEnding::from_word(ending.as_str()), Some(ending));
        }
        assert_eq!(MirrorEnding::from_word("ticket_lost"), None);
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        let seconds: Vec<u64> = [0, 1, 2, 3, 7, 8, 1_000].map(|n| pause(n).as_secs()).into();
        assert_eq!(seconds, [30, 30, 60, 120, 1_920, 3_600, 3_600]);
    }
}
