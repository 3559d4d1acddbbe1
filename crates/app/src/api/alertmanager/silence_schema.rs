//! The silence of a POST: from JSON to a silence, with the framework's schema errors.

use super::repair::repaired;
use super::schema::Unread;
use super::time;
use serde::Deserialize;
use serde_json::{Map, Value};
use vigie_domain::label::Labels;
use vigie_domain::matcher::{MatchOp, Matcher, MatcherError, Matchers};
use vigie_domain::silence::Silence;
use vigie_domain::time::Timestamp;

/// The framework's code of a missing value.
const REQUIRED: u16 = 602;
/// The framework's code of a list with too few values.
const TOO_FEW: u16 = 612;

/// A silence that keeps the schema; its matchers may still be wrong.
#[derive(Debug)]
pub(super) struct Posted {
    matchers: Vec<(String, MatchOp, String)>,
    rest: Silence,
}

impl Posted {
    /// The silence, if its matchers mean something; `Err` holds the place of the first that does
    /// not.
    pub(super) fn silence(self) -> Result<Silence, (usize, MatcherError)> {
        let read = |(place, (name, op, value)): (usize, (String, MatchOp, String))| {
            Matcher::new(name, op, value).map_err(|error| (place, error))
        };
        let matchers: Result<Matchers, _> =
            self.matchers.into_iter().enumerate().map(read).collect();
        Ok(Silence { matchers: matchers?, ..self.rest })
    }
}

/// Reads a silence, up to the schema.
pub(super) fn silence(body: &[u8]) -> Result<Posted, Unread> {
    let parse = |body: &[u8]| {
        let mut from = serde_json::Deserializer::from_slice(body);
        Option::<Map<String, Value>>::deserialize(&mut from)
    };
    let read = parse(body).or_else(|error| match repaired(body) {
        Some(mended) => parse(&mended),
        None => Err(error),
    });
    let fields = Fields(read.map_err(|error| Unread::Json(error.to_string()))?.unwrap_or_default());
    let id = fields.text("id")?.unwrap_or_default();
    let (comment, created_by) = (fields.text("comment")?, fields.text("createdBy")?);
    let (ends_at, starts_at) = (fields.instant("endsAt")?, fields.instant("startsAt")?);
    let matchers = fields.matchers()?;
    let annotations = fields.annotations()?;
    let rest = Silence {
        id,
        comment: comment.ok_or_else(|| required("comment"))?,
        created_by: created_by.ok_or_else(|| required("createdBy"))?,
        ends_at: ends_at.ok_or_else(|| required("endsAt"))?,
        matchers: Matchers::default(),
        starts_at: Timestamp::ZERO,
        updated_at: Timestamp::ZERO,
        annotations,
    };
    let matchers = complete(matchers.ok_or_else(|| required("matchers"))?)?;
    let starts_at = starts_at.ok_or_else(|| required("startsAt"))?;
    Ok(Posted { matchers, rest: Silence { starts_at, ..rest } })
}

fn required(name: &str) -> Unread {
    Unread::Schema(REQUIRED, format!("{name} in body is required"))
}

/// One matcher as it was sent.
#[derive(Debug, Default)]
struct Sent {
    name: Option<String>,
    value: Option<String>,
    is_regex: Option<bool>,
    is_equal: Option<bool>,
}

fn complete(sent: Vec<Sent>) -> Result<Vec<(String, MatchOp, String)>, Unread> {
    if sent.is_empty() {
        let why = "matchers in body should have at least 1 items";
        return Err(Unread::Schema(TOO_FEW, why.to_owned()));
    }
    let one = |(place, matcher): (usize, Sent)| {
        let missing = |field: &str| required(&format!("matchers.{place}.{field}"));
        let is_regex = matcher.is_regex.ok_or_else(|| missing("isRegex"))?;
        let name = matcher.name.ok_or_else(|| missing("name"))?;
        let value = matcher.value.ok_or_else(|| missing("value"))?;
        let op = match (matcher.is_equal.unwrap_or(true), is_regex) {
            (true, false) => MatchOp::Equal,
            (false, false) => MatchOp::NotEqual,
            (true, true) => MatchOp::Regex,
            (false, true) => MatchOp::NotRegex,
        };
        Ok((name, op, value))
    };
    sent.into_iter().enumerate().map(one).collect()
}

/// The fields of an object; their names are compared without case.
struct Fields(Map<String, Value>);

