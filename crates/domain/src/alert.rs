//! Alerts: one ongoing problem per key, from its first signal until it clears.
//!
//! Owns the life of an alert and Alertmanager's rules for times and merging. Never decides who
//! is told: that is the group's and the route's business.

use crate::id::AlertId;
use crate::label::{Fingerprint, LabelError, Labels};
use crate::severity::Severity;
use crate::text::Slug;
use crate::time::Timestamp;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// A claim, as somebody posted it, that something is wrong or fine again. Not yet believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signal {
    /// What stays the same from firing to resolved, where that is not the labels.
    pub identity: Option<Labels>,
    /// What it is about.
    pub labels: Labels,
    /// Words for people.
    pub annotations: Labels,
    /// When it began, if the sender said so.
    pub starts_at: Option<Timestamp>,
    /// When it ended or will be taken as ended, if the sender said so.
    pub ends_at: Option<Timestamp>,
    /// Where the sender shows it.
    pub generator_url: String,
}

/// A signal that was found sound: all times known, limits kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What tells it from others: one ongoing problem per key.
    pub key: Fingerprint,
    /// What it is about; without empty values.
    pub labels: Labels,
    /// Words for people.
    pub annotations: Labels,
    /// When it began.
    pub starts_at: Timestamp,
    /// When it ended, or will be taken as ended unless it is sent again.
    pub ends_at: Timestamp,
    /// When we last heard of it.
    pub updated_at: Timestamp,
    /// Whether `ends_at` is our own timeout, not the sender's word.
    pub by_timeout: bool,
    /// Where the sender shows it.
    pub generator_url: String,
}

/// Why a signal is refused, in Alertmanager's words where it has some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalError {
    /// No label has a value.
    NoLabels,
    /// The end lies before the start.
    EndBeforeStart,
    /// A label or annotation breaks a limit.
    Label(LabelError),
}

impl fmt::Display for SignalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLabels => f.write_str("at least one label pair required"),
            Self::EndBeforeStart => f.write_str("start time must be before end time"),
            Self::Label(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SignalError {}

impl Claim {
    /// Fills the missing times and checks the signal: without start it starts at its end or now,
    /// without end it ends `timeout` from now.
    pub fn from_signal(
        signal: Signal,
        timeout: Duration,
        now: Timestamp,
    ) -> Result<Self, SignalError> {
        let labels = signal.labels.without_empty();
        labels.check().map_err(SignalError::Label)?;
        signal.annotations.check().map_err(SignalError::Label)?;
        if labels.is_empty() {
            return Err(SignalError::NoLabels);
        }
        let starts_at = signal.starts_at.or(signal.ends_at).unwrap_or(now);
        let ends_at = signal.ends_at.unwrap_or(now + timeout);
        if ends_at < starts_at {
            return Err(SignalError::EndBeforeStart);
        }
        let key = signal.identity.as_ref().unwrap_or(&labels).fingerprint();
        Ok(Self {
            key,
            labels,
            annotations: signal.annotations,
            starts_at,
            ends_at,
            updated_at: now,
            by_timeout: signal.ends_at.is_none(),
            generator_url: signal.generator_url,
        })
    }

    /// Whether the problem is over at `now`.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at <= now
    }

    /// Whether two claims under one key speak of one occurrence: the new start or end lies
    /// strictly inside the old range.
    pub fn overlaps(&self, new: &Self) -> bool {
        let inside = |at: Timestamp| self.starts_at < at && at < self.ends_at;
        inside(new.starts_at) || inside(new.ends_at)
    }

    /// This claim, followed by a newer one under the same key.
    pub fn followed_by<'a>(&self, new: &'a Self, now: Timestamp) -> Cow<'a, Self> {
        let mut merged = Cow::Borrowed(new);
        if !self.overlaps(new) {
            return merged;
        }
        if self.starts_at < new.starts_at {
            merged.to_mut().starts_at = self.starts_at;
        }
        let later = self.ends_at > new.ends_at;
        if new.is_over(now) {
            if later && self.is_over(now) {
                merged.to_mut().ends_at = self.ends_at;
            }
        } else if later && !self.by_timeout {
            let merged = merged.to_mut();
            merged.ends_at = self.ends_at;
            merged.by_timeout = false;
        }
        merged
    }

    /// Whether a claim under the same key says something that routes look at first.
    fn differs_from(&self, new: &Self) -> bool {
        ["severity", "service"].iter().any(|name| self.labels.get(name) != new.labels.get(name))
    }

    /// Its severity, from the `severity` label.
    pub fn severity(&self) -> Severity {
        self.labels.get("severity").map_or(Severity::Warning, Severity::from_word)
    }

    /// Its service, from the `service` label when that is a known slug's form.
    pub fn service(&self) -> Option<Slug> {
        self.labels.get("service").and_then(|name| name.parse().ok())
    }

    /// A title for people: the summary, else the alert's name, else its first label.
    pub fn title(&self) -> String {
        let said = self.annotations.get("summary").or_else(|| self.labels.get("alertname"));
        match (said, self.labels.iter().next()) {
            (Some(text), _) => text.to_owned(),
            (None, Some((name, value))) => format!("{name} {value}"),
            (None, None) => String::new(),
        }
    }
}

