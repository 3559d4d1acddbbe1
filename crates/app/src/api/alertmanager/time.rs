//! Instants as Alertmanager's framework reads them: RFC 3339, and four habits of its own.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use vigie_domain::time::Timestamp;

/// Reads an instant. The empty text is 1970; a time without a zone is UTC.
///
/// Forms: `2026-11-20T21:09:00.123Z`, the same with an offset with or without a colon, without a
/// zone, or without seconds; and `2026-11-20 21:09:00` without a zone.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    if text.is_empty() {
        return Ok(Timestamp::from_millis(0));
    }
    let shown: String = text.chars().take(64).collect();
    read(text).ok_or_else(|| format!("\"{shown}\" is no time such as 2026-11-20T21:09:00.123Z"))
}

fn read(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let (year, month, day) =
        (rest.number(4)?, rest.after(b'-')?.number(2)?, rest.after(b'-')?.number(2)?);
    let plain = rest.next_is(b' ');
    if !plain {
        rest.after(b'T')?;
    }
    let (hour, minute) = (rest.number(2)?, rest.after(b':')?.number(2)?);
    let (mut second, mut nanos) = (0, 0);
    if rest.next_is(b':') {
        second = rest.number(2)?;
        nanos = rest.fraction()?;
    } else if plain {
        return None;
    }
    let offset = if plain { 0 } else { rest.offset_seconds()? };
    let small = |number: i32| i8::try_from(number).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        small(second)?,
        nanos,
    )
    .ok()?;
    if !rest.0.is_empty() {
        return None;
    }
    // The last hours of the year 9999 are beyond every calendar: they are held at the last instant.
    let millis = match Offset::UTC.to_timestamp(civil) {
        Ok(local) => local.as_millisecond() - i64::from(offset) * 1000,
        Err(_) if year == 9999 => i64::MAX,
        Err(_) => return None,
    };
    Some(Timestamp::from_millis(millis))
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn next_is(&mut self, byte: u8) -> bool {
        let Some((first, rest)) = self.0.split_first() else { return false };
        if *first == byte {
            self.0 = rest;
        }
        *first == byte
    }

    fn after(&mut self, byte: u8) -> Option<&mut Self> {
        self.next_is(byte).then_some(self)
    }

    fn digit(&mut self) -> Option<i32> {
        let (first, rest) = self.0.split_first()?;
        let digit = char::from(*first).to_digit(10)?;
        self.0 = rest;
        i32::try_from(digit).ok()
    }

    fn number(&mut self, digits: u32) -> Option<i32> {
        (0..digits).try_fold(0, |sum, _| Some(sum * 10 + self.digit()?))
    }

    /// Nanoseconds after the point; what is finer is cut.
    fn fraction(&mut self) -> Option<i32> {
        if !self.next_is(b'.') {
            return Some(0);
        }
        let mut nanos = self.digit()? * 100_000_000;
        let mut unit = 10_000_000;
        while let Some(digit) = self.digit() {
            nanos += digit * unit;
            unit /= 10;
        }
        Some(nanos)
    }

    fn offset_seconds(&mut self) -> Option<i32> {
        if self.0.is_empty() || self.next_is(b'Z') {
            return Some(0);
        }
        let sign = if self.next_is(b'-') { -1 } else { self.after(b'+').map(|_| 1)? };
        let hours = self.number(2)?;
        self.next_is(b':');
        let minutes = self.number(2)?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_alertmanager_reads_them() {
        for (text, shown) in [
            ("2026-11-20T21:09:00Z", "2026-11-20T21:09:00.000Z"),
            ("2026-11-20T21:09:00.123456789Z", "2026-11-20T21:09:00.123Z"),
            ("2026-11-20T00:00:00+02:00", "2026-11-19T22:00:00.000Z"),
            ("2026-11-20T00:00:00.5-0130", "2026-11-20T01:30:00.500Z"),
            ("2026-01-01T00:00:00", "2026-01-01T00:00:00.000Z"),
            ("2026-01-01T00:00Z", "2026-01-01T00:00:00.000Z"),
            ("2026-01-01 00:00:00", "2026-01-01T00:00:00.000Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-30T00:00:00.000Z"),
            ("", "1970-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), shown, "{text}");
        }
        for text in [
            "yesterday",
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "10000-12-31T23:59:59Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00ZZ",
            "é026-01-01T00:00:00Z",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
