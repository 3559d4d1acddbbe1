//! An open page: it changes by itself, keeps what is typed, and says when it is no longer true.

use serde_json::{Value, json};

use crate::browser::furnish::{api, session};
use crate::browser::{Hands, Key, Look, Page};
use crate::peers::vigie::Vigie;

fn opened(path: &str) -> (Vigie, Page) {
    let vigie = Vigie::start(&[]);
    let mut page = Page::new(&vigie.url(""));
    page.language("en");
    page.look(Look::new(390, 844));
    page.cookie(&session(&vigie));
    page.open(path);
    (vigie, page)
}

fn silence(vigie: &Vigie, comment: &str) {
    let form = json!({
        "matchers": ["alertname=\"X\""], "starts_at": "2020-01-01T00:00:00Z",
        "ends_at": "2099-12-31T22:00:00Z", "comment": comment,
    });
    api(vigie, "POST", "/silences", &form);
}

#[test]
fn an_open_page_changes_by_itself_and_keeps_what_is_typed() {
    let (vigie, mut page) = opened("/silences");
    page.fill(Hands::Keyboard, "Why, for the others", "half a sentence");
    silence(&vigie, "Somebody else's work");
    page.see("Somebody else's work");
    assert_eq!(page.eval("document.activeElement.id"), "comment");
    assert_eq!(page.eval("document.activeElement.value"), "half a sentence");
    let asks = "(() => { const leave = new Event('beforeunload', { cancelable: true });
        dispatchEvent(leave); return leave.defaultPrevented; })()";
    assert_eq!(page.eval(asks), true, "nobody loses half a sentence unasked");
    page.assert_clean();
}

#[test]
fn now_tells_a_new_alert_to_those_who_listen_and_shows_it() {
    let (vigie, mut page) = opened("/");
    page.see("No alert is open.");
    let signal = json!([{
        "labels": { "alertname": "ApiDown", "severity": "critical" },
        "annotations": { "summary": "The API is down" },
    }]);
    api(&vigie, "POST", "/alerts", &signal);
    page.see("The API is down");
    page.wait_until(
        "heard",
        "document.getElementById('heard').textContent.startsWith('1 critical')",
    );
    page.press(Key::ControlK);
    assert_eq!(page.eval("document.activeElement.id"), "find");
    page.write("the api");
    page.press(Key::Enter);
    page.wait_until("found", "location.pathname + location.search === '/search?q=the+api'");
    page.see("The API is down");
    page.assert_clean();
}

#[test]
fn a_page_says_when_it_is_no_longer_up_to_date() {
    let (mut vigie, mut page) = opened("/");
    page.wait_until("quiet", "document.getElementById('stale').hidden");
    vigie.kill();
    page.see("Not up to date: no news since");
}

#[test]
fn an_open_page_costs_one_connection_and_says_no_more_than_versions() {
    let (vigie, mut page) = opened("/");
    let told = page.eval(
        "new Promise(done => { const all = [], source = new EventSource('/live');
            source.onmessage = event => { all.push(event.data);
                if (all.length === 2) { source.close(); done(all); } };
            source.onopen = () => fetch('/incidents', { method: 'POST',
                headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
                body: 'title=A+secret&severity=info' }); })",
    );
    let told: Vec<String> = serde_json::from_value(told).unwrap();
    let versions = told.iter().all(|line| line.split(' ').all(|part| part.parse::<u64>().is_ok()));
    assert!(versions, "{told:?}");
    let found = api(&vigie, "GET", "/incidents", &Value::Null).text();
    assert!(found.contains("A secret"), "{found}");
}
