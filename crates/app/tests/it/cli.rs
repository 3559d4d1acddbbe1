//! The command line against a real server, as an operator types it.

mod learn;
mod room;

use crate::peers::smtp::Smtp;
use crate::peers::until;
use crate::peers::vigie::{Vigie, cli};
use serde_json::Value;
use std::time::Duration;

/// A command against this server, by its data directory alone.
fn run(vigie: &Vigie, args: &[&str]) -> (i32, String, String) {
    let data = vigie.data().display().to_string();
    let output = cli(&[args, &["--data", &data]].concat(), "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A command that must work; answers what it printed.
fn ok(vigie: &Vigie, args: &[&str]) -> String {
    let (code, out, err) = run(vigie, args);
    assert_eq!(code, 0, "{args:?}: {err}");
    out
}

fn json(vigie: &Vigie, args: &[&str]) -> Value {
    serde_json::from_str(&ok(vigie, &[args, &["--json"]].concat())).unwrap()
}

#[test]
fn an_operator_works_through_an_alert_a_silence_and_an_incident() {
    let vigie = Vigie::start(&[]);
    let sent = ["alert", "send", "alertname=DiskFull", "severity=warning", "host=db1"];
    let summary = ["--annotation", "summary=The disk of db1 is full", "--ends-in", "1h"];
    assert_eq!(ok(&vigie, &[&sent[..], &summary[..]].concat()), "alert 1\n");
    let list = ok(&vigie, &["alert", "list", "--filter", "host=~db.*"]);
    assert!(list.contains("The disk of db1 is full") && list.contains("warning"), "{list}");
    assert_eq!(ok(&vigie, &["alert", "list", "--filter", "host=db2"]), "no such alert\n");
    ok(&vigie, &["alert", "ack", "1"]);
    let story = ok(&vigie, &["alert", "show", "1"]);
    assert!(story.contains("alert acknowledged") && story.contains("host=\"db1\""), "{story}");

    let added = ["silence", "add", "host=db1", "--duration", "2h", "--comment", "disk ordered"];
    let silence = json(&vigie, &added);
    let id = silence["id"].as_str().unwrap();
    assert!(ok(&vigie, &["silence", "list"]).contains("disk ordered"));
    assert!(ok(&vigie, &["alert", "list"]).contains("acknowledged (silenced)"));
    ok(&vigie, &["silence", "expire", id]);
    assert_eq!(ok(&vigie, &["silence", "list"]), "no silence\n");

    let declared = ok(&vigie, &["incident", "declare", "Login fails", "--severity", "critical"]);
    let reference = declared.trim();
    ok(&vigie, &["incident", "ack", reference]);
    ok(&vigie, &["incident", "note", reference, "We roll back."]);
    let story = ok(&vigie, &["incident", "show", reference]);
    assert!(story.contains("We roll back.") && story.contains("in_progress"), "{story}");
    ok(&vigie, &["incident", "resolve", reference]);
    let (code, _, refused) = run(&vigie, &["incident", "close", reference]);
    assert!(code != 0 && refused.contains("nobody confirms their own work"), "{refused}");
    ok(&vigie, &["incident", "close", reference, "--why", "I signed in."]);
    let drafted = || {
        let (code, report, _) = run(&vigie, &["incident", "report", reference]);
        (code == 0).then_some(report)
    };
    let report = until(Duration::from_secs(20), drafted).expect("no report was drafted");
    assert!(report.contains("Login fails") && report.contains("We roll back."), "{report}");
    assert_eq!(ok(&vigie, &["incident", "list"]), "no incident\n");

    let checks = ok(&vigie, &["checks"]);
    assert!(checks.contains("vigie-data-disk"), "{checks}");
    assert_eq!(ok(&vigie, &["notification", "list"]), "nobody was told\n");
    assert!(ok(&vigie, &["journal", "verify"]).contains("is whole"));
}

#[test]
fn whoever_closes_an_incident_is_told_of_the_alerts_that_go_on() {
    let vigie = Vigie::start(&[]);
    for name in ["alertname=Down", "alertname=Slow"] {
        ok(&vigie, &["alert", "send", name, "service=shop", "severity=critical"]);
    }
    let both = || {
        let list = ok(&vigie, &["incident", "list"]);
        let reference = list.split_whitespace().find(|word| word.starts_with("INC-"))?.to_owned();
        let story = json(&vigie, &["incident", "show", &reference]);
        (story["alerts"].as_array()?.len() == 2).then_some(reference)
    };
    let reference = &until(Duration::from_secs(10), both).expect("no incident has both alerts");
    let said = ok(&vigie, &["incident", "resolve", reference]);
    assert!(said.contains("2 of its alerts still go on"), "{said}");
    ok(&vigie, &["alert", "close", "1"]);
    let said = ok(&vigie, &["incident", "close", reference, "--why", "seen on the page"]);
    assert!(said.contains(&format!("{reference} is closed, but 1 of its alerts")), "{said}");
    assert!(said.contains("vigie alert close ID"), "{said}");
    assert!(ok(&vigie, &["alert", "show", "2"]).contains("open"), "closing ended an alert");
}

#[test]
fn tokens_and_links_open_the_door_and_secrets_are_shown_once() {
    let vigie = Vigie::start(&[]);
    let token = ok(&vigie, &["token", "add", "robot", "--role", "responder", "--days", "10"]);
    let list = ok(&vigie, &["token", "list"]);
    assert!(list.contains("robot") && !list.contains(token.trim()), "{list}");
    assert!(list.contains("responder") && list.contains("ends soon"), "{list}");
    let asked = ["checks", "--url", &vigie.url(""), "--token", token.trim()];
    assert_eq!(cli(&asked, "").status.code(), Some(0));
    ok(&vigie, &["token", "withdraw", "robot"]);
    let refused = cli(&asked, "");
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("this token was withdrawn at"), "{said}");
    assert!(ok(&vigie, &["token", "list", "--withdrawn"]).contains("robot"));
    let link = ok(&vigie, &["sign-in"]);
    assert!(link.starts_with(&vigie.url("/sign-in/")), "{link}");
}

#[test]
fn refusals_say_what_to_do_and_have_their_exit_codes() {
    let vigie = Vigie::start(&[]);
    for (args, code, words) in [
        (&["alert", "show", "99"][..], 1, "no such alert"),
        (&["alert", "list", "--filter", "{oops"][..], 1, "is no matcher"),
        (&["silence", "add", "a=~(", "--duration", "1h", "--comment", "x"][..], 1, "is no matcher"),
        (&["silence", "expire", "x"][..], 1, "no such silence"),
        (&["notification", "retry", "7"][..], 1, "no such notification"),
        (&["incident", "show", "42"][..], 1, "is no incident reference"),
        (&["incident", "declare", "x", "--service", "y"][..], 1, "there is no service"),
        (&["sign-in", "nobody"][..], 1, "there is no person"),
        (&["alert", "list", "--state", "gone"][..], 2, "gone"),
        (&["alert", "frob"][..], 2, "frob"),
    ] {
        let (found, out, err) = run(&vigie, args);
        assert_eq!(found, code, "{args:?}: {err}");
        assert!(err.contains(words), "{args:?}: {err}");
        assert!(out.is_empty(), "{args:?}: {out}");
        assert!(code == 2 || err.contains("next: "), "{args:?}: {err}");
    }
    let wrong_token = ["checks", "--url", &vigie.url(""), "--token", "wrong"];
    let output = cli(&wrong_token, "");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("vigie token add"));
}

