//! `vigie draft`: what the law wants written, filled from an incident. Nothing is kept or sent.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the drafts of an incident, and which of their legal clocks run
    List {
        /// Such as INC-2026-0042
        reference: String,
        /// The language, en or fr [default: that of the settings]
        #[arg(long)]
        language: Option<String>,
    },
    /// Print a draft, Markdown; what is not known stands there as to be written
    Show {
        /// Such as INC-2026-0042
        reference: String,
        /// Which one, such as cnil-initial
        key: String,
        /// The language, en or fr [default: that of the settings]
        #[arg(long)]
        language: Option<String>,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    let (Verb::List { language, .. } | Verb::Show { language, .. }) = &verb;
    let language: Vec<(&str, &str)> =
        language.as_deref().map(|language| ("language", language)).into_iter().collect();
    match &verb {
        Verb::List { reference, .. } => {
            let path = format!("/api/v1/incidents/{reference}/drafts");
            let answer = client.get(&path, &language).await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Show { reference, key, .. } => {
            let path = format!("/api/v1/incidents/{reference}/drafts/{key}");
            let text = client.text_with(&path, &language).await?;
            let whole = || show::json(&json!({"incident": reference, "key": key, "text": text}));
            Ok(if json { whole() } else { text })
        }
    }
}

fn table(answer: &Value) -> String {
    let row =
        |draft: &Value| ["key", "clock", "title"].map(|field| show::text(draft, field)).to_vec();
    let rows: Vec<Vec<String>> = show::list(answer, "drafts").iter().map(row).collect();
    show::table(&["DRAFT", "ITS CLOCK RUNS", "TITLE"], &rows, "no draft")
}
