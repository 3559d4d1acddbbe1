//! Playbooks that an incident follows: started, shown, and settled step by step.

use crate::cli::client::Client;
use crate::cli::failure::Failure;
use crate::cli::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(in crate::cli) enum RunVerb {
    /// Follow a playbook in an incident
    Start {
        /// Such as INC-2026-0042
        reference: String,
        /// The playbook, such as data-leak-developer
        key: String,
        /// The language of its steps, en or fr [default: that of the settings]
        #[arg(long)]
        language: Option<String>,
    },
    /// Show what an incident follows, or the steps of one of them
    Steps {
        /// Such as INC-2026-0042
        reference: String,
        /// The number of the playbook that is followed
        run: Option<i64>,
    },
    /// Tick a step, or answer a question
    Tick {
        /// Such as INC-2026-0042
        reference: String,
        /// The number of the playbook that is followed
        run: i64,
        /// The place of the step, from 1
        step: i64,
        /// The answer to a question
        #[arg(long, value_parser = ["yes", "no", "unknown"])]
        answer: Option<String>,
        /// What was done, where that is not plain
        #[arg(long, conflicts_with = "answer")]
        said: Option<String>,
    },
    /// Leave a step out
    Skip {
        /// Such as INC-2026-0042
        reference: String,
        /// The number of the playbook that is followed
        run: i64,
        /// The place of the step, from 1
        step: i64,
        /// Why it does not apply
        reason: String,
    },
    /// Open a step again that was ticked or left out by mistake
    Untick {
        /// Such as INC-2026-0042
        reference: String,
        /// The number of the playbook that is followed
        run: i64,
        /// The place of the step, from 1
        step: i64,
    },
}

fn path(reference: &str) -> String {
    format!("/api/v1/incidents/{reference}/playbooks")
}

pub(in crate::cli) async fn run(
    client: &Client,
    verb: RunVerb,
    json: bool,
) -> Result<String, Failure> {
    let answer = match verb {
        RunVerb::Start { reference, key, language } => {
            let form = json!({"playbook": key, "language": language});
            client.post(&path(&reference), &form).await?
        }
        RunVerb::Steps { reference, run: None } => {
            let answer = client.get(&path(&reference), &[]).await?;
            return Ok(if json { show::json(&answer) } else { table(&answer) });
        }
        RunVerb::Steps { reference, run: Some(run) } => {
            client.get(&format!("{}/{run}", path(&reference)), &[]).await?
        }
        RunVerb::Tick { reference, run, step, answer, said } => {
            let how = answer.unwrap_or_else(|| "done".to_owned());
            let form = json!({"how": how, "text": said.unwrap_or_default()});
            settle(client, (&reference, run, step), &form).await?
        }
        RunVerb::Skip { reference, run, step, reason } => {
            let form = json!({"how": "skipped", "text": reason});
            settle(client, (&reference, run, step), &form).await?
        }
        RunVerb::Untick { reference, run, step } => {
            let seen = client.get(&format!("{}/{run}", path(&reference)), &[]).await?;
            let at = show::list(&seen, "all")
                .iter()
                .find(|one| one.get("place").and_then(Value::as_i64) == Some(step))
                .and_then(|one| one.get("settled_at").cloned());
            let form = json!({"how": "open", "settled_at": at});
            settle(client, (&reference, run, step), &form).await?
        }
    };
    Ok(if json { show::json(&answer) } else { story(&answer) })
}

async fn settle(
    client: &Client,
    (reference, run, step): (&str, i64, i64),
    form: &Value,
) -> Result<Value, Failure> {
    client.post(&format!("{}/{run}/steps/{step}", path(reference)), form).await
}

fn table(answer: &Value) -> String {
    let row = |run: &Value| {
        let text = |field: &str| show::text(run, field);
        let progress = format!("{}/{}", text("settled"), text("steps"));
        vec![text("id"), text("playbook"), progress, text("started_by"), text("title")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "playbooks").iter().map(row).collect();
    let headers = ["RUN", "PLAYBOOK", "STEPS", "STARTED BY", "TITLE"];
    show::table(&headers, &rows, "no playbook is followed; start one with: vigie playbook start")
}

fn story(answer: &Value) -> String {
    let text = |field: &str| show::text(answer, field);
    let head = format!(
        "{}, run {}: {} of {} steps",
        text("title"),
        text("id"),
        text("settled"),
        text("steps")
    );
    let mut phase = String::new();
    let mut lines = vec![head];
    for step in show::list(answer, "all") {
        let text = |field: &str| show::text(step, field);
        if text("phase") != phase {
            phase = text("phase");
            lines.push(format!("\n{phase}"));
        }
        let mark = if text("how").is_empty() { text("kind") } else { text("how") };
        lines.push(format!("  {:>2} [{mark}] {}", text("place"), text("text")));
        let said = text("said");
        if !said.is_empty() {
            lines.push(format!("       {said}"));
        }
        if !text("settled_by").is_empty() {
            let at = show::time(step, "settled_at");
            lines.push(format!("       {} {at}", text("settled_by")));
        } else if !text("due_at").is_empty() {
            lines.push(format!("       until {}", show::time(step, "due_at")));
        }
    }
    lines.join("\n")
}
