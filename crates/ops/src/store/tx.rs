//! The transaction that a unit of work sees, and the values it passes.

use super::keys::Newest;
use super::prepared::Prepare;
use super::{Row, StoreError, Wakes, dialect};
use postgres::Statement;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::collections::HashMap;

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A whole number, an instant in milliseconds, or yes and no as 1 and 0.
    Int(i64),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl From<vigie_domain::time::Timestamp> for Value<'_> {
    fn from(value: vigie_domain::time::Timestamp) -> Self {
        Self::Int(value.as_millis())
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    T: Into<Self>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// PostgreSQL holds no NUL: its picture stands for it on both engines, and nothing is refused.
fn without_nul(text: &str) -> String {
    text.replace('\0', "␀")
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        if let Self::Text(value) = self
            && value.contains('\0')
        {
            return Ok(ToSqlOutput::from(without_nul(value)));
        }
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Blob(value) => ValueRef::Blob(value),
        }))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(value) if value.contains('\0') => without_nul(value).to_sql(ty, out),
            Value::Text(value) => value.to_sql(ty, out),
            Value::Blob(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::INT8, Type::TEXT, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

/// A worker to wake after the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Duties were written.
    Duties,
    /// Notifications became owed.
    Outbox,
    /// A timer may be due earlier.
    Timers,
    /// The declared configuration changed.
    Setup,
    /// Something happened that pages show.
    Facts,
}

/// Which workers to wake after the commit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WakeSet([bool; 5]);

impl WakeSet {
    fn add(&mut self, wake: Wake) {
        let [duties, outbox, timers, setup, facts] = &mut self.0;
        *match wake {
            Wake::Duties => duties,
            Wake::Outbox => outbox,
            Wake::Timers => timers,
            Wake::Setup => setup,
            Wake::Facts => facts,
        } = true;
    }

    pub(crate) fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    pub(crate) fn wake(self, wakes: &Wakes) {
        let all = [&wakes.duties, &wakes.outbox, &wakes.timers, &wakes.setup, &wakes.facts];
        for (notify, _) in all.into_iter().zip(self.0).filter(|(_, wanted)| *wanted) {
            notify.notify_one();
        }
    }
}

/// The prepared statements of one PostgreSQL connection.
pub(crate) type Prepared = HashMap<&'static str, Statement>;

pub(crate) enum Conn<'a> {
    Sqlite(&'a mut dyn Prepare),
    Postgres(postgres::Transaction<'a>, &'a mut Prepared),
}

/// What a unit of work reads and writes through.
pub struct Tx<'a> {
    pub(crate) conn: Conn<'a>,
    pub(crate) wakes: WakeSet,
    /// What the writer of SQLite remembers.
    pub(crate) newest: Option<&'a mut Newest>,
}

impl<'a> Tx<'a> {
    pub(crate) fn sqlite(statements: &'a mut dyn Prepare) -> Self {
        Self { conn: Conn::Sqlite(statements), wakes: WakeSet::default(), newest: None }
    }

    /// Wakes a worker, if and when this unit is committed.
    pub fn wake(&mut self, wake: Wake) {
        self.wakes.add(wake);
    }

    /// Runs a statement that changes rows; answers how many.
    pub fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        match &mut self.conn {
            Conn::Sqlite(statements) => {
                let mut changed = 0;
                statements.with(sql, &mut |statement| {
                    changed = statement
                        .execute(rusqlite::params_from_iter(values))
                        .map_err(dialect::sqlite_error)?;
                    Ok(())
                })?;
                Ok(u64::try_from(changed).unwrap_or(u64::MAX))
            }
            Conn::Postgres(tx, prepared) => {
                let statement = prepare(tx, prepared, sql)?;
                tx.execute(&statement, &parameters(values)).map_err(|e| dialect::postgres_error(&e))
            }
        }
    }

    /// Asks a question; `read` turns each row into an answer.
    pub fn rows<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut all = Vec::new();
        match &mut self.conn {
            Conn::Sqlite(statements) => statements.with(sql, &mut |statement| {
                let mut rows = statement
                    .query(rusqlite::params_from_iter(values))
                    .map_err(dialect::sqlite_error)?;
                while let Some(row) = rows.next().map_err(dialect::sqlite_error)? {
                    all.push(read(&Row::Sqlite(row))?);
                }
                Ok(())
            })?,
            Conn::Postgres(tx, prepared) => {
                let statement = prepare(tx, prepared, sql)?;
                let rows = tx
                    .query(&statement, &parameters(values))
                    .map_err(|e| dialect::postgres_error(&e))?;
                for row in &rows {
                    all.push(read(&Row::Postgres(row))?);
                }
            }
        }
        Ok(all)
    }

    /// Asks a question that has at most one answer; further rows are ignored.
    pub fn row<T>(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(sql, values, read)?.into_iter().next())
    }

    /// The different texts of an indexed column, by a statement that answers the first one after
    /// `?1`: one seek each, however many rows share it.
    pub fn distinct(&mut self, next: &'static str) -> Result<Vec<String>, StoreError> {
        let mut all: Vec<String> = Vec::new();
        loop {
            let last = all.last().map_or("", String::as_str);
            match self.row(next, &[last.into()], |row| row.text(0))? {
                Some(text) => all.push(text),
                None => return Ok(all),
            }
        }
    }

    /// Adds a row, by a statement that ends in `/*returning-id*/`; answers its number.
    pub fn insert(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        match &mut self.conn {
            // The number is at hand without the table that RETURNING fills.
            Conn::Sqlite(statements) => {
                let mut id = 0;
                statements.with(sql, &mut |statement| {
                    id = statement
                        .insert(rusqlite::params_from_iter(values))
                        .map_err(dialect::sqlite_error)?;
                    Ok(())
                })?;
                Ok(id)
            }
            Conn::Postgres(..) => {
                let id = self.row(sql, values, |row| row.int(0))?;
                id.ok_or_else(|| StoreError::Other("a row got no number".to_owned()))
            }
        }
    }

    /// Keeps other writers of a table out until the commit, so that every row with a lower number
    /// is visible. One writer at a time makes this needless on SQLite.
    pub fn fence(&mut self, table: &'static str) -> Result<(), StoreError> {
        match &mut self.conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(tx, _) => tx
                .batch_execute(&format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
                .map_err(|e| dialect::postgres_error(&e)),
        }
    }
}

fn prepare(
    tx: &mut postgres::Transaction<'_>,
    prepared: &mut Prepared,
    sql: &'static str,
) -> Result<Statement, StoreError> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    let text = dialect::for_postgres(sql);
    let statement = tx.prepare(&text).map_err(|e| dialect::postgres_error(&e))?;
    prepared.insert(sql, statement.clone());
    Ok(statement)
}

fn parameters<'v>(values: &'v [Value<'v>]) -> Vec<&'v (dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| {
            let value: &(dyn ToSql + Sync) = value;
            value
        })
        .collect()
}
