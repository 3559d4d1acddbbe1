//! The whole path, once, with nothing made up: a real exporter stops, a real Prometheus notices,
//! Vigie opens an alert and an incident, a real mail server delivers, somebody follows the link
//! and takes it, the exporter starts again, and a report tells what happened.

use std::fs;
use std::time::Duration;

use crate::peers::http::{Answer, Request, get};
use crate::peers::prometheus::{NodeExporter, Prometheus};
use crate::peers::smtp::Smtp;
use crate::peers::vigie::Vigie;
use crate::peers::{folder, until};

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_stopped_exporter_ends_in_a_report() {
    let mail = Smtp::start();
    let dir = folder("whole");
    let file = dir.path().join("vigie.yaml");
    fs::write(&file, config(mail.port)).unwrap();
    let vigie = Vigie::start(&["--config", &file.to_string_lossy()]);
    let mut exporter = NodeExporter::start();
    let prometheus = Prometheus::start(&scrape(&exporter.address, &vigie.address), RULES);
    let up = || get(&prometheus.address, "/api/v1/query?query=up").text().contains(",\"1\"]");
    until(PATIENCE, || up().then_some(())).expect("Prometheus sees the exporter");

    exporter.stop();
    let first = mail.wait_for(1, PATIENCE).remove(0);
    assert_eq!(first.header("delivered-to"), Some("ada@example.org"));
    assert!(first.text().contains("ExporterDown"), "{}", first.text());
    let incident = one_incident(&vigie);
    assert_eq!(incident["stage"], "declared", "{incident}");
    assert_eq!(incident["service"], "node", "{incident}");

    acknowledge(&vigie, &first.text());
    let taken = || Some(one_incident(&vigie)).filter(|one| one["stage"] == "in_progress");
    let taken = until(PATIENCE, taken).unwrap_or_else(|| panic!("{}", one_incident(&vigie)));
    assert_eq!(taken["lead"], "ada", "{taken}");

    exporter.start_again();
    let resolved = || Some(one_incident(&vigie)).filter(|incident| incident["stage"] == "resolved");
    until(PATIENCE, resolved).unwrap_or_else(|| panic!("goes on: {}", one_incident(&vigie)));
    let ended = mail.wait_for(2, PATIENCE).remove(1);
    assert!(ended.header("references").is_some(), "the end is in the thread of the beginning");
    let report = format!("/incidents/{}/report", reference(&vigie));
    let drafted = || Some(api(&vigie, &report)).filter(|answer| answer.status == 200);
    let report = until(PATIENCE, drafted).expect("a report is drafted").text();
    for told in ["the exporter does not answer", "ada", &reference(&vigie)] {
        assert!(report.contains(told), "the report does not tell {told}:\n{report}");
    }
    let close = format!("/incidents/{}/close", reference(&vigie));
    assert_eq!(ask(&vigie, "POST", &close).status, 200);
    assert_eq!(one_incident(&vigie)["stage"], "closed");
    assert!(!vigie.log().contains("panicked"), "{}", vigie.log());
}

fn config(smtp_port: u16) -> String {
    format!(
        "settings:
  smtp: {{host: 127.0.0.1, port: {smtp_port}, security: none, from: vigie@example.org}}
  alertmanager_api: {{open_to_loopback: true}}
  close_after: 2s
people:
- {{slug: ada, email: ada@example.org, language: en}}
services:
- {{slug: node, name: The node}}
receivers:
- {{name: ops, people: [ada]}}
route: {{receiver: ops, group_by: [alertname], wait: 0s, interval: 1s, incident_from: warning}}
"
    )
}

const RULES: &str = "groups:
- name: g
  rules:
  - alert: ExporterDown
    expr: up == 0
    labels: {severity: critical, service: node}
    annotations: {summary: the exporter does not answer}
";

fn scrape(exporter: &str, vigie: &str) -> String {
    format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
scrape_configs: [{{job_name: node, static_configs: [{{targets: ['{exporter}']}}]}}]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{vigie}']}}]}}]}}
"
    )
}

/// Follows the link of the mail. Looking at it takes nothing: mail scanners look too.
fn acknowledge(vigie: &Vigie, mail: &str) {
    let start = vigie.url("/ack/");
    let at = mail.find(&start).unwrap_or_else(|| panic!("no link {start} in:\n{mail}"));
    let rest = mail.split_at(at + vigie.url("").len()).1;
    let path = rest.split(|c: char| c.is_whitespace() || "\"<>".contains(c)).next().unwrap();
    let page = get(&vigie.address, path);
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(one_incident(vigie)["stage"], "declared", "looking at the page took the incident");
    let form = Request::new("POST", path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("");
    let done = form.send(&vigie.address);
    assert!([200, 303].contains(&done.status), "{} {}", done.status, done.text());
}

fn one_incident(vigie: &Vigie) -> serde_json::Value {
    let listed = api(vigie, "/incidents").json();
    let incidents = listed["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 1, "{listed}");
    incidents[0].clone()
}

fn reference(vigie: &Vigie) -> String {
    one_incident(vigie)["reference"].as_str().unwrap().to_owned()
}

/// Asks our API with the token that the program left for its own command line.
fn api(vigie: &Vigie, path: &str) -> Answer {
    ask(vigie, "GET", path)
}

fn ask(vigie: &Vigie, method: &str, path: &str) -> Answer {
    Request::new(method, format!("/api/v1{path}"))
        .header("Authorization", &vigie.bearer())
        .send(&vigie.address)
}
