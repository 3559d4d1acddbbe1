//! Changes and chat commands, posted to the real program as the tools post them; forged, repeated
//! and hostile ones too.

use crate::browser::furnish::{api, session};
use crate::peers::folder;
use crate::peers::http::{Answer, Request};
use crate::peers::vigie::{Vigie, cli};
use serde_json::{Value, json};

const CONFIG: &str = "organisations:
- {slug: acme}
people:
- {slug: ada, name: Ada, language: fr, roles: [{role: responder, organisation: acme}]}
- {slug: rita, name: Rita, roles: [{role: reader, organisation: acme}]}
services:
- {slug: site, organisation: acme}
- {slug: desk}
sources:
- {slug: hub, kind: change, format: github, token: hub-token, secret: It's a Secret to Everybody, services: {acme/web: site}}
- {slug: lab, kind: change, format: gitlab, token: lab-token, secret: lab-secret, service: site}
- {slug: paas, kind: change, format: scalingo, token: paas-token}
- {slug: ours, kind: change, token: ours-token}
- {slug: chat, kind: mattermost-command, token: chat-token, secret: command-token, service: site, people: {ada.l: ada}}
";

fn start() -> (Vigie, tempfile::TempDir) {
    let dir = folder("changes");
    let file = dir.path().join("vigie.yaml");
    std::fs::write(&file, CONFIG).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

fn post(vigie: &Vigie, token: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let request = Request::json("POST", &format!("/in/change/{token}"), body.to_string());
    let with = |request: Request, (name, value): &(&str, &str)| request.header(name, value);
    headers.iter().fold(request, with).send(&vigie.address)
}

/// The HMAC that GitHub adds.
fn signature(body: &Value) -> String {
    let key =
        aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, b"It's a Secret to Everybody");
    let tag = aws_lc_rs::hmac::sign(&key, body.to_string().as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={hex}")
}

fn known(vigie: &Vigie) -> Vec<Value> {
    let list = api(vigie, "GET", "/changes", &Value::Null).json();
    list["changes"].as_array().unwrap().clone()
}

#[test]
fn github_tells_by_its_signature_and_each_delivery_once() {
    let (vigie, _dir) = start();
    let body = json!({
        "deployment_status": {"state": "success", "target_url": "https://ci.example.org/7",
            "created_at": "2026-01-02T03:04:05Z"},
        "deployment": {"ref": "main", "sha": "0123456789abcdef", "environment": "production",
            "description": "<script>alert(1)</script>", "creator": {"login": "octo"}},
        "repository": {"full_name": "acme/web", "html_url": "https://code.example.org/acme/web"},
    });
    let signed = signature(&body);
    let event = ("X-GitHub-Event", "deployment_status");
    let delivery = ("X-GitHub-Delivery", "7c9e");
    let hub = ("X-Hub-Signature-256", signed.as_str());
    for forged in
        [vec![event, delivery], vec![event, delivery, ("X-Hub-Signature-256", "sha256=00")]]
    {
        assert_eq!(post(&vigie, "hub-token", &forged, &body).status, 403);
    }
    let kept = post(&vigie, "hub-token", &[event, delivery, hub], &body);
    assert_eq!((kept.status, kept.json()["kept"].as_i64()), (200, Some(1)), "{}", kept.text());
    let again = post(&vigie, "hub-token", &[event, delivery, hub], &body);
    assert_eq!(again.json()["kept"], 0);
    let [one] = &known(&vigie)[..] else { panic!("{:?}", known(&vigie)) };
    assert_eq!(
        (&one["kind"], &one["state"], &one["service"], &one["who"], &one["at"]),
        (
            &json!("deployment"),
            &json!("done"),
            &json!("site"),
            &json!("octo"),
            &json!("2026-01-02T03:04:05.000Z")
        )
    );
    assert!(one["what"].as_str().unwrap().starts_with("main 0123456 → production"), "{one}");
    let page = Request::new("GET", "/changes").header("Cookie", &session(&vigie));
    let page = page.send(&vigie.address).text();
    assert!(page.contains("https://ci.example.org/7"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    let ping = json!({"zen": "x"});
    let signed = signature(&ping);
    let heard = post(
        &vigie,
        "hub-token",
        &[("X-GitHub-Event", "ping"), ("X-Hub-Signature-256", &signed)],
        &ping,
    );
    assert_eq!((heard.status, heard.json()["ignored"].as_str()), (200, Some("ping")));
}

#[test]
fn gitlab_scalingo_and_our_own_json_are_read() {
    let (vigie, _dir) = start();
    let lab = json!({
        "object_kind": "deployment", "status": "failed", "environment": "staging",
        "status_changed_at": "2026-01-02 05:04:05 +0200", "short_sha": "279484c0", "ref": "main",
        "commit_title": "Add new file", "user": {"username": "ann"},
        "project": {"path_with_namespace": "acme/desk"}, "deployable_url": "https://lab.example.org/1",
    });
    assert_eq!(post(&vigie, "lab-token", &[("X-Gitlab-Token", "wrong")], &lab).status, 403);
    let shown = [("X-Gitlab-Token", "lab-secret"), ("X-Gitlab-Event-UUID", "u1")];
    assert_eq!(post(&vigie, "lab-token", &shown, &lab).json()["kept"], 1);
    let scaled = json!({
        "id": "5f", "created_at": "2026-01-02T03:04:05Z", "app_name": "site", "type": "scale",
        "user": {"username": "ops"},
        "type_data": {"containers": [{"name": "web", "amount": 2, "size": "M"}]},
    });
    for kept in [1, 0] {
        assert_eq!(post(&vigie, "paas-token", &[], &scaled).json()["kept"], kept);
    }
    let variable = json!({"id": "60", "type": "edit_variable", "app_name": "site",
        "type_data": {"name": "DB_URL", "value": "postgres://secret"}});
    assert_eq!(post(&vigie, "paas-token", &[], &variable).json()["kept"], 1);
    let own = json!({"what": "pg_hba.conf by hand", "who": "bo", "service": "desk", "kind": "database",
        "at": "2026-01-02T03:04:05Z", "new_field": 1});
    assert_eq!(post(&vigie, "ours-token", &[], &own).json()["kept"], 1);
    for bad in [
        json!({"what": " "}),
        json!({"what": "x", "kind": "odd"}),
        json!({"what": "x", "at": "soon"}),
        json!([1]),
        json!(null),
    ] {
        assert_eq!(post(&vigie, "ours-token", &[], &bad).status, 422, "{bad}");
    }
    let told: Vec<(String, String)> = known(&vigie)
        .iter()
        .map(|one| {
            (
                one["what"].as_str().unwrap().to_owned(),
                one["service"].as_str().unwrap_or("-").to_owned(),
            )
        })
        .collect();
    let told: Vec<(&str, &str)> =
        told.iter().map(|(what, of)| (what.as_str(), of.as_str())).collect();
    assert_eq!(
        told,
        [
            ("pg_hba.conf by hand", "desk"),
            ("edit variable: DB_URL", "site"),
            ("scale: web 2 M", "site"),
            ("main 279484c0 → staging Add new file", "desk"),
        ]
    );
    let data = vigie.data().display().to_string();
    let run = |args: &[&str]| cli(&[&["--data", &data, "change"], args].concat(), "");
    assert!(run(&["add", "v7 → production", "--service", "site"]).status.success());
    let shown = String::from_utf8_lossy(&run(&["list", "--service", "site"]).stdout).into_owned();
    assert!(shown.contains("v7 → production") && !shown.contains("pg_hba"), "{shown}");
}

fn types(vigie: &Vigie, token: &str, user: &str, text: &str) -> Answer {
    let fields = [("token", token), ("user_name", user), ("text", text), ("command", "/vigie")];
    let form = Request::form("/in/mattermost-command/chat-token", &fields);
    form.send(&vigie.address)
}

#[test]
fn a_chat_declares_notes_and_asks_as_the_person_who_types() {
    let (vigie, _dir) = start();
    assert_eq!(types(&vigie, "wrong", "ada.l", "declare It burns").status, 403);
    let stranger = types(&vigie, "command-token", "mallory", "declare It burns").json();
    assert!(stranger["text"].as_str().unwrap().contains("mallory"), "{stranger}");
    let reader = types(&vigie, "command-token", "rita", "declare It burns").json();
    assert!(reader["text"].as_str().unwrap().contains("site"), "{reader}");
    let declared = types(&vigie, "command-token", "ada.l", "declare Ça brûle @all");
    assert_eq!(declared.status, 200, "{}", declared.text());
    let declared = declared.json();
    assert_eq!(declared["response_type"], "ephemeral");
    let text = declared["text"].as_str().unwrap();
    assert!(text.contains("/incidents/INC-") && text.contains("est déclaré"), "{text}");
    let list = api(&vigie, "GET", "/incidents", &Value::Null).json();
    let incident = &list["incidents"][0];
    assert_eq!((&incident["declared_by"], &incident["service"]), (&json!("ada"), &json!("site")));
    let reference = incident["reference"].as_str().unwrap();
    let noted = types(&vigie, "command-token", "ada.l", &format!("note {reference} On coupe."));
    assert!(noted.json()["text"].as_str().unwrap().contains("Noté"), "{}", noted.text());
    let status = types(&vigie, "command-token", "ada.l", "status").json();
    let status = status["text"].as_str().unwrap();
    assert!(status.contains(reference) && !status.contains("@all"), "{status}");
    let hidden = json!({"title": "Secret", "service": "site", "private": true, "admit": ["ada"]});
    let hidden = api(&vigie, "POST", "/incidents", &hidden).json();
    let hidden = hidden["reference"].as_str().unwrap();
    let status = types(&vigie, "command-token", "ada.l", "status").text();
    assert!(!status.contains("Secret"), "{status}");
    let refused = types(&vigie, "command-token", "ada.l", &format!("note {hidden} x")).text();
    assert!(refused.contains("Les incidents privés"), "{refused}");
    for odd in ["", "help", "declare", "note", "note INC-2026-9999 x", &"x".repeat(5_000)] {
        assert_eq!(types(&vigie, "command-token", "ada.l", odd).status, 200, "{odd:.40}");
    }
}
