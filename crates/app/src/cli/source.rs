//! `vigie source`: what a declared source would be heard to say.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Read a sample as a source would be read; nothing is changed
    Try {
        /// The source, by short name
        source: String,
        /// A file with the sample [default: what comes in]
        file: Option<PathBuf>,
    },
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    let Verb::Try { source, file } = verb;
    let sample = sample(file.as_deref())?;
    let answer = client.post_bytes(&format!("/api/v1/sources/{source}/dry-run"), sample).await?;
    Ok(if json { show::json(&answer) } else { told(&answer) })
}

fn sample(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = match file {
        Some(path) => std::fs::read(path).map(|read| bytes = read),
        None => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
    };
    let named =
        || file.map_or_else(|| "what comes in".to_owned(), |path| path.display().to_string());
    read.map_err(|error| Failure::Usage(format!("{} can't be read: {error}", named())))?;
    Ok(bytes)
}

fn told(answer: &Value) -> String {
    let mut lines = Vec::new();
    for signal in show::list(answer, "signals") {
        let word = |name: &str| signal.get(name).and_then(Value::as_str).unwrap_or_default();
        lines.push(format!("{} {}", word("state"), pairs(signal, "labels")));
        let words = pairs(signal, "annotations");
        if !words.is_empty() {
            lines.push(format!("  {words}"));
        }
    }
    for refused in show::list(answer, "refused") {
        let place = refused.get("place").and_then(Value::as_u64).unwrap_or_default();
        let why = refused.get("why").and_then(Value::as_str).unwrap_or_default();
        lines.push(format!("refused, number {place}: {why}"));
    }
    if lines.is_empty() {
        lines.push("the sample holds no alert".to_owned());
    }
    lines.join("\n")
}

fn pairs(signal: &Value, field: &str) -> String {
    let Some(Value::Object(pairs)) = signal.get(field) else { return String::new() };
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join(" ")
}
