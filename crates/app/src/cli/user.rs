//! `vigie user`: the accounts of people.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make an account, and print a link that signs in once, within the hour
    Add {
        /// Its short name
        name: String,
        /// Its mail address, a second name for signing in
        #[arg(long)]
        email: Option<String>,
        /// What its owner may do: reader, responder, manager, administrator, `security_officer`
        #[arg(long)]
        role: Option<String>,
    },
    /// List accounts
    List,
    /// Take away password, codes and passkeys of who lost them, and print a link that signs in once
    Reset {
        /// Its short name
        name: String,
    },
    /// Remove an account that was made by hand
    Remove {
        /// Its short name
        name: String,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Add { name, email, role } => {
            let form = json!({"name": name, "email": email, "role": role});
            let answer = client.post("/api/v1/accounts", &form).await?;
            Ok(if json { show::json(&answer) } else { show::text(&answer, "url") })
        }
        Verb::List => {
            let answer = client.get("/api/v1/accounts", &[]).await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
        Verb::Reset { name } => {
            let path = format!("/api/v1/accounts/{name}/reset");
            let answer = client.post(&path, &json!({})).await?;
            Ok(if json { show::json(&answer) } else { show::text(&answer, "url") })
        }
        Verb::Remove { name } => {
            let answer = client.delete(&format!("/api/v1/accounts/{name}")).await?;
            Ok(if json { show::json(&answer) } else { format!("account {name} is removed") })
        }
    }
}

fn table(answer: &Value) -> String {
    let has = |account: &Value, field: &str| account.get(field) == Some(&Value::Bool(true));
    let word = |yes: bool, word: &'static str| if yes { word } else { "-" };
    let row = |account: &Value| {
        vec![
            show::text(account, "name"),
            show::text(account, "email"),
            if has(account, "declared") { "vigie.yaml" } else { "by hand" }.to_owned(),
            word(has(account, "password"), "password").to_owned(),
            word(has(account, "totp"), "app").to_owned(),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "accounts").iter().map(row).collect();
    show::table(&["NAME", "EMAIL", "MADE", "PASSWORD", "CODES"], &rows, "no account")
}
