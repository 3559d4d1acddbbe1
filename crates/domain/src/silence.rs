//! Silences: rules that stop the notifications of matching alerts for a time.
//! Owns their states and which changes keep history true; the alerts stay visible.

#[cfg(test)]
mod tests;

use crate::label::{LabelError, Labels};
use crate::matcher::Matchers;
use crate::time::Timestamp;
use std::cmp::Ordering;
use std::fmt;

/// Most matchers of one silence; every alert is tested against each.
const MATCHERS_MAX: usize = 256;
/// Longest author or comment in bytes: a page of text.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// A rule that mutes matching alerts between two instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Its UUID; empty until it is stored.
    pub id: String,
    /// What it mutes.
    pub matchers: Matchers,
    /// The first instant it mutes.
    pub starts_at: Timestamp,
    /// The first instant it no longer mutes.
    pub ends_at: Timestamp,
    /// Its last change.
    pub updated_at: Timestamp,
    /// Who asked for it, as they named themselves.
    pub created_by: String,
    /// Why.
    pub comment: String,
    /// Links and remarks for tools.
    pub annotations: Labels,
}

/// Where a silence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SilenceState {
    /// It mutes now.
    Active,
    /// It will mute.
    Pending,
    /// It no longer mutes, and never will again.
    Expired,
}

impl SilenceState {
    /// The word in the API and the pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Expired => "expired",
        }
    }
}

/// Why a silence is refused, in the words of Alertmanager's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SilenceError {
    /// It would end at or before its start.
    EndsBeforeStart,
    /// It would be over already.
    EndsInThePast,
    /// It names no alert at all.
    NoMatcher,
    /// Every matcher accepts an absent label, so it would mute everything.
    MutesEverything,
    /// It has more than the most matchers.
    TooManyMatchers(usize),
    /// The named text is too long.
    TextTooLong(&'static str),
    /// An annotation is wrong.
    Annotation(LabelError),
}

impl fmt::Display for SilenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsBeforeStart => {
                f.write_str("Failed to create silence: start time must be before end time")
            }
            Self::EndsInThePast => {
                f.write_str("Failed to create silence: end time can't be in the past")
            }
            Self::NoMatcher => f.write_str("invalid silence: matcher set 0 is empty"),
            Self::MutesEverything => f.write_str(
                "invalid silence: matcher set 0: at least one matcher must not match the empty \
                 string",
            ),
            Self::TooManyMatchers(count) => {
                write!(f, "invalid silence: {count} matchers are too many: at most {MATCHERS_MAX}")
            }
            Self::TextTooLong(name) => {
                write!(f, "invalid silence: {name} has more than {TEXT_BYTES_MAX} bytes")
            }
            Self::Annotation(why) => write!(f, "invalid silence: annotations: {why}"),
        }
    }
}

impl std::error::Error for SilenceError {}

/// How a change of a stored silence is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The silence keeps its id.
    InPlace,
    /// The old one is expired and a new one, with its own id, takes over: history stays true.
    Replace,
}

impl Silence {
    /// Where it stands at an instant.
    ///
    /// The end is excluded, so that one expired at `now` is expired at `now`.
    pub fn state(&self, now: Timestamp) -> SilenceState {
        if now < self.starts_at {
            SilenceState::Pending
        } else if now < self.ends_at {
            SilenceState::Active
        } else {
            SilenceState::Expired
        }
    }

    /// Checks what a person or tool asks for, new or changed. The comment may be empty.
    pub fn check_new(&self, now: Timestamp) -> Result<(), SilenceError> {
        if self.starts_at >= self.ends_at {
            return Err(SilenceError::EndsBeforeStart);
        }
        if self.ends_at < now {
            return Err(SilenceError::EndsInThePast);
        }
        if self.matchers.is_empty() {
            return Err(SilenceError::NoMatcher);
        }
        if self.matchers.len() > MATCHERS_MAX {
            return Err(SilenceError::TooManyMatchers(self.matchers.len()));
        }
        if self.matchers.iter().all(|matcher| matcher.matches_empty()) {
            return Err(SilenceError::MutesEverything);
        }
        for (name, text) in [("createdBy", &self.created_by), ("comment", &self.comment)] {
            if text.len() > TEXT_BYTES_MAX {
                return Err(SilenceError::TextTooLong(name));
            }
        }
        self.annotations.check().map_err(SilenceError::Annotation)
    }

    /// The same silence as a new one: a start before now becomes now, for it muted nothing yet.
    pub fn begun(self, now: Timestamp) -> Self {
        Self { starts_at: self.starts_at.max(now), updated_at: now, ..self }
    }

    /// The same silence, over at `now`; one that is expired stays as it is.
    pub fn expire(self, now: Timestamp) -> Self {
        match self.state(now) {
            SilenceState::Active => Self { ends_at: now, updated_at: now, ..self },
            SilenceState::Pending => Self { starts_at: now, ends_at: now, updated_at: now, ..self },
            SilenceState::Expired => self,
        }
    }

    /// Whether it holds each of these matchers as it is written: how its API filters silences.
    pub fn holds(&self, filter: &Matchers) -> bool {
        filter.iter().all(|wanted| self.matchers.iter().any(|matcher| matcher == wanted))
    }

    /// Whether it mutes these labels now.
    pub fn mutes(&self, labels: &Labels, now: Timestamp) -> bool {
        self.state(now) == SilenceState::Active && self.matchers.matches(labels)
    }

    /// The order of lists: active ones by end, pending ones by start, then expired ones, the last
    /// to expire first.
    pub fn list_order(&self, other: &Self, now: Timestamp) -> Ordering {
        let state = self.state(now);
        let within = match state {
            SilenceState::Active => self.ends_at.cmp(&other.ends_at),
            SilenceState::Pending => self.starts_at.cmp(&other.starts_at),
            SilenceState::Expired => other.ends_at.cmp(&self.ends_at),
        };
        state.cmp(&other.state(now)).then(within).then_with(|| self.id.cmp(&other.id))
    }
}

/// Whether `new` may take the place of `old` without changing what was muted in the past.
pub fn decide_change(old: &Silence, new: &Silence, now: Timestamp) -> Change {
    let keeps_history = match old.state(now) {
        SilenceState::Active => same_second(old.starts_at, new.starts_at) && new.ends_at >= now,
        SilenceState::Pending => new.starts_at >= now,
        SilenceState::Expired => false,
    };
    if keeps_history && old.matchers == new.matchers { Change::InPlace } else { Change::Replace }
}

/// Tools cut the start they read to the second before they send it back.
fn same_second(a: Timestamp, b: Timestamp) -> bool {
    a.as_millis().div_euclid(1000) == b.as_millis().div_euclid(1000)
}

/// The silences that mute these labels now, in their order.
pub fn silenced_by<'a>(
    silences: &'a [Silence],
    labels: &Labels,
    now: Timestamp,
) -> Vec<&'a Silence> {
    silences.iter().filter(|silence| silence.mutes(labels, now)).collect()
}
