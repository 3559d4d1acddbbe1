//! `vigie token`: the tokens of programs.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make a token and print it, this once; one of the same name is withdrawn
    Make {
        /// The program that will use it
        name: String,
    },
    /// Withdraw a token
    Withdraw {
        /// Its name
        name: String,
    },
    /// List tokens, without their secrets
    List,
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Make { name } => {
            let answer = client.post("/api/v1/tokens", &json!({"name": name})).await?;
            Ok(if json { show::json(&answer) } else { show::text(&answer, "token") })
        }
        Verb::Withdraw { name } => {
            let answer = client.delete(&format!("/api/v1/tokens/{name}")).await?;
            Ok(if json { show::json(&answer) } else { format!("token {name} is withdrawn") })
        }
        Verb::List => {
            let answer = client.list("/api/v1/tokens", &[], "tokens").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |token: &Value| {
        vec![show::text(token, "name"), show::text(token, "scope"), show::time(token, "created_at")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "tokens").iter().map(row).collect();
    show::table(&["NAME", "SCOPE", "SINCE"], &rows, "no token")
}
