//! `vigie incident edit`: correct what is known of an incident.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use super::path;
use clap::Args;
use serde_json::{Map, Value, json};

/// What stands for a moment that nobody knows.
const UNKNOWN: &str = "unknown";

#[derive(Args)]
pub(in crate::cli) struct Correction {
    /// Such as INC-2026-0042
    reference: String,
    /// One line that says what is wrong
    #[arg(long)]
    title: Option<String>,
    /// The service that suffers, by its short name; "" for none
    #[arg(long)]
    service: Option<String>,
    /// How bad
    #[arg(long, value_parser = ["info", "warning", "critical"])]
    severity: Option<String>,
    /// When it began to be wrong, such as 2026-11-20T14:10:00+01:00, or unknown
    #[arg(long, value_name = "TIME")]
    occurred_at: Option<String>,
    /// When something or somebody saw it
    #[arg(long, value_name = "TIME")]
    detected_at: Option<String>,
    /// When the team learned of it; legal clocks that count from there move with it
    #[arg(long, value_name = "TIME")]
    aware_at: Option<String>,
    /// When it hurt less
    #[arg(long, value_name = "TIME")]
    mitigated_at: Option<String>,
    /// Why; needed where a known time is replaced, and where legal clocks move
    #[arg(long, default_value = "")]
    why: String,
    /// The version that you saw (`vigie incident show --json`): refused when it is another one now
    #[arg(long)]
    seen: Option<i64>,
}

impl Correction {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let form = self.form();
        let answer = client.patch(&path(&self.reference, ""), &form).await?;
        Ok(if json { show::json(&answer) } else { told(&answer) })
    }

    fn form(&self) -> Value {
        let mut form = Map::new();
        let mut says = |name: &str, value: Value| form.insert(name.to_owned(), value);
        if let Some(title) = &self.title {
            says("title", json!(title));
        }
        if let Some(service) = &self.service {
            says("service", json!((!service.is_empty()).then_some(service)));
        }
        if let Some(severity) = &self.severity {
            says("severity", json!(severity));
        }
        let times = [
            ("occurred_at", &self.occurred_at),
            ("detected_at", &self.detected_at),
            ("aware_at", &self.aware_at),
            ("mitigated_at", &self.mitigated_at),
        ];
        for (name, time) in times {
            if let Some(time) = time {
                says(name, json!((time != UNKNOWN).then_some(time)));
            }
        }
        says("why", json!(self.why));
        says("seen", json!(self.seen));
        Value::Object(form)
    }
}

/// What holds now, and the clocks that moved: nobody may miss those.
fn told(answer: &Value) -> String {
    let said = format!("{} {}", show::text(answer, "reference"), show::text(answer, "title"));
    let moved = show::list(answer, "moved_clocks").iter().map(|clock| {
        let (kind, due) = (show::text(clock, "kind"), show::time(clock, "due_at"));
        match due.is_empty() {
            true => format!("\n  clock {kind} counts from there now, without undue delay"),
            false => {
                format!(
                    "\n  clock {kind} ends {due} now, before {}",
                    show::time(clock, "due_before")
                )
            }
        }
    });
    said + &moved.collect::<String>()
}
