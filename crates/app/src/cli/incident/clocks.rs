//! `vigie incident clocks` and `vigie incident clock`: how long is left, and how a clock is closed.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use super::path;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(in crate::cli) enum ClockVerb {
    /// Start a legal clock
    Start {
        /// Such as INC-2026-0042
        reference: String,
        /// Which deadline, such as gdpr-authority
        kind: String,
        /// When the team became aware, such as 2026-11-20T14:10:00+01:00 [default: as the incident
        /// says]
        #[arg(long, value_name = "TIME")]
        aware_at: Option<String>,
    },
    /// Close a legal clock, with its proof or with why it was not required
    Close {
        /// Such as INC-2026-0042
        reference: String,
        /// Its number, as `vigie incident clocks` shows it
        id: i64,
        /// The receipt number, file or address that proves it
        #[arg(long, required_unless_present = "not_required", conflicts_with = "not_required")]
        proof: Option<String>,
        /// Why it was not required; a security officer or an administrator decides that
        #[arg(long, value_name = "REASON")]
        not_required: Option<String>,
    },
}

impl ClockVerb {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let (at, form) = match self {
            Self::Start { reference, kind, aware_at } => {
                (path(&reference, "/clocks"), json!({"kind": kind, "aware_at": aware_at}))
            }
            Self::Close { reference, id, proof, not_required } => {
                let at = path(&reference, &format!("/clocks/{id}"));
                let how = if not_required.is_some() { "not-required" } else { "proven" };
                (at, json!({"how": how, "proof": proof.or(not_required).unwrap_or_default()}))
            }
        };
        let answer = client.post(&at, &form).await?;
        Ok(if json { show::json(&answer) } else { table(&answer) })
    }
}

/// `vigie incident clocks`.
pub(super) async fn list(client: &Client, reference: &str, json: bool) -> Result<String, Failure> {
    let answer = client.get(&path(reference, "/clocks"), &[]).await?;
    Ok(if json { show::json(&answer) } else { table(&answer) })
}

fn table(answer: &Value) -> String {
    let row = |clock: &Value| {
        let text = |field: &str| show::text(clock, field);
        let spent = text("spent_percent");
        let spent = if spent.is_empty() { "no count".to_owned() } else { format!("{spent} %") };
        let state = match (text("how").as_str(), text("late").as_str()) {
            ("", "true") => "late".to_owned(),
            ("", _) => "runs".to_owned(),
            (how, _) => format!("{how}: {}", text("proof")),
        };
        let due = show::time(clock, "due_at");
        vec![text("id"), text("kind"), text("due_local"), due, spent, state, text("source")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "clocks").iter().map(row).collect();
    let headers = ["CLOCK", "DEADLINE", "ENDS (LOCAL)", "ENDS (UTC)", "SPENT", "STATE", "SOURCE"];
    show::table(&headers, &rows, "no legal clock runs")
}
