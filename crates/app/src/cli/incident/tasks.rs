//! `vigie incident task`, `update` and `contact`: what is owed, and who was called.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use super::path;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub(in crate::cli) enum TaskVerb {
    /// Add a task
    Add {
        /// Such as INC-2026-0042
        reference: String,
        /// What is to be done
        text: String,
        /// Who does it, by short name
        #[arg(long)]
        owner: Option<String>,
        /// Until when, such as 2026-11-20T22:00:00+01:00
        #[arg(long, value_name = "TIME")]
        due_at: Option<String>,
    },
    /// Say that a task is done
    Done {
        /// Such as INC-2026-0042
        reference: String,
        /// Its number, as the list shows it
        task: i64,
    },
    /// Say that a task is no longer needed
    Drop {
        /// Such as INC-2026-0042
        reference: String,
        /// Its number, as the list shows it
        task: i64,
    },
    /// List what is owed, and what was
    List {
        /// Such as INC-2026-0042
        reference: String,
    },
}

impl TaskVerb {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let answer = match self {
            Self::Add { reference, text, owner, due_at } => {
                let form = json!({"text": text, "owner": owner, "due_at": due_at});
                let answer = client.post(&path(&reference, "/tasks"), &form).await?;
                let said = format!("task {}", show::text(&answer, "id"));
                return Ok(if json { show::json(&answer) } else { said });
            }
            Self::Done { reference, task } => end(client, (&reference, task), "done").await?,
            Self::Drop { reference, task } => end(client, (&reference, task), "dropped").await?,
            Self::List { reference } => {
                let answer = client.get(&path(&reference, "/tasks"), &[]).await?;
                return Ok(if json { show::json(&answer) } else { table(&answer) });
            }
        };
        let said = format!("task {} is {}", show::text(&answer, "id"), show::text(&answer, "how"));
        Ok(if json { show::json(&answer) } else { said })
    }
}

async fn end(client: &Client, (reference, task): (&str, i64), how: &str) -> Result<Value, Failure> {
    client.post(&path(reference, &format!("/tasks/{task}")), &json!({"how": how})).await
}

fn table(answer: &Value) -> String {
    let row = |task: &Value| {
        let text = |field: &str| show::text(task, field);
        let state = match (text("how").as_str(), text("overdue").as_str()) {
            ("", "true") => "overdue".to_owned(),
            ("", _) => "open".to_owned(),
            (how, _) => format!("{how} by {}", text("ended_by")),
        };
        vec![
            text("id"),
            text("kind"),
            state,
            text("owner"),
            show::time(task, "due_at"),
            text("text"),
        ]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "tasks").iter().map(row).collect();
    show::table(&["TASK", "KIND", "STATE", "OWNER", "DUE", "WHAT"], &rows, "nothing is owed")
}

#[derive(Args)]
pub(in crate::cli) struct Contact {
    /// Such as INC-2026-0042; without a name, whom to call and who was tried are shown
    reference: String,
    /// Who was tried
    #[arg(requires = "result")]
    whom: Option<String>,
    /// What became of it
    #[arg(long, value_parser = ["reached", "no_answer", "message_left", "wrong_number"])]
    result: Option<String>,
    /// The number or address that was tried
    #[arg(long, default_value = "")]
    way: String,
    /// On which rung of the ladder
    #[arg(long, value_parser = ["phone", "member", "mailbox", "channel", "lead", "social", "other"])]
    rung: Option<String>,
}

impl Contact {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let at = path(&self.reference, "/contacts");
        let answer = match self.whom {
            None => client.get(&at, &[]).await?,
            Some(whom) => {
                let form = json!({"whom": whom, "result": self.result, "way": self.way,
                    "rung": self.rung});
                client.post(&at, &form).await?
            }
        };
        Ok(if json { show::json(&answer) } else { ladder(&answer) })
    }
}

/// Whom to call, in order, and who was tried.
fn ladder(answer: &Value) -> String {
    let card = |card: &Value| {
        ["rung", "name", "phone", "email", "url"].map(|field| show::text(card, field)).to_vec()
    };
    let cards: Vec<Vec<String>> = show::list(answer, "contacts").iter().map(card).collect();
    let headers = ["RUNG", "NAME", "PHONE", "MAIL", "ADDRESS"];
    let cards = show::table(&headers, &cards, "nobody is declared for its service");
    let attempt = |attempt: &Value| {
        let text = |field: &str| show::text(attempt, field);
        let result = text("result").replace('_', " ");
        vec![show::time(attempt, "at"), text("by"), text("whom"), text("way"), result]
    };
    let tried: Vec<Vec<String>> = show::list(answer, "attempts").iter().map(attempt).collect();
    let tried = show::table(&["TRIED", "BY", "WHOM", "WAY", "RESULT"], &tried, "nobody was tried");
    format!("{cards}\n\n{tried}")
}
