//! Heartbeats: checks that wait to be called, and fail by silence.
//! Owns when a call is expected and what each call means, as in Healthchecks' ping API. Never
//! receives a call itself.

pub mod cron;

use crate::check::words::span_words;
use crate::label::Labels;
use crate::severity::Severity;
use crate::text::{Name, Slug};
use crate::time::Timestamp;
use cron::Cron;
use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Shortest period and grace, as in Healthchecks.
pub const SPAN_MIN: Duration = Duration::from_mins(1);
/// Longest period and grace, as in Healthchecks.
pub const SPAN_MAX: Duration = Duration::from_hours(365 * 24);
/// How much too early a call may come and still count for the coming run of a cron schedule:
/// clocks differ, and cron daemons start at any second of the minute before.
pub const EARLY_MAX: Duration = Duration::from_mins(1);
/// Runs closer together than this have no early calls: there they are late ones.
pub const EARLY_RUNS_APART: Duration = Duration::from_mins(5);
const _: () = assert!(EARLY_RUNS_APART.as_secs() > 2 * EARLY_MAX.as_secs());
/// Longest run id that is kept; a UUID fits twice.
pub const RUN_ID_BYTES_MAX: usize = 72;

/// A check that waits to be called.
#[derive(Clone, Debug, PartialEq)]
pub struct Heartbeat {
    /// Its short name, unique among heartbeats.
    pub slug: Slug,
    /// What its callers put in the URL; a UUID, and a secret of sorts.
    pub ping_key: PingKey,
    /// The service that suffers when it is silent.
    pub service: Option<Slug>,
    /// Its name for people.
    pub name: Name,
    /// When it is expected.
    pub schedule: Schedule,
    /// How late it may be, and how long a run may take from its start.
    pub grace: Duration,
    /// How bad its silence is.
    pub severity: Severity,
    /// Labels that its alert carries besides the usual ones.
    pub labels: Labels,
}

/// When a heartbeat is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// So long after the last call.
    Period(Duration),
    /// At times of the clock on a wall.
    Cron {
        /// Which times.
        cron: Cron,
        /// Where the wall is.
        zone: TimeZone,
    },
}

impl Schedule {
    /// The first time strictly after `from` at which a call is expected.
    pub fn next_after(&self, from: Timestamp) -> Timestamp {
        match self {
            Self::Period(period) => from + *period,
            Self::Cron { cron, zone } => cron.next_after(from, zone),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Period(period) => write!(f, "every {}", span_words(*period)),
            Self::Cron { cron, zone } => {
                write!(f, "{cron} ({})", zone.iana_name().unwrap_or("UTC"))
            }
        }
    }
}

/// The UUID in a ping URL, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PingKey(String);

impl PingKey {
    /// The text of the key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PingKey {
    /// Whoever knows the key can speak for the job, so only its start is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PingKey({}…)", self.0.chars().take(8).collect::<String>())
    }
}

impl FromStr for PingKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let hex = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_hexdigit()));
        if lengths == [8, 4, 4, 4, 12] && hex {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err("a ping key is a UUID such as 5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278".to_owned())
    }
}

/// Why a heartbeat is refused: which field, and what is wrong with it.
pub type HeartbeatError = crate::check::CheckError;

impl Heartbeat {
    /// This heartbeat, when its values are within their limits.
    pub fn validated(self) -> Result<Self, HeartbeatError> {
        if let Schedule::Period(period) = self.schedule {
            crate::check::within("period", period, SPAN_MIN, SPAN_MAX)?;
        }
        crate::check::within("grace", self.grace, SPAN_MIN, SPAN_MAX)?;
        self.labels.check().map_err(|error| HeartbeatError::new("labels", error.0))?;
        Ok(self)
    }
}

/// What a call says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ping {
    /// The run ended well.
    Success,
    /// A run starts.
    Start,
    /// The run failed.
    Fail,
    /// A note; changes nothing.
    Log,
    /// The run ended with this status; 0 is well.
    Exit(u8),
}

impl Ping {
    /// From the last part of a ping URL; empty is success.
    pub fn from_path(part: &str) -> Option<Self> {
        match part {
            "" => Some(Self::Success),
            "start" => Some(Self::Start),
            "fail" => Some(Self::Fail),
            "log" => Some(Self::Log),
            status => status.parse().ok().map(Self::Exit),
        }
    }

