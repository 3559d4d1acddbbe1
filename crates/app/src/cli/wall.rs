//! `vigie wall`: links to the wall screen.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make a link and print it; one of the same name is withdrawn
    Link {
        /// Where the screen hangs
        #[arg(default_value = "wall")]
        name: String,
        /// For how many days it is good
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
    /// Withdraw a link: its screen says so within seconds
    Withdraw {
        /// Its name
        name: String,
    },
    /// List the links in force; with --json their addresses too
    List,
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Link { name, days } => {
            let answer = client.post("/api/v1/walls", &json!({"name": name, "days": days})).await?;
            Ok(if json { show::json(&answer) } else { show::text(&answer, "url") })
        }
        Verb::Withdraw { name } => {
            let answer = client.delete(&format!("/api/v1/walls/{name}")).await?;
            Ok(if json { show::json(&answer) } else { format!("the link {name} is withdrawn") })
        }
        Verb::List => {
            let answer = client.get("/api/v1/walls", &[]).await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |link: &Value| {
        vec![show::text(link, "name"), show::time(link, "expires_at"), show::text(link, "made_by")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "walls").iter().map(row).collect();
    show::table(&["NAME", "UNTIL", "MADE BY"], &rows, "no link to a wall screen")
}
