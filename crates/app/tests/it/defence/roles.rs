//! A token of every role, everywhere and in one organisation, for what is tried with each.

use super::{api, signed_in_as};
use crate::peers::http::Request;
use crate::peers::vigie::Vigie;
use serde_json::{Value, json};
use vigie_domain::rights::Role;

/// A service of an organisation, and somebody who may give every role.
pub(super) const CONFIGURATION: &str = "settings: {external_url: 'http://127.0.0.1'}
organisations: [{slug: acme}]
people:
- {slug: ada, name: Ada}
- {slug: dpo, roles: [administrator, security_officer]}
services: [{slug: site, name: Site, organisation: acme}]
";

/// What there is to see and to change.
pub(super) fn furnish(vigie: &Vigie) {
    let sent = json!([{"labels": {"alertname": "Down", "service": "site"}}]).to_string();
    api(vigie, "POST", "/api/v1/alerts", &sent);
    api(vigie, "POST", "/api/v1/incidents", r#"{"title": "Down", "service": "site"}"#);
}

/// An `Authorization` header for each role, and what to call it.
pub(super) fn tokens(vigie: &Vigie) -> Vec<(String, String)> {
    let cookie = signed_in_as(vigie, "dpo");
    let mut all = Vec::new();
    for organisation in [Value::Null, "acme".into()] {
        for role in Role::ALL.map(Role::as_str) {
            let place = organisation.as_str().unwrap_or("everywhere");
            let name = format!("{role}-{place}");
            let form = json!({"name": name, "role": role, "organisation": organisation});
            let made = Request::json("POST", "/api/v1/tokens", form.to_string())
                .header("Cookie", &cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .send(&vigie.address);
            assert_eq!(made.status, 200, "{name}: {}", made.text());
            let token = made.json()["token"].as_str().unwrap().to_owned();
            all.push((name, format!("Bearer {token}")));
        }
    }
    all
}
