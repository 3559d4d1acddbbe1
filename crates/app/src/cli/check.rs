//! `vigie checks`: what is watched and how it stands.

use super::client::Client;
use super::failure::Failure;
use super::show;
use serde_json::{Value, json};

pub(super) async fn run(client: &Client, json: bool) -> Result<String, Failure> {
    let checks = client.list("/api/v1/checks", &[], "checks").await?;
    let heartbeats = client.list("/api/v1/heartbeats", &[], "heartbeats").await?;
    let (checks, heartbeats) =
        (show::list(&checks, "checks"), show::list(&heartbeats, "heartbeats"));
    if json {
        return Ok(show::json(&json!({"checks": checks, "heartbeats": heartbeats})));
    }
    let row = |kind: &str, standing: &str, line: &Value| {
        let text = |field: &str| show::text(line, field);
        vec![text("slug"), kind.to_owned(), text(standing), text("service"), text("words")]
    };
    let rows: Vec<Vec<String>> = checks
        .iter()
        .map(|line| row("check", "verdict", line))
        .chain(heartbeats.iter().map(|line| row("heartbeat", "standing", line)))
        .collect();
    let headers = ["NAME", "KIND", "STANDS", "SERVICE", "WHY"];
    Ok(show::table(&headers, &rows, "nothing is watched yet"))
}
