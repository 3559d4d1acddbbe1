//! The drafts of what the law wants written, as people read them and take them along.

use super::{page, signed_in};
use crate::browser::furnish::api;
use crate::peers::vigie::Vigie;
use serde_json::{Value, json};

#[test]
fn a_leak_s_drafts_are_read_taken_along_and_follow_what_is_corrected() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    let ask = |method: &str, path: &str, form: Value| api(&vigie, method, path, &form).json();
    let declaration = json!({"title": "A list can be read", "severity": "critical"});
    let made = ask("POST", "/incidents", declaration);
    let reference = made["reference"].as_str().unwrap();
    let answers = json!({
        "situation": "data-leak", "exposed": "yes", "personal": "yes", "malicious": "unknown",
        "down": "no", "spreading": "no", "aware_at": "2026-01-05T08:00:00Z",
    });
    ask("POST", &format!("/incidents/{reference}/qualification"), answers);

    let reads = |path: &str| page(&vigie, &cookie, path, "fr").text();
    let at = format!("/incidents/{reference}/drafts");
    let list = reads(&at);
    let cnil = list.split("<li").find(|item| item.contains("Notification initiale à la CNIL"));
    assert!(cnil.unwrap().contains("<strong>"), "the clock that it serves runs: {list}");
    assert_eq!(list.matches(&format!("{at}/")).count(), 6, "{list}");

    let draft = reads(&format!("{at}/cnil-initial"));
    assert!(draft.contains("2026-01-05 08:00:00"), "{draft}");
    assert!(draft.contains("À écrire") && draft.contains("DPO"), "{draft}");
    let text = reads(&format!("{at}/cnil-initial?as=md"));
    let served = format!("/incidents/{reference}/drafts/cnil-initial?language=fr");
    assert_eq!(api(&vigie, "GET", &served, &Value::Null).text(), text, "the API has the same");
    assert!(reads(&format!("{at}/cnil-initial?language=en")).contains("To write"));
    let print = page(&vigie, &cookie, &format!("{at}/persons?as=pdf"), "fr");
    assert_eq!(print.header("content-type"), Some("application/pdf"));

    let later = json!({"aware_at": "2026-01-05T06:30:00Z", "why": "the mail was read then"});
    ask("PATCH", &format!("/incidents/{reference}"), later);
    let after = reads(&format!("{at}/cnil-initial"));
    assert!(after.contains("2026-01-05 06:30:00"), "{after}");
    assert!(after.contains("2026-01-08 06:30:00"), "its end moved with it: {after}");
    assert!(!after.contains("2026-01-05 08:00:00"), "{after}");
}
