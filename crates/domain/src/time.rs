//! Instants in UTC milliseconds, and their RFC 3339 form.
//! Owns the conversions; never asks what time it is.

use std::fmt;
use std::ops::Add;
use std::str::FromStr;
use std::time::Duration;

/// An instant: milliseconds since 1970-01-01T00:00:00Z, from year 1 to year 9999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// 0001-01-01T00:00:00Z, what Go programs send for "no time".
const YEAR_ONE_MILLIS: i64 = -62_135_596_800_000;
/// 9999-12-30T00:00:00Z: a day of margin, so that any zone can show it.
const YEAR_LAST_MILLIS: i64 = 253_402_128_000_000;

impl Timestamp {
    /// 0001-01-01T00:00:00Z: the zero time of the Alertmanager family.
    pub const ZERO: Self = Self(YEAR_ONE_MILLIS);

    /// The instant so many milliseconds after the epoch, held within years 1 to 9999.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(YEAR_ONE_MILLIS, YEAR_LAST_MILLIS))
    }

    /// Milliseconds since the epoch.
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// The time that passed since `earlier`; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// This instant, earlier by `span`.
    pub fn minus(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_sub(span_millis(span)))
    }

    /// The same instant for calendar work.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// From a calendar instant, cut to the millisecond.
    pub fn from_jiff(instant: jiff::Timestamp) -> Self {
        Self::from_millis(instant.as_millisecond())
    }
}

fn span_millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(span_millis(span)))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2026-11-20T21:09:00.000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            civil.year(),
            civil.month(),
            civil.day(),
            civil.hour(),
            civil.minute(),
            civil.second(),
            civil.millisecond()
        )
    }
}

/// A text that is no RFC 3339 date and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError(pub String);

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is no RFC 3339 time such as 2026-11-20T21:09:00Z", self.0)
    }
}

impl std::error::Error for TimestampError {}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        text.parse::<jiff::Timestamp>()
            .map(Self::from_jiff)
            .map_err(|_| TimestampError(text.chars().take(64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in
            ["2026-11-20T21:09:00.123Z", "0001-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z"]
        {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2026-11-20T22:09:00+01:00".parse::<Timestamp>().unwrap().to_string(),
            "2026-11-20T21:09:00.000Z"
        );
        assert!("yesterday".parse::<Timestamp>().is_err());
    }
}