    /// The word in API and database, one of `success`, `start`, `fail`, `log`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success | Self::Exit(0) => "success",
            Self::Start => "start",
            Self::Fail | Self::Exit(_) => "fail",
            Self::Log => "log",
        }
    }
}

/// How a heartbeat stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Never called; nothing is expected before the first call.
    #[default]
    New,
    /// Called as expected.
    Passing,
    /// Silent for too long, or its job said that it failed.
    Failing {
        /// What happened.
        why: String,
        /// Since when.
        since: Timestamp,
    },
}

impl Standing {
    /// The word in API and database.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Passing => "passing",
            Self::Failing { .. } => "failing",
        }
    }

    /// Whether it is failing.
    pub fn is_failing(&self) -> bool {
        matches!(self, Self::Failing { .. })
    }
}

/// What a heartbeat has heard so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeartbeatState {
    /// How it stands.
    pub standing: Standing,
    /// The last call that ended a run.
    pub last_ping: Option<Timestamp>,
    /// What the last call of any kind said.
    pub last_kind: Option<Ping>,
    /// The instant from which the next expected time is counted: the last ping, or the run that
    /// an early ping counts for.
    pub counted_from: Option<Timestamp>,
    /// When the latest run that has not ended started.
    pub last_start: Option<Timestamp>,
    /// Its run id, when its caller gave one.
    pub run_id: Option<String>,
    /// The first start since a run last ended: a job that starts again and again and never ends
    /// must not push its own deadline away.
    pub unended_since: Option<Timestamp>,
    /// How long the last run took, when its start was told.
    pub last_duration: Option<Duration>,
}

/// A change that somebody must hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeartbeatTurn {
    /// It fails now.
    StartedFailing {
        /// What happened.
        why: String,
    },
    /// It was failing, and its job ended well.
    Recovered {
        /// How long it was failing.
        after: Duration,
    },
}

impl HeartbeatState {
    /// When the next call is expected; `None` while waiting for the first one, and for a silent
    /// period, whose call is simply overdue.
    pub fn next_expected(&self, heartbeat: &Heartbeat, now: Timestamp) -> Option<Timestamp> {
        let counted_from = self.counted_from?;
        match (&self.standing, &heartbeat.schedule) {
            (Standing::Failing { .. }, Schedule::Cron { .. }) => {
                Some(heartbeat.schedule.next_after(counted_from.max(now)))
            }
            (Standing::Failing { .. }, Schedule::Period(_)) => {
                Some(heartbeat.schedule.next_after(counted_from)).filter(|next| *next > now)
            }
            (Standing::New | Standing::Passing, _) => {
                Some(heartbeat.schedule.next_after(counted_from))
            }
        }
    }

    /// When it fails if no further call comes; `None` when it already does or waits for its first
    /// call. A started run has the grace from its start, whatever the schedule says.
    pub fn fails_at(&self, heartbeat: &Heartbeat) -> Option<Timestamp> {
        if self.standing.is_failing() {
            return None;
        }
        let from = match (self.unended_since, self.counted_from) {
            (Some(start), _) => start,
            (None, Some(counted_from)) => heartbeat.schedule.next_after(counted_from),
            (None, None) => return None,
        };
        Some(from + heartbeat.grace)
    }

    /// The state once time has come to `now`, and the turn that silence causes.
    pub fn wait(self, heartbeat: &Heartbeat, now: Timestamp) -> (Self, Option<HeartbeatTurn>) {
        let Some(fails_at) = self.fails_at(heartbeat).filter(|fails_at| *fails_at <= now) else {
            return (self, None);
        };
        let grace = span_words(heartbeat.grace);
        let why = match self.unended_since {
            Some(start) => format!("started at {start} and not ended within {grace}"),
            None => {
                let expected = fails_at.minus(heartbeat.grace);
                format!("expected a call at {expected}, none came within {grace} after it")
            }
        };
        self.fail(why, fails_at)
    }

