//! The incident room from the command line.

use super::{json, ok, run};
use crate::peers::vigie::Vigie;

fn declared(vigie: &Vigie, title: &str) -> String {
    ok(vigie, &["incident", "declare", title]).trim().to_owned()
}

#[test]
fn what_is_known_is_corrected() {
    let vigie = Vigie::start(&[]);
    let reference = declared(&vigie, "Login fails");
    let reference = reference.as_str();
    let began = ["--occurred-at", "2026-01-02T03:04:00+01:00", "--severity", "critical"];
    let title = ["incident", "edit", reference, "--title", "Nobody gets in"];
    let said = ok(&vigie, &[&title[..], &began].concat());
    assert_eq!(said, format!("{reference} Nobody gets in\n"));
    let story = ok(&vigie, &["incident", "show", reference]);
    assert!(story.contains("2026-01-02 02:04:00Z"), "{story}");
    assert!(story.contains("Login fails → Nobody gets in"), "{story}");
    let version = json(&vigie, &["incident", "show", reference])["version"].to_string();
    let forget = ["incident", "edit", reference, "--occurred-at", "unknown", "--seen", &version];
    let (code, _, refused) = run(&vigie, &forget);
    assert!(code == 1 && refused.contains("a reason is needed"), "{refused}");
    ok(&vigie, &[&forget[..], &["--why", "it was a guess"]].concat());
    let (code, _, late) = run(&vigie, &[&forget[..], &["--why", "again"]].concat());
    assert!(code == 1 && late.contains("while you looked at it"), "{late}");
}
