//! What a check has seen so far, and when that turns its verdict.
//! Owns retries before failing and recovering, and holds. Never opens an alert: it says that the
//! check turned.

use super::Check;
use super::words::span_words;
use crate::text::Slug;
use crate::time::Timestamp;
use std::fmt;
use std::time::Duration;

/// What a check holds to be true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not enough looks yet; never shown as fine.
    #[default]
    Unknown,
    /// What it expects is so.
    Passing,
    /// What it expects is not so.
    Failing,
}

impl Verdict {
    /// The word in API and database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Passing => "passing",
            Self::Failing => "failing",
        }
    }

    /// From the word in API and database.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Unknown, Self::Passing, Self::Failing]
            .into_iter()
            .find(|verdict| verdict.as_str() == word)
    }
}

/// What one look came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was expected is so.
    Ok,
    /// It is not so.
    Failed {
        /// What was expected and what came, in one short line.
        why: String,
    },
    /// The look says nothing about its target: it could not be made.
    NotObserved {
        /// What kept us from looking.
        why: String,
    },
}

/// How long the parts of one look took; absent parts did not happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phases {
    /// Finding the address.
    pub dns: Option<Duration>,
    /// Opening the connection.
    pub connect: Option<Duration>,
    /// Agreeing on keys and certificates.
    pub tls: Option<Duration>,
    /// From the request to the first byte of the answer.
    pub first_byte: Option<Duration>,
    /// All of it.
    pub total: Option<Duration>,
}

/// What a check saw once, at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When the look ended.
    pub at: Timestamp,
    /// What it came to.
    pub outcome: Outcome,
    /// How long its parts took.
    pub phases: Phases,
    /// Other facts of the look, such as the status or the days a certificate has left.
    pub details: Vec<(String, String)>,
}

/// Why a failing check pages nobody for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Its failure is expected; the words say until when, or by which interval.
    Maintenance(String),
    /// A check that it depends on fails, or is about to.
    Dependency(Slug),
    /// The same, said to somebody who may not know of that check. Never kept.
    Elsewhere,
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Maintenance(words) => write!(f, "maintenance: {words}"),
            Self::Dependency(slug) => write!(f, "depends on {slug}, which is failing"),
            Self::Elsewhere => f.write_str("depends on something else, which is failing"),
        }
    }
}

/// A change of verdict that somebody must hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It fails now.
    StartedFailing {
        /// What was expected and what came.
        why: String,
        /// When the first of the failed looks was.
        since: Timestamp,
    },
    /// It failed, somebody was told, and it is fine again.
    Recovered {
        /// How long it was failing.
        after: Duration,
    },
}

/// What a check has seen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckState {
    /// What it holds to be true.
    pub verdict: Verdict,
    /// Since when; for a failing check, the first failed look. Absent while unknown.
    pub since: Option<Timestamp>,
    /// Looks in a row that contradict the verdict.
    pub streak: u32,
    /// When the first of them was.
    pub streak_since: Option<Timestamp>,
    /// Whether those looks failed; tells apart the two streaks of an unknown verdict.
    pub streak_failed: bool,
    /// Why the last failed look failed; kept while failing or in doubt.
    pub why: Option<String>,
    /// It fails, and nobody was told because of this.
    pub held: Option<Hold>,
    /// When the last look that saw something was.
    pub last_at: Option<Timestamp>,
    /// Why the latest look saw nothing; absent when it did see something.
    pub blind: Option<String>,
}

impl CheckState {
    /// Whether it fails or its latest look failed: what depends on it must wait.
    pub fn is_doubtful(&self) -> bool {
        self.verdict == Verdict::Failing || (self.streak > 0 && self.streak_failed)
    }

