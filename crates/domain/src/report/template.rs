//! Templates: Markdown with places that the incident fills, each with the question that stays when
//! nobody said the answer.
//!
//! `{{name}}` is always known; `{{name? Question}}` leaves its question; `{{? Question}}` is for
//! people alone.

use crate::front::Mistake;
use crate::text::Slug;

/// Largest file: a template is read in one go.
const BYTES_MAX: usize = 64 * 1024;
/// What is known of every incident.
const ALWAYS: [&str; 9] = [
    "reference",
    "title",
    "today",
    "zone",
    "severity",
    "stage",
    "declared",
    "timeline",
    "durations",
];

/// What a place of a template can be filled with. The first are always known, the others may need
/// their question.
pub const FIELDS: [&str; 41] = [
    "reference",
    "title",
    "today",
    "zone",
    "severity",
    "stage",
    "declared",
    "timeline",
    "durations",
    "service",
    "organisation",
    "owners",
    "lead",
    "roles",
    "participants",
    "began",
    "aware",
    "acknowledged",
    "mitigated",
    "resolved",
    "validated",
    "closed",
    "duration",
    "detection",
    "trigger",
    "alerts",
    "level",
    "grade",
    "situation",
    "qualification",
    "exposed",
    "personal",
    "malicious",
    "down",
    "spreading",
    "clocks",
    "told",
    "notes",
    "evidence",
    "changes",
    "actions",
];

/// A report or letter with places to fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its name: that of its file.
    pub key: Slug,
    /// What people call it.
    pub title: String,
    /// When to take it.
    pub about: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Place { field: String, question: String },
}

impl Template {
    /// Reads a template's file, or says every mistake in it.
    pub fn read(key: &str, text: &str) -> Result<Self, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut refuse = |line: usize, why: String| mistakes.push(Mistake { line, why });
        if text.len() > BYTES_MAX {
            refuse(1, format!("it has {} bytes: at most {BYTES_MAX}", text.len()));
        }
        let name = key.parse::<Slug>();
        if name.is_err() {
            refuse(1, format!("name the file with small letters, digits and dashes, not {key:?}"));
        }
        let (head, body, first) = split(text);
        let of = |name: &str| head.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        for name in ["title", "about"] {
            if of(name).is_none_or(str::is_empty) {
                refuse(1, format!("begin with \"---\", a line \"{name}: ...\" and \"---\""));
            }
        }
        let parts = parts(&body, first, &mut refuse);
        match name {
            Ok(key) if mistakes.is_empty() => Ok(Self {
                key,
                title: of("title").unwrap_or_default().to_owned(),
                about: of("about").unwrap_or_default().to_owned(),
                parts,
            }),
            Ok(_) | Err(_) => Err(mistakes),
        }
    }

    /// The text, with what is known at its places, and the questions at the others.
    pub fn fill(
        &self,
        known: impl Fn(&str) -> Option<String>,
        ask: impl Fn(&str) -> String,
    ) -> String {
        let filled = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Place { field, question } => {
                let found = known(field).filter(|value| !value.trim().is_empty());
                found.unwrap_or_else(|| ask(question))
            }
        });
        filled.collect()
    }

    /// The fields that its places name.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Place { field, .. } => Some(field.as_str()),
        })
    }

    /// Whether it says once in which zone its instants are; otherwise each of them says it.
    pub fn names_zone(&self) -> bool {
        self.fields().any(|field| field == "zone")
    }
}

/// The head's lines, the body, and the number of the body's first line.
fn split(text: &str) -> (Vec<(&str, &str)>, String, usize) {
    let mut lines = text.lines();
    if lines.next() != Some("---") {
        return (Vec::new(), text.to_owned(), 1);
    }
    let mut head = Vec::new();
    for line in lines.by_ref() {
        if line.trim() == "---" {
            break;
        }
        head.extend(line.split_once(':').map(|(key, value)| (key.trim(), value.trim())));
    }
    let body: String = lines.map(|line| format!("{line}\n")).collect();
    let first = text.lines().count().saturating_sub(body.lines().count()) + 1;
    (head, body.trim_start_matches('\n').to_owned(), first)
}

fn parts(body: &str, first: usize, refuse: &mut impl FnMut(usize, String)) -> Vec<Part> {
    let mut found = Vec::new();
    let mut pieces = body.split("{{");
    let mut line = first;
    if let Some(text) = pieces.next() {
        line += text.matches('\n').count();
        found.push(Part::Text(text.to_owned()));
    }
    for piece in pieces {
        match piece.split_once("}}") {
            None => refuse(line, "a place does not end: write \"}}\" after it".to_owned()),
            Some((place, text)) => {
                match read_place(place) {
                    Ok(part) => found.push(part),
                    Err(why) => refuse(line, why),
                }
                found.push(Part::Text(text.to_owned()));
            }
        }
        line += piece.matches('\n').count();
    }
    found
}

fn read_place(place: &str) -> Result<Part, String> {
    let (field, question) = place.split_once('?').unwrap_or((place, ""));
    let (field, question) = (field.trim(), question.trim());
    if field.is_empty() && question.is_empty() {
        return Err("a place is empty: write {{name}} or {{? Question}}".to_owned());
    }
    if !field.is_empty() && !FIELDS.contains(&field) {
        return Err(format!("\"{field}\" is unknown: write one of {}", FIELDS.join(", ")));
    }
    if question.is_empty() && !ALWAYS.contains(&field) {
        return Err(format!("\"{field}\" may be unknown: write {{{{{field}? Your question}}}}"));
    }
    Ok(Part::Place { field: field.to_owned(), question: question.to_owned() })
}
