//! Canaries: a secret of every kind is put in, and then looked for wherever it must not be.

use super::{api, signed_in};
use crate::peers::http::Request;
use crate::peers::sink::Sink;
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, until};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Secrets that are declared, each with a text of its own.
const DECLARED: [&str; 8] = [
    "canary-smtp-password",
    "canary-webhook-url",
    "canary-webhook-key",
    "canary-webhook-bearer",
    "canary-mattermost-hook",
    "canary-matrix-token",
    "canary-source-token",
    "canary-check-header",
];

fn configuration(sink: &str) -> String {
    format!(
        "settings:
  external_url: http://127.0.0.1
  smtp: {{host: 127.0.0.1, port: 1, security: none, username: vigie, password: canary-smtp-password, from: v@example.org}}
people: [{{slug: ada, name: Ada, email: ada@example.org}}]
services: [{{slug: site, name: Site}}]
channels:
- name: hook
  webhook: {{url: '{sink}/canary-webhook-url', signing_key: canary-webhook-key, bearer: canary-webhook-bearer}}
- name: chat
  mattermost: {{url: '{sink}/hooks/canary-mattermost-hook'}}
- name: room
  matrix: {{homeserver: '{sink}', room: '!a:example.org', token: canary-matrix-token}}
sources:
- {{slug: prom, kind: alertmanager, token: canary-source-token}}
checks:
- slug: guarded
  every: 1h
  http: {{url: 'http://127.0.0.1:1/', headers: {{Authorization: canary-check-header}}}}
"
    )
}

/// Everything that a person or program can read, and everything that is on disk in clear.
fn readable(vigie: &Vigie, cookie: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("the log".to_owned(), vigie.log().into_bytes())];
    for path in [
        "/",
        "/alerts",
        "/alerts/1",
        "/incidents",
        "/checks",
        "/checks/guarded",
        "/silences",
        "/services",
        "/sources",
        "/notifications",
        "/nowhere",
        "/metrics",
        "/api/v1/status",
        "/api/v1/configuration",
        "/api/v1/journal?limit=500",
        "/api/v1/checks",
        "/api/v1/sources",
        "/api/v1/notifications",
        "/api/v1/tokens",
        "/api/v1/alerts/1",
        "/api/v2/status",
    ] {
        let answer = Request::new("GET", path).header("Cookie", cookie).send(&vigie.address);
        all.push((path.to_owned(), answer.body));
    }
    for name in ["vigie.db", "vigie.db-wal"] {
        all.push((name.to_owned(), fs::read(vigie.data().join(name)).unwrap_or_default()));
    }
    all
}

fn look_for(canaries: &[String], places: &[(String, Vec<u8>)]) {
    for (place, bytes) in places {
        for canary in canaries {
            let found = bytes.windows(canary.len()).any(|part| part == canary.as_bytes());
            assert!(!found, "{place} holds {canary} in clear");
        }
    }
}

