//! Time intervals: named times of the week, month and year in which routes speak or keep quiet.
//! Owns their meaning on the wall clock of a zone; never keeps time.

mod parse;
#[cfg(test)]
mod tests;

use crate::text::Name;
use crate::time::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::fmt;

pub use parse::{
    IntervalError, parse_days_of_month, parse_months, parse_times, parse_weekdays, parse_years,
};

/// A named set of times: those of any of its specs.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeInterval {
    /// What routes call it.
    pub name: Name,
    /// Its parts.
    pub specs: Vec<IntervalSpec>,
}

impl TimeInterval {
    /// Whether an instant lies within one of its specs.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.specs.iter().any(|spec| spec.contains(at))
    }
}

/// Times that pass every list; an empty list lets everything pass.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalSpec {
    /// Times of the day.
    pub times: Vec<Times>,
    /// Days of the week.
    pub weekdays: Vec<Weekdays>,
    /// Days of the month.
    pub days_of_month: Vec<DaysOfMonth>,
    /// Months of the year.
    pub months: Vec<Months>,
    /// Years.
    pub years: Vec<Years>,
    /// The zone whose wall clock counts.
    pub zone: TimeZone,
}

impl Default for IntervalSpec {
    /// Always, in UTC.
    fn default() -> Self {
        Self {
            times: Vec::new(),
            weekdays: Vec::new(),
            days_of_month: Vec::new(),
            months: Vec::new(),
            years: Vec::new(),
            zone: TimeZone::UTC,
        }
    }
}

impl IntervalSpec {
    /// Whether the wall clock of its zone shows one of its times.
    ///
    /// An hour that is shown twice (autumn) counts twice, one that is skipped (spring) not at all.
    pub fn contains(&self, at: Timestamp) -> bool {
        let shown = self.zone.to_datetime(at.to_jiff());
        passes(&self.times, |times| times.holds(shown))
            && passes(&self.weekdays, |days| days.holds(shown))
            && passes(&self.days_of_month, |days| days.holds(shown))
            && passes(&self.months, |months| months.holds(shown))
            && passes(&self.years, |years| years.holds(shown))
    }
}

fn passes<T>(ranges: &[T], holds: impl Fn(&T) -> bool) -> bool {
    ranges.is_empty() || ranges.iter().any(holds)
}

/// Times of the day: minutes since midnight, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Times {
    start: i16,
    end: i16,
}

/// Days of the week, from Sunday (0) to Saturday (6), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weekdays(Range);

/// Days of the month, both ends included; negative ones count from its end, `-1` is the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DaysOfMonth(Range);

/// Months from January (1) to December (12), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Months(Range);

/// Years, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Years(Range);

/// Two numbers and all between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Range {
    first: i16,
    last: i16,
}

impl Range {
    fn holds(self, value: i16) -> bool {
        (self.first..=self.last).contains(&value)
    }

    /// As it is written: `first:last`, or one word when they are the same.
    fn show(self, f: &mut fmt::Formatter<'_>, word: impl Fn(i16) -> String) -> fmt::Result {
        f.write_str(&word(self.first))?;
        if self.first == self.last { Ok(()) } else { write!(f, ":{}", word(self.last)) }
    }
}

impl Times {
    fn holds(self, shown: DateTime) -> bool {
        let minute = i16::from(shown.hour()) * 60 + i16::from(shown.minute());
        (self.start..self.end).contains(&minute)
    }
}

impl Weekdays {
    fn holds(self, shown: DateTime) -> bool {
        self.0.holds(i16::from(shown.weekday().to_sunday_zero_offset()))
    }
}

impl DaysOfMonth {
    /// In a month that is too short, the first day must still exist; the last is cut to its end.
    fn holds(self, shown: DateTime) -> bool {
        let length = i16::from(shown.days_in_month());
        let day_of = |day: i16| if day < 0 { length + day + 1 } else { day };
        let days = Range { first: day_of(self.0.first), last: day_of(self.0.last) };
        days.first <= length && days.holds(i16::from(shown.day()))
    }
}

impl Months {
    fn holds(self, shown: DateTime) -> bool {
        self.0.holds(i16::from(shown.month()))
    }
}

impl Years {
    fn holds(self, shown: DateTime) -> bool {
        self.0.holds(shown.year())
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minute: i16| format!("{:02}:{:02}", minute / 60, minute % 60);
        write!(f, "{}-{}", clock(self.start), clock(self.end))
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f, |day| parse::word_of(&parse::WEEKDAYS, day))
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f, |month| parse::word_of(&parse::MONTHS, month - 1))
    }
}

impl fmt::Display for DaysOfMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f, |day| day.to_string())
    }
}

impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f, |year| year.to_string())
    }
}
