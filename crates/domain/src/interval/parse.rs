//! The texts of time intervals, as configuration files write them.

use super::{DaysOfMonth, Months, Range, Times, Weekdays, Years};
use std::fmt;

pub(super) const WEEKDAYS: [&str; 7] =
    ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
pub(super) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The days that every month has; what is out of order in those is out of order in all.
const SHORTEST_MONTH: i16 = 28;
/// `24:00`, the end of the day.
const DAY_MINUTES: i16 = 24 * 60;

/// Why a text is no part of a time interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervalError(pub String);

impl fmt::Display for IntervalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IntervalError {}

/// Times of the day: `09:00` to `17:00`, at most `24:00`.
pub fn parse_times(start: &str, end: &str) -> Result<Times, IntervalError> {
    let times = Times { start: minute(start)?, end: minute(end)? };
    if times.start >= times.end {
        return Err(IntervalError(format!(
            "the end {end} is not after the start {start}: write a range over midnight as two, \
             one to 24:00 and one from 00:00"
        )));
    }
    Ok(times)
}

fn minute(text: &str) -> Result<i16, IntervalError> {
    let two_digits = |part: &str| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse::<i16>().ok() } else { None }
    };
    let parts = text.split_once(':');
    let parts = parts.and_then(|(hour, minute)| Some((two_digits(hour)?, two_digits(minute)?)));
    match parts {
        Some((hour @ 0..=23, minute @ 0..=59)) => Ok(hour * 60 + minute),
        Some((24, 0)) => Ok(DAY_MINUTES),
        _ => Err(IntervalError(format!("\"{text}\" is no time of the day such as 09:00"))),
    }
}

/// Days of the week: `monday:friday`, or one day.
pub fn parse_weekdays(text: &str) -> Result<Weekdays, IntervalError> {
    let day = |word: &str| {
        place_of(&WEEKDAYS, word)
            .ok_or_else(|| IntervalError(format!("\"{word}\" is no weekday such as monday")))
    };
    let days = range(text, day)?;
    if days.first > days.last {
        return Err(IntervalError(format!(
            "\"{text}\" ends before it starts: the week begins on sunday, write it as two ranges"
        )));
    }
    Ok(Weekdays(days))
}

/// Days of the month: `1:15`, `-3:-1` for the last three, or one day.
pub fn parse_days_of_month(text: &str) -> Result<DaysOfMonth, IntervalError> {
    let day = |word: &str| match word.parse::<i16>() {
        Ok(day @ (-31..=-1 | 1..=31)) => Ok(day),
        _ => Err(IntervalError(format!(
            "\"{word}\" is no day of the month: use 1 to 31, or -1 to -31 from its end"
        ))),
    };
    let days = range(text, day)?;
    if days.first < 0 && days.last > 0 {
        return Err(IntervalError(format!(
            "\"{text}\" starts from the end of the month: its last day must be negative too"
        )));
    }
    let in_shortest = |day: i16| if day < 0 { SHORTEST_MONTH + day } else { day };
    if in_shortest(days.first) > in_shortest(days.last) {
        return Err(IntervalError(format!("\"{text}\" always ends before it starts")));
    }
    Ok(DaysOfMonth(days))
}

/// Months: `may:august`, `1:3`, or one month.
pub fn parse_months(text: &str) -> Result<Months, IntervalError> {
    let month = |word: &str| {
        let named = place_of(&MONTHS, word).map(|place| place + 1);
        let number = || word.parse().ok().filter(|month| (1..=12).contains(month));
        named
            .or_else(number)
            .ok_or_else(|| IntervalError(format!("\"{word}\" is no month such as may, or 1 to 12")))
    };
    let months = range(text, month)?;
    if months.first > months.last {
        return Err(IntervalError(format!(
            "\"{text}\" ends before it starts: write it as two ranges, one to december"
        )));
    }
    Ok(Months(months))
}

/// Years: `2026:2027`, or one year.
pub fn parse_years(text: &str) -> Result<Years, IntervalError> {
    let year = |word: &str| match word.parse::<i16>() {
        Ok(year @ 1..=9999) => Ok(year),
        _ => Err(IntervalError(format!("\"{word}\" is no year such as 2026"))),
    };
    let years = range(text, year)?;
    if years.first > years.last {
        return Err(IntervalError(format!("\"{text}\" ends before it starts")));
    }
    Ok(Years(years))
}

fn range(
    text: &str,
    parse: impl Fn(&str) -> Result<i16, IntervalError>,
) -> Result<Range, IntervalError> {
    let text = text.to_ascii_lowercase();
    let (first, last) = text.split_once(':').unwrap_or((&text, &text));
    Ok(Range { first: parse(first)?, last: parse(last)? })
}

fn place_of(words: &[&str], word: &str) -> Option<i16> {
    words.iter().position(|known| *known == word)?.try_into().ok()
}

/// The word at a place; the place itself where there is none.
pub(super) fn word_of(words: &[&str], place: i16) -> String {
    let word = usize::try_from(place).ok().and_then(|place| words.get(place));
    word.map_or_else(|| place.to_string(), |word| (*word).to_owned())
}
