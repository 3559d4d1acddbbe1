//! The store: one SQL text for SQLite and PostgreSQL, and units of work that are all or nothing.
//!
//! A unit is a synchronous closure, so no network call can happen while it holds the database.
//! Its answer leaves after the commit. Owns connections, transactions and SQL; knows no rule.

pub mod access;
pub mod accounts;
pub mod actions;
pub mod alert_index;
pub mod alerts;
pub mod answers;
pub mod breaches;
pub mod ceremonies;
pub mod changes;
pub mod chat;
pub mod checks;
pub mod clocks;
pub mod contacts;
pub mod declarations;
pub mod dialect;
pub mod duties;
pub mod evidence;
pub mod exercises;
pub mod filings;
pub mod groups;
pub mod heartbeats;
pub mod hidden;
pub mod incidents;
pub mod journal;
pub mod keys;
pub mod leases;
pub mod links;
pub mod mails;
pub mod migrate;
pub mod mirrors;
pub mod outbox;
pub mod passkeys;
mod postgres;
mod prepared;
pub mod qualifications;
pub mod reports;
mod row;
pub mod runs;
pub mod saved_views;
pub mod seats;
pub mod sessions;
pub mod shelf;
pub mod silences;
pub mod sources;
pub mod spool;
mod sqlite;
mod statements;
pub mod tasks;
pub mod tips;
pub mod tokens;
mod tx;
pub mod wall_links;

pub use row::Row;
pub use statements::catalogue;
pub use tx::{Tx, Value, Wake};

use crate::error::Error;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error as ThisError;
use tokio::sync::{Notify, oneshot};

/// What is wrong with the database, for the operator.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
pub enum StoreError {
    /// No room is left for the database.
    #[error("the disk that holds the database is full: free some space; nothing accepted is lost")]
    Full,
    /// The database can't be written.
    #[error("the database is read-only: check the owner and mode of the data directory")]
    ReadOnly,
    /// The database can't be reached.
    #[error("the database can't be reached: {0}")]
    Unreachable(String),
    /// Two units got in each other's way too often.
    #[error("the database is too busy: try again")]
    Busy,
    /// A uniqueness rule was broken: somebody got there first.
    #[error("somebody else wrote the same thing first: {0}")]
    Taken(String),
    /// Anything else; a bug of ours or a damaged database.
    #[error("the database answered: {0}")]
    Other(String),
}

impl StoreError {
    /// What a failure of the disk means for a file or folder of ours.
    fn of_io(what: &str, error: &io::Error) -> Self {
        let is = |kinds: &[ErrorKind]| kinds.contains(&error.kind());
        if is(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded]) {
            Self::Full
        } else if is(&[ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied]) {
            Self::ReadOnly
        } else {
            Self::Other(format!("{what}: {error}"))
        }
    }
}

/// Longest sleep of a worker that nobody wakes: what another node wrote is seen within it, and a
/// timer that is further away than this needs no waking.
pub const SLEEP_MAX: Duration = Duration::from_secs(1);

/// The workers that a commit can wake.
#[derive(Default)]
pub struct Wakes {
    /// Duties were written.
    pub duties: Notify,
    /// Notifications became owed.
    pub outbox: Notify,
    /// A timer may be due earlier than thought.
    pub timers: Notify,
    /// The declared configuration changed.
    pub setup: Notify,
    /// The operator's own playbooks are to be fetched at once.
    pub playbooks: Notify,
    /// Something happened that pages show.
    pub facts: Notify,
}

/// A closure of one unit of work and where its answer goes.
pub(crate) trait Unit: Send {
    /// Runs the closure. Says whether its writes should stay.
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Sends the answer, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// What to do with the writes of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Keep them.
    Keep,
    /// Undo them: the unit refused.
    Undo,
    /// Undo them and run the unit again: it collided with another.
    Again,
}

struct UnitOf<F, T> {
    work: F,
    out: Option<Result<T, Error>>,
    reply: oneshot::Sender<Result<T, Error>>,
}

impl<F, T> Unit for UnitOf<F, T>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send,
    T: Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        let out = (self.work)(tx);
        let verdict = match &out {
            Ok(_) => Verdict::Keep,
            Err(Error::Broken(StoreError::Busy | StoreError::Taken(_))) => Verdict::Again,
            Err(_) => Verdict::Undo,
        };
        self.out = Some(out);
        verdict
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let out = match (committed, self.out) {
            (Err(error), Some(Ok(_)) | None) => Err(error.into()),
            (Ok(()), None) => Err(StoreError::Other("a unit did not run".to_owned()).into()),
            (_, Some(out)) => out,
        };
        // A caller that went away (a closed connection) no longer wants the answer.
        drop(self.reply.send(out));
    }
}

enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// The database, shared by everything that runs.
pub struct Store {
    engine: Engine,
    wakes: Arc<Wakes>,
}

impl Store {
    /// Opens (and creates, and migrates) the SQLite file.
    pub fn open_sqlite(path: &Path) -> Result<Self, StoreError> {
        let wakes = Arc::new(Wakes::default());
        let engine = Engine::Sqlite(sqlite::Sqlite::open(path, Arc::clone(&wakes))?);
        Ok(Self { engine, wakes })
    }

    /// Connects to (and migrates) a PostgreSQL database, `postgres://user@host/name`.
    pub fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let wakes = Arc::new(Wakes::default());
        let engine = Engine::Postgres(postgres::Postgres::open(url, &wakes)?);
        Ok(Self { engine, wakes })
    }

    /// The name of the engine, for people.
    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite(_) => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Whether other nodes may share this database.
    pub fn is_shared(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// What a commit wakes.
    pub fn wakes(&self) -> &Wakes {
        &self.wakes
    }

    /// Runs a unit of work; its answer arrives after its writes are on disk.
    ///
    /// The closure may run again when it collided with another unit: it must only write through
    /// its `Tx`.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(UnitOf { work, out: None, reply });
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.write(unit).await?,
            Engine::Postgres(postgres) => postgres.submit(unit).await?,
        }
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// Runs questions against one consistent state; writes are refused.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let unit = Box::new(UnitOf { work, out: None, reply });
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(unit).await?,
            Engine::Postgres(postgres) => postgres.submit(unit).await?,
        }
        answer.await.unwrap_or_else(|_| Err(gone().into()))
    }
}

pub(crate) fn gone() -> StoreError {
    StoreError::Unreachable("the database worker has stopped".to_owned())
}
