//! Durations as people write them: `30s`, `5m`, `1h30m`, `7d`.
//! Owns the text form, which is Prometheus' one; never decides what a good duration is.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Longest duration text: six units of twenty digits could never be meant.
const CHARS_MAX: usize = 64;
/// Longest duration: a hundred years, so that an instant plus a duration stays a date.
const MILLIS_MAX: u64 = 100 * 365 * 24 * 3_600_000;
/// Units from longest to shortest with their milliseconds; a text uses each at most once.
const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 24 * 3_600_000),
    ("w", 7 * 24 * 3_600_000),
    ("d", 24 * 3_600_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// A duration with its text form: numbers with units, longest unit first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DurationText(pub Duration);

impl FromStr for DurationText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shown: String = text.chars().take(CHARS_MAX).collect();
        let refuse = |why: &str| {
            Err(format!("\"{shown}\" is no duration: {why}, such as 30s, 5m, 1h30m or 7d"))
        };
        if text == "0" {
            return Ok(Self(Duration::ZERO));
        }
        if text.is_empty() || text.len() > CHARS_MAX {
            return refuse("write numbers with units");
        }
        let mut units = UNITS.iter();
        let (mut rest, mut millis) = (text, 0_u64);
        while !rest.is_empty() {
            let Some((number, unit, after)) = split_term(rest) else {
                return refuse("write whole numbers with one of y, w, d, h, m, s, ms");
            };
            if !UNITS.iter().any(|known| known.0 == unit) {
                return refuse("its units are y, w, d, h, m, s, ms");
            }
            let Some((_, each)) = units.find(|known| known.0 == unit) else {
                return refuse("write each unit once, the longest first");
            };
            let sum = number.checked_mul(*each).and_then(|more| millis.checked_add(more));
            match sum {
                Some(sum) if sum <= MILLIS_MAX => millis = sum,
                Some(_) | None => return refuse("it is longer than a hundred years"),
            }
            rest = after;
        }
        Ok(Self(Duration::from_millis(millis)))
    }
}

/// The first number and unit of a text, and what follows.
fn split_term(text: &str) -> Option<(u64, &str, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, rest) = text.split_at_checked(digits)?;
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    let (unit, after) = rest.split_at_checked(letters)?;
    Some((number.parse().ok()?, unit, after))
}

impl fmt::Display for DurationText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut millis = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        if millis == 0 {
            return f.write_str("0s");
        }
        for (unit, each) in UNITS {
            // Years and weeks are read but rarely what somebody would say back: 90d stays 90d.
            if matches!(unit, "y" | "w") {
                continue;
            }
            let count = millis / each;
            millis %= each;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for DurationText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = DurationText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a duration with its unit, such as 30s, 5m, 1h30m or 7d")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<DurationText, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<DurationText, E> {
                number.to_string().parse().map_err(E::custom)
            }
        }
        from.deserialize_any(Text)
    }
}

impl JsonSchema for DurationText {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "integer"],
            "description": "A duration with its units, longest first: 30s, 5m, 1h30m, 7d.",
            "pattern": "^(0|([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$",
            "minimum": 0,
            "maximum": 0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for (text, millis, shown) in [
            ("30s", 30_000, "30s"),
            ("5m", 300_000, "5m"),
            ("1h30m", 5_400_000, "1h30m"),
            ("90m", 5_400_000, "1h30m"),
            ("7d", 604_800_000, "7d"),
            ("1w", 604_800_000, "7d"),
            ("1y", 31_536_000_000, "365d"),
            ("250ms", 250, "250ms"),
            ("0", 0, "0s"),
            ("0s", 0, "0s"),
        ] {
            let read: DurationText = text.parse().unwrap();
            assert_eq!(read.0, Duration::from_millis(millis), "{text}");
            assert_eq!(read.to_string(), shown);
            assert_eq!(shown.parse::<DurationText>().unwrap(), read);
        }
    }

    #[test]
    fn a_refusal_says_what_a_duration_is() {
        for (text, why) in [
            ("", "write numbers with units"),
            ("30", "write whole numbers"),
            ("five minutes", "write whole numbers"),
            ("1.5h", "its units are"),
            ("-5m", "write whole numbers"),
            ("5 m", "its units are"),
            ("5min", "its units are"),
            ("5é", "its units are"),
            ("5m1h", "longest first"),
            ("1m1m", "longest first"),
            ("101y", "hundred years"),
            ("18446744073709551615w", "hundred years"),
        ] {
            let error = text.parse::<DurationText>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
