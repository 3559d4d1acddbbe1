//! `vigie silence`: add, list and expire.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};
use vigie_ops::cx::{Clock, SystemClock};
use vigie_ops::prepare::document::DurationText;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Stop the notifications of matching alerts for a time
    Add {
        /// What an alert must match, all of it: service=login severity=~"info|warning"
        #[arg(required = true, value_name = "MATCHER")]
        matchers: Vec<String>,
        /// For how long, such as 2h
        #[arg(long)]
        duration: DurationText,
        /// Why
        #[arg(long)]
        comment: String,
    },
    /// List silences that are active or pending
    List {
        /// Expired ones too
        #[arg(long)]
        all: bool,
    },
    /// End a silence now
    Expire {
        /// Its UUID
        id: String,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Add { matchers, duration, comment } => {
            let ends_at = (SystemClock.now() + duration.0).to_string();
            let form = json!({"matchers": matchers, "ends_at": ends_at, "comment": comment});
            let answer = client.post("/api/v1/silences", &form).await?;
            let until = show::time(&answer, "ends_at");
            let said = format!("silence {} until {until}", show::text(&answer, "id"));
            Ok(if json { show::json(&answer) } else { said })
        }
        Verb::List { all } => {
            let state = if all { "all" } else { "current" };
            let answer = client.list("/api/v1/silences", &[("state", state)], "silences").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Expire { id } => {
            let answer = client.delete(&format!("/api/v1/silences/{id}")).await?;
            Ok(if json { show::json(&answer) } else { format!("silence {id} is over") })
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |silence: &Value| {
        vec![
            show::text(silence, "id"),
            show::text(silence, "state"),
            show::time(silence, "ends_at"),
            show::text(silence, "matchers"),
            show::text(silence, "created_by"),
            show::text(silence, "comment"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "silences").iter().map(row).collect();
    show::table(&["ID", "STATE", "UNTIL", "MATCHERS", "BY", "COMMENT"], &rows, "no silence")
}
