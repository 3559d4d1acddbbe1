//! `vigie change`: tell of a change, list them.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Tell that something was changed, for instance at the end of a deployment
    Add {
        /// What was changed, in a line
        what: String,
        /// The service, by its short name
        #[arg(long)]
        service: Option<String>,
        /// Who did it [default: you]
        #[arg(long)]
        who: Option<String>,
        /// Where it can be seen
        #[arg(long)]
        url: Option<String>,
        /// When it happened, such as 2026-11-20T21:05:00Z [default: now]
        #[arg(long)]
        at: Option<String>,
        /// What sort it is
        #[arg(long, default_value = "deployment", value_parser = ["deployment", "push", "release", "pipeline", "scaling", "database", "configuration", "restart", "other"])]
        kind: String,
        /// How far it is
        #[arg(long, default_value = "done", value_parser = ["started", "done", "failed"])]
        state: String,
    },
    /// List changes, the last told first
    List {
        /// Only of this service
        #[arg(long)]
        service: Option<String>,
        /// Only of this kind
        #[arg(long)]
        kind: Option<String>,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Add { what, service, who, url, at, kind, state } => {
            let form = json!({"what": what, "service": service, "who": who, "url": url, "at": at,
                "kind": kind, "state": state});
            let kept = client.post("/api/v1/changes", &form).await?;
            let said = format!("change {} is kept", show::text(&kept, "id"));
            Ok(if json { show::json(&kept) } else { said })
        }
        Verb::List { service, kind } => {
            let asked: Vec<(&str, &str)> = [("service", &service), ("kind", &kind)]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.as_deref()?)))
                .collect();
            let answer = client.list("/api/v1/changes", &asked, "changes").await?;
            Ok(if json { show::json(&answer) } else { table(&answer) })
        }
    }
}

fn table(answer: &Value) -> String {
    let row = |one: &Value| {
        vec![
            show::time(one, "at"),
            show::text(one, "kind"),
            show::text(one, "state"),
            show::text(one, "service"),
            show::text(one, "who"),
            show::text(one, "what"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "changes").iter().map(row).collect();
    let headers = ["AT", "KIND", "STATE", "SERVICE", "WHO", "WHAT"];
    show::table(&headers, &rows, "nobody told of a change")
}
