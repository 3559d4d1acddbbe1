//! Two nights of a voting platform, with a real PostgreSQL that is really broken and mended: a bad
//! `pg_hba.conf` stops it; then it is back, and the page that lost its connection stays down.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::furnish::{api, asks_as, session};
use crate::peers::http::Request;
use crate::peers::postgres::{Durability, Postgres};
use crate::peers::sink::Sink;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};

const PATIENCE: Duration = Duration::from_secs(60);

/// A page that holds one connection to its database, as a pool does that never looks again.
struct Page {
    address: String,
    url: String,
    held: Arc<Mutex<postgres::Client>>,
}

impl Page {
    fn start(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let held = Arc::new(Mutex::new(connect(url)));
        let asked = Arc::clone(&held);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut request = [0; 2048];
                if !stream.read(&mut request).is_ok_and(|read| read > 0) {
                    continue;
                }
                let well = asked.lock().unwrap().simple_query("SELECT count(*) FROM votes").is_ok();
                let status = if well { "200 OK" } else { "500 Internal Server Error" };
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        Self { address, url: url.to_owned(), held }
    }

    /// What the playbook asks for: the application is restarted.
    fn restart(&self) {
        *self.held.lock().unwrap() = connect(&self.url);
    }
}

fn connect(url: &str) -> postgres::Client {
    postgres::Client::connect(url, postgres::NoTls).unwrap()
}

fn config(database: u16, page: &str, sink: &str) -> String {
    format!(
        "settings: {{language: fr, zone: Europe/Paris, close_after: 7d}}
people:
- {{slug: ada, name: Ada}}
- {{slug: bo, name: Bo}}
services:
- {{slug: votes, name: Base des votes}}
- {{slug: page, name: Page du vote, depends_on: [votes]}}
channels:
- {{name: room, webhook: {{url: '{sink}'}}}}
receivers:
- {{name: team, channels: [room]}}
route: {{receiver: team, group_by: [service], wait: 0s, interval: 1s, incident_from: critical}}
checks:
- {{slug: database, service: votes, tcp: {{host: 127.0.0.1, port: {database}}}, every: 1s, timeout: 500ms, failures_to_fail: 2}}
- {{slug: page, service: page, http: {{url: 'http://{page}/'}}, every: 1s, timeout: 500ms, failures_to_fail: 2, depends_on: [database]}}
"
    )
}

/// The incidents, oldest first.
fn incidents(vigie: &Vigie) -> Vec<Value> {
    let listed = api(vigie, "GET", "/incidents", &Value::Null).json();
    let mut all = listed["incidents"].as_array().unwrap().clone();
    all.sort_by_key(|one| one["reference"].as_str().unwrap().to_owned());
    all
}

fn stage_is(vigie: &Vigie, at: usize, stage: &str) -> Option<()> {
    incidents(vigie).get(at).is_some_and(|one| one["stage"] == stage).then_some(())
}

fn state_of(vigie: &Vigie, check: &str) -> String {
    let all = api(vigie, "GET", "/checks", &Value::Null).json();
    let found = all["checks"].as_array().unwrap().iter().find(|one| one["slug"] == check).cloned();
    found.unwrap()["verdict"].as_str().unwrap().to_owned()
}

/// Follows a playbook to its last step; at the step that acts on the system, `mend` does.
fn follows(vigie: &Vigie, reference: &str, playbook: &str, mend: impl FnOnce()) {
    let at = format!("/incidents/{reference}/playbooks");
    let run = api(vigie, "POST", &at, &json!({ "playbook": playbook })).json();
    let at = format!("{at}/{}/steps", run["id"]);
    let steps = run["all"].as_array().unwrap();
    let mut mend = Some(mend);
    for (place, step) in steps.iter().enumerate() {
        if place == steps.len() / 2 {
            mend.take().unwrap()();
        }
        let how = if step["kind"] == "ask" { "unknown" } else { "done" };
        let text = if how == "done" { "fait" } else { "" };
        api(vigie, "POST", &format!("{at}/{}", place + 1), &json!({ "how": how, "text": text }));
    }
}

