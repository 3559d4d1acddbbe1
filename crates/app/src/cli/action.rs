//! `vigie action`: what was promised after incidents.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List actions, the day first
    List {
        /// Which ones
        #[arg(long, default_value = "open", value_parser = ["open", "overdue", "done", "dropped", "all"])]
        state: String,
        /// Only those that somebody owes, by short name
        #[arg(long)]
        owner: Option<String>,
    },
    /// Promise an action after an incident
    Add {
        /// Such as INC-2026-0042
        reference: String,
        /// What is to be done
        text: String,
        /// Who owes it, by short name
        #[arg(long)]
        owner: String,
        /// Its day, such as 2026-12-01
        #[arg(long)]
        due: String,
        /// So that the same is seen earlier, does not happen, or hurts less
        #[arg(long, default_value = "prevent", value_parser = ["detect", "prevent", "mitigate"])]
        kind: String,
    },
    /// Say that it is done, and what shows it
    Done {
        /// Its number
        id: String,
        /// A link, or a few words
        proof: String,
    },
    /// Say that it will not be done, and why
    Drop {
        /// Its number
        id: String,
        /// Why
        why: String,
    },
    /// Open an action again
    Reopen {
        /// Its number
        id: String,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::List { state, owner } => {
            let mut asked = vec![("state", state.as_str())];
            asked.extend(owner.as_deref().map(|owner| ("owner", owner)));
            let answer = client.list("/api/v1/actions", &asked, "actions").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Add { reference, text, owner, due, kind } => {
            let form = json!({"text": text, "owner": owner, "due_on": due, "kind": kind});
            let path = format!("/api/v1/incidents/{reference}/actions");
            let answer = client.post(&path, &form).await?;
            Ok(if json { show::json(&answer) } else { show::text(&answer, "id") })
        }
        Verb::Done { id, proof } => end(client, (&id, "done"), &proof, json).await,
        Verb::Drop { id, why } => end(client, (&id, "drop"), &why, json).await,
        Verb::Reopen { id } => end(client, (&id, "reopen"), "", json).await,
    }
}

async fn end(
    client: &Client,
    (id, step): (&str, &str),
    text: &str,
    json: bool,
) -> Result<String, Failure> {
    let path = format!("/api/v1/actions/{id}/{step}");
    let answer = client.post(&path, &json!({"text": text})).await?;
    let said = format!("action {id} is {}", show::text(&answer, "state"));
    Ok(if json { show::json(&answer) } else { said })
}

fn table(answer: &Value) -> String {
    let row = |action: &Value| {
        ["id", "state", "due_on", "owner", "kind", "incident", "text"]
            .map(|field| show::text(action, field))
            .to_vec()
    };
    let rows: Vec<Vec<String>> = show::list(answer, "actions").iter().map(row).collect();
    let headers = ["ID", "STATE", "DUE", "OWNER", "KIND", "INCIDENT", "ACTION"];
    show::table(&headers, &rows, "no action")
}
