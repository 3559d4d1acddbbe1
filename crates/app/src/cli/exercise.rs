//! `vigie exercise`: incidents that are played with the scenario beside a playbook.

use super::Reach;
use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};
use vigie_domain::person::Language;
use vigie_domain::scenario::Scenario;
use vigie_ops::respond::scenarios;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the playbooks that have a scenario
    List {
        /// The language, en or fr
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Start an exercise: messages and alerts happen on their own, each marked as an exercise
    Start {
        /// The playbook, such as data-leak-ops
        playbook: String,
        /// The language of the scenario, en or fr [default: that of the settings]
        #[arg(long)]
        language: Option<String>,
        /// The service that is played with
        #[arg(long)]
        service: Option<String>,
        /// The receiver that is told what people say in it [default: nobody]
        #[arg(long)]
        receiver: Option<String>,
    },
    /// Stop an exercise: its incident is resolved, and its report drafted
    Stop {
        /// Such as INC-2026-0042
        reference: String,
    },
}

pub(super) async fn run(reach: &Reach, verb: Verb) -> Result<String, Failure> {
    let answer = match verb {
        Verb::List { language } => return list(&language, reach.json),
        Verb::Start { playbook, language, service, receiver } => {
            let form = json!({
                "playbook": playbook, "language": language,
                "service": service, "receiver": receiver,
            });
            Client::new(reach)?.post("/api/v1/exercises", &form).await?
        }
        Verb::Stop { reference } => {
            let path = format!("/api/v1/exercises/{reference}/stop");
            Client::new(reach)?.post(&path, &json!({})).await?
        }
    };
    Ok(if reach.json { show::json(&answer) } else { line(&answer) })
}

fn list(language: &str, json: bool) -> Result<String, Failure> {
    let known = Language::from_tag(language).ok_or_else(|| {
        Failure::Usage(format!("\"{language}\" is no language of Vigie: en or fr"))
    })?;
    let minutes =
        |scenario: &Scenario| scenario.events.last().map_or(0, |event| event.after.as_secs() / 60);
    let all = scenarios(known).values();
    if json {
        let one = |scenario: &Scenario| {
            json!({
                "playbook": scenario.key.as_str(), "title": scenario.title,
                "events": scenario.events.len(), "minutes": minutes(scenario),
            })
        };
        return Ok(show::json(&json!({"scenarios": all.map(one).collect::<Vec<_>>()})));
    }
    let row = |scenario: &Scenario| {
        let events = scenario.events.len().to_string();
        let minutes = format!("{} min", minutes(scenario));
        vec![scenario.key.to_string(), events, minutes, scenario.title.clone()]
    };
    let rows: Vec<Vec<String>> = all.map(row).collect();
    Ok(show::table(&["PLAYBOOK", "EVENTS", "LASTS", "TITLE"], &rows, "no scenario"))
}

fn line(answer: &Value) -> String {
    let text = |field: &str| show::text(answer, field);
    format!(
        "{}: {}: {} of {} events happened, {}",
        text("reference"),
        text("title"),
        text("played"),
        text("events"),
        if answer.get("ended_at").is_some_and(Value::is_string) {
            "it is over"
        } else {
            "it goes on"
        },
    )
}
