//! Exports: documents as YAML that can be read again.
//!
//! A secret that stands in the database in clear leaves as a reference to an environment variable
//! of a telling name; secrets that are references stay what they are.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt::Write;
use vigie_domain::channel::Secret;
use vigie_ops::prepare::document::{Document, DurationText, SecretDoc};

/// The document as YAML.
pub fn export(document: &Document) -> Result<String, serde_json::Error> {
    let mut document = document.clone();
    let mut hidden = BTreeSet::new();
    for (place, secret) in document.secrets_mut() {
        if secret.is_plain() {
            let name = variable(&place);
            hidden.insert(name.clone());
            *secret = SecretDoc(Secret::Env(name));
        }
    }
    let keys: Map<String, Value> = serde_json::from_value(serde_json::to_value(&document)?)?;
    Ok(written(&keys, hidden))
}

/// Any map as YAML.
pub(super) fn yaml(keys: &Map<String, Value>) -> String {
    written(keys, BTreeSet::new())
}

fn written(keys: &Map<String, Value>, hidden: BTreeSet<String>) -> String {
    let mut writer = Writer { text: String::new(), hidden };
    for (key, value) in keys {
        if !writer.text.is_empty() {
            writer.text.push('\n');
        }
        writer.entry(0, key, value);
    }
    if writer.text.is_empty() {
        writer.text.push_str("{}\n");
    }
    writer.text
}

/// The name of the variable that is to hold a secret: `VIGIE_CHANNEL_ROOM_MATTERMOST_URL`.
fn variable(place: &str) -> String {
    let legal = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("VIGIE_{}", place.chars().map(legal).collect::<String>())
}

struct Writer {
    text: String,
    /// Variables that stand for secrets that were in clear.
    hidden: BTreeSet<String>,
}

impl Writer {
    fn entry(&mut self, indent: usize, key: &str, value: &Value) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(&scalar(&Value::String(key.to_owned())));
        self.text.push(':');
        self.value(indent, value);
    }

    /// What follows a key or a dash, with its line end.
    fn value(&mut self, indent: usize, value: &Value) {
        match value {
            Value::Object(map) if !map.is_empty() => match self.reference(map) {
                Some(line) => self.text.push_str(&line),
                None => {
                    self.text.push('\n');
                    for (key, value) in map {
                        self.entry(indent + 2, key, value);
                    }
                }
            },
            Value::Array(members) if members.iter().any(|m| m.is_object() || m.is_array()) => {
                self.text.push('\n');
                for member in members {
                    self.member(indent + 2, member);
                }
            }
            Value::Array(members) => {
                let members: Vec<_> = members.iter().map(scalar).collect();
                // Writing to a String can't fail.
                let _always_ok = writeln!(self.text, " [{}]", members.join(", "));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => {
                let _always_ok = writeln!(self.text, " {}", scalar(value));
            }
        }
    }

    /// A member of a list; a map starts on the line of its dash.
    fn member(&mut self, indent: usize, value: &Value) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push('-');
        let Value::Object(map) = value else { return self.value(indent, value) };
        if map.is_empty() {
            return self.text.push_str(" {}\n");
        }
        if let Some(line) = self.reference(map) {
            return self.text.push_str(&line);
        }
        for (place, (key, value)) in map.iter().enumerate() {
            if place == 0 {
                self.text.push(' ');
                self.text.push_str(&scalar(&Value::String(key.clone())));
                self.text.push(':');
                self.value(indent + 2, value);
            } else {
                self.entry(indent + 2, key, value);
            }
        }
    }

    /// A secret by reference, on one line.
    fn reference(&self, map: &Map<String, Value>) -> Option<String> {
        let mut entries = map.iter();
        let (Some((key, Value::String(name))), None) = (entries.next(), entries.next()) else {
            return None;
        };
        if key != "env" && key != "file" {
            return None;
        }
        let comment = if key == "env" && self.hidden.contains(name) {
            "  # hidden: put the secret into this variable"
        } else {
            ""
        };
        Some(format!(" {{{key}: {}}}{comment}\n", scalar(&Value::String(name.clone()))))
    }
}

/// A scalar on one line; texts that could be read as something else stand in quotes.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Object(_) => "{}".to_owned(),
        Value::Array(_) => "[]".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// Whether a text reads as itself without quotes, for every reader of YAML.
fn is_plain(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let word = text.to_ascii_lowercase();
    let units = text.ends_with(|c: char| c.is_ascii_lowercase());
    if units && text.parse::<DurationText>().is_ok() {
        return true;
    }
    let means_more = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let legal = |c: char| c.is_alphanumeric() || "-_./@+ ".contains(c);
    starts_well
        && text.chars().all(legal)
        && !text.ends_with(' ')
        && !means_more.contains(&word.as_str())
}

/// In single quotes when the text holds double ones only; else JSON's quoted form, which is
/// YAML's too, with control characters escaped.
fn quoted(text: &str) -> String {
    if text.contains('"') && text.chars().all(|c| c == ' ' || c.is_ascii_graphic() && c != '\'') {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _always_ok = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
