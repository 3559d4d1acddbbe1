//! Signals from other tools, posted to the real program.

use crate::peers::folder;
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::Vigie;
use std::fs;

const CONFIG: &str = "sources:
- {slug: graf, kind: grafana, tokens: [old-token, new-token], service: shop}
- slug: disks
  kind: generic
  tokens: [disk-token]
  mapping: {title: /what, severity: /level, status: {at: /state, firing: [bad], resolved: [good]}}
services:
- {slug: shop}
";

fn post(vigie: &Vigie, path: &str, body: &str) -> Answer {
    Request::json("POST", path, body).send(&vigie.address)
}

#[test]
fn other_tools_are_heard_by_their_tokens_and_what_is_unreadable_is_kept() {
    let dir = folder("inbound");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, CONFIG).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let firing = r#"{"alerts":[{"status":"firing","labels":{"alertname":"Slow"}}]}"#;
    for token in ["old-token", "new-token"] {
        let answer = post(&vigie, &format!("/in/grafana/{token}"), firing);
        assert_eq!((answer.status, answer.text().contains("\"taken\":1")), (200, true));
    }
    let bad = r#"{"what":"Disk full","level":"critical","state":"bad"}"#;
    assert_eq!(post(&vigie, "/in/generic/disk-token", bad).status, 200);
    assert_eq!(post(&vigie, "/in/generic/wrong", bad).status, 404);
    assert_eq!(post(&vigie, "/in/grafana/disk-token", bad).status, 404, "another kind's token");
    let unread = post(&vigie, "/in/generic/disk-token", r#"{"state":"odd"}"#);
    assert_eq!(unread.status, 422, "{}", unread.text());
    assert_eq!(post(&vigie, "/in/grafana/new-token", "not json").status, 422);
    let unknown = post(&vigie, "/api/v1/sources/disks/dry-run", bad);
    assert_eq!(unknown.status, 401, "a dry run asks who is there");
}
