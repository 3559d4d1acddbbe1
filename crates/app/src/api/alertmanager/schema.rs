//! The alerts of a POST: from bytes to signals, without a tree of JSON values in between.
//!
//! Field names are compared without case, as Go does. A body that fails is read again with care,
//! only to say where it is wrong.

use super::repair::repaired;
use super::time;
use super::uri::is_uri;
use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::time::Timestamp;
use vigie_ops::text::Word;

/// Most alerts in one request: eighty of Prometheus' largest batches.
pub(super) const ALERTS_MAX: usize = 20_000;
const TOO_MANY: &str = "too many alerts";

/// Why a body is refused as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is no JSON, or JSON of another shape.
    Json(String),
    /// More than `ALERTS_MAX`.
    TooMany,
    /// A value breaks the schema: the framework's code, and what is wrong.
    Schema(u16, String),
}

/// Reads the alerts of a body. `null` holds none; what follows the list is not looked at.
pub(super) fn alerts(body: &[u8]) -> Result<Vec<Signal>, Unread> {
    let posted = match read(body) {
        Ok(posted) => posted,
        Err(error) => match repaired(body) {
            Some(mended) => read(&mended).map_err(|_| refusal(&mended, &error))?,
            None => return Err(refusal(body, &error)),
        },
    };
    posted.into_iter().enumerate().map(|(place, alert)| alert.signal(place)).collect()
}

fn read(body: &[u8]) -> Result<Vec<Posted>, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(body);
    Ok(Option::<Batch>::deserialize(&mut from)?.map_or_else(Vec::new, |batch| batch.0))
}

/// The error in words, with the way to the value that is wrong.
fn refusal(body: &[u8], first: &serde_json::Error) -> Unread {
    if first.to_string().starts_with(TOO_MANY) {
        return Unread::TooMany;
    }
    let mut from = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, Option<Batch>>(&mut from) {
        Ok(_) => Unread::Json(first.to_string()),
        Err(error) if error.path().to_string() == "." => Unread::Json(error.inner().to_string()),
        Err(error) => Unread::Json(format!("{}: {}", error.path(), error.inner())),
    }
}

#[derive(Default)]
struct Posted {
    labels: Option<Labels>,
    annotations: Labels,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    generator_url: String,
}

impl Posted {
    fn signal(self, place: usize) -> Result<Signal, Unread> {
        let url = self.generator_url;
        if !is_uri(&url) {
            let why = format!("{place}.generatorURL in body must be of type uri: \"{url}\"");
            return Err(Unread::Schema(601, why));
        }
        let missing = || Unread::Schema(602, format!("{place}.labels in body is required"));
        Ok(Signal {
            identity: None,
            labels: self.labels.ok_or_else(missing)?.without_empty(),
            annotations: self.annotations,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            generator_url: url,
        })
    }
}

struct Batch(Vec<Posted>);

impl<'de> Deserialize<'de> for Batch {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Batch;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of alerts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Batch, A::Error> {
                let mut posted = Vec::new();
                while let Some(alert) = list.next_element::<Option<Posted>>()? {
                    if posted.len() == ALERTS_MAX {
                        return Err(A::Error::custom(TOO_MANY));
                    }
                    posted.push(alert.unwrap_or_default());
                }
                Ok(Batch(posted))
            }
        }
        from.deserialize_seq(V)
    }
}

impl<'de> Deserialize<'de> for Posted {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Posted;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an alert: an object with \"labels\"")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Posted, A::Error> {
                let mut posted = Posted::default();
                while let Some(field) = map.next_key()? {
                    match field {
                        Field::Labels => {
                            posted.labels =
                                map.next_value::<Option<Pairs<'_>>>()?.map(Pairs::labels);
                        }
                        Field::Annotations => {
                            let pairs = map.next_value::<Option<Pairs<'_>>>()?;
                            posted.annotations = pairs.map(Pairs::labels).unwrap_or_default();
                        }
                        Field::StartsAt => posted.starts_at = instant(&mut map)?,
                        Field::EndsAt => posted.ends_at = instant(&mut map)?,
                        Field::GeneratorUrl => {
                            let url = map.next_value::<Option<Word<'_>>>()?;
                            let url = url.map(|url| url.0).unwrap_or_default();
                            posted.generator_url = without_nul(url).into_owned();
                        }
                        Field::Other => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(posted)
            }
        }
        from.deserialize_map(V)
    }
}

/// Year 1 is Go's "no time".
fn instant<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Timestamp>, A::Error> {
    let at = map.next_value::<Option<Instant>>()?;
    Ok(at.map(|at| at.0).filter(|at| *at != Timestamp::ZERO))
}

struct Instant(Timestamp);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Instant;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as \"2026-11-20T21:09:00.123Z\"")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Instant, E> {
                time::parse(text).map(Instant).map_err(E::custom)
            }
        }
        from.deserialize_str(V)
    }
}

enum Field {
    Labels,
    Annotations,
    StartsAt,
    EndsAt,
    GeneratorUrl,
    Other,
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Field;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Field, E> {
                let known = [
                    ("labels", Field::Labels),
                    ("annotations", Field::Annotations),
                    ("startsAt", Field::StartsAt),
                    ("endsAt", Field::EndsAt),
                    ("generatorURL", Field::GeneratorUrl),
                ];
                let found = known.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                Ok(found.map_or(Field::Other, |(_, field)| field))
            }
        }
        from.deserialize_identifier(V)
    }
}

struct Pairs<'b>(Vec<(Cow<'b, str>, Cow<'b, str>)>);

impl Pairs<'_> {
    fn labels(self) -> Labels {
        Labels::new(self.0)
    }
}

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::with_capacity(16);
                while let Some((name, value)) = map.next_entry::<Word<'_>, Option<Word<'_>>>()? {
                    let value = value.map(|value| value.0).unwrap_or_default();
                    pairs.push((without_nul(name.0), without_nul(value)));
                }
                Ok(Pairs(pairs))
            }
        }
        from.deserialize_map(V)
    }
}

/// PostgreSQL can't keep a NUL; the alert is worth more than that byte.
fn without_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    let has_nul = text.as_bytes().contains(&0);
    if has_nul { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

#[cfg(test)]
mod tests;