/// Another than the one who resolved confirms; the incident is closed, the report signed.
fn ends(vigie: &Vigie, cookie: &str, reference: &str) -> String {
    let at = format!("/incidents/{reference}");
    assert_eq!(asks_as(vigie, "bo", &format!("{at}/validate"), &json!({})), 200);
    api(vigie, "POST", &format!("{at}/close"), &Value::Null);
    let page = |method: &str, path: &str, body: &str| {
        Request::new(method, format!("{at}{path}"))
            .header("Cookie", cookie)
            .header("Origin", &vigie.url(""))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.to_owned())
            .send(&vigie.address)
    };
    let shown = page("GET", "/report", "").text();
    let version = shown.split("name=\"version\" value=\"").nth(1).expect("it can be signed");
    let version = version.split('"').next().unwrap();
    let signed = page("POST", "/report/sign", &format!("version={version}"));
    assert_eq!(signed.status, 303, "{}", signed.text());
    assert!(page("GET", "/report.pdf", "").body.starts_with(b"%PDF"));
    page("GET", "/report.md", "").text()
}

#[test]
fn a_voting_platform_loses_its_database_and_then_its_page() {
    let (sink, dir) = (Sink::start(), folder("voting"));
    let database = Postgres::start(Durability::None);
    let url = database.url_of_new_database();
    connect(&url).batch_execute("CREATE TABLE votes (id BIGINT)").unwrap();
    let page = Page::start(&url);
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(database.port(), &page.address, &format!("{}/hook", sink.url)))
        .unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let cookie = session(&vigie);
    let well = |check: &str| (state_of(&vigie, check) == "passing").then_some(());
    until(PATIENCE, || well("page").and(well("database"))).expect("all is well at first");

    // Somebody edits pg_hba.conf and restarts: the server does not come back.
    database.stop_with_bad_access_rules();
    until(PATIENCE, || stage_is(&vigie, 0, "declared")).expect("an incident of the database");
    let first = incidents(&vigie)[0]["reference"].as_str().unwrap().to_owned();
    assert_eq!(incidents(&vigie)[0]["service"], "votes");
    assert_eq!(incidents(&vigie).len(), 1, "the page depends on it, and calls nobody");
    let told = sink.wait_for(1, PATIENCE);
    assert_eq!(told.len(), 1, "one message for one cause");
    api(&vigie, "POST", &format!("/incidents/{first}/take"), &Value::Null);
    follows(&vigie, &first, "database-down", || database.mend_access_rules());
    until(PATIENCE, || stage_is(&vigie, 0, "resolved")).expect("the database is back");

    // The page does not look for its database again: its own incident, now that the cause is gone.
    until(PATIENCE, || stage_is(&vigie, 1, "declared")).expect("an incident of the page");
    let second = incidents(&vigie)[1]["reference"].as_str().unwrap().to_owned();
    assert_eq!(incidents(&vigie)[1]["service"], "page");
    api(&vigie, "POST", &format!("/incidents/{second}/take"), &Value::Null);
    follows(&vigie, &second, "application-down", || page.restart());
    until(PATIENCE, || stage_is(&vigie, 1, "resolved")).expect("the page is back");
    until(PATIENCE, || well("page").and(well("database"))).expect("all is well again");

    for (reference, title) in [
        (&first, "La base s’est arrêtée après un changement de configuration"),
        (&second, "L’application est tombée après le retour de la base"),
    ] {
        let report = ends(&vigie, &cookie, reference);
        for told in [reference.as_str(), title, "fait"] {
            assert!(report.contains(told), "{told:?} is not in\n{report}");
        }
    }
    assert!(incidents(&vigie).iter().all(|one| one["stage"] == "closed"));
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}
