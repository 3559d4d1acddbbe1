//! `vigie exercise`: incidents that are played with the scenario beside a playbook.

use super::Reach;
use super::client::Client;
use super::failure::Failure;
use super::playbook::{Own, language_of};
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};
use vigie_domain::scenario::Scenario;
use vigie_ops::respond::Library;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the playbooks that have a scenario, and where each comes from
    List {
        /// The language, en or fr
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        own: Own,
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
        Verb::List { language, own } => {
            return list(&own.playbooks(&reach.data)?, &language, reach.json);
        }
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

/// The scenarios, each with where it comes from; and the files that are not used, with why.
fn list(library: &Library, language: &str, json: bool) -> Result<String, Failure> {
    let all = library.scenarios(language_of(language)?);
    let minutes =
        |scenario: &Scenario| scenario.events.last().map_or(0, |event| event.after.as_secs() / 60);
    let faults = library.faults.iter().map(ToString::to_string);
    if json {
        let one = |(scenario, file): (&Scenario, Option<&str>)| {
            json!({
                "playbook": scenario.key.as_str(), "title": scenario.title,
                "events": scenario.events.len(), "minutes": minutes(scenario),
                "file": file,
            })
        };
        let (scenarios, faults) = (all.map(one).collect::<Vec<_>>(), faults.collect::<Vec<_>>());
        return Ok(show::json(&json!({"scenarios": scenarios, "not_used": faults})));
    }
    let row = |(scenario, file): (&Scenario, Option<&str>)| {
        let events = scenario.events.len().to_string();
        let minutes = format!("{} min", minutes(scenario));
        let from = file.unwrap_or("ships").to_owned();
        vec![scenario.key.to_string(), events, minutes, from, scenario.title.clone()]
    };
    let rows: Vec<Vec<String>> = all.map(row).collect();
    let table =
        show::table(&["PLAYBOOK", "EVENTS", "LASTS", "FROM", "TITLE"], &rows, "no scenario");
    let faults = faults.map(|fault| format!("not used: {fault}"));
    Ok([table].into_iter().chain(faults).collect::<Vec<_>>().join("\n"))
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