    /// The state after a call, and the turn that it causes.
    pub fn ping(
        self,
        heartbeat: &Heartbeat,
        ping: Ping,
        run_id: Option<&str>,
        now: Timestamp,
    ) -> (Self, Option<HeartbeatTurn>) {
        let heard = Self { last_kind: Some(ping), ..self };
        match ping {
            Ping::Log => (heard, None),
            Ping::Start => (heard.start(run_id, now), None),
            Ping::Success | Ping::Exit(0) => heard.end(heartbeat, run_id, false, now).recover(now),
            Ping::Fail => {
                heard.end(heartbeat, run_id, true, now).fail("it said that it failed".into(), now)
            }
            Ping::Exit(status) => heard
                .end(heartbeat, run_id, true, now)
                .fail(format!("it ended with exit status {status}"), now),
        }
    }

    /// One line for people: how it stands and what it waits for.
    pub fn words(&self, heartbeat: &Heartbeat, now: Timestamp) -> String {
        match (&self.standing, self.unended_since) {
            (Standing::Failing { why, .. }, _) => why.clone(),
            (_, Some(start)) => format!("running for {}", span_words(now.since(start))),
            (Standing::New, None) => "waiting for the first ping".to_owned(),
            (Standing::Passing, None) => match self.next_expected(heartbeat, now) {
                Some(next) if next < now => format!("late by {}", span_words(now.since(next))),
                Some(next) => format!("expected in {}", span_words(next.since(now))),
                None => "waiting for the first ping".to_owned(),
            },
        }
    }

    fn start(self, run_id: Option<&str>, now: Timestamp) -> Self {
        Self {
            unended_since: self.unended_since.or(Some(now)),
            last_start: Some(now),
            run_id: run_id.map(|id| id.chars().take(RUN_ID_BYTES_MAX).collect()),
            ..self
        }
    }

    /// Closes the run that a call ends. A call without run id, or a failure, ends any run; a
    /// success of another run leaves the latest one open.
    fn end(
        self,
        heartbeat: &Heartbeat,
        run_id: Option<&str>,
        failed: bool,
        now: Timestamp,
    ) -> Self {
        let same_run = self.run_id.as_deref() == run_id;
        let ended = Self {
            last_ping: Some(now),
            counted_from: Some(self.counts_for(heartbeat, now)),
            last_duration: self.last_start.filter(|_| same_run).map(|start| now.since(start)),
            ..self
        };
        if same_run || failed || run_id.is_none() {
            return Self { last_start: None, run_id: None, unended_since: None, ..ended };
        }
        Self { unended_since: ended.last_start, ..ended }
    }

    /// The run that a call at `now` counts for: the coming one when it is at most a minute away and
    /// the run before it was already served or is already missed; else the present.
    fn counts_for(&self, heartbeat: &Heartbeat, now: Timestamp) -> Timestamp {
        if matches!(heartbeat.schedule, Schedule::Period(_)) {
            return now;
        }
        let coming = heartbeat.schedule.next_after(now);
        let awaited = self.counted_from.map(|from| heartbeat.schedule.next_after(from));
        let served = awaited.is_none_or(|at| now < at || at + heartbeat.grace <= now);
        let early = || {
            coming.since(now) <= EARLY_MAX
                && heartbeat.schedule.next_after(coming).since(coming) >= EARLY_RUNS_APART
        };
        if served && early() { coming } else { now }
    }

    fn fail(self, why: String, since: Timestamp) -> (Self, Option<HeartbeatTurn>) {
        let since = match self.standing {
            Standing::Failing { since, .. } => {
                return (Self { standing: Standing::Failing { why, since }, ..self }, None);
            }
            Standing::New | Standing::Passing => since,
        };
        let turn = HeartbeatTurn::StartedFailing { why: why.clone() };
        (Self { standing: Standing::Failing { why, since }, ..self }, Some(turn))
    }

    fn recover(self, now: Timestamp) -> (Self, Option<HeartbeatTurn>) {
        let turn = match self.standing {
            Standing::Failing { since, .. } => {
                Some(HeartbeatTurn::Recovered { after: now.since(since) })
            }
            Standing::New | Standing::Passing => None,
        };
        (Self { standing: Standing::Passing, ..self }, turn)
    }
}

#[cfg(test)]
mod tests;
