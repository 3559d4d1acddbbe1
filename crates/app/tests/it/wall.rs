//! The wall screen: read by everybody in the room, so it names nobody.

use serde_json::{Value, json};
use std::fs;

use crate::browser::furnish::{api, session};
use crate::browser::{Hands, Look, Page};
use crate::peers::folder;
use crate::peers::http::Request;
use crate::peers::vigie::{Vigie, cli};

const SETUP: &str = "
people:
- {slug: ada, name: Ada Lovelace, email: ada.l@example.org, phone: +33 6 12 34 56 78, roles: [responder]}
services:
- {slug: site, name: Our site, owners: [ada]}
- {slug: forgotten, name: The forgotten one}
checks:
- {slug: home, name: Home page, service: site, every: 7d, tcp: {host: 127.0.0.1, port: 1}, failures_to_fail: 9}
";

fn started() -> (Vigie, tempfile::TempDir) {
    let dir = folder("wall");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, SETUP).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

/// The path of a fresh link, as `vigie wall link` prints it.
fn link(vigie: &Vigie, name: &str) -> String {
    let data = vigie.data().display().to_string();
    let done = cli(&["--data", &data, "wall", "link", name, "--days", "1"], "");
    let url = String::from_utf8(done.stdout).unwrap();
    let path = url.trim().strip_prefix(&vigie.url("")).unwrap_or_else(|| panic!("{url}"));
    path.to_owned()
}

fn asked(vigie: &Vigie, path: &str) -> (u16, String) {
    let answer = Request::new("GET", path).send(&vigie.address);
    (answer.status, answer.text())
}

fn trouble(vigie: &Vigie) {
    let signal = json!([{
        "labels": { "alertname": "Quota", "severity": "critical", "service": "site" },
        "annotations": { "summary": "ada's disk is full: mail ADA.L@example.org, call +33 6 12 34 56 78, Ada Lovelace" },
    }]);
    api(vigie, "POST", "/alerts", &signal);
    let declared = json!({ "title": "Files of Ada Lovelace leaked", "severity": "critical" });
    let made = api(vigie, "POST", "/incidents", &declared).json();
    let step = format!("/incidents/{}/acknowledge", made["reference"].as_str().unwrap());
    api(vigie, "POST", &step, &Value::Null);
}

#[test]
fn the_wall_shows_what_is_wrong_and_names_nobody() {
    let (vigie, _dir) = started();
    trouble(&vigie);
    let (status, text) = asked(&vigie, &link(&vigie, "office"));
    assert_eq!(status, 200, "{text}");
    for said in [
        "1 critical",
        "Our site",
        "disk is full",
        "INC-2026-0001",
        "The forgotten one",
        "can’t say how it is",
    ] {
        assert!(text.contains(said), "{said} is not in:\n{text}");
    }
    let lower = text.to_lowercase();
    for person in ["ada", "lovelace", "example.org", "+33", "12 34 56", "administrator", "leaked"] {
        assert!(!lower.contains(person), "{person} is in:\n{text}");
    }
    assert!(!text.contains("<form") && !text.contains("href=\"/\""), "it leads nowhere");
}

#[test]
fn a_forged_an_expired_and_a_withdrawn_link_are_refused_in_words() {
    let (vigie, _dir) = started();
    let path = link(&vigie, "office");
    let mut forged = path.clone();
    let last = if forged.pop() == Some('0') { '1' } else { '0' };
    forged.push(last);
    for path in [forged.as_str(), "/wall/any", "/wall/any.99999999999999.00"] {
        let (status, text) = asked(&vigie, path);
        assert!(
            status == 404 && text.contains("This link is not valid"),
            "{path}: {status} {text}"
        );
        assert!(text.contains("vigie wall link"), "no next step: {text}");
    }
    let other = link(&vigie, "kitchen");
    let data = vigie.data().display().to_string();
    assert!(cli(&["--data", &data, "wall", "withdraw", "office"], "").status.success());
    let (status, text) = asked(&vigie, &path);
    assert!(status == 410 && text.contains("This link was withdrawn at"), "{status} {text}");
    assert_eq!(asked(&vigie, &other).0, 200, "the other one is still good");
    let again = link(&vigie, "kitchen");
    assert_eq!((asked(&vigie, &other).0, asked(&vigie, &again).0), (410, 200), "one for each name");
    let database = rusqlite::Connection::open(vigie.data().join("vigie.db")).unwrap();
    database.execute("UPDATE wall_links SET expires_at = 1000", []).unwrap();
    let (status, text) = asked(&vigie, &again);
    assert!(status == 410 && text.contains("past its time: it was good until"), "{status} {text}");
}

#[test]
fn links_are_for_administrators_and_their_mistakes_are_said() {
    let (vigie, _dir) = started();
    let stranger = Request::new("GET", "/wall").send(&vigie.address);
    assert_eq!(stranger.header("location"), Some("/sign-in"));
    let mut page = Page::new(&vigie.url(""));
    page.language("en");
    page.cookie(&session(&vigie));
    page.look(Look::new(390, 844));
    page.open("/wall");
    page.see("No link to a wall screen is in force.");
    page.fill(Hands::Keyboard, "Where the screen hangs", "Kitchen");
    page.fill(Hands::Keyboard, "For how many days the link is good", "0");
    page.activate(Hands::Keyboard, "button", "Make a link");
    page.see("write for how many days, from 1 to 400");
    page.fill(Hands::Keyboard, "For how many days the link is good", "30");
    page.activate(Hands::Keyboard, "button", "Make a link");
    page.see("Open the wall");
    page.activate(Hands::Keyboard, "link", "Open the wall");
    page.see("What is open now");
    page.open("/wall");
    page.activate(Hands::Keyboard, "button", "Withdraw – Kitchen");
    page.see("No link to a wall screen is in force.");
    page.assert_clean();
}

#[test]
fn the_wall_keeps_its_last_picture_and_says_its_age_when_the_server_is_gone() {
    let (mut vigie, _dir) = started();
    let path = link(&vigie, "office");
    let mut page = Page::new(&vigie.url(""));
    page.look(Look::new(1920, 1080));
    page.open(&path);
    page.see("No open alert");
    assert_eq!(page.eval("getComputedStyle(document.documentElement).colorScheme"), "dark");
    page.bring_axe();
    assert_eq!(page.axe(), Vec::<String>::new());
    trouble(&vigie);
    page.see("disk is full");
    page.assert_clean();
    vigie.kill();
    page.eval("(shownAt = Date.now() - 25000, 0)");
    page.see("No news since");
    page.see("disk is full");
    vigie.start_again();
    page.wait_until("fresh again", "document.querySelector('.stale').hidden");
    page.open(&format!("{path}?look=light&language=fr"));
    page.see("Ce qui est ouvert");
    page.look(Look::new(320, 640));
    page.bring_axe();
    assert_eq!(page.axe(), Vec::<String>::new());
    assert_eq!(page.eval("document.documentElement.scrollWidth <= 320"), true);
}
