//! `vigie problem`: what people outside reported, each declared as an incident or dismissed.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the problems that nobody decided on, the newest first
    List {
        /// Those that were decided on too
        #[arg(long)]
        all: bool,
    },
    /// Show a problem, in the words of whoever reported it
    Show {
        /// Its number
        id: i64,
    },
    /// Declare an incident for a problem; what was reported is its first note
    Declare {
        /// Its number
        id: i64,
        /// One line that says what is wrong [default: the first line of what was reported]
        title: Option<String>,
        /// How bad it is
        #[arg(long, default_value = "critical", value_parser = ["info", "warning", "critical"])]
        severity: String,
    },
    /// Dismiss a problem
    Dismiss {
        /// Its number
        id: i64,
        /// Why it is none
        why: String,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::List { all } => {
            let state = if all { "all" } else { "open" };
            let answer = client.list("/api/v1/problems", &[("state", state)], "problems").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Show { id } => {
            let one = client.get(&format!("/api/v1/problems/{id}"), &[]).await?;
            Ok(if json { show::json(&one) } else { entry(&one) })
        }
        Verb::Declare { id, title, severity } => {
            let form = json!({"title": title, "severity": severity});
            let made = client.post(&format!("/api/v1/problems/{id}/declare"), &form).await?;
            Ok(if json { show::json(&made) } else { show::text(&made, "reference") })
        }
        Verb::Dismiss { id, why } => {
            let form = json!({"why": why});
            let one = client.post(&format!("/api/v1/problems/{id}/dismiss"), &form).await?;
            Ok(if json { show::json(&one) } else { format!("problem {id} is dismissed") })
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |one: &Value| {
        let text = show::text(one, "text");
        let first = text.lines().next().unwrap_or_default();
        vec![
            show::text(one, "id"),
            show::time(one, "at"),
            show::text(one, "state"),
            show::text(one, "service"),
            first.to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "problems").iter().map(row).collect();
    let headers = ["ID", "AT", "STATE", "SERVICE", "WHAT THEY SEE"];
    show::table(&headers, &rows, "no reported problem waits")
}

fn entry(one: &Value) -> String {
    let text = |field: &str| show::text(one, field);
    show::pairs(&[
        ("id", text("id")),
        ("came", show::time(one, "at")),
        ("state", text("state")),
        ("service", text("service")),
        ("what", text("text")),
        ("reach them", text("contact")),
        ("incident", text("incident")),
        ("why", text("why")),
        ("decided by", text("decided_by")),
        ("decided", show::time(one, "decided_at")),
    ])
}
