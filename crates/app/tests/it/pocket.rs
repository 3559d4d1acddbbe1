//! Vigie on a phone: installed, and useful when neither the network nor Vigie answers.

use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

use crate::browser::furnish::{api, session};
use crate::browser::{Hands, Look, Page};
use crate::peers::http::Request;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};

const SETUP: &str = "
people:
- {slug: ada, name: Ada Lovelace, email: ada@example.org, phone: +33 6 12 34 56 78}
- {slug: bo, name: Bo Diddley, email: bo@example.org}
";

/// A playbook that the operator wrote.
const OWN: &str = "---
title: The vote is stopped
when: vote-stopped
for: whoever is on duty
source: our own
---

## Look

- [ ] Open the page from outside.
";

struct Phone {
    vigie: Vigie,
    page: Page,
    _dir: tempfile::TempDir,
}

/// Somebody who looked at Vigie on a phone while it answered.
fn phone() -> Phone {
    let dir = folder("pocket");
    let file = dir.path().join("vigie.yaml");
    let own = dir.path().join("playbooks");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("vote-stopped.md"), OWN).unwrap();
    fs::write(&file, format!("settings: {{playbooks: {}}}{SETUP}", own.display())).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let signal = json!([{
        "labels": { "alertname": "ApiDown", "severity": "warning" },
        "annotations": { "summary": "The API is down" },
    }]);
    api(&vigie, "POST", "/alerts", &signal);
    let mut page = Page::new(&vigie.url(""));
    page.language("en");
    page.look(Look::new(390, 844));
    page.cookie(&session(&vigie));
    page.open("/");
    let kept = "Pocket.keptPack().then(pack => pack && navigator.serviceWorker.controller
        && caches.match(pack.playbooks)).then(Boolean)";
    becomes(&mut page, kept, &json!(true));
    Phone { vigie, page, _dir: dir }
}

/// Waits until a promise of the page brings this.
fn becomes(page: &mut Page, promise: &str, expected: &Value) {
    let mut last = Value::Null;
    let met = until(Duration::from_secs(20), || {
        last = page.eval(promise);
        (last == *expected).then_some(())
    });
    assert!(met.is_some(), "{promise} is {last}, not {expected}");
}

#[test]
fn vigie_can_be_installed() {
    let mut phone = phone();
    let errors = phone.page.installability();
    assert!(errors.iter().all(|error| error == "in-incognito"), "{errors:?}");
    let french = Request::new("GET", "/manifest.webmanifest").header("Accept-Language", "fr");
    let manifest = french.send(&phone.vigie.address).json();
    assert_eq!(manifest["lang"], "fr");
    for icon in manifest["icons"].as_array().unwrap() {
        let answer = Request::new("GET", icon["src"].as_str().unwrap()).send(&phone.vigie.address);
        assert_eq!(answer.header("content-type"), icon["type"].as_str(), "{icon}");
    }
    phone.page.assert_clean();
}

#[test]
fn the_phone_still_shows_what_it_saw_when_the_server_is_killed() {
    let Phone { mut vigie, mut page, _dir } = phone();
    vigie.kill();
    page.open("/alerts");
    for text in [
        "Vigie does not answer.",
        "As Vigie said at",
        "The API is down",
        "+33 6 12 34 56 78",
        "no telephone is declared for Bo Diddley",
        "Every alert that no line below takes",
    ] {
        page.see(text);
    }
    let books = "document.querySelectorAll('#playbooks details').length >= 20";
    page.wait_until("with its playbooks", books);
    page.see("The vote is stopped");
    let kept = "(async () => { const db = await new Promise(done => { const asked = indexedDB.open('vigie');
            asked.onsuccess = () => done(asked.result); });
        const get = name => new Promise(done => { const asked = db.transaction('kept').objectStore('kept').get(name);
            asked.onsuccess = () => done(asked.result); });
        const [key, pack] = [await get('key'), await get('pack')];
        return key.extractable + new TextDecoder('latin1').decode(pack.data); })()";
    let kept = page.eval(kept);
    let kept = kept.as_str().unwrap();
    assert!(kept.starts_with("false") && !kept.contains("Ada"), "it is kept in clear");
    page.bring_axe();
    assert_eq!(page.axe(), Vec::<String>::new());
    assert_eq!(page.eval("document.documentElement.scrollWidth <= 390"), true);
}

#[test]
fn an_acknowledgement_without_network_waits_visibly_and_leaves_when_vigie_is_back() {
    let Phone { mut vigie, mut page, _dir } = phone();
    vigie.kill();
    page.open("/");
    page.see("The API is down");
    page.activate(Hands::Mouse, "button", "I'm on it – The API is down");
    page.see("Not sent yet, since");
    page.see("Acknowledged here, not sent yet.");
    assert!(!page.shows("Taken by Vigie"));
    vigie.start_again();
    page.see("Taken by Vigie at");
    page.see("Vigie answers again.");
    let alert = api(&vigie, "GET", "/alerts/1", &Value::Null).text();
    assert!(alert.contains("administrator"), "{alert}");
}

#[test]
fn a_late_acknowledgement_shows_what_vigie_answered() {
    let Phone { mut vigie, mut page, _dir } = phone();
    vigie.kill();
    page.open("/");
    page.activate(Hands::Mouse, "button", "I'm on it – The API is down");
    page.see("Not sent yet, since");
    let database = rusqlite::Connection::open(vigie.data().join("vigie.db")).unwrap();
    let over = "UPDATE alerts SET state = 'resolved', resolved_at = 1, ending = 'fixed'";
    database.execute(over, []).unwrap();
    drop(database);
    vigie.start_again();
    page.see("Refused by Vigie at");
    page.see("alert 1 is over");
}

#[test]
fn signing_out_erases_what_the_phone_kept() {
    let Phone { mut vigie, mut page, _dir } = phone();
    page.activate(Hands::Mouse, "button", "Sign out");
    page.wait_until("signed out", "location.pathname === '/sign-in'");
    let left = "(async () => { const db = await new Promise(done => { const asked = indexedDB.open('vigie', 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore('kept');
            asked.onsuccess = () => done(asked.result); });
        const count = await new Promise(done => { const asked = db.transaction('kept').objectStore('kept').count();
            asked.onsuccess = () => done(asked.result); });
        db.close();
        const caches_left = (await caches.keys()).filter(name => !name.startsWith('vigie-shell-'));
        return count + caches_left.length; })()";
    becomes(&mut page, left, &json!(0));
    vigie.kill();
    let went = page.try_open("/alerts");
    assert!(went.is_err() || !page.shows("Ada Lovelace"), "{went:?}");
}

#[test]
fn signing_out_without_network_erases_too_and_says_what_it_could_not_do() {
    let Phone { mut vigie, mut page, _dir } = phone();
    vigie.kill();
    page.activate(Hands::Mouse, "button", "Sign out");
    page.see("Everything that this device kept is erased, also what was not sent.");
    page.see("This device keeps nothing.");
    assert!(!page.shows("Ada Lovelace"));
    vigie.start_again();
    page.see("Nobody is signed in here any more");
    page.open("/");
    page.see("Sign in");
    assert!(!page.shows("The API is down"));
}