/// How a problem ended. "Stopped reporting" is not "fixed".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Its source said that it is over.
    Fixed,
    /// Its source stopped speaking of it; nobody said that it is over.
    StoppedReporting,
    /// A person closed it by hand.
    ByHand,
    /// What watched it was removed from the configuration.
    Unwatched,
    /// Its source gives it another severity or service now: that is another alert.
    Changed,
}

impl Ending {
    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::StoppedReporting => "stopped reporting",
            Self::ByHand => "closed by hand",
            Self::Unwatched => "no longer watched",
            Self::Changed => "changed",
        }
    }

    /// From the database's word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Fixed, Self::StoppedReporting, Self::ByHand, Self::Unwatched, Self::Changed]
            .into_iter()
            .find(|ending| ending.as_str() == word)
    }
}

/// Where an alert is in its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It is going on and nobody has taken it.
    Open,
    /// It is going on and somebody has taken it, until it clears.
    Acknowledged {
        /// Who took it.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// It is over; the next occurrence is another alert.
    Resolved {
        /// When it ended.
        at: Timestamp,
        /// How.
        how: Ending,
    },
}

impl State {
    /// The word in database and API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged { .. } => "acknowledged",
            Self::Resolved { .. } => "resolved",
        }
    }

    /// Whether the problem is going on.
    pub fn is_live(&self) -> bool {
        match self {
            Self::Open | Self::Acknowledged { .. } => true,
            Self::Resolved { .. } => false,
        }
    }
}

/// One ongoing or past problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its number.
    pub id: AlertId,
    /// The source that speaks of it.
    pub source: Slug,
    /// What is claimed.
    pub claim: Claim,
    /// Where it is in its life.
    pub state: State,
    /// When we first heard of it.
    pub opened_at: Timestamp,
}

/// Why an alert can't be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyResolved(pub AlertId);

impl Alert {
    /// Taken by somebody until it clears. Taking it again changes who has it.
    pub fn acknowledge(self, by: &str, now: Timestamp) -> Result<Self, AlreadyResolved> {
        match self.state {
            State::Open | State::Acknowledged { .. } => {
                Ok(Self { state: State::Acknowledged { by: by.to_owned(), at: now }, ..self })
            }
            State::Resolved { .. } => Err(AlreadyResolved(self.id)),
        }
    }
}

