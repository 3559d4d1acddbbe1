//! The API's document, tried by a program that knows nothing but the document: whatever it makes
//! up, nothing is broken and no answer is a surprise, whoever asks.

use super::{configured, roles};
use crate::peers::schemathesis::{self, Effort};
use crate::peers::vigie::Vigie;

/// Names of things that are there, so that requests come further than "there is no such thing".
const CONFIGURATION: &str = r#"
[parameters]
"path.id" = 1
"path.reference" = "INC-2026-0001"

[[operations]]
include-path = "/api/v1/configuration/apply"
enabled = false
"#;
/// Every address with every bound of its fields, and as many requests as there is time for.
const LONG: Effort = Effort { phases: "coverage,fuzzing", secs: "18", examples: None };
/// The same with a few requests.
const SHORT: Effort = Effort { phases: "coverage,fuzzing", secs: "9", examples: Some("2") };
/// A few requests for each address, and nothing besides.
const GLANCE: Effort = Effort { phases: "fuzzing", secs: "6", examples: Some("4") };

fn furnished() -> Vigie {
    let vigie = configured(roles::CONFIGURATION);
    roles::furnish(&vigie);
    vigie
}

fn run(vigie: &Vigie, effort: Effort, headers: &[String]) {
    let dir = crate::peers::folder("schemathesis");
    let document = vigie.url("/api/v1/openapi.json");
    schemathesis::run(dir.path(), effort, &document, (CONFIGURATION, headers));
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}

#[test]
fn no_made_up_request_gets_an_answer_that_is_not_documented() {
    let vigie = furnished();
    // Each run well below a minute, with the start.
    let known = format!("Authorization: {}", vigie.bearer());
    run(&vigie, LONG, &[known]);
    run(&vigie, Effort { secs: "8", ..LONG }, &[]);
}

/// As each role of a place, but the one that may everything: it is tried at length.
fn by_role(place: &str, effort: Effort) {
    let vigie = furnished();
    let tokens = roles::tokens(&vigie);
    let here = tokens.iter().filter(|(name, _)| name.ends_with(place));
    let mut tried = 0;
    for (name, authorization) in here.filter(|(name, _)| name != "administrator-everywhere") {
        println!("as {name}");
        run(&vigie, effort, &[format!("Authorization: {authorization}")]);
        tried += 1;
    }
    assert!(tried >= 5, "{tried} roles only");
}

#[test]
fn nor_does_one_of_a_program_with_any_role_everywhere() {
    by_role("-everywhere", SHORT);
}

#[test]
fn nor_does_one_of_a_program_with_any_role_in_one_organisation() {
    by_role("-acme", GLANCE);
}
