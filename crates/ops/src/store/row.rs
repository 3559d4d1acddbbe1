//! One row of an answer, whatever the engine.

use super::StoreError;
use postgres::types::FromSql;
use rusqlite::types::ValueRef;

/// One row; columns are counted from 0 in the order of the statement.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(&'a rusqlite::Row<'a>),
    /// From PostgreSQL.
    Postgres(&'a postgres::Row),
}

fn shape(column: usize, wanted: &str) -> StoreError {
    StoreError::Other(format!("column {column} is no {wanted}"))
}

fn from_postgres<'a, T: FromSql<'a>>(
    row: &'a postgres::Row,
    column: usize,
    wanted: &str,
) -> Result<Option<T>, StoreError> {
    row.try_get(column).map_err(|_| shape(column, wanted))
}

impl Row<'_> {
    /// A whole number, if there is one.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|_| shape(column, "whole number")),
            Self::Postgres(row) => from_postgres(row, column, "whole number"),
        }
    }

    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| shape(column, "whole number"))
    }

    /// A whole number that stands for yes or no.
    pub fn flag(&self, column: usize) -> Result<bool, StoreError> {
        self.int(column).map(|value| value != 0)
    }

    /// A text, if there is one, borrowed from the row.
    pub fn opt_str(&self, column: usize) -> Result<Option<&str>, StoreError> {
        match self {
            Self::Sqlite(row) => match row.get_ref(column).map_err(|_| shape(column, "text"))? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(bytes) => {
                    std::str::from_utf8(bytes).map(Some).map_err(|_| shape(column, "text"))
                }
                ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
                    Err(shape(column, "text"))
                }
            },
            Self::Postgres(row) => from_postgres(row, column, "text"),
        }
    }

    /// A text, borrowed from the row.
    pub fn str(&self, column: usize) -> Result<&str, StoreError> {
        self.opt_str(column)?.ok_or_else(|| shape(column, "text"))
    }

    /// A text of its own.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        self.str(column).map(str::to_owned)
    }

    /// A text of its own, if there is one.
    pub fn opt_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        self.opt_str(column).map(|text| text.map(str::to_owned))
    }

    /// Bytes, borrowed from the row.
    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        match self {
            Self::Sqlite(row) => row
                .get_ref(column)
                .ok()
                .and_then(|value| value.as_blob().ok())
                .ok_or_else(|| shape(column, "blob")),
            Self::Postgres(row) => {
                from_postgres(row, column, "blob")?.ok_or_else(|| shape(column, "blob"))
            }
        }
    }
}
