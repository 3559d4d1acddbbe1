//! `vigie journal`: check that nobody changed it.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::Value;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Check every seal of the chain; ends with 1 where it is broken
    Verify {
        /// A hash that an earlier run printed, to notice a chain that was rewritten
        #[arg(long)]
        kept: Option<String>,
    },
}

pub(super) async fn run(client: &Client, verb: &Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Verify { kept } => {
            let asked: Vec<(&str, &str)> =
                kept.iter().map(|kept| ("kept", kept.as_str())).collect();
            let answer = client.get("/api/v1/journal/verify", &asked).await?;
            let text = |field: &str| show::text(&answer, field);
            if answer.get("whole") != Some(&Value::Bool(true)) {
                let why = format!(
                    "the journal was changed: entries {} to {} are not those that were sealed",
                    text("broken_from"),
                    text("last")
                );
                return Err(Failure::refused(why, "compare with a backup, and ask who had access"));
            }
            if kept.is_some() && answer.get("kept_until").is_none_or(Value::is_null) {
                let why = "the chain was rewritten: no block has the hash that was kept";
                return Err(Failure::refused(why, "compare with a backup, and ask who had access"));
            }
            let (last, hash) = (text("last"), text("hash"));
            let said = format!("the journal is whole up to entry {last}\nkeep elsewhere: {hash}");
            Ok(if json { show::json(&answer) } else { said })
        }
    }
}
