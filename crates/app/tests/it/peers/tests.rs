//! The starters themselves: each real program starts, answers, and ends.

use std::time::Duration;

use super::alertmanager::{Alertmanager, amtool};
use super::http::{Request, get};
use super::postgres::{Durability, Postgres, url_of_new_database};
use super::prometheus::{NodeExporter, Prometheus};
use super::sink::Sink;
use super::smtp::{Smtp, talk};

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_new_database_is_empty_and_apart_from_the_others() {
    let (one, other) = (url_of_new_database(), url_of_new_database());
    let mut client = postgres::Client::connect(&one, postgres::NoTls).unwrap();
    client.batch_execute("CREATE TABLE only_here (id BIGINT)").unwrap();
    let mut client = postgres::Client::connect(&other, postgres::NoTls).unwrap();
    assert!(client.query("SELECT id FROM only_here", &[]).is_err());
}

#[test]
fn a_postgres_of_ones_own_keeps_commits_over_a_crash() {
    let server = Postgres::start(Durability::Full);
    let url = server.url_of_new_database();
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    client.batch_execute("CREATE TABLE kept (id BIGINT); INSERT INTO kept VALUES (7)").unwrap();
    server.restart();
    let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
    let kept: i64 = client.query_one("SELECT id FROM kept", &[]).unwrap().get(0);
    assert_eq!(kept, 7);
}

#[test]
fn prometheus_sees_an_exporter_stop_and_tells_alertmanager_which_tells_a_webhook() {
    let sink = Sink::start();
    let alertmanager = Alertmanager::start(
        &format!(
            "route: {{receiver: hook, group_wait: 0s}}\n\
             receivers: [{{name: hook, webhook_configs: [{{url: '{}/hook'}}]}}]\n",
            sink.url
        ),
        &["--log.level=debug"],
    );
    let mut exporter = NodeExporter::start();
    let config = format!(
        "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\n\
         rule_files: [rules.yml]\n\
         scrape_configs: [{{job_name: node, static_configs: [{{targets: ['{}']}}]}}]\n\
         alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{}']}}]}}]}}\n",
        exporter.address, alertmanager.address
    );
    let rules = "groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]\n";
    let prometheus = Prometheus::start(&config, rules);
    let up = || get(&prometheus.address, "/api/v1/query?query=up").text().contains(",\"1\"]");
    super::until(PATIENCE, || up().then_some(())).expect("the exporter is seen");
    exporter.stop();
    let told = sink.wait_for(1, PATIENCE);
    assert_eq!(told[0].line, "POST /hook");
    assert_eq!(told[0].header("content-type"), Some("application/json"));
    assert_eq!(told[0].json()["commonLabels"]["alertname"], "Down");
    exporter.start_again();
    assert!(alertmanager.log().contains("Notify success"), "{}", alertmanager.log());
    let listed = amtool(&alertmanager.address, &["alert", "query", "alertname=Down"]).good();
    assert!(listed.contains("Down"), "{listed}");
}

#[test]
fn a_mail_handed_to_the_mail_server_can_be_read() {
    let server = Smtp::start();
    let other = Smtp::start();
    let said = talk(
        server.port,
        &[
            "HELO test",
            "MAIL FROM:<a@example.org>",
            "RCPT TO:<b@example.org>",
            "DATA",
            "Subject: long\r\n subject\r\n\r\nbody\r\n.",
            "QUIT",
        ],
    );
    assert!(said.contains("accepted for delivery"), "{said}");
    let mails = server.wait_for(1, PATIENCE);
    assert_eq!(mails[0].header("subject"), Some("long subject"));
    assert_eq!(mails[0].header("delivered-to"), Some("b@example.org"));
    assert_eq!(mails[0].body, "body\n");
    assert!(other.mails().is_empty());
}

#[test]
fn the_sink_keeps_what_arrives_and_answers_as_told() {
    let sink = Sink::start();
    let address = sink.url.trim_start_matches("http://");
    sink.answer(503);
    let answer = Request::json("POST", "/hook?a=1", r#"{"x":[1]}"#).send(address);
    assert_eq!(answer.status, 503);
    let all = sink.received();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].line, "POST /hook?a=1");
    assert_eq!(all[0].json()["x"][0], 1);
}
