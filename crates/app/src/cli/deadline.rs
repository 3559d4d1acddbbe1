//! `vigie deadlines`: what laws, contracts and rules give, by which text, and when that was read.

use super::client::Client;
use super::failure::Failure;
use super::show;
use serde_json::Value;

pub(super) async fn run(client: &Client, json: bool) -> Result<String, Failure> {
    let answer = client.get("/api/v1/deadlines", &[]).await?;
    if json {
        return Ok(show::json(&answer));
    }
    let row = |line: &Value| {
        let text = |field: &str| show::text(line, field);
        let when: Vec<&str> = show::list(line, "when").iter().filter_map(Value::as_str).collect();
        let begins = match (text("off").as_str(), when.is_empty()) {
            ("true", _) => "off".to_owned(),
            (_, true) => "by hand".to_owned(),
            (_, false) => when.join(", "),
        };
        let (title, source) = (text("title"), text("source"));
        vec![text("slug"), text("within"), begins, text("whose"), text("checked_on"), title, source]
    };
    let rows: Vec<Vec<String>> = show::list(&answer, "deadlines").iter().map(row).collect();
    let headers = ["DEADLINE", "WITHIN", "BEGINS", "WHOSE", "READ ON", "TO DO", "SOURCE"];
    Ok(show::table(&headers, &rows, "there is no deadline"))
}
