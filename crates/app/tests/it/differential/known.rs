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

const KNOWN: [Known; 14] = [
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
        reason: "label names may be any UTF-8 text, as since 0.27",
        applies: |request, expected, got| {
            request.method == "POST"
                && expected.status == 400
                && got.status == 200
                && expected.text().contains("invalid name")
                && !expected.text().contains("invalid name \\\"\\\"")
        },
        settle: |expected, got| *expected = got.clone(),
    },
    Known {
        reason: "what mutes a group is shown, as since 0.28, and such alerts are suppressed",
        applies: |_, _, got| got.text().contains(r#""mutedBy":"#),
        settle: |_, got| got.body = without_muted_by(&got.text()).into_bytes(),
    },
    Known {
        reason: "a filter or receiver that can't be read is refused in words of ours",
        applies: |request, expected, got| {
            request.method == "GET"
                && (expected.status, got.status) == (400, 400)
                && is_text(got)
                && names_matcher(&expected.text())
        },
        settle: |expected, got| expected.body.clone_from(&got.body),
    },
    Known {
        reason: "filters may use the UTF-8 syntax, as since 0.27",
        applies: |request, expected, got| {
            request.method == "GET"
                && (expected.status, got.status) == (400, 200)
                && expected.text().starts_with(r#""bad matcher format: "#)
        },
        settle: |expected, got| *expected = got.clone(),
    },
    Known {
        reason: "a silence that breaks a rule is refused in the words of 0.34",
        applies: |_, expected, got| {
            (expected.status, got.status) == (400, 400)
                && expected.text().starts_with(r#""silence invalid: "#)
                && got.text().starts_with(r#""invalid silence: "#)
        },
        settle: |expected, got| expected.body.clone_from(&got.body),
    },
    Known {
        reason: "alerts and silences with UTF-8 names are listed",
        applies: |request, _, got| request.method == "GET" && got.status == 200,
        settle: |_, got| {
            let before = got.body.clone();
            without_utf8_names(got);
            let same = |body: &[u8]| serde_json::from_slice::<Value>(body).ok();
            if same(&before) == same(&got.body) {
                got.body = before;
            }
        },
    },
    Known {
        reason: "UTF-8 names beside alerts that are wrong otherwise are no reason to refuse",
        applies: |_, expected, got| {
            (expected.status, got.status) == (400, 400)
                && expected.text().contains("; ")
                && !got.text().contains("invalid name")
        },
        settle: |expected, _| expected.body = without_names(&expected.text()).into_bytes(),
    },
    Known {
        reason: "matchers of silences may name UTF-8 labels, as since 0.27",
        applies: |_, expected, got| {
            (expected.status, got.status) == (400, 200)
                && expected.text().contains("invalid label matcher")
                && expected.text().contains("invalid label name")
        },
        settle: |expected, got| {
            // Only one side has an id to compare.
            got.body = b"{}".to_vec();
            *expected = got.clone();
        },
    },
    Known {
        reason: "the last day of the year 9999 is kept free, so that any zone can show an instant",
        applies: |_, expected, _| expected.text().contains(LAST_SECOND),
        settle: |expected, _| {
            let text = expected.text().replace(LAST_SECOND, "9999-12-30T00:00:00.000Z");
            expected.body = text.into_bytes();
        },
    },
    Known {
        reason: "a NUL in a label becomes U+FFFD, for PostgreSQL keeps none: another fingerprint",
        applies: |request, expected, got| {
            request.method == "GET" && (expected.status, got.status) == (200, 200)
        },
        settle: |expected, got| {
            if expected.text().contains("\\u0000") {
                without_nul(expected);
                without_nul(got);
            }
        },
    },
];

const LAST_SECOND: &str = "9999-12-31T23:59:59.000Z";

/// A JSON text, and nothing else.
fn is_text(answer: &Answer) -> bool {
    serde_json::from_slice::<String>(&answer.body).is_ok()
}

/// Alertmanager's words for a matcher or expression that it can't read.
fn names_matcher(text: &str) -> bool {
    let starts = [
        "bad matcher format: ",
        "matcher value contains ",
        "error parsing regexp: ",
        "failed to parse receiver param: error parsing regexp: ",
    ];
    starts.iter().any(|start| text.starts_with(&format!("\"{start}")))
}

/// The answer as it would be if time intervals muted nothing.
fn without_muted_by(text: &str) -> String {
    let muted = regex::Regex::new(
        r#""inhibitedBy":\[\],"mutedBy":\[[^\]]+\],"silencedBy":\[\],"state":"suppressed""#,
    );
    let active = r#""inhibitedBy":[],"silencedBy":[],"state":"active""#;
    let text = muted.unwrap().replace_all(text, active);
    regex::Regex::new(r#""mutedBy":\[[^\]]*\],"#).unwrap().replace_all(&text, "").into_owned()
}

/// The answer without the alerts that were sent with a NUL.
fn without_nul(answer: &mut Answer) {
    keep(answer, |one| !["\0", "\u{fffd}"].map(Some).contains(&one["labels"]["bad"].as_str()));
}

/// The answer without the alerts and silences whose names Alertmanager 0.25 refuses.
fn without_utf8_names(answer: &mut Answer) {
    let classic = regex::Regex::new("^[a-zA-Z_][a-zA-Z0-9_]*$").unwrap();
    keep(answer, |one| {
        let names = ["labels", "annotations"].into_iter().filter_map(|set| one[set].as_object());
        let mut names = names.flat_map(serde_json::Map::keys).map(String::as_str);
        let mut matchers = one["matchers"].as_array().into_iter().flatten();
        names.all(|name| classic.is_match(name))
            && matchers.all(|matcher| classic.is_match(matcher["name"].as_str().unwrap()))
    });
}

/// Keeps some of a list, in groups too; groups of which nothing is left go.
fn keep(answer: &mut Answer, wanted: impl Fn(&Value) -> bool) {
    let Ok(mut list) = serde_json::from_slice::<Vec<Value>>(&answer.body) else { return };
    for alerts in list.iter_mut().filter_map(|group| group.get_mut("alerts")?.as_array_mut()) {
        alerts.retain(&wanted);
    }
    list.retain(|one| match one["alerts"].as_array() {
        Some(alerts) => !alerts.is_empty(),
        None => wanted(one),
    });
    answer.body = serde_json::to_vec(&list).unwrap();
}

/// The reasons of a refusal, without those about names.
fn without_names(text: &str) -> String {
    let name = r#"invalid (label set|annotations): invalid name \\"[^"\\]+\\"(; )?"#;
    regex::Regex::new(name).unwrap().replace_all(text, "").into_owned()
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