/// What a sound claim does under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reception<'a> {
    /// A problem begins: a new alert.
    Open(Cow<'a, Claim>),
    /// It goes on, or what we know of its past is more exact.
    Refresh(Cow<'a, Claim>),
    /// It goes on with another severity or service: the alert gives way to a new one, which is
    /// routed and told anew.
    Replace(&'a Claim),
    /// It is over.
    Resolve(Cow<'a, Claim>),
    /// Something that we never saw is said to be over: kept for history.
    NoteResolved(&'a Claim),
}

/// Decides what a claim does, given the latest alert under the same key. Pure.
pub fn receive<'a>(known: Option<&Alert>, claim: &'a Claim, now: Timestamp) -> Reception<'a> {
    let Some(known) = known else {
        return if claim.is_over(now) {
            Reception::NoteResolved(claim)
        } else {
            Reception::Open(Cow::Borrowed(claim))
        };
    };
    if known.state.is_live() && !claim.is_over(now) && known.claim.differs_from(claim) {
        return Reception::Replace(claim);
    }
    let merged = known.claim.followed_by(claim, now);
    match (known.state.is_live(), merged.is_over(now)) {
        (true, true) => Reception::Resolve(merged),
        (true, false) | (false, true) => Reception::Refresh(merged),
        (false, false) => Reception::Open(merged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn claim(start: i64, end: i64, by_timeout: bool) -> Claim {
        let labels = Labels::new(vec![("alertname".to_owned(), "Down".to_owned())]);
        Claim {
            key: labels.fingerprint(),
            labels,
            annotations: Labels::default(),
            starts_at: at(start),
            ends_at: at(end),
            updated_at: at(start),
            by_timeout,
            generator_url: String::new(),
        }
    }

    fn alert(claim: Claim, state: State) -> Alert {
        let source = "test".parse().unwrap();
        Alert { id: AlertId(1), source, opened_at: claim.starts_at, claim, state }
    }

    #[test]
    fn another_severity_under_the_same_key_is_another_alert() {
        let worse = |severity: &str| Claim {
            labels: claim(0, 0, false).labels.with("severity", severity),
            ..claim(20, 90, false)
        };
        let known = alert(Claim { starts_at: at(10), ..worse("warning") }, State::Open);
        let again = worse("warning");
        let same = receive(Some(&known), &again, at(30));
        assert!(matches!(same, Reception::Refresh(_)), "{same:?}");
        let worst = worse("critical");
        let changed = receive(Some(&known), &worst, at(30));
        assert_eq!(changed, Reception::Replace(&worst));
        let over = Claim { ends_at: at(25), ..worse("critical") };
        let over = receive(Some(&known), &over, at(30));
        assert!(matches!(over, Reception::Resolve(_)), "the key says which: {over:?}");
    }

    #[test]
    fn missing_times_are_filled() {
        let labels = Labels::new(vec![("a".to_owned(), "b".to_owned())]);
        let signal = Signal { labels, ..Signal::default() };
        let filled = Claim::from_signal(signal.clone(), Duration::from_secs(300), at(100)).unwrap();
        assert_eq!((filled.starts_at, filled.ends_at), (at(100), at(400)));
        assert!(filled.by_timeout);
        let ended = Signal { ends_at: Some(at(50)), ..signal.clone() };
        let filled = Claim::from_signal(ended, Duration::from_secs(300), at(100)).unwrap();
        assert_eq!((filled.starts_at, filled.ends_at), (at(50), at(50)));
        let backwards = Signal { starts_at: Some(at(60)), ends_at: Some(at(50)), ..signal.clone() };
        assert_eq!(
            Claim::from_signal(backwards, Duration::ZERO, at(0)),
            Err(SignalError::EndBeforeStart)
        );
        let nothing =
            Signal { labels: Labels::new(vec![("a".to_owned(), String::new())]), ..signal };
        assert_eq!(Claim::from_signal(nothing, Duration::ZERO, at(0)), Err(SignalError::NoLabels));
    }

    #[test]
    fn overlapping_claims_merge_as_in_alertmanager() {
        // (old, new, now) -> (start, end)
        let cases = [
            // Earliest start is kept; a later explicit old end is kept.
            ((0, 100, false), (10, 50, false), 20, (0, 100)),
            // An old end that came from our timeout gives way.
            ((0, 100, true), (10, 50, false), 20, (0, 50)),
            // The new word says it is over: its end wins.
            ((0, 100, false), (10, 15, false), 20, (0, 15)),
            // Of two resolutions the later end wins.
            ((0, 18, false), (10, 15, false), 20, (0, 18)),
            // No overlap: the new claim replaces the old.
            ((0, 10, false), (30, 90, false), 40, (30, 90)),
            // Equal bounds are not strictly inside.
            ((0, 10, false), (0, 10, false), 5, (0, 10)),
        ];
        for (old, new, now, want) in cases {
            let new = claim(new.0, new.1, new.2);
            let merged = claim(old.0, old.1, old.2).followed_by(&new, at(now)).into_owned();
            assert_eq!((merged.starts_at, merged.ends_at), (at(want.0), at(want.1)), "{old:?}");
        }
    }

    #[test]
    fn a_problem_opens_refreshes_resolves_and_opens_anew() {
        let open = claim(0, 100, false);
        assert!(matches!(receive(None, &open, at(1)), Reception::Open(_)));
        let known = alert(open, State::Open);
        let again = claim(0, 200, false);
        assert!(matches!(receive(Some(&known), &again, at(2)), Reception::Refresh(_)));
        let over = claim(0, 50, false);
        assert!(matches!(receive(Some(&known), &over, at(60)), Reception::Resolve(_)));
        let gone = alert(over, State::Resolved { at: at(50), how: Ending::Fixed });
        let anew = claim(70, 170, false);
        assert!(matches!(receive(Some(&gone), &anew, at(71)), Reception::Open(_)));
        let late = claim(0, 40, false);
        assert!(matches!(receive(None, &late, at(60)), Reception::NoteResolved(_)));
    }

    #[test]
    fn an_acknowledgement_lasts_until_the_alert_clears() {
        let taken = alert(claim(0, 100, false), State::Open).acknowledge("alice", at(5)).unwrap();
        assert_eq!(taken.state, State::Acknowledged { by: "alice".to_owned(), at: at(5) });
        let gone = alert(claim(0, 10, false), State::Resolved { at: at(10), how: Ending::Fixed });
        assert_eq!(gone.acknowledge("alice", at(20)), Err(AlreadyResolved(AlertId(1))));
    }
}
