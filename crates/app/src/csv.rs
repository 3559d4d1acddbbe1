//! Tables as spreadsheets take them. Owns how a cell is written; never what it says.

use serde_json::Value;

/// The columns of the register of breaches: all that article 33(5) of the GDPR asks for.
pub(crate) const BREACHES: [&str; 14] = [
    "incident",
    "title",
    "service",
    "occurred_at",
    "aware_at",
    "facts",
    "effects",
    "remedies",
    "risk",
    "reasons",
    "decided_by",
    "decided_at",
    "authority",
    "persons",
];

/// The names of the columns, and a line a row.
pub(crate) fn text(columns: &[&str], rows: &[Vec<Value>]) -> String {
    let head = columns.join(",");
    let rows = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
    std::iter::once(head).chain(rows).map(|line| line + "\r\n").collect()
}

/// A cell that no spreadsheet takes for a formula.
fn quoted(cell: &Value) -> String {
    let text = match cell {
        Value::Null => return String::new(),
        Value::String(text) => text.as_str(),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            return other.to_string();
        }
    };
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
