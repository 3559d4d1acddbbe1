//! The prepared statements of a SQLite connection.

use super::{StoreError, dialect};
use rusqlite::{Connection, Statement};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What is done with a statement.
pub(crate) type Run<'r> = &'r mut dyn FnMut(&mut Statement<'_>) -> Result<(), StoreError>;

/// Prepares statements, or has them ready.
pub(crate) trait Prepare {
    /// Does something with the statement of a text.
    fn with(&mut self, sql: &'static str, run: Run<'_>) -> Result<(), StoreError>;
}

/// A reader's statements are kept by the connection.
impl Prepare for &Connection {
    fn with(&mut self, sql: &'static str, run: Run<'_>) -> Result<(), StoreError> {
        run(&mut *self.prepare_cached(sql).map_err(dialect::sqlite_error)?)
    }
}

/// The writer's statements. It runs several for each alert, so each is found by the address of its
/// text, without comparing the text.
pub(super) struct Statements<'c> {
    conn: &'c Connection,
    known: HashMap<(usize, usize), Statement<'c>>,
}

impl<'c> Statements<'c> {
    pub(super) fn new(conn: &'c Connection) -> Self {
        Self { conn, known: HashMap::new() }
    }
}

impl Prepare for Statements<'_> {
    fn with(&mut self, sql: &'static str, run: Run<'_>) -> Result<(), StoreError> {
        match self.known.entry((sql.as_ptr().addr(), sql.len())) {
            Entry::Occupied(known) => run(known.into_mut()),
            Entry::Vacant(unknown) => {
                let statement = self.conn.prepare(sql).map_err(dialect::sqlite_error)?;
                run(unknown.insert(statement))
            }
        }
    }
}
