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

#[test]
fn incidents_are_linked_and_split() {
    let vigie = Vigie::start(&[]);
    let (page, base) = (declared(&vigie, "The page is down"), declared(&vigie, "No database"));
    let said = ok(&vigie, &["incident", "link", &page, "caused-by", &base]);
    assert!(said.contains("caused-by") && said.contains("No database"), "{said}");
    assert!(ok(&vigie, &["incident", "show", &base]).contains("causes"));
    let (code, _, cycle) = run(&vigie, &["incident", "link", &base, "caused-by", &page]);
    assert!(code == 1 && cycle.contains("is the cause of"), "{cycle}");
    ok(&vigie, &["incident", "unlink", &base, &page]);
    let none = ok(&vigie, &["incident", "show", &page]);
    assert!(none.contains("no other incident is linked"), "{none}");
    ok(&vigie, &["incident", "note", &page, "The queue grows."]);
    let story = json(&vigie, &["incident", "show", &page]);
    let line = story["timeline"].as_array().unwrap().last().unwrap()["seq"].to_string();
    let part = ok(&vigie, &["incident", "split", &page, "Mails are stuck", "--line", &line]);
    assert!(ok(&vigie, &["incident", "show", part.trim()]).contains("The queue grows."));
}

#[test]
fn an_incident_is_qualified_and_its_clocks_are_closed() {
    let vigie = Vigie::start(&[]);
    let reference = declared(&vigie, "A list can be read");
    let asked = ok(&vigie, &["incident", "qualify", &reference]);
    assert!(asked.contains("--personal") && asked.contains("nobody has said yet"), "{asked}");
    let leak = ["--situation", "data-leak", "--exposed", "yes", "--personal", "unknown"];
    let rest = ["--malicious", "unknown", "--down", "no", "--spreading", "no"];
    let qualify = ["incident", "qualify", &reference];
    let (code, _, less) = run(&vigie, &[&qualify[..], &leak].concat());
    assert!(code != 0 && less.contains("malicious"), "{less}");
    let said = ok(&vigie, &[&qualify[..], &leak, &rest].concat());
    assert!(said.contains("red") && said.contains("1 of 4"), "{said}");
    let (code, _, again) = run(&vigie, &[&qualify[..], &leak, &rest].concat());
    assert!(code != 0 && again.contains("a reason is needed"), "{again}");
    let clocks = ok(&vigie, &["incident", "clocks", &reference]);
    assert!(clocks.contains("gdpr-authority") && clocks.contains("0 %"), "{clocks}");
    assert!(clocks.contains("no count"), "{clocks}");
    let close = |clock: &str, how: &str| {
        ok(&vigie, &["incident", "clock", "close", &reference, clock, how, "CNIL-42"])
    };
    assert!(close("1", "--proof").contains("proven: CNIL-42"));
    assert!(close("2", "--not-required").contains("not-required: CNIL-42"));
    let start = ["incident", "clock", "start", &reference, "state-security"];
    assert!(ok(&vigie, &start).contains("state-security"));
    let all = ok(&vigie, &["deadlines"]);
    let cnil = all.lines().find(|line| line.starts_with("gdpr-authority")).unwrap();
    assert!(cnil.contains("72h") && cnil.contains("shipped") && cnil.contains("2026-"), "{all}");
}

#[test]
fn tasks_and_calls_are_noted() {
    let vigie = Vigie::start(&[]);
    let reference = declared(&vigie, "A list can be read");
    let reference = reference.as_str();
    let add = ["incident", "task", "add", reference, "Tell the support"];
    let due = ["--due-at", "2099-01-02T03:04:00Z"];
    assert_eq!(ok(&vigie, &[&add[..], &due].concat()), "task 1\n");
    let list = ok(&vigie, &["incident", "task", "list", reference]);
    assert!(list.contains("open") && list.contains("2099-01-02 03:04:00Z"), "{list}");
    assert_eq!(ok(&vigie, &["incident", "task", "done", reference, "1"]), "task 1 is done\n");
    ok(&vigie, &["incident", "task", "add", reference, "Look for copies"]);
    assert_eq!(ok(&vigie, &["incident", "task", "drop", reference, "2"]), "task 2 is dropped\n");
    let none = ok(&vigie, &["incident", "contact", reference]);
    assert!(none.contains("nobody was tried"), "{none}");
    let tried = ["incident", "contact", reference, "Alice", "--result", "no_answer"];
    let said = ok(&vigie, &[&tried[..], &["--way", "+33 6 12 34 56 78"]].concat());
    assert!(said.contains("Alice") && said.contains("no answer"), "{said}");
    let story = ok(&vigie, &["incident", "show", reference]);
    assert!(story.contains("Alice") && story.contains("Look for copies"), "{story}");
}