impl Fields {
    fn get(&self, name: &str) -> Option<&Value> {
        let found = self.0.iter().rfind(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, Unread> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.replace('\0', "\u{fffd}"))),
            Some(other) => Err(wrong(name, other, "a text")),
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, Unread> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(other) => Err(wrong(name, other, "true or false")),
        }
    }

    fn instant(&self, name: &str) -> Result<Option<Timestamp>, Unread> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let at = time::parse(&text).map_err(|why| Unread::Json(format!("{name}: {why}")))?;
        Ok(Some(at))
    }

    fn matchers(&self) -> Result<Option<Vec<Sent>>, Unread> {
        let list = match self.get("matchers") {
            None => return Ok(None),
            Some(Value::Array(list)) => list,
            Some(other) => return Err(wrong("matchers", other, "a list of matchers")),
        };
        let one = |value: &Value| match value {
            Value::Null => Ok(Sent::default()),
            Value::Object(fields) => {
                let fields = Self(fields.clone());
                Ok(Sent {
                    name: fields.text("name")?,
                    value: fields.text("value")?,
                    is_regex: fields.flag("isRegex")?,
                    is_equal: fields.flag("isEqual")?,
                })
            }
            other @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                Err(wrong("matchers", other, "a list of objects"))
            }
        };
        list.iter().map(one).collect::<Result<_, _>>().map(Some)
    }

    fn annotations(&self) -> Result<Labels, Unread> {
        let fields = match self.get("annotations") {
            None => return Ok(Labels::default()),
            Some(Value::Object(fields)) => Self(fields.clone()),
            Some(other) => return Err(wrong("annotations", other, "an object of texts")),
        };
        let pair = |name: &String| Ok((name.clone(), fields.text(name)?.unwrap_or_default()));
        fields.0.keys().map(pair).collect()
    }
}

fn wrong(name: &str, found: &Value, wanted: &str) -> Unread {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Unread::Json(format!("{name} is {found}, not {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"matchers":[{"name":"a","value":"1","isRegex":false}],
        "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-02T00:00:00Z",
        "createdBy":"me","comment":"c","annotations":{"link":"x"}}"#;

    fn refused(body: &str) -> Unread {
        silence(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_silence_is_read() {
        let read = silence(GOOD.as_bytes()).unwrap().silence().unwrap();
        assert_eq!(read.matchers.to_string(), r#"{a="1"}"#);
        assert_eq!((read.id.as_str(), read.created_by.as_str()), ("", "me"));
        assert_eq!(read.annotations.get("link"), Some("x"));
    }

    #[test]
    fn missing_fields_are_named_in_the_frameworks_order() {
        let without = |name: &str| GOOD.replace(&format!("\"{name}\""), "\"x\"");
        for name in ["comment", "createdBy", "endsAt", "matchers", "startsAt"] {
            let why = format!("{name} in body is required");
            assert_eq!(refused(&without(name)), Unread::Schema(REQUIRED, why));
        }
        let all = Unread::Schema(REQUIRED, "comment in body is required".to_owned());
        assert_eq!(refused("{}"), all);
        assert_eq!(refused("null"), all);
        for (from, to, code, why) in [
            (r#"[{"name":"a","value":"1","isRegex":false}]"#, "[]", TOO_FEW, "at least 1 items"),
            (r#","isRegex":false"#, "", REQUIRED, "matchers.0.isRegex"),
            (r#""name":"a","#, "", REQUIRED, "matchers.0.name"),
            (r#""value":"1","#, "", REQUIRED, "matchers.0.value"),
        ] {
            let Unread::Schema(found, said) = refused(&GOOD.replace(from, to)) else { panic!() };
            assert!(found == code && said.contains(why), "{said}");
        }
    }

    #[test]
    fn other_types_can_not_be_read() {
        for (from, to) in [
            (r#""me""#, "5"),
            (r#""c""#, "[]"),
            ("false", r#""x""#),
            (r#"[{"name"#, r#"[5,{"name"#),
            ("2026-01-01T00:00:00Z", "yesterday"),
            (r#"{"link":"x"}"#, r#"{"link":5}"#),
        ] {
            let body = GOOD.replace(from, to);
            assert!(matches!(refused(&body), Unread::Json(_)), "{body}");
        }
        assert!(matches!(refused("[]"), Unread::Json(_)));
    }

    #[test]
    fn a_wrong_matcher_is_named_by_its_place() {
        let body = GOOD.replace(r#""value":"1","isRegex":false"#, r#""value":"[","isRegex":true"#);
        let (place, error) = silence(body.as_bytes()).unwrap().silence().unwrap_err();
        assert!(place == 0 && error.to_string().contains("regular expression"), "{error}");
    }
}
