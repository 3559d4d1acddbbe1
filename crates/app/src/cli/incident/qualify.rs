//! `vigie incident qualify`: read the questions, or answer them.

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::show;
use super::path;
use clap::Args;
use serde_json::{Map, Value, json};

/// The answers to a question.
const SAID: [&str; 3] = ["yes", "no", "unknown"];

#[derive(Args)]
pub(in crate::cli) struct Answers {
    /// Such as INC-2026-0042; without an answer, the questions and what was answered are shown
    reference: String,
    /// What it is, such as data-leak; other when none fits
    #[arg(long)]
    situation: Option<String>,
    /// Can somebody read, change or delete what they should not, now?
    #[arg(long, value_parser = SAID)]
    exposed: Option<String>,
    /// Are personal data concerned?
    #[arg(long, value_parser = SAID)]
    personal: Option<String>,
    /// Was it done on purpose?
    #[arg(long, value_parser = SAID)]
    malicious: Option<String>,
    /// Is a service unusable for its users?
    #[arg(long, value_parser = SAID)]
    down: Option<String>,
    /// Could it spread, or be much worse within the hour?
    #[arg(long, value_parser = SAID)]
    spreading: Option<String>,
    /// Your own level, when the answers' is not yours
    #[arg(long, value_parser = ["red", "orange"])]
    level: Option<String>,
    /// Your own urgency, 1 to 5
    #[arg(long)]
    urgency: Option<u8>,
    /// Your own impact, 1 to 5
    #[arg(long)]
    impact: Option<u8>,
    /// When the team became aware, such as 2026-11-20T14:10:00+01:00 [default: as the incident says]
    #[arg(long, value_name = "TIME")]
    aware_at: Option<String>,
    /// Why again; needed from the second time on
    #[arg(long, default_value = "")]
    reason: String,
    /// The qualification that you saw (seq in --json), 0 for none: refused when another holds now
    #[arg(long)]
    seen: Option<i64>,
}

impl Answers {
    pub(super) async fn run(self, client: &Client, json: bool) -> Result<String, Failure> {
        let at = path(&self.reference, "/qualification");
        let form = self.form();
        let answer = match form.is_empty() {
            true => client.get(&at, &[]).await?,
            false => {
                let mut form = form;
                form.insert("reason".to_owned(), json!(self.reason));
                client.post(&at, &Value::Object(form)).await?
            }
        };
        Ok(if json { show::json(&answer) } else { told(&answer) })
    }

    /// What was said on the command line; nothing when only the questions are asked for.
    fn form(&self) -> Map<String, Value> {
        let texts = [
            ("situation", &self.situation),
            ("exposed", &self.exposed),
            ("personal", &self.personal),
            ("malicious", &self.malicious),
            ("down", &self.down),
            ("spreading", &self.spreading),
            ("level", &self.level),
            ("aware_at", &self.aware_at),
        ];
        let texts =
            texts.into_iter().filter_map(|(name, said)| Some((name, json!(said.as_ref()?))));
        let numbers = [("urgency", self.urgency), ("impact", self.impact)];
        let numbers = numbers.into_iter().filter_map(|(name, said)| Some((name, json!(said?))));
        let seen = self.seen.map(|seen| ("seen", json!(seen)));
        texts.chain(numbers).chain(seen).map(|(name, said)| (name.to_owned(), said)).collect()
    }
}

/// The questions with their answers, and what they come to.
fn told(answer: &Value) -> String {
    let last = answer.get("qualification").filter(|last| !last.is_null());
    let row = |question: &Value| {
        let field = show::text(question, "field");
        let said = last.map(|last| show::text(last, &field)).unwrap_or_default();
        vec![format!("--{field}"), said, show::text(question, "question")]
    };
    let rows: Vec<Vec<String>> = show::list(answer, "questions").iter().map(row).collect();
    let table = show::table(&["ANSWER WITH", "ANSWER", "QUESTION"], &rows, "no question");
    let Some(last) = last else {
        return format!("{table}\n\nnobody has said yet how alarming this is");
    };
    let text = |field: &str| show::text(last, field);
    let facts = show::pairs(&[
        ("level", text("level")),
        ("severity", format!("{} of 4", text("grade"))),
        ("priority", format!("{} of 5", text("priority"))),
        ("said by", text("by")),
        ("at", show::time(last, "at")),
        ("reason", text("reason")),
    ]);
    format!("{facts}\n\n{table}")
}
