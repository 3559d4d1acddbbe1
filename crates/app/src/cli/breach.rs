//! `vigie breach`: the register of personal-data breaches. Security officers and DPO write in it.

use super::client::Client;
use super::failure::Failure;
use super::show;
use crate::csv;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the register
    List {
        /// As a file for a spreadsheet, with everything that article 33(5) asks for
        #[arg(long)]
        csv: bool,
    },
    /// Show an entry
    Show {
        /// Its incident, such as INC-2026-0042
        reference: String,
    },
    /// Write in an entry; what is left out stays as it is
    Write(Written),
}

#[derive(Args)]
pub(super) struct Written {
    /// Its incident, such as INC-2026-0042
    reference: String,
    /// What happened: which data, of whom, how many
    #[arg(long)]
    facts: Option<String>,
    /// What it means for the persons
    #[arg(long)]
    effects: Option<String>,
    /// What was done about it
    #[arg(long)]
    remedies: Option<String>,
    /// The decision: no risk for the persons, a risk, a high one
    #[arg(long, value_parser = ["none", "risk", "high"])]
    risk: Option<String>,
    /// Why it was decided so
    #[arg(long)]
    reasons: Option<String>,
    /// The version that you read, as `show` has it [default: the newest]
    #[arg(long)]
    seen: Option<i64>,
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::List { csv } => {
            let answer = client.list("/api/v1/breaches", &[], "breaches").await?;
            Ok(match (csv, json) {
                (true, _) => sheet(&answer),
                (false, true) => show::json(&answer),
                (false, false) => table(&answer),
            })
        }
        Verb::Show { reference } => {
            let answer = client.get(&path(&reference), &[]).await?;
            Ok(if json { show::json(&answer) } else { entry(&answer) })
        }
        Verb::Write(written) => {
            let known = client.get(&path(&written.reference), &[]).await?;
            let answer = client.post(&path(&written.reference), &written.form(&known)).await?;
            Ok(if json { show::json(&answer) } else { entry(&answer) })
        }
    }
}

fn path(reference: &str) -> String {
    format!("/api/v1/breaches/{reference}")
}

impl Written {
    /// What is written, over what stands there.
    fn form(&self, known: &Value) -> Value {
        let or = |new: &Option<String>, field: &str| {
            new.clone().map_or_else(|| known.get(field).cloned().unwrap_or_default(), Value::from)
        };
        let seen =
            self.seen.map_or_else(|| known.get("version").cloned(), |seen| Some(json!(seen)));
        let reasons = or(&self.reasons, "reasons");
        json!({
            "version": seen,
            "facts": or(&self.facts, "facts"),
            "effects": or(&self.effects, "effects"),
            "remedies": or(&self.remedies, "remedies"),
            "risk": or(&self.risk, "risk"),
            "reasons": reasons.as_str().unwrap_or_default(),
        })
    }
}

fn sheet(answer: &Value) -> String {
    let row = |breach: &Value| {
        csv::BREACHES.map(|field| breach.get(field).cloned().unwrap_or_default()).to_vec()
    };
    let rows: Vec<Vec<Value>> = show::list(answer, "breaches").iter().map(row).collect();
    // A carriage return steers a terminal; spreadsheets take lines without it as well.
    csv::text(&csv::BREACHES, &rows).replace('\r', "")
}

fn decision(breach: &Value) -> String {
    match show::text(breach, "risk").as_str() {
        "" => "not decided yet".to_owned(),
        "none" => "no risk".to_owned(),
        "high" => "a high risk".to_owned(),
        _ => "a risk".to_owned(),
    }
}

fn table(answer: &Value) -> String {
    let row = |breach: &Value| {
        let opened = show::time(breach, "opened_at");
        vec![show::text(breach, "incident"), opened, decision(breach), show::text(breach, "title")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "breaches").iter().map(row).collect();
    show::table(&["INCIDENT", "OPENED", "DECISION", "TITLE"], &rows, "the register is empty")
}

fn entry(breach: &Value) -> String {
    let text = |field: &str| show::text(breach, field);
    let decided = match (text("decided_by").as_str(), show::time(breach, "decided_at")) {
        ("", _) => String::new(),
        (by, at) => format!("{by}, {at}"),
    };
    show::pairs(&[
        ("incident", text("incident")),
        ("title", text("title")),
        ("service", text("service")),
        ("version", text("version")),
        ("happened", show::time(breach, "occurred_at")),
        ("known", show::time(breach, "aware_at")),
        ("facts", text("facts")),
        ("effects", text("effects")),
        ("remedies", text("remedies")),
        ("decision", decision(breach)),
        ("reasons", text("reasons")),
        ("decided by", decided),
        ("authority", text("authority")),
        ("persons", text("persons")),
    ])
}
