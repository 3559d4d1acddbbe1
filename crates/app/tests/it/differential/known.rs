//! Where Vigie answers otherwise than Debian's Alertmanager 0.25, and why. Each row changes both
//! answers so that they compare equal; a row that is never needed fails the test.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::peers::http::{Answer, Request};

struct Known {
    reason: &'static str,
    /// Whether the row speaks of this request and this pair of answers.
    applies: fn(&Request, &Answer, &Answer) -> bool,
    /// Makes equal what is allowed to differ, and nothing else.
    settle: fn(&mut Answer, &mut Answer),
}

const KNOWN: [Known; 5] = [
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
];

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
