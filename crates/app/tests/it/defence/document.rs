//! The API's document, tried by a program that knows nothing but the document: whatever it makes
//! up, nothing is broken and no answer is a surprise.

use super::{api, configured, token};
use crate::peers::schemathesis;
use serde_json::json;

/// Names of things that are there, so that requests come further than "there is no such thing".
const CONFIGURATION: &str = r#"
[parameters]
"path.id" = 1
"path.reference" = "INC-2026-0001"

[[operations]]
include-path = "/api/v1/configuration/apply"
enabled = false
"#;

#[test]
fn no_made_up_request_gets_an_answer_that_is_not_documented() {
    let vigie = configured(
        "settings: {external_url: 'http://127.0.0.1'}\n\
         people: [{slug: ada, name: Ada}]\n\
         services: [{slug: site, name: Site}]",
    );
    let sent = json!([{"labels": {"alertname": "Down", "service": "site"}}]).to_string();
    api(&vigie, "POST", "/api/v1/alerts", &sent);
    api(&vigie, "POST", "/api/v1/incidents", r#"{"title": "Down"}"#);
    let dir = crate::peers::folder("schemathesis");
    let document = vigie.url("/api/v1/openapi.json");
    let known = format!("Authorization: {}", token(&vigie));
    // Together well below a minute, with the start.
    schemathesis::run(dir.path(), "25", &document, (CONFIGURATION, &[known]));
    schemathesis::run(dir.path(), "8", &document, (CONFIGURATION, &[]));
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}
