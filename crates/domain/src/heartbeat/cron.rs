//! Cron expressions of five fields: when a job is expected to run.
//! Owns their text and their times, daylight saving included. Never runs anything.

use crate::time::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use std::fmt;
use std::str::FromStr;

/// Longest expression: lists of every minute fit.
const CRON_BYTES_MAX: usize = 256;
/// How far the next time is sought: 29 February on a given weekday comes once in 40 years.
const YEARS_MAX: i16 = 41;

/// A cron expression: minute, hour, day of month, month, day of week.
///
/// When both day fields are restricted, either may match, as cron has it since 1979.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    text: String,
    minutes: Set,
    hours: Set,
    days: Set,
    months: Set,
    weekdays: Set,
    /// Whether one day field starts with `*`, so that both must match.
    both_day_fields: bool,
    /// Whether the hour field admits every hour: such jobs run in both passes of a repeated hour.
    every_hour: bool,
}

/// A set of small numbers, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Set(u64);

impl Set {
    fn holds(self, number: i8) -> bool {
        u32::try_from(number).is_ok_and(|bit| self.0.checked_shr(bit).unwrap_or(0) & 1 == 1)
    }
}

struct Field {
    name: &'static str,
    min: u8,
    max: u8,
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", min: 0, max: 59, names: &[] };
const HOUR: Field = Field { name: "hour", min: 0, max: 23, names: &[] };
const DAY: Field = Field { name: "day of month", min: 1, max: 31, names: &[] };
const MONTH: Field = Field {
    name: "month",
    min: 1,
    max: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
const WEEKDAY: Field = Field {
    name: "day of week",
    min: 0,
    max: 7,
    names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
};

const SHORTCUTS: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

impl Cron {
    /// The first time strictly after `from`, on the clocks of `zone`.
    ///
    /// A time that the clocks skip runs at the first instant after the gap. A time that they
    /// repeat runs once, in the first pass, unless the hour field admits every hour.
    pub fn next_after(&self, from: Timestamp, zone: &TimeZone) -> Timestamp {
        let instant = from.to_jiff();
        let now = zone.to_datetime(instant);
        let mut candidate = self.next_civil(after_minute(now));
        // A time that the clocks repeat may resolve to a pass that is over: then try the next one.
        for _ in 0..MINUTES_REPEATED_MAX {
            let Some(civil) = candidate else { break };
            let found = self.resolve(civil, instant, zone);
            if found > instant {
                let found = self.second_pass(instant, found, zone).unwrap_or(found);
                return Timestamp::from_jiff(found);
            }
            candidate = self.next_civil(after_minute(civil));
        }
        // Expressions that match no date are refused when they are read, so only the end of the
        // calendar leads here.
        Timestamp::from_jiff(jiff::Timestamp::MAX)
    }

    /// For expressions of every hour: a time in the second pass of a repeated hour that comes
    /// before `found`.
    fn second_pass(
        &self,
        from: jiff::Timestamp,
        found: jiff::Timestamp,
        zone: &TimeZone,
    ) -> Option<jiff::Timestamp> {
        if !self.every_hour {
            return None;
        }
        let change = zone.following(from).next().filter(|change| change.timestamp() <= found)?;
        let start = change.offset().to_datetime(change.timestamp());
        let civil = self.next_civil(Some(start))?;
        let instant = change.offset().to_timestamp(civil).ok()?;
        (instant < found && instant > from).then_some(instant)
    }

    /// The instant of a civil time: after a gap, the first instant; in a repetition, the first
    /// pass, or the second for expressions of every hour when the first is over at `from`.
    fn resolve(&self, civil: DateTime, from: jiff::Timestamp, zone: &TimeZone) -> jiff::Timestamp {
        let at =
            |offset: jiff::tz::Offset| offset.to_timestamp(civil).unwrap_or(jiff::Timestamp::MAX);
        match zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => at(offset),
            AmbiguousOffset::Fold { before, after } => {
                if self.every_hour && at(before) <= from {
                    at(after)
                } else {
                    at(before)
                }
            }
            AmbiguousOffset::Gap { after, .. } => {
                // Read with the later offset, a skipped time lies just before the change.
                let before_change = at(after);
                zone.following(before_change)
                    .next()
                    .map_or(before_change, |change| change.timestamp())
            }
        }
    }

    /// The first matching civil minute at or after `from`.
    fn next_civil(&self, from: Option<DateTime>) -> Option<DateTime> {
        let from = from?;
        let mut date = from.date();
        let mut not_before = from.time();
        let last_year = date.year().saturating_add(YEARS_MAX);
        while date.year() <= last_year {
            if !self.months.holds(date.month()) {
                date = date.last_of_month().tomorrow().ok()?;
                not_before = Time::midnight();
                continue;
            }
            if self.admits_date(date)
                && let Some(time) = self.time_at_or_after(not_before)
            {
                return Some(date.to_datetime(time));
            }
            date = date.tomorrow().ok()?;
            not_before = Time::midnight();
        }
        None
    }

    fn admits_date(&self, date: Date) -> bool {
        let day = self.days.holds(date.day());
        let weekday = self.weekdays.holds(date.weekday().to_sunday_zero_offset());
        if self.both_day_fields { day && weekday } else { day || weekday }
    }

    fn time_at_or_after(&self, not_before: Time) -> Option<Time> {
        let hours = (not_before.hour()..=23).filter(|hour| self.hours.holds(*hour));
        hours
            .flat_map(|hour| {
                let first = if hour == not_before.hour() { not_before.minute() } else { 0 };
                (first..=59).filter(|minute| self.minutes.holds(*minute)).map(move |m| (hour, m))
            })
            .find_map(|(hour, minute)| Time::new(hour, minute, 0, 0).ok())
    }

    /// Whether any date of a leap year matches; `0 0 30 2 *` never does.
    fn ever_matches(&self) -> bool {
        self.next_civil(Some(jiff::civil::date(2000, 1, 1).to_datetime(Time::midnight()))).is_some()
    }
}

/// Longest repetition of clocks in any zone is a few hours; a day has room for all.
const MINUTES_REPEATED_MAX: usize = 24 * 60;

/// The start of the minute after the one of `civil`.
fn after_minute(civil: DateTime) -> Option<DateTime> {
    let time = Time::new(civil.hour(), civil.minute(), 0, 0).ok()?;
    civil.date().to_datetime(time).checked_add(jiff::SignedDuration::from_mins(1)).ok()
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is no cron expression; names the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronError(pub String);

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CronError {}

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        if text.len() > CRON_BYTES_MAX {
            return Err(CronError(format!(
                "the expression has {} bytes: at most {CRON_BYTES_MAX}",
                text.len()
            )));
        }
        let text = text.trim();
        let expanded = expand(text)?;
        let fields: Vec<&str> = expanded.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else {
            return Err(CronError(format!(
                "\"{text}\" has {} fields: cron has five, minute hour day-of-month month \
                 day-of-week",
                fields.len()
            )));
        };
        let hours = set(hour, &HOUR)?;
        let weekdays = set(weekday, &WEEKDAY)?;
        let cron = Self {
            text: text.to_owned(),
            minutes: set(minute, &MINUTE)?,
            hours,
            days: set(day, &DAY)?,
            months: set(month, &MONTH)?,
            // Sunday is 0 and 7.
            weekdays: Set(weekdays.0 | (weekdays.0 >> 7)),
            both_day_fields: day.starts_with('*') || weekday.starts_with('*'),
            every_hour: hours.0 == full(&HOUR),
        };
        if cron.ever_matches() {
            return Ok(cron);
        }
        Err(CronError(format!("\"{text}\" never comes: no month named has day {day}")))
    }
}