    /// The state after one more look, and the turn it causes. `hold` is what keeps a failure from
    /// paging right now; when it ends and the check still fails, the next look turns it.
    pub fn observe(
        self,
        check: &Check,
        seen: &Observation,
        hold: Option<Hold>,
    ) -> (Self, Option<Turn>) {
        match &seen.outcome {
            Outcome::NotObserved { why } => (Self { blind: Some(why.clone()), ..self }, None),
            Outcome::Ok => self.saw_good(check, seen.at),
            Outcome::Failed { why } => self.saw_bad(check, seen.at, why, hold),
        }
    }

    fn saw_good(self, check: &Check, at: Timestamp) -> (Self, Option<Turn>) {
        let seen = Self { last_at: Some(at), blind: None, ..self };
        match seen.verdict {
            // A new check that passes once is fine: retries guard against noise, not against luck.
            Verdict::Unknown => (seen.passing(at), None),
            Verdict::Passing => (
                Self { streak: 0, streak_since: None, streak_failed: false, why: None, ..seen },
                None,
            ),
            Verdict::Failing => {
                let grown = seen.grow(at, false);
                if grown.streak < check.successes_to_recover {
                    return (grown, None);
                }
                let told = grown.held.is_none();
                let after = at.since(grown.since.unwrap_or(at));
                let turn = told.then_some(Turn::Recovered { after });
                let since = grown.streak_since.unwrap_or(at);
                (grown.passing(since), turn)
            }
        }
    }

    fn saw_bad(
        self,
        check: &Check,
        at: Timestamp,
        why: &str,
        hold: Option<Hold>,
    ) -> (Self, Option<Turn>) {
        let seen = Self { last_at: Some(at), blind: None, why: Some(why.to_owned()), ..self };
        if seen.verdict == Verdict::Failing {
            let calm = Self { streak: 0, streak_since: None, streak_failed: false, ..seen };
            if calm.held.is_none() {
                return (calm, None);
            }
            let since = calm.since.unwrap_or(at);
            return calm.tell(why, since, hold);
        }
        let grown = seen.grow(at, true);
        if grown.streak < check.failures_to_fail {
            return (grown, None);
        }
        let since = grown.streak_since.unwrap_or(at);
        let failing = Self {
            verdict: Verdict::Failing,
            since: Some(since),
            streak: 0,
            streak_since: None,
            streak_failed: false,
            ..grown
        };
        failing.tell(why, since, hold)
    }

    /// Turns, or keeps the turn back when there is a hold.
    fn tell(self, why: &str, since: Timestamp, hold: Option<Hold>) -> (Self, Option<Turn>) {
        let turn = hold.is_none().then(|| Turn::StartedFailing { why: why.to_owned(), since });
        (Self { held: hold, ..self }, turn)
    }

    fn grow(self, at: Timestamp, failed: bool) -> Self {
        if self.streak > 0 && self.streak_failed == failed {
            return Self { streak: self.streak.saturating_add(1), ..self };
        }
        Self { streak: 1, streak_since: Some(at), streak_failed: failed, ..self }
    }

    fn passing(self, since: Timestamp) -> Self {
        Self {
            verdict: Verdict::Passing,
            since: Some(since),
            last_at: self.last_at,
            ..Self::default()
        }
    }

    /// One line for people: what it holds, and what it is waiting for.
    pub fn words(&self, check: &Check, now: Timestamp) -> String {
        if let Some(blind) = &self.blind {
            return format!("not observed: {blind}");
        }
        let why = self.why.as_deref().unwrap_or("no reason recorded");
        match self.verdict {
            Verdict::Failing => {
                let held = self.held.as_ref().map_or(String::new(), |hold| format!(" ({hold})"));
                format!("{why}{held}")
            }
            Verdict::Unknown | Verdict::Passing if self.streak > 0 => {
                format!("{} of {} failed looks: {why}", self.streak, check.failures_to_fail)
            }
            Verdict::Unknown => "waiting for its first look".to_owned(),
            Verdict::Passing => {
                let since = self.since.unwrap_or(now);
                format!("passing for {}", span_words(now.since(since)))
            }
        }
    }
}
