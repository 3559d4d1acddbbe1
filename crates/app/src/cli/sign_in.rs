//! `vigie sign-in`: a fresh single-use link.

use super::client::Client;
use super::failure::Failure;
use super::show;
use serde_json::json;

pub(super) async fn run(
    client: &Client,
    person: Option<String>,
    json: bool,
) -> Result<String, Failure> {
    let answer = client.post("/api/v1/sign-in-links", &json!({"person": person})).await?;
    Ok(if json { show::json(&answer) } else { show::text(&answer, "url") })
}
