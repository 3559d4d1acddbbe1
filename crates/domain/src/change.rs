//! Changes: what people and programs changed in what we run, as the tools that did it tell us.
//! Owns what is kept of a change; never judges whether it was the cause of anything.

use crate::channel::Secret;
use crate::id::ChangeId;
use crate::incident::Incident;
use crate::text::Slug;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// Letters of each text of a change: a line, not a log.
pub const CHANGE_CHARS_MAX: usize = 300;

/// What sort of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Another version runs.
    Deployment,
    /// The code that is deployed from was changed.
    Push,
    /// A version was published.
    Release,
    /// A pipeline of tests and builds ended.
    Pipeline,
    /// More or fewer machines.
    Scaling,
    /// A database was changed.
    Database,
    /// A setting was changed.
    Configuration,
    /// It was started, stopped or started again.
    Restart,
    /// Anything else.
    Other,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Deployment,
        Self::Push,
        Self::Release,
        Self::Pipeline,
        Self::Scaling,
        Self::Database,
        Self::Configuration,
        Self::Restart,
        Self::Other,
    ];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deployment => "deployment",
            Self::Push => "push",
            Self::Release => "release",
            Self::Pipeline => "pipeline",
            Self::Scaling => "scaling",
            Self::Database => "database",
            Self::Configuration => "configuration",
            Self::Restart => "restart",
            Self::Other => "other",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How far a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// It began.
    Started,
    /// It is done.
    Done,
    /// It did not work.
    Failed,
}

impl ChangeState {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Started, Self::Done, Self::Failed];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A change as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub id: ChangeId,
    /// The source that told it, or who wrote it down.
    pub source: String,
    /// What the source calls this message, so that one sent twice is kept once.
    pub delivery: String,
    /// What sort it is.
    pub kind: ChangeKind,
    /// How far it is.
    pub state: ChangeState,
    /// When it happened.
    pub at: Timestamp,
    /// When we were told.
    pub told_at: Timestamp,
    /// The service that was changed, when known.
    pub service: Option<Slug>,
    /// Where the source says it was: a repository, an application.
    pub place: String,
    /// Who did it, as the source calls them.
    pub who: String,
    /// What was changed.
    pub what: String,
    /// Where the source shows it; empty, or an http address.
    pub url: String,
}

/// How a source that tells of changes speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeFormat {
    /// Our own JSON.
    #[default]
    Json,
    /// GitHub's webhooks, signed.
    Github,
    /// GitLab's webhooks, with their token.
    Gitlab,
    /// Scalingo's notifications.
    Scalingo,
}

/// A source that tells of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeFeed {
    /// How it speaks.
    pub format: ChangeFormat,
    /// What it signs or shows its messages with.
    pub secret: Option<Secret>,
    /// Which service a repository or an application is.
    pub services: BTreeMap<String, Slug>,
}

/// The stretch of time in which a change lies beside an incident: from so long before it began, as
/// far as anybody knows, to its end.
pub fn beside(incident: &Incident, before: Duration) -> (Timestamp, Timestamp) {
    let began = [incident.occurred.as_ref(), incident.detected.as_ref()];
    let began = began.into_iter().flatten().map(|noted| noted.at).min();
    let began = began.map_or(incident.declared_at, |at| at.min(incident.declared_at));
    (began.minus(before), incident.closed_at.unwrap_or(Timestamp::from_millis(i64::MAX)))
}

/// What can be kept and shown of a text: one line, not too long.
pub fn change_text(text: &str) -> String {
    let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= CHANGE_CHARS_MAX {
        return flat;
    }
    flat.chars().take(CHANGE_CHARS_MAX - 1).chain(['…']).collect()
}

/// An address that may be a link; anything else is no address.
pub fn change_url(text: &str) -> String {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let short = text.chars().count() <= 2_000;
    if is_web && is_plain && short { text.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_a_line_and_its_link_leads_to_the_web() {
        assert_eq!(change_text(" Deploy\n v1\u{7}.2 "), "Deploy v1 .2");
        assert_eq!(change_text(&"é".repeat(400)).chars().count(), CHANGE_CHARS_MAX);
        for bad in ["javascript:alert(1)", "", "//x", "https://x y", "ftp://x"] {
            assert_eq!(change_url(bad), "", "{bad}");
        }
        assert_eq!(change_url("https://x.example/1"), "https://x.example/1");
    }
}