fn expand(text: &str) -> Result<&str, CronError> {
    if !text.starts_with('@') {
        return Ok(text);
    }
    let lower = text.to_ascii_lowercase();
    if lower == "@reboot" {
        return Err(CronError("@reboot has no times to wait for: use a period".to_owned()));
    }
    SHORTCUTS.iter().find(|(name, _)| *name == lower).map(|(_, full)| *full).ok_or_else(|| {
        CronError(format!(
            "\"{text}\" is no shortcut: use @hourly, @daily, @weekly, @monthly or @yearly"
        ))
    })
}

fn full(field: &Field) -> u64 {
    (field.min..=field.max).fold(0, |bits, number| bits | (1 << number))
}

fn set(text: &str, field: &Field) -> Result<Set, CronError> {
    let mut bits = 0;
    for part in text.split(',') {
        bits |= part_bits(part, field)
            .map_err(|why| CronError(format!("{} field \"{text}\": {why}", field.name)))?;
    }
    Ok(Set(bits))
}

/// One part of a list: `*`, `5`, `1-5`, `*/10`, `10-40/5`.
fn part_bits(part: &str, field: &Field) -> Result<u64, String> {
    let (range, step) = match part.split_once('/') {
        None => (part, None),
        Some((range, step)) => (range, Some(step)),
    };
    let (first, last) = match range.split_once('-') {
        _ if range == "*" => (field.min, field.max),
        Some((first, last)) => (number(first, field)?, number(last, field)?),
        // As in cron: `5/10` means from 5 to the end, every 10.
        None if step.is_some() => (number(range, field)?, field.max),
        None => (number(range, field)?, number(range, field)?),
    };
    if first > last {
        return Err(format!(
            "{range} goes down: write it as two ranges, {range_start}-{max},{min}-{last}",
            range_start = first,
            max = field.max,
            min = field.min
        ));
    }
    let step = match step {
        None => 1,
        Some(step) => step
            .parse::<usize>()
            .ok()
            .filter(|step| *step > 0)
            .ok_or_else(|| format!("the step \"{step}\" must be a number above 0"))?,
    };
    Ok((first..=last).step_by(step).fold(0, |bits, number| bits | (1 << number)))
}

fn number(text: &str, field: &Field) -> Result<u8, String> {
    let lower = text.to_ascii_lowercase();
    if let Some(at) = field.names.iter().position(|name| *name == lower) {
        return Ok(u8::try_from(at).unwrap_or(0) + field.min);
    }
    let legal = text.bytes().all(|b| b.is_ascii_digit());
    match text.parse::<u8>() {
        Ok(number) if legal && (field.min..=field.max).contains(&number) => Ok(number),
        _ => {
            let names = match field.names {
                [first, .., last] => format!(" or a name from {first} to {last}"),
                _ => String::new(),
            };
            Err(format!("\"{text}\" is not a number from {} to {}{names}", field.min, field.max))
        }
    }
}

#[cfg(test)]
mod tests;
