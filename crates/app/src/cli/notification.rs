//! `vigie notification`: who was told, and another try for what was given up.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::Value;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// List the newest notifications
    List,
    /// Try a notification again that was given up
    Retry {
        /// Its number
        id: i64,
    },
}

pub(super) async fn run(client: &Client, verb: &Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::List => {
            let answer = client.get("/api/v1/notifications", &[]).await?;
            let list = show::list(&answer, "notifications");
            Ok(if json { show::json(&answer) } else { show::notifications(list) })
        }
        Verb::Retry { id } => {
            let path = format!("/api/v1/notifications/{id}/retry");
            let answer = client.post(&path, &Value::Null).await?;
            Ok(if json { show::json(&answer) } else { format!("notification {id} is due again") })
        }
    }
}