fn declare(dir: &Path, sink: &str) -> String {
    let path = dir.join("vigie.yaml");
    fs::write(&path, configuration(sink)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn no_secret_is_readable_anywhere_before_and_after_the_key_is_changed() {
    let (dir, sink) = (folder("canary"), Sink::start());
    sink.answer(403);
    let path = declare(dir.path(), &sink.url);
    let mut vigie = Vigie::start(&["--config", &path]);
    let cookie = signed_in(&vigie);
    let key = [("Idempotency-Key", "make-token")];
    let made = Request::json("POST", "/api/v1/tokens", r#"{"name":"robot"}"#)
        .header("Authorization", &vigie.bearer())
        .header(key[0].0, key[0].1)
        .send(&vigie.address);
    let robot = made.json()["token"].as_str().unwrap().to_owned();
    let link = api(&vigie, "POST", "/api/v1/sign-in-links", "{}").json();
    let link = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    provoke(&vigie);
    let session = cookie.split('=').nth(1).unwrap().to_owned();
    let own = vigie.bearer().trim_start_matches("Bearer ").to_owned();
    let mut canaries: Vec<String> = DECLARED.map(str::to_owned).to_vec();
    canaries.extend(["canary-typed-password", "canary-wrong-token"].map(str::to_owned));
    canaries.extend([robot, link, session, own]);
    look_for(&canaries, &readable(&vigie, &cookie));

    let before = fs::read(vigie.data().join("vigie.key")).unwrap();
    let ran = cli(&["--data", vigie.data().to_str().unwrap(), "secret", "rotate"], "");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success() && said.contains("the key is changed"), "{said}{ran:?}");
    let after = fs::read_to_string(vigie.data().join("vigie.key")).unwrap();
    let old: String = before.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!after.contains(&format!("current {old}")) && !after.contains("former"), "{after}");
    look_for(&canaries, &readable(&vigie, &cookie));
    let again = Request::json("POST", "/api/v1/tokens", r#"{"name":"robot"}"#)
        .header("Authorization", &vigie.bearer())
        .header(key[0].0, key[0].1)
        .send(&vigie.address);
    assert_eq!(again.json()["token"], made.json()["token"], "a kept answer is still there");
    vigie.kill();
    vigie.start_again();
    let declared = api(&vigie, "GET", "/api/v1/configuration", "").text();
    assert!(declared.contains("mattermost"), "what was declared can still be read: {declared}");
}

/// Makes every kind of error that could repeat a secret.
fn provoke(vigie: &Vigie) {
    let wrong = |path: &str| {
        Request::json("POST", path, r#"[{"labels":{"alertname":"X"}}]"#)
            .header("Authorization", "Bearer canary-wrong-token")
            .send(&vigie.address)
    };
    for path in ["/api/v2/alerts", "/api/v1/alerts", "/in/prom/canary-wrong-token"] {
        assert!((400..500).contains(&wrong(path).status), "{path}");
    }
    let typed = Request::new("POST", "/sign-in")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("account=ada&name=ada&email=ada%40example.org&password=canary-typed-password");
    assert!(!typed.send(&vigie.address).text().contains("canary-typed-password"));
    let mistaken = json!({"name": "x", "password": "canary-typed-password"}).to_string();
    assert_eq!(api(vigie, "POST", "/api/v1/tokens", &mistaken).status, 400);
    // Everybody is owed a message; the mail fails, and the channels answer with errors.
    let sent =
        json!([{"labels": {"alertname": "Down", "service": "site", "severity": "critical"}}]);
    let answer = Request::json("POST", "/api/v2/alerts", sent.to_string())
        .header("Authorization", "Bearer canary-source-token")
        .send(&vigie.address);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let tried = until(Duration::from_secs(30), || {
        let all = api(vigie, "GET", "/api/v1/notifications", "").json();
        let all = all["notifications"].as_array().unwrap().clone();
        let tried = |line: &serde_json::Value| line["attempts"].as_i64() > Some(0);
        (all.len() >= 4 && all.iter().all(tried)).then_some(())
    });
    tried.expect("each channel was tried");
}

#[test]
fn a_change_of_the_key_that_is_cut_off_is_finished_by_the_next_start() {
    let (dir, sink) = (folder("canary"), Sink::start());
    let path = declare(dir.path(), &sink.url);
    let mut vigie = Vigie::start(&["--config", &path]);
    vigie.kill();
    // As after the new key was written and before anything was hidden with it.
    let file = vigie.data().join("vigie.key");
    let old: String = fs::read(&file).unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
    let new = "11".repeat(32);
    let text = format!("vigie keys 1\ncurrent {new}\nformer {old}\nmarks {old}\n");
    fs::write(&file, text).unwrap();
    vigie.start_again();
    assert!(vigie.log().contains("the change of the key that was cut off is done"));
    let now = fs::read_to_string(&file).unwrap();
    assert!(now.contains(&new) && !now.contains("former"), "{now}");
    let declared = api(&vigie, "GET", "/api/v1/configuration", "").text();
    assert!(declared.contains("mattermost"), "{declared}");
    vigie.kill();
    vigie.start_again();
    assert!(!vigie.log().contains("another key"), "{}", vigie.log());
}

#[test]
fn nodes_that_share_a_database_are_told_when_to_copy_the_key() {
    let (dir, sink) = (folder("canary"), Sink::start());
    let path = declare(dir.path(), &sink.url);
    let database = crate::peers::postgres::url_of_new_database();
    let one = Vigie::start(&["--config", &path, "--database", &database]);
    let two = one.beside(&["--database", &database]);
    let rotate = || {
        let answer = api(&one, "POST", "/api/v1/secrets/rotate", "{}").json();
        // As the operator does it.
        fs::copy(one.data().join("vigie.key"), two.data().join("vigie.key")).unwrap();
        answer
    };
    let reads = |vigie: &Vigie| {
        let declared = api(vigie, "GET", "/api/v1/configuration", "");
        (declared.status == 200 && declared.text().contains("mattermost")).then_some(())
    };
    for (step, next) in [("announced", "copy vigie.key"), ("in_use", "once more"), ("done", "")] {
        let done = rotate();
        assert_eq!(done["step"], step, "{done}");
        assert!(done["next_step"].as_str().unwrap().contains(next), "{done}");
        for vigie in [&one, &two] {
            until(Duration::from_secs(10), || reads(vigie))
                .unwrap_or_else(|| panic!("after {step}: {}", vigie.log()));
        }
        // Each node reads the file every two seconds.
        until(Duration::from_secs(4), || None::<()>);
    }
    assert_eq!(rotate()["step"], "announced", "the next change begins anew");
}
