//! What follows from incidents, from the command line: measures, drafts, the register.

use super::{json, ok, run};
use crate::browser::furnish::session;
use crate::peers::http::Request;
use crate::peers::until;
use crate::peers::vigie::Vigie;
use std::time::Duration;

/// A leak that was qualified, so that its clocks run and its entry of the register is open.
fn leaked(vigie: &Vigie) -> String {
    let declared = ["incident", "declare", "A list can be read", "--severity", "critical"];
    let reference = ok(vigie, &declared).trim().to_owned();
    let said = ["--situation", "data-leak", "--exposed", "yes", "--personal", "yes"];
    let rest = ["--malicious", "unknown", "--down", "no", "--spreading", "no"];
    ok(vigie, &[&["incident", "qualify", &reference][..], &said, &rest].concat());
    reference
}

#[test]
fn drafts_are_listed_with_their_clocks_and_printed_in_both_languages() {
    let vigie = Vigie::start(&[]);
    let reference = leaked(&vigie);
    let listed = ok(&vigie, &["draft", "list", &reference]);
    let line = |key: &str| listed.lines().find(|line| line.starts_with(key)).unwrap().to_owned();
    assert!(line("cnil-initial").contains("gdpr-authority"), "{listed}");
    assert!(!line("nis2-final").contains("nis2-final  nis2"), "{listed}");
    let show = ["draft", "show", &reference, "cnil-initial", "--language"];
    let french = ok(&vigie, &[&show[..], &["fr"]].concat());
    assert!(french.contains(&reference) && french.contains("À écrire"), "{french}");
    let english = ok(&vigie, &[&show[..], &["en"]].concat());
    assert!(english.contains("To write"), "{english}");
    assert_eq!(json(&vigie, &[&show[..], &["fr"]].concat())["text"], french.as_str());
    let (code, _, none) = run(&vigie, &["draft", "show", &reference, "egg"]);
    assert!(code == 1 && none.contains("cnil-initial, cnil-complement"), "{none}");
}

#[test]
fn the_register_is_read_written_and_taken_along() {
    let vigie = Vigie::start(&[]);
    assert_eq!(ok(&vigie, &["breach", "list"]), "the register is empty\n");
    let reference = leaked(&vigie);
    // The entry is owed by the clock that began, and comes right after it.
    let open = || ok(&vigie, &["breach", "list"]).contains(&reference).then_some(());
    until(Duration::from_secs(30), open).expect("an entry of the register");
    assert!(ok(&vigie, &["breach", "list"]).contains("not decided yet"));
    let write = ["breach", "write", &reference];
    ok(&vigie, &[&write[..], &["--facts", "=names of 40 users", "--seen", "1"]].concat());
    let (code, _, late) = run(&vigie, &[&write[..], &["--facts", "mine", "--seen", "1"]].concat());
    assert!(code == 1 && !late.is_empty(), "{late}");
    let (code, _, why) = run(&vigie, &[&write[..], &["--risk", "high"]].concat());
    assert!(code == 1, "a decision takes its reasons: {why}");
    let decided = [&write[..], &["--risk", "high", "--reasons", "read by strangers"]].concat();
    let shown = ok(&vigie, &decided);
    assert!(shown.contains("a high risk") && shown.contains("=names of 40 users"), "{shown}");
    assert_eq!(ok(&vigie, &["breach", "show", &reference]), shown);
    let file = ok(&vigie, &["breach", "list", "--csv"]);
    assert!(file.starts_with("incident,title,service,occurred_at,aware_at,facts"), "{file}");
    assert!(file.lines().next().unwrap().ends_with(",persons"), "{file:?}");
    assert!(file.contains("\"'=names of 40 users\"") && file.contains("read by strangers"));
    let all = json(&vigie, &["breach", "list"]);
    assert_eq!(all["breaches"][0]["risk"], "high");
}

#[test]
fn measures_are_put_together_and_narrowed() {
    let vigie = Vigie::start(&[]);
    let none = ok(&vigie, &["measures"]);
    assert_eq!(none, "no incident was declared in that time\n");
    let reference = leaked(&vigie);
    ok(&vigie, &["incident", "take", &reference]);
    let whole = ok(&vigie, &["measures"]);
    let line = |text: &str, part: &str| {
        text.lines().find(|line| line.contains(part)).map(str::to_owned).unwrap_or_default()
    };
    assert!(line(&whole, "acknowledge").starts_with("all"), "{whole}");
    assert!(line(&whole, "resolve").contains("-"), "what is not known is no nought: {whole}");
    let levels = ok(&vigie, &["measures", "--by", "level"]);
    assert!(line(&levels, "detect").starts_with("red"), "{levels}");
    assert_eq!(ok(&vigie, &["measures", "--level", "orange"]), none);
    assert_eq!(ok(&vigie, &["measures", "--month", "2025-01"]), none);
    assert_eq!(ok(&vigie, &["measures", "--service", "egg"]), none);
    assert_eq!(
        json(&vigie, &["measures", "--level", "red"])["groups"][0]["measures"][1]["known"],
        1
    );
    let (code, _, bad) = run(&vigie, &["measures", "--month", "soon"]);
    assert!(code == 1 && bad.contains("2026-11"), "{bad}");
    narrowed_on_the_page(&vigie, &reference);
}

/// The page is narrowed by its address, and so are the files that it hands out.
fn narrowed_on_the_page(vigie: &Vigie, reference: &str) {
    let cookie = session(vigie);
    let page = |asked: &str| {
        let request = Request::new("GET", format!("/measures?{asked}")).header("Cookie", &cookie);
        request.header("Accept-Language", "en").send(&vigie.address).text()
    };
    let story = json(vigie, &["incident", "show", reference]);
    let month = story["declared_at"].as_str().unwrap().get(..7).unwrap();
    let here = format!("level=red&service=&month={month}&by=month");
    let seen = page(&here);
    assert!(seen.contains(reference) && seen.contains("The incident behind"), "{seen}");
    let chosen = format!("<option value=\"{month}\" selected");
    assert!(seen.contains(&chosen), "the filter shows what it does: {seen}");
    for away in ["level=orange", "month=2020-01", "month=soon", "service=egg"] {
        let seen = page(away);
        assert!(!seen.contains(reference) && seen.contains("Nothing fits"), "{away}: {seen}");
        assert_eq!(page(&format!("{away}&as=csv")).lines().count(), 1, "{away}");
    }
    assert_eq!(page(&format!("{here}&as=csv")).lines().count(), 6, "a line for each part");
}
