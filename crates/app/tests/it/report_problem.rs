//! The public form on the real program: people without an account, programs, floods and hostile
//! texts; and the list of those who respond.

use crate::browser::furnish::{api, session};
use crate::peers::http::{Answer, Request, get};
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, until};
use serde_json::Value;
use std::time::Duration;

const CONFIG: &str = "settings: {public_reports: {services: [site]}}
services:
- {slug: site, name: The site}
- {slug: hidden, name: Not for the public}
";

fn start(config: &str) -> (Vigie, tempfile::TempDir) {
    let dir = folder("report");
    let file = dir.path().join("vigie.yaml");
    std::fs::write(&file, config).unwrap();
    (Vigie::start(&["--config", &file.to_string_lossy()]), dir)
}

/// The signed time of a fresh form.
fn opened(vigie: &Vigie) -> String {
    let form = get(&vigie.address, "/report").text();
    let rest = form.split("name=\"form\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Nobody fills a form at once.
pub(crate) fn write_for_a_while() {
    until(Duration::from_millis(3_200), || None::<()>);
}

fn send(vigie: &Vigie, fields: &[(&str, &str)]) -> Answer {
    Request::form("/report", fields).send(&vigie.address)
}

#[test]
fn anybody_reports_and_somebody_on_duty_decides() {
    let (vigie, _dir) = start(CONFIG);
    let form = get(&vigie.address, "/report");
    assert_eq!(form.status, 200);
    let text = form.text();
    assert!(text.contains("The site") && !text.contains("Not for the public"), "{text}");
    let french = Request::new("GET", "/report").header("Accept-Language", "fr");
    assert!(french.send(&vigie.address).text().contains("Signaler un problème"));
    let hostile = "<script>alert(1)</script> I see \u{202e}others";
    let signed = opened(&vigie);
    let early = send(&vigie, &[("text", hostile), ("form", &signed)]);
    assert_eq!(early.status, 422, "nobody writes that fast");
    assert!(early.text().contains("I see"), "what was typed stays: {}", early.text());
    write_for_a_while();
    let fields =
        [("text", hostile), ("service", "site"), ("contact", "a@b.example"), ("form", &*signed)];
    let sent = send(&vigie, &fields);
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert!(sent.text().contains("Thank you"), "{}", sent.text());
    let trapped = send(&vigie, &[("text", "buy"), ("more", "https://x"), ("form", &signed)]);
    assert_eq!(trapped.status, 422, "people do not see that field");
    assert!(trapped.text().contains("buy"), "and when a browser filled it, they send it again");

    let cookie = session(&vigie);
    let ask = |path: &str| Request::new("GET", path).header("Cookie", &cookie).send(&vigie.address);
    let list = ask("/problems").text();
    assert!(list.contains("I see") && list.contains("a@b.example"), "{list}");
    assert!(!list.contains("<script>alert") && !list.contains("buy"), "{list}");
    let decide = |path: &str, fields: &[(&str, &str)]| {
        Request::form(path, fields).header("Cookie", &cookie).send(&vigie.address)
    };
    assert_eq!(decide("/problems/1/dismiss", &[("why", "")]).status, 422);
    let declared = decide("/problems/1/declare", &[("title", "Files of others")]);
    assert_eq!(declared.status, 303, "{}", declared.text());
    let incident = ask(declared.header("location").unwrap()).text();
    assert!(incident.contains("I see") && incident.contains("The site"), "{incident}");
    assert!(!ask("/problems").text().contains("I see"));
    assert!(ask("/problems?state=all").text().contains("I see"));
    assert_eq!(
        ask("/problems?state=all&as=csv").header("content-type"),
        Some("text/csv; charset=utf-8")
    );
    assert_eq!(decide("/problems/9/dismiss", &[("why", "x")]).status, 404);
    for text in ["spam", "more spam"] {
        assert_eq!(send(&vigie, &[("text", text), ("form", &*signed)]).status, 200);
    }
    assert!(ask("/problems").text().contains("None of these 2"), "a flood is dismissed at once");
    let seen = [("until", "2"), ("why", "spam")];
    assert_eq!(decide("/problems/dismiss", &seen).status, 303);
    let left = ask("/problems").text();
    assert!(left.contains("more spam"), "what came since stays: {left}");
}

#[test]
fn programs_and_the_command_line_decide_on_what_was_reported() {
    let (vigie, _dir) = start(CONFIG);
    let signed = opened(&vigie);
    write_for_a_while();
    for text in ["The site shows the files of others\nsince noon", "spam", "more spam"] {
        let fields = [("text", text), ("service", "site"), ("form", &*signed)];
        assert_eq!(send(&vigie, &fields).status, 200);
    }
    let get = |path: &str| api(&vigie, "GET", path, &Value::Null).json();
    let token = std::fs::read_to_string(vigie.data().join("cli.token")).unwrap();
    let bearer = format!("Bearer {}", token.trim());
    let ask = |method: &str, path: &str, body: &str, key: &str| {
        Request::json(method, &format!("/api/v1{path}"), body)
            .header("Authorization", &bearer)
            .header("Idempotency-Key", key)
            .send(&vigie.address)
    };
    let first = get("/problems?limit=2");
    let ids = |page: &Value| -> Vec<i64> {
        let all = page["problems"].as_array().unwrap().iter();
        all.map(|one| one["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&first), [3, 2], "{first}");
    let rest = get(&format!("/problems?limit=2&cursor={}", first["next_cursor"].as_str().unwrap()));
    assert_eq!(ids(&rest), [1], "{rest}");
    assert_eq!(get("/problems/1")["state"], "open");

    let declared = ask("POST", "/problems/1/declare", "{}", "key-1").json();
    assert_eq!(declared["title"], "The site shows the files of others", "{declared}");
    assert_eq!((&declared["service"], &declared["severity"]), (&"site".into(), &"critical".into()));
    let again = ask("POST", "/problems/1/declare", "{}", "key-1");
    assert_eq!(again.json()["reference"], declared["reference"], "the same request is done once");
    let story = get(&format!("/incidents/{}", declared["reference"].as_str().unwrap()));
    assert!(story["timeline"].to_string().contains("since noon"), "{story}");
    let one = get("/problems/1");
    assert_eq!((&one["state"], &one["incident"]), (&"declared".into(), &declared["reference"]));
    assert!(one["decided_by"].is_string() && one["decided_at"].is_string(), "{one}");

    // What is refused says what to do, and changes nothing.
    for (path, body, status) in [
        ("/problems/1/dismiss", r#"{"why": "spam"}"#, 400),
        ("/problems/2/dismiss", r#"{"why": " "}"#, 400),
        ("/problems/2/declare", r#"{"severity": "awful"}"#, 400),
        ("/problems/9/declare", "{}", 404),
        ("/problems/x/declare", "{}", 404),
    ] {
        let refused = ask("POST", path, body, &format!("{path}{status}"));
        assert_eq!(refused.status, status, "{path}: {}", refused.text());
        assert_eq!(refused.header("content-type"), Some("application/problem+json"));
        assert!(refused.json()["next_step"].is_string(), "{}", refused.text());
    }
    assert_eq!(ask("GET", "/problems?state=gone", "", "x").status, 400);
    decided_on_the_command_line(&vigie);
}

fn decided_on_the_command_line(vigie: &Vigie) {
    let data = vigie.data().display().to_string();
    let run = |args: &[&str]| {
        let output = cli(&[&["problem"], args, &["--data", &data]].concat(), "");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let list = run(&["list"]);
    assert!(list.contains("more spam") && !list.contains("files of others"), "{list}");
    assert!(run(&["list", "--all"]).contains("files of others"));
    assert!(run(&["show", "3"]).contains("more spam"));
    assert_eq!(run(&["dismiss", "2", "it is spam"]), "problem 2 is dismissed\n");
    assert!(run(&["show", "2"]).contains("it is spam"));
    let reference = run(&["declare", "3", "Somebody insists", "--severity", "info"]);
    let at = format!("/incidents/{}", reference.trim());
    let made = api(vigie, "GET", &at, &Value::Null).json();
    assert_eq!((&made["title"], &made["severity"]), (&"Somebody insists".into(), &"info".into()));
    assert_eq!(run(&["list"]), "no reported problem waits\n");
}

#[test]
fn a_flood_is_cut_off_and_a_large_or_borrowed_form_is_refused() {
    let (vigie, _dir) = start(CONFIG);
    let signed = opened(&vigie);
    let large = send(&vigie, &[("text", &"x".repeat(100_000)), ("form", &signed)]);
    assert!(matches!(large.status, 413 | 422), "{}", large.status);
    let elsewhere = Request::new("POST", "/report")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", "https://evil.example")
        .body("text=x");
    assert_eq!(elsewhere.send(&vigie.address).status, 403);
    let forged = send(&vigie, &[("text", "x"), ("form", "1.2.3")]);
    assert_eq!(forged.status, 422, "a form that this program did not hand out");
    let statuses: Vec<u16> =
        (0..8).map(|_| send(&vigie, &[("text", "x"), ("form", &signed)]).status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
    let last = send(&vigie, &[("text", "x"), ("form", &signed)]);
    assert!(last.header("retry-after").is_some(), "{:?}", last.headers);
}

#[test]
fn it_is_not_there_unless_it_is_opened() {
    let (vigie, _dir) = start("services: [{slug: site}]\n");
    assert_eq!(get(&vigie.address, "/report").status, 404);
    assert_eq!(send(&vigie, &[("text", "x")]).status, 404);
}
