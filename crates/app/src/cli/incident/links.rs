//! `vigie incident link|unlink|split`: how incidents stand to each other.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use super::path;
use clap::Args;
use serde_json::{Value, json};

#[derive(Args)]
pub(in crate::cli) struct Link {
    /// Such as INC-2026-0042
    reference: String,
    /// How the other stands to it
    #[arg(value_parser = ["related", "caused-by", "causes"])]
    relation: String,
    /// The other one, such as INC-2026-0041
    other: String,
}

#[derive(Args)]
pub(in crate::cli) struct Unlink {
    /// Such as INC-2026-0042
    reference: String,
    /// The other one, such as INC-2026-0041
    other: String,
}

#[derive(Args)]
pub(in crate::cli) struct Split {
    /// Such as INC-2026-0042
    reference: String,
    /// One line that says what is wrong in the new one
    title: String,
    /// An alert that goes there, by its number; may be repeated
    #[arg(long)]
    alert: Vec<i64>,
    /// A line of the timeline that it refers to (its seq in `incident show --json`); may be repeated
    #[arg(long)]
    line: Vec<i64>,
}

impl Link {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let form = json!({"relation": self.relation, "other": self.other});
        let answer = client.post(&path(&self.reference, "/links"), &form).await?;
        Ok(if json { show::json(&answer) } else { table(&answer) })
    }
}

impl Unlink {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let at = path(&self.reference, &format!("/links/{}", self.other));
        let answer = client.delete(&at).await?;
        Ok(if json { show::json(&answer) } else { table(&answer) })
    }
}

impl Split {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let form = json!({"title": self.title, "alerts": self.alert, "lines": self.line});
        let answer = client.post(&path(&self.reference, "/split"), &form).await?;
        Ok(if json { show::json(&answer) } else { show::text(&answer, "reference") })
    }
}

/// How others stand to an incident.
pub(super) fn table(incident: &Value) -> String {
    let row = |link: &Value| {
        ["relation", "reference", "stage", "title"].map(|field| show::text(link, field)).to_vec()
    };
    let rows: Vec<Vec<String>> = show::list(incident, "links").iter().map(row).collect();
    show::table(&["RELATION", "REFERENCE", "STAGE", "TITLE"], &rows, "no other incident is linked")
}
