//! Deadlines as they are written.

use super::DurationText;
use super::people::is_default;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use vigie_domain::clock::{Occasion, Within, Wording};

/// A deadline of a law, a contract or a rule: one that Vigie brings along, changed, or your own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineDoc {
    /// Short name, unique. That of a deadline which Vigie brings along, such as `gdpr-authority`,
    /// changes it; any other declares your own.
    pub slug: String,
    /// What is to be done, such as "Report to the client": a text, or `{fr: TEXT, en: TEXT}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<WordingDoc>,
    /// Whom to tell, as a text or `{fr: TEXT, en: TEXT}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<WordingDoc>,
    /// How long it gives from awareness: `4h`, `30d`, `1 month`, or `without delay` where no number
    /// is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<WithinText>,
    /// The text that sets it: an article, a contract, an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day on which you read that text, such as `2026-11-20`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<String>,
    /// When a qualification starts it: on any of these. Without it, your own is started by hand, and
    /// one that Vigie brings along keeps its occasions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Vec<OccasionDoc>>,
    /// Switches it off: no clock is started for it any more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub off: bool,
}

/// What an incident turns out to be when it is qualified. A doubt counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OccasionDoc {
    /// Personal data were, or may have been, read, changed, lost or out of reach.
    PersonalData,
    /// It is red.
    Red,
    /// It is orange.
    Orange,
    /// It was, or may have been, done on purpose.
    Malicious,
    /// A service is, or may be, unusable for its users.
    Down,
}

impl From<OccasionDoc> for Occasion {
    fn from(word: OccasionDoc) -> Self {
        match word {
            OccasionDoc::PersonalData => Self::PersonalData,
            OccasionDoc::Red => Self::Red,
            OccasionDoc::Orange => Self::Orange,
            OccasionDoc::Malicious => Self::Malicious,
            OccasionDoc::Down => Self::Down,
        }
    }
}

/// Up to here a whole number of hours stays one.
const IN_HOURS_MAX: Duration = Duration::from_secs(96 * 3600);
/// Most months of a deadline; more is written in days.
const MONTHS_MAX: u8 = 120;

/// How long a deadline gives, with its text form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WithinText(pub Within);

impl FromStr for WithinText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "without delay" {
            return Ok(Self(Within::NoDelay));
        }
        let months = text.strip_suffix(" month").or(text.strip_suffix(" months"));
        let months = months.and_then(|number| number.parse().ok());
        if let Some(months) = months.filter(|months| (1..=MONTHS_MAX).contains(months)) {
            return Ok(Self(Within::Months(months)));
        }
        let span = text.parse::<DurationText>().ok().filter(|span| !span.0.is_zero());
        span.map(|span| Self(Within::Span(span.0))).ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            format!(
                "\"{shown}\" is no time of a deadline: write one such as 4h, 72h or 30d, \
                 \"1 month\", or \"without delay\" where no number is set"
            )
        })
    }
}

impl fmt::Display for WithinText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Within::NoDelay => f.write_str("without delay"),
            // Laws count in hours: 72h stays 72h.
            Within::Span(span) if span <= IN_HOURS_MAX && span.as_secs().is_multiple_of(3600) => {
                write!(f, "{}h", span.as_secs() / 3600)
            }
            Within::Span(span) => DurationText(span).fmt(f),
            Within::Months(1) => f.write_str("1 month"),
            Within::Months(months) => write!(f, "{months} months"),
        }
    }
}

impl Serialize for WithinText {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WithinText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = WithinText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time such as 4h, 30d, 1 month, or without delay")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<WithinText, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_any(Text)
    }
}

impl JsonSchema for WithinText {
    fn schema_name() -> Cow<'static, str> {
        "Within".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "How long a deadline gives: 4h, 30d, 1 month, or without delay.",
            "pattern": "^(without delay|[0-9]+ months?|([0-9]+(y|w|d|h|m|s|ms))+)$"
        })
    }
}

/// A text for readers of either language: one text, or `{fr: TEXT, en: TEXT}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordingDoc(pub Wording);

/// A text in each language.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Both {
    /// In French.
    fr: String,
    /// In English.
    en: String,
}

impl Serialize for WordingDoc {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Wording { en, fr } = &self.0;
        match en == fr {
            true => en.serialize(to),
            false => Both { fr: fr.clone(), en: en.clone() }.serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for WordingDoc {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = WordingDoc;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or {fr: TEXT, en: TEXT}")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<WordingDoc, E> {
                Ok(WordingDoc(Wording { en: text.to_owned(), fr: text.to_owned() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WordingDoc, A::Error> {
                let Both { fr, en } = Both::deserialize(MapAccessDeserializer::new(map))?;
                Ok(WordingDoc(Wording { en, fr }))
            }
        }
        from.deserialize_any(Reader)
    }
}

impl JsonSchema for WordingDoc {
    fn schema_name() -> Cow<'static, str> {
        "Wording".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let both = generator.subschema_for::<Both>();
        json_schema!({
            "description": "A text, or {fr: TEXT, en: TEXT}.",
            "oneOf": [{"type": "string"}, both]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_time_of_a_deadline_reads_back() {
        for text in ["4h", "72h", "30d", "1h30m", "1 month", "3 months", "without delay"] {
            assert_eq!(text.parse::<WithinText>().unwrap().to_string(), text);
        }
        assert_eq!("3d".parse::<WithinText>().unwrap().to_string(), "72h");
        for text in ["", "0", "0s", "4 hours", "0 months", "one month", "-1 month", "999 months"] {
            let why = text.parse::<WithinText>().unwrap_err();
            assert!(why.contains("without delay"), "{text}: {why}");
        }
    }

    #[test]
    fn a_text_is_one_or_two() {
        for form in [json!("Report"), json!({"fr": "Rapport", "en": "Report"})] {
            let doc: WordingDoc = serde_json::from_value(form.clone()).unwrap();
            assert_eq!(serde_json::to_value(&doc).unwrap(), form);
        }
        assert!(serde_json::from_value::<WordingDoc>(json!({"fr": "Rapport"})).is_err());
    }
}
