//! `vigie secret`: the key of the installation.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::json;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Change the key that hides secrets, and hide all of them again
    Rotate,
}

pub(super) async fn run(client: &Client, verb: &Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Rotate => {
            let answer = client.post("/api/v1/secrets/rotate", &json!({})).await?;
            let text = |field: &str| show::text(&answer, field);
            let said = match text("step").as_str() {
                "announced" => "a new key is ready; it is not used yet".to_owned(),
                "in_use" => "the new key is used; the old one is still known".to_owned(),
                _ => format!("the key is changed; secrets hidden again: {}", text("renewed")),
            };
            let lost = match text("lost").as_str() {
                "0" => String::new(),
                lost => format!("\nno known key reveals {lost} texts: give them again"),
            };
            let next = text("next_step");
            Ok(if json { show::json(&answer) } else { format!("{said}{lost}\nnext: {next}") })
        }
    }
}