#[test]
fn nobody_there_is_another_exit_code() {
    let mut vigie = Vigie::start(&[]);
    vigie.kill();
    let (code, _, err) = run(&vigie, &["alert", "list"]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("vigie serve"), "{err}");
    let nobody = "postgres://vigie@127.0.0.1:1/vigie";
    let data = vigie.data().join("other").display().to_string();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", &data, "--database", nobody];
    assert_eq!(cli(&serve, "").status.code(), Some(3));
    let absent = vigie.data().join("absent").display().to_string();
    let output = cli(&["alert", "list", "--data", &absent], "");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn the_doctor_tells_what_is_well_what_is_not_and_what_is_unknown() {
    let mut vigie = Vigie::start(&[]);
    let report = ok(&vigie, &["doctor"]);
    for line in [
        "ok       data directory: ",
        "ok       clock: ",
        "unknown  configuration: ",
        "ok       server: ",
        "ok       database: SQLite",
        "ok       own pages: ",
        "warn     who is told: ",
        "ok       mail server: none is declared, and no person has a mail address",
    ] {
        assert!(report.contains(line), "{line} is not in:\n{report}");
    }
    let smtp = Smtp::start();
    let file = vigie.data().join("mail.yaml");
    let mail = "settings:\n  smtp:\n    host: 127.0.0.1\n    port: PORT\n    security: none\n    from: vigie@example.org\n";
    std::fs::write(&file, mail.replace("PORT", &smtp.port.to_string())).unwrap();
    ok(&vigie, &["apply", &file.display().to_string()]);
    let report = ok(&vigie, &["doctor", "--config", &file.display().to_string()]);
    assert!(report.contains("answers EHLO: 250"), "{report}");
    assert!(report.contains("ok       configuration: "), "{report}");
    assert!(report.contains("warn     who is told: 0 people with a mail address, 0 channels"));
    drop(smtp);
    let (code, report, _) = run(&vigie, &["doctor"]);
    assert!(code == 1 && report.contains("fail     mail server: "), "{report}");
    let findings = serde_json::from_str::<Value>(&run(&vigie, &["doctor", "--json"]).1).unwrap();
    let failed = findings.as_array().unwrap().iter().filter(|tested| tested["finding"] == "fail");
    assert_eq!(failed.map(|tested| &tested["what"]).collect::<Vec<_>>(), ["mail server"]);
    vigie.kill();
    let (code, out, _) = run(&vigie, &["doctor"]);
    assert_eq!(code, 1);
    assert!(out.contains("fail     server: ") && out.contains("unknown  own pages: "), "{out}");
}

#[test]
fn the_doctor_counts_as_people_do() {
    let vigie = Vigie::start(&[]);
    let file = vigie.data().join("people.yaml");
    std::fs::write(&file, "people:\n- {slug: ada, email: ada@example.org}\n").unwrap();
    let path = file.display().to_string();
    ok(&vigie, &["apply", &path]);
    let report = ok(&vigie, &["doctor", "--config", &path]);
    for line in [
        "ok       who is told: 1 person with a mail address, 0 channels",
        "warn     mail server: none is declared, so no mail reaches 1 person with a mail address",
    ] {
        assert!(report.contains(line), "{line} is not in:\n{report}");
    }
    std::fs::write(&file, "peple:\n").unwrap();
    let (code, report, _) = run(&vigie, &["doctor", "--config", &path]);
    assert!(code == 1 && report.contains("configuration: 1 mistake in "), "{report}");
}

const YAML: &str = "\
services:
  - slug: login
    name: Login
people:
  - slug: alice
    name: Alice
    email: alice@example.org
";

#[test]
fn a_configuration_is_checked_planned_applied_and_exported() {
    let vigie = Vigie::start(&[]);
    let file = vigie.data().join("site.yaml");
    std::fs::write(&file, YAML).unwrap();
    let path = file.display().to_string();
    assert_eq!(ok(&vigie, &["check", &path]), "1 file without mistake: 1 service, 1 person\n");
    let plan = ok(&vigie, &["plan", &path]);
    assert!(plan.contains("+ service \"login\"") && plan.contains("0 to remove"), "{plan}");
    let exported = ok(&vigie, &["export"]);
    assert!(!exported.contains("login"), "a plan changed something: {exported}");
    ok(&vigie, &["apply", &path]);
    assert!(ok(&vigie, &["plan", &path]).starts_with("0 to create, 0 to change, 0 to remove"));
    let copy = vigie.data().join("copy.yaml").display().to_string();
    ok(&vigie, &["export", &copy]);
    let exported = std::fs::read_to_string(&copy).unwrap();
    assert!(exported.contains("slug: login") && !exported.contains("host-load"), "{exported}");
    assert_eq!(run(&vigie, &["export", &copy]).0, 1);
    assert!(ok(&vigie, &["plan", &copy]).starts_with("0 to create, 0 to change, 0 to remove"));
    ok(&vigie, &["incident", "declare", "Slow", "--service", "login"]);
    let (code, _, err) = run(&vigie, &["incident", "declare", "x", "--service", "logn"]);
    assert!(code == 1 && err.contains("write \"login\""), "{err}");
    assert!(ok(&vigie, &["checks"]).contains("host-load"), "the built-in checks are gone");
    std::fs::write(&file, YAML.replace("people", "peple")).unwrap();
    for verb in ["check", "plan", "apply"] {
        let (code, _, err) = run(&vigie, &[verb, &path]);
        assert!(code == 1 && err.contains("site.yaml:4") && err.contains("people"), "{err}");
    }
    assert!(ok(&vigie, &["sign-in", "alice"]).contains("/sign-in/"));
}
