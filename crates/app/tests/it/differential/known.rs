//! Where Vigie answers otherwise than Debian's Alertmanager 0.25, and why. Each row changes both
//! answers so that they compare equal; a row that is never needed fails the test.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use crate::peers::http::{Answer, Request};

struct Known {
    reason: &'static str,
    /// Whether the row speaks of this request and this pair of answers.
    applies: fn(&Request, &Answer, &Answer) -> bool,
    /// Makes equal what is allowed to differ, and nothing else.
    settle: fn(&mut Answer, &mut Answer),
}

const KNOWN: [Known; 9] = [
    Known {
        reason: "beside the API, a 405 has no text, and HEAD names the type that GET has",
        applies: |request, expected, got| {
            let beside = request.path.starts_with("/-/") && expected.status == got.status;
            beside && (got.status == 405 || request.method == "HEAD")
        },
        settle: |expected, got| *expected = got.clone(),
    },
    Known {
        reason: "the last instant is a day before the end of 9999, so that any zone can show it",
        applies: |_, expected, _| expected.text().contains("9999-12-31T23:59:59.000Z"),
        settle: |expected, _| {
            let held = expected.text().replace("9999-12-31T23:59:59", "9999-12-30T00:00:00");
            expected.body = held.into_bytes();
        },
    },
    Known {
        reason: "an instant is shown in UTC; Alertmanager repeats the offset of the sender",
        applies: |request, expected, _| {
            request.method == "GET" && expected.text().contains("+02:00\"")
        },
        settle: |expected, _| expected.body = in_utc(&expected.text()).into_bytes(),
    },
    Known {
        reason: "an array with null in it is refused; Alertmanager panics and hangs up",
        applies: |request, expected, got| {
            request.body.as_deref().is_some_and(|body| body == b"[null]")
                && (expected.status, got.status) == (0, 422)
        },
        settle: |expected, got| *expected = got.clone(),
    },
    Known {
        reason: "an unreadable body is refused in words of ours; Alertmanager names types of Go",
        applies: |_, expected, got| is_unreadable(expected) && is_unreadable(got),
        settle: |expected, got| expected.body.clone_from(&got.body),
    },
    Known {
        reason: "expiring an unknown silence is 404, as since 0.26, and not 500",
        applies: |request, expected, got| {
            request.method == "DELETE" && (expected.status, got.status) == (500, 404)
        },
        settle: |expected, got| *expected = got.clone(),
    },
    Known {
        reason: "a filter or receiver that can't be read is explained with its column",
        applies: |request, expected, got| {
            let about = ["bad matcher format", "matcher value contains", "error parsing regexp"];
            request.method == "GET"
                && (expected.status, got.status) == (400, 400)
                && about.iter().any(|words| expected.text().contains(words))
                && got.text().starts_with('"')
        },
        settle: |expected, got| expected.body.clone_from(&got.body),
    },
    Known {
        reason: "a silence without a sound matcher is refused in the words of 0.34",
        applies: |request, expected, got| {
            request.method == "POST"
                && (expected.status, got.status) == (400, 400)
                && expected.text().starts_with("\"silence invalid: ")
                && got.text().starts_with("\"invalid silence: ")
        },
        settle: |expected, got| expected.body.clone_from(&got.body),
    },
    Known {
        reason: "an alert says which time intervals mute it, as since 0.28",
        applies: |request, _, got| request.method == "GET" && got.text().contains("mutedBy"),
        settle: |_, got| {
            let mut json = got.json();
            remove(&mut json, "mutedBy");
            got.body = json.to_string().into_bytes();
        },
    },
];

/// Removes the field wherever it is.
fn remove(json: &mut Value, field: &str) {
    match json {
        Value::Object(fields) => {
            fields.remove(field);
            fields.values_mut().for_each(|value| remove(value, field));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, field)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A 400 of the reader of JSON, in Alertmanager's shape.
fn is_unreadable(answer: &Answer) -> bool {
    let text = answer.text();
    answer.status == 400 && text.starts_with(r#"{"code":400,"message":"parsing "#)
}

/// Every instant of the text with the offset +02:00, as the same instant in UTC.
fn in_utc(text: &str) -> String {
    let with_offset = regex::Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+02:00").unwrap();
    let shown =
        |found: &regex::Captures<'_>| format!("{:.3}", found[0].parse::<Timestamp>().unwrap());
    with_offset.replace_all(text, shown).into_owned()
}

/// Which rows were needed.
#[derive(Default)]
pub(super) struct Use {
    needed: BTreeSet<&'static str>,
}

impl Use {
    /// Settles the differences that are listed.
    pub(super) fn forgive(&mut self, request: &Request, expected: &mut Answer, got: &mut Answer) {
        for known in &KNOWN {
            if (known.applies)(request, expected, got) {
                let before = (expected.clone(), got.clone());
                (known.settle)(expected, got);
                if before != (expected.clone(), got.clone()) {
                    self.needed.insert(known.reason);
                }
            }
        }
    }

    /// Rows that nothing needed.
    pub(super) fn stale(&self) -> Vec<&'static str> {
        let reasons = KNOWN.iter().map(|known| known.reason);
        reasons.filter(|reason| !self.needed.contains(reason)).collect()
    }
}
