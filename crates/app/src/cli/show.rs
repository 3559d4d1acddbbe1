//! Showing: tables for people, JSON for programs, and nothing that steers a terminal.

use super::failure::Failure;
use serde_json::Value;
use std::io::Write;

/// A cell that is longer is cut, so that a table stays a table.
const CELL_CHARS_MAX: usize = 80;

/// Prints an answer. A reader that went away is no failure of ours.
pub(super) fn print(text: &str) {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    drop(write!(std::io::stdout(), "{}{end}", harmless(text)));
}

/// Prints why a command failed.
pub(super) fn complain(failure: &Failure) {
    let text = harmless(&failure.to_string());
    drop(writeln!(std::io::stderr(), "vigie: {}", text.trim_end()));
}

/// Says something beside the answer, which stays as it is for whoever reads it.
pub(super) fn mention(text: &str) {
    drop(writeln!(std::io::stderr(), "vigie: {}", harmless(text)));
}

/// A text without the characters that steer a terminal: others wrote parts of it.
fn harmless(text: &str) -> String {
    let steers = |c: char| c.is_control() && c != '\n' && c != '\t';
    text.replace(steers, "\u{fffd}")
}

/// A number with its noun: `1 person`, `2 people`.
pub(super) fn count(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A JSON answer for programs.
pub(super) fn json(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

/// The text of a field, empty when it is absent.
pub(super) fn text(value: &Value, field: &str) -> String {
    match value.get(field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => {
            let words: Vec<String> = list
                .iter()
                .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
                .collect();
            words.join(" ")
        }
        Some(other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_))) => other.to_string(),
    }
}

/// A time as people read it: `2026-11-20 21:09:00Z`.
pub(super) fn time(value: &Value, field: &str) -> String {
    let text = text(value, field);
    match text.split_once('T').zip(text.split_once('.')) {
        Some(((day, _), (start, _))) => {
            let clock = start.split_once('T').map_or("", |(_, clock)| clock);
            format!("{day} {clock}Z")
        }
        None => text,
    }
}

/// The members of a list in an answer.
pub(super) fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A table with aligned columns, or the words for an empty one.
pub(super) fn table(headers: &[&str], rows: &[Vec<String>], nothing: &str) -> String {
    if rows.is_empty() {
        return nothing.to_owned();
    }
    let headers: Vec<String> = headers.iter().map(ToString::to_string).collect();
    let all: Vec<Vec<String>> = std::iter::once(&headers)
        .chain(rows)
        .map(|row| row.iter().map(|cell| cut(cell)).collect())
        .collect();
    let width = |column: usize| {
        let cells = all.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..headers.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// One line of at most `CELL_CHARS_MAX` characters.
fn cut(cell: &str) -> String {
    let flat = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= CELL_CHARS_MAX {
        return flat;
    }
    flat.chars().take(CELL_CHARS_MAX - 1).chain(['…']).collect()
}

/// Names and values under each other; empty values are left out.
pub(super) fn pairs(pairs: &[(&str, String)]) -> String {
    let width = pairs.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name:<width$}  {value}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The lines of a story or timeline.
pub(super) fn story(entries: &[Value]) -> String {
    let row = |entry: &Value| {
        let kind = text(entry, "kind").replace('_', " ");
        let corrects = text(entry, "corrects");
        let about = match corrects.is_empty() {
            true if kind.ends_with(" noted") => String::new(),
            true => text(entry, "subject"),
            false => format!("of line {corrects}"),
        };
        let occurred = time(entry, "occurred_at");
        let occurred = if occurred.is_empty() { occurred } else { format!("happened {occurred}") };
        let said = [kind, about, occurred, text(entry, "text")];
        let said: Vec<String> = said.into_iter().filter(|part| !part.is_empty()).collect();
        vec![text(entry, "seq"), time(entry, "at"), text(entry, "actor"), said.join(": ")]
    };
    let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
    table(&["LINE", "AT", "WHO", "WHAT"], &rows, "nothing happened yet")
}

/// The lines of notifications.
pub(super) fn notifications(list: &[Value]) -> String {
    let row = |told: &Value| {
        let whom = [text(told, "channel"), text(told, "person")];
        let whom: Vec<String> = whom.into_iter().filter(|part| !part.is_empty()).collect();
        let (id, state, why) = (text(told, "id"), text(told, "state"), text(told, "last_error"));
        vec![id, time(told, "owed_at"), state, whom.join(" "), why]
    };
    let rows: Vec<Vec<String>> = list.iter().map(row).collect();
    table(&["ID", "OWED", "STATE", "WHOM", "LAST ERROR"], &rows, "nobody was told")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_aligned_and_cells_stay_on_one_line() {
        let rows =
            vec![vec!["1".to_owned(), "a\nb".to_owned()], vec!["200".to_owned(), "x".repeat(100)]];
        let table = table(&["ID", "TITLE"], &rows, "nothing");
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(&lines[..2], ["ID   TITLE", "1    a b"]);
        assert_eq!(lines[2].chars().count(), 5 + CELL_CHARS_MAX);
        assert!(lines[2].ends_with('…'));
    }

    #[test]
    fn a_label_can_t_steer_the_terminal() {
        assert_eq!(harmless("a\u{1b}[31mb\n\tc\r"), "a\u{fffd}[31mb\n\tc\u{fffd}");
    }

    #[test]
    fn times_read_like_times() {
        assert_eq!(time(&json!({"at": "2026-11-20T21:09:00.000Z"}), "at"), "2026-11-20 21:09:00Z");
        assert_eq!(time(&json!({"at": null}), "at"), "");
    }
}
