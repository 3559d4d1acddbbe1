//! A list as spreadsheets and programs take it: CSV and JSON, with column names that never change
//! with the language.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};
use vigie_domain::time::Timestamp;

/// Rows of a file at most, so that one download can't hold the database; a narrower filter gets the
/// rest.
pub(in crate::web) const ROWS_MAX: usize = 10_000;

/// What one cell holds.
pub(in crate::web) type Cell = Value;

/// The rows of a list, for others to read.
pub(in crate::web) struct Sheet {
    /// The file's name, without its ending.
    pub(in crate::web) name: &'static str,
    /// The names of the columns.
    pub(in crate::web) columns: &'static [&'static str],
    /// One cell a column.
    pub(in crate::web) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The file that an address asks for by `as`; `None` when it asks for the page.
    pub(in crate::web) fn asked_as(self, kind: &str) -> Option<Response> {
        let (kind, ending, text) = match kind {
            "csv" => ("text/csv; charset=utf-8", "csv", self.csv()),
            "json" => ("application/json", "json", self.json().to_string()),
            _ => return None,
        };
        let file = format!("attachment; filename=\"vigie-{}.{ending}\"", self.name);
        Some(([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, file)], text).into_response())
    }

    fn csv(&self) -> String {
        crate::csv::text(self.columns, &self.rows)
    }

    fn json(&self) -> Value {
        let object = |row: &Vec<Cell>| {
            let pairs = self.columns.iter().zip(row);
            let pairs = pairs.map(|(name, cell)| ((*name).to_owned(), cell.clone()));
            Value::Object(pairs.collect::<Map<_, _>>())
        };
        Value::Array(self.rows.iter().map(object).collect())
    }

    /// An instant as a cell.
    pub(in crate::web) fn instant(at: Option<Timestamp>) -> Cell {
        at.map(|at| at.to_string()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula_or_ends_its_row() {
        let rows = vec![vec!["=1+1".into(), "a \"b\", c\n".into()], vec![7.into(), Cell::Null]];
        let sheet = Sheet { name: "x", columns: &["one", "two"], rows };
        assert_eq!(sheet.csv(), "one,two\r\n\"'=1+1\",\"a \"\"b\"\", c\n\"\r\n7,\r\n");
        assert_eq!(sheet.json()[1]["one"], 7);
    }
}
