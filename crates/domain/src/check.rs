//! Checks: rules that look at something at a rhythm and say whether it is fine.
//! Owns what a check may be and when its verdict turns; never looks at anything itself.

pub mod graph;
pub mod json;
pub mod kind;
pub mod net;
pub mod pace;
pub mod pattern;
pub mod state;
pub mod words;

pub use graph::{dependency_cycle, held_by, unsettled_dependencies};
pub use kind::CheckKind;
pub use state::{CheckState, Hold, Observation, Outcome, Phases, Turn, Verdict};

use crate::label::Labels;
use crate::severity::Severity;
use crate::text::{Name, Slug};
use crate::time::Timestamp;
use std::fmt;
use std::time::Duration;
use words::span_words;

/// The name under which Vigie speaks of its own sight, as if it were a check.
pub const OWN_SIGHT: &str = "vigie-sight";
/// Shortest interval: below it a check is a load test.
pub const EVERY_MIN: Duration = Duration::from_secs(1);
/// Longest interval: a check that looks less than weekly is a calendar entry.
pub const EVERY_MAX: Duration = Duration::from_hours(7 * 24);
/// Shortest timeout: less than a slow network needs for one answer.
pub const TIMEOUT_MIN: Duration = Duration::from_millis(50);
/// Longest timeout: a hung target may hold one of the prober's places no longer.
pub const TIMEOUT_MAX: Duration = Duration::from_mins(1);
/// Most observations in a row that a verdict may wait for.
pub const RETRIES_MAX: u32 = 100;
/// Most checks that one check may depend on directly.
pub const DEPENDENCIES_MAX: usize = 20;
/// Most maintenance windows and intervals of one check.
pub const MAINTENANCE_MAX: usize = 20;
const _: () = assert!(TIMEOUT_MIN.as_millis() < EVERY_MIN.as_millis());

/// A rule that looks at one thing at a rhythm.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Its short name, unique among checks.
    pub slug: Slug,
    /// The service that suffers when it fails.
    pub service: Option<Slug>,
    /// Its name for people.
    pub name: Name,
    /// What it looks at, and what it expects there.
    pub kind: CheckKind,
    /// Time from the start of one look to the start of the next.
    pub every: Duration,
    /// How long one look may take.
    pub timeout: Duration,
    /// Failed looks in a row before it fails.
    pub failures_to_fail: u32,
    /// Good looks in a row before it recovers.
    pub successes_to_recover: u32,
    /// How bad it is when it fails.
    pub severity: Severity,
    /// Labels that its alert carries besides the usual ones.
    pub labels: Labels,
    /// Checks that must pass for this one to mean anything, such as its host's.
    pub depends_on: Vec<Slug>,
    /// When its failures are expected and page nobody.
    pub maintenance: Vec<Maintenance>,
}

/// A time when a check's failures are expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Maintenance {
    /// Whenever the time interval of this name holds.
    Interval(Name),
    /// Once.
    Window {
        /// First instant of it.
        from: Timestamp,
        /// First instant after it.
        until: Timestamp,
    },
}

/// Why a check is refused: which field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckError {
    /// The field, by its name in the configuration.
    pub field: &'static str,
    /// What is wrong, and what would be right.
    pub why: String,
}

impl CheckError {
    /// An error about one field.
    pub fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into() }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

impl std::error::Error for CheckError {}

impl Check {
    /// This check, when its values are within their limits and agree with each other.
    pub fn validated(self) -> Result<Self, CheckError> {
        self.validate_rhythm()?;
        self.validate_relations()?;
        self.labels.check().map_err(|error| CheckError::new("labels", error.0))?;
        self.kind.validate(self.timeout)?;
        Ok(self)
    }

    /// The maintenance that holds at `now`, if any; `holds` tells whether the time interval of a
    /// name does.
    pub fn maintenance_at(&self, now: Timestamp, holds: impl Fn(&Name) -> bool) -> Option<Hold> {
        self.maintenance.iter().find_map(|maintenance| match maintenance {
            Maintenance::Window { from, until } => (*from <= now && now < *until)
                .then(|| Hold::Maintenance(format!("planned until {until}"))),
            Maintenance::Interval(name) => holds(name).then(|| Hold::Maintenance(name.to_string())),
        })
    }

    fn validate_rhythm(&self) -> Result<(), CheckError> {
        within("every", self.every, EVERY_MIN, EVERY_MAX)?;
        within("timeout", self.timeout, TIMEOUT_MIN, TIMEOUT_MAX)?;
        if self.timeout >= self.every {
            return Err(CheckError::new(
                "timeout",
                format!(
                    "{} is not shorter than the interval of {}",
                    span_words(self.timeout),
                    span_words(self.every)
                ),
            ));
        }
        let counts = [
            ("failures_to_fail", self.failures_to_fail),
            ("successes_to_recover", self.successes_to_recover),
        ];
        for (field, count) in counts {
            if !(1..=RETRIES_MAX).contains(&count) {
                return Err(CheckError::new(
                    field,
                    format!("{count} is not between 1 and {RETRIES_MAX}"),
                ));
            }
        }
        Ok(())
    }

    fn validate_relations(&self) -> Result<(), CheckError> {
        at_most("depends_on", self.depends_on.len(), DEPENDENCIES_MAX)?;
        for (at, slug) in self.depends_on.iter().enumerate() {
            if *slug == self.slug {
                return Err(CheckError::new("depends_on", "a check can't depend on itself"));
            }
            if self.depends_on.iter().take(at).any(|earlier| earlier == slug) {
                return Err(CheckError::new("depends_on", format!("\"{slug}\" is listed twice")));
            }
        }
        at_most("maintenance", self.maintenance.len(), MAINTENANCE_MAX)?;
        for maintenance in &self.maintenance {
            if let Maintenance::Window { from, until } = maintenance
                && until <= from
            {
                return Err(CheckError::new(
                    "maintenance",
                    format!("the window ends at {until}, not after its start at {from}"),
                ));
            }
        }
        Ok(())
    }
}

/// Refuses a span outside its limits.
pub(crate) fn within(
    field: &'static str,
    span: Duration,
    min: Duration,
    max: Duration,
) -> Result<(), CheckError> {
    if (min..=max).contains(&span) {
        return Ok(());
    }
    Err(CheckError::new(
        field,
        format!("{} is not between {} and {}", span_words(span), span_words(min), span_words(max)),
    ))
}

/// Refuses a list longer than its limit.
pub(crate) fn at_most(field: &'static str, count: usize, max: usize) -> Result<(), CheckError> {
    if count <= max {
        return Ok(());
    }
    Err(CheckError::new(field, format!("{count} are too many: at most {max}")))
}

#[cfg(test)]
mod tests;
