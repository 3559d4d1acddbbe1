//! `vigie token`: the tokens of programs.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Make a token and print it, this once; one of the same name is withdrawn
    #[command(alias = "make")]
    Add {
        /// The program that will use it
        name: String,
        /// What it may do: reader, responder, manager, administrator, `security_officer` or sender
        #[arg(long, default_value = "reader")]
        role: String,
        /// The organisation that it is for [default: everywhere]
        #[arg(long)]
        organisation: Option<String>,
        /// For how many days it is good; 0 for no end
        #[arg(long, default_value_t = 365)]
        days: u32,
    },
    /// Withdraw a token: its program is refused from the next request on
    Withdraw {
        /// Its name
        name: String,
    },
    /// List tokens, without their secrets
    List {
        /// Those withdrawn of late instead
        #[arg(long)]
        withdrawn: bool,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Add { name, role, organisation, days } => {
            let form = json!({
                "name": name, "role": role, "organisation": organisation, "days": days,
            });
            let answer = client.post("/api/v1/tokens", &form).await?;
            if json {
                return Ok(show::json(&answer));
            }
            show::mention(&what(&answer));
            Ok(show::text(&answer, "token"))
        }
        Verb::Withdraw { name } => {
            let answer = client.delete(&format!("/api/v1/tokens/{name}")).await?;
            Ok(if json { show::json(&answer) } else { format!("token {name} is withdrawn") })
        }
        Verb::List { withdrawn } => {
            let asked = [("withdrawn", if withdrawn { "true" } else { "false" })];
            let answer = client.list("/api/v1/tokens", &asked, "tokens").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
    }
}

/// What a new token may do and how long, beside its secret.
fn what(token: &Value) -> String {
    let place = match show::text(token, "organisation") {
        organisation if organisation.is_empty() => "everywhere".to_owned(),
        organisation => format!("of {organisation}"),
    };
    let until = match show::time(token, "expires_at") {
        until if until.is_empty() => "without an end".to_owned(),
        until => format!("until {until}"),
    };
    let (name, role) = (show::text(token, "name"), show::text(token, "role"));
    format!("{name}: {role} {place}, {until}; the token is shown this once")
}

fn table(answer: &Value) -> String {
    let row = |token: &Value| {
        let text = |field: &str| show::text(token, field);
        let soon = token.get("ends_soon").and_then(Value::as_bool) == Some(true);
        let state = if soon { "ends soon".to_owned() } else { text("state").replace('_', " ") };
        let until = show::time(token, "expires_at");
        vec![
            text("name"),
            text("role"),
            text("organisation"),
            state,
            if until.is_empty() { "no end".to_owned() } else { until },
            show::time(token, "used_at"),
            text("created_by"),
            show::time(token, "created_at"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "tokens").iter().map(row).collect();
    let head = ["NAME", "ROLE", "ORGANISATION", "STATE", "UNTIL", "LAST USED", "BY", "SINCE"];
    show::table(&head, &rows, "no token")
}
