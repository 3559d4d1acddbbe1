//! The journal as an auditor uses it: found, exported, and shown to be as it was written.

use super::{api, page, signed_in};
use crate::peers::until;
use crate::peers::vigie::{Vigie, cli};
use serde_json::json;
use std::process::Output;
use std::time::Duration;

fn verify(vigie: &Vigie, more: &[&str]) -> (Output, String) {
    let data = vigie.data();
    let args = [&["--data", data.to_str().unwrap(), "journal", "verify"], more].concat();
    let ran = cli(&args, "");
    let said =
        format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    (ran, said)
}

/// Some entries of several people and kinds, all of them sealed.
fn furnished() -> (Vigie, i64) {
    let vigie = Vigie::start(&[]);
    for name in ["one", "two", "three"] {
        let sent = json!([{"labels": {"alertname": name}}]).to_string();
        api(&vigie, "POST", "/api/v1/alerts", &sent);
        let title = json!({"title": format!("Incident {name}, \"quoted\"")}).to_string();
        api(&vigie, "POST", "/api/v1/incidents", &title);
    }
    let newest = || api(&vigie, "GET", "/api/v1/journal?limit=1", "").json();
    let last = newest()["entries"][0]["seq"].as_i64().unwrap();
    let sealed = until(Duration::from_secs(10), || {
        let seals = api(&vigie, "GET", "/api/v1/journal/verify", "").json();
        (seals["last"].as_i64() >= Some(last)).then_some(())
    });
    sealed.expect("the journal is sealed behind the writers");
    (vigie, last)
}

#[test]
fn an_entry_is_found_by_who_what_incident_and_day() {
    let (vigie, _) = furnished();
    let cookie = signed_in(&vigie);
    let shows = |query: &str| page(&vigie, &cookie, &format!("/journal?{query}")).text();
    let all = shows("");
    assert!(all.contains("Incident one") && all.contains("one</"), "{all}");
    let declared = shows("kind=incident_declared");
    assert!(declared.contains("Incident two") && !declared.contains("<td>vigie</td>"));
    let of_one = shows("incident=INC-2026-0001");
    let year = api(&vigie, "GET", "/api/v1/incidents", "").json();
    let reference = year["incidents"][0]["reference"].as_str().unwrap().to_owned();
    let of_last = shows(&format!("incident={reference}"));
    assert!(of_last.contains("Incident three") && !of_last.contains("Incident two"), "{of_one}");
    assert!(shows("who=nobody-at-all").contains("No entry matches"));
    assert!(shows("since=2001-01-01&until=2001-01-02").contains("No entry matches"));
    assert!(shows("since=2001-01-01").contains("Incident one"));
    let mistake = shows("since=yesterday");
    assert!(mistake.contains("write it as 2026-11-20"), "{mistake}");
    assert!(shows("incident=INC-2026-9999").contains("There is no such incident"));
    let by = api(&vigie, "GET", "/api/v1/journal?actor=cli&kind=incident_declared&limit=2", "");
    let by = by.json();
    assert_eq!(by["entries"].as_array().unwrap().len(), 2, "{by}");
    let next = by["next_cursor"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/journal?actor=cli&kind=incident_declared&limit=2&cursor={next}");
    let rest = api(&vigie, "GET", &path, "").json();
    assert_eq!(rest["entries"].as_array().unwrap().len(), 1, "{rest}");
    assert_eq!(api(&vigie, "GET", "/api/v1/journal?since=yesterday", "").status, 400);
}

#[test]
fn the_journal_is_exported_as_a_table_and_as_json() {
    let (vigie, _) = furnished();
    let cookie = signed_in(&vigie);
    let csv = page(&vigie, &cookie, "/journal.csv?kind=incident_declared");
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(csv.header("content-disposition").unwrap().contains("journal.csv"));
    let text = csv.text();
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.contains("\"Incident one, \"\"quoted\"\"\""), "{text}");
    let json = page(&vigie, &cookie, "/journal.json?kind=incident_declared").json();
    assert_eq!(json.as_array().unwrap().len(), 3, "{json}");
    let stranger = page(&vigie, "x=y", "/journal.csv");
    assert_eq!(stranger.header("location"), Some("/sign-in"));
}

#[test]
fn whoever_changes_the_journal_is_noticed_and_the_place_is_named() {
    let (mut vigie, last) = furnished();
    let (ran, said) = verify(&vigie, &[]);
    assert_eq!(ran.status.code(), Some(0), "{said}");
    let (_, kept) = said.trim().rsplit_once(' ').unwrap();
    let kept = kept.to_owned();
    assert_eq!(verify(&vigie, &["--kept", &kept]).0.status.code(), Some(0));
    let cookie = signed_in(&vigie);
    let shown = page(&vigie, &cookie, "/journal?check=1").text();
    assert!(shown.contains("The journal is whole up to entry"), "{shown}");
    assert!(last > 0);
    vigie.kill();
    let database = vigie.data().join("vigie.db");
    let change = |sql: &str| {
        let db = rusqlite::Connection::open(&database).unwrap();
        assert!(db.execute(sql, []).unwrap() > 0, "{sql} changes something");
    };
    change(
        "UPDATE journal SET actor = 'mallory' WHERE kind = 'incident_declared' AND seq = \
            (SELECT MIN(seq) FROM journal WHERE kind = 'incident_declared')",
    );
    vigie.start_again();
    let (ran, said) = verify(&vigie, &[]);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("entries ") && said.contains("not those that were sealed"), "{said}");
    let cookie = signed_in(&vigie);
    let shown = page(&vigie, &cookie, "/journal?check=1").text();
    assert!(shown.contains("The journal was changed: entries"), "{shown}");
    vigie.kill();
    // A whole chain that somebody wrote anew is noticed by the hash that was kept.
    change("DELETE FROM journal_blocks");
    vigie.start_again();
    let whole = || verify(&vigie, &[]).0.status.code() == Some(0);
    until(Duration::from_secs(10), || whole().then_some(())).expect("sealed anew");
    let (ran, said) = verify(&vigie, &["--kept", &kept]);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("the chain was rewritten"), "{said}");
}
