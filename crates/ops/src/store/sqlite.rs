//! SQLite: one writer thread that commits many units at once, and a few readers.
//!
//! Group commit makes full synchronisation as cheap as less: up to `BATCH_UNITS_MAX` units share
//! one transaction, each in its own savepoint, and all answers leave after the one commit.

use super::keys::Newest;
use super::prepared::Statements;
use super::tx::WakeSet;
use super::{StoreError, Tx, Unit, Verdict, Wakes, dialect, gone, migrate};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::{File, TryLockError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, mpsc};

/// Units that share one commit; more gains nothing and delays the first.
const BATCH_UNITS_MAX: usize = 1024;
/// Units waiting for the writer before callers wait too.
const QUEUE_UNITS_MAX: usize = 4096;
/// Reading connections: a page reads for milliseconds, and two cores are the usual machine.
const READERS_MAX: usize = 4;
/// Prepared statements kept by a connection; above the size of the catalogue.
const STATEMENTS_MAX: usize = 256;
/// The oldest bundled SQLite that does not have the WAL-reset corruption bug: 3.51.3.
const VERSION_MIN: i32 = 3_051_003;

/// The SQLite engine.
pub(super) struct Sqlite {
    units: mpsc::Sender<Box<dyn Unit>>,
    readers: Arc<Readers>,
    _lock: File,
}

struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Semaphore,
}

impl Sqlite {
    pub(super) fn open(path: &Path, wakes: Arc<Wakes>) -> Result<Self, StoreError> {
        if rusqlite::version_number() < VERSION_MIN {
            return Err(StoreError::Other(format!(
                "SQLite {} is too old to be trusted",
                rusqlite::version()
            )));
        }
        let lock = lock(path)?;
        let mut conn = connect(path, OpenFlags::default())?;
        migrate(&mut conn)?;
        let newest = Newest::read(&conn)?;
        let (units, queue) = mpsc::channel(QUEUE_UNITS_MAX);
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                let (statements, woken) = (Statements::new(&conn), WakeSet::default());
                let mut writer = Writer { conn: &conn, statements, newest, woken };
                writer.write_until_closed(queue, &wakes);
            })
            .map_err(|error| StoreError::Other(error.to_string()))?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
            permits: Semaphore::new(READERS_MAX),
        };
        Ok(Self { units, readers: Arc::new(readers), _lock: lock })
    }

    pub(super) async fn write(&self, unit: Box<dyn Unit>) -> Result<(), StoreError> {
        self.units.send(unit).await.map_err(|_| gone())
    }

    pub(super) async fn read(&self, mut unit: Box<dyn Unit>) -> Result<(), StoreError> {
        let readers = Arc::clone(&self.readers);
        let permit = self.readers.permits.acquire().await.map_err(|_| gone())?;
        let done = tokio::task::spawn_blocking(move || {
            let committed = readers.with(|conn| run_read(conn, unit.as_mut()));
            unit.answer(committed);
        })
        .await;
        drop(permit);
        done.map_err(|_| gone())
    }
}

impl Readers {
    fn with(&self, work: impl FnOnce(&Connection)) -> Result<(), StoreError> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let conn = match idle {
            Some(conn) => conn,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        work(&conn);
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < READERS_MAX
        {
            idle.push(conn);
        }
        Ok(())
    }
}

/// Keeps other processes out: what the writer remembers would not be true for two of them.
fn lock(path: &Path) -> Result<File, StoreError> {
    let path = path.with_extension("lock");
    let what = path.display().to_string();
    let broken = |error: &std::io::Error| StoreError::of_io(&what, error);
    let file = File::create(&path).map_err(|error| broken(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let folder = path.parent().unwrap_or(&path).display();
            let why = format!("another Vigie runs on {folder}: stop it, or use --data");
            Err(StoreError::Unreachable(why))
        }
        Err(TryLockError::Error(error)) => Err(broken(&error)),
    }
}

fn run_read(mut conn: &Connection, unit: &mut dyn Unit) {
    // A failure to begin or end leaves single questions, which are consistent in themselves.
    let began = conn.execute_batch("BEGIN").is_ok();
    unit.run(&mut Tx::sqlite(&mut conn));
    if began && conn.execute_batch("COMMIT").is_err() {
        tracing::warn!("a read transaction could not be ended");
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(dialect::sqlite_error)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    conn.busy_timeout(std::time::Duration::from_secs(5)).map_err(dialect::sqlite_error)?;
    // One plan per statement: otherwise some are planned again for every value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(dialect::sqlite_error)?;
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 10000; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;";
    let reading = "PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY;";
    let read_only = flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY);
    conn.execute_batch(if read_only { reading } else { settings })
        .map_err(dialect::sqlite_error)?;
    Ok(conn)
}

fn migrate(conn: &mut Connection) -> Result<(), StoreError> {
    let tx = conn
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(dialect::sqlite_error)?;
    tx.execute_batch(migrate::TABLE).map_err(dialect::sqlite_error)?;
    let ran = {
        let mut statement = tx
            .prepare("SELECT number, checksum FROM schema_migrations ORDER BY number")
            .map_err(dialect::sqlite_error)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(dialect::sqlite_error)?;
        rows.collect::<Result<Vec<_>, _>>().map_err(dialect::sqlite_error)?
    };
    for migration in migrate::pending(migrate::SQLITE, &ran).map_err(StoreError::Other)? {
        tx.execute_batch(migration.sql).map_err(dialect::sqlite_error)?;
        tx.execute(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
            (migration.number, migration.name, migrate::checksum(migration.sql)),
        )
        .map_err(dialect::sqlite_error)?;
    }
    tx.commit().map_err(dialect::sqlite_error)
}

/// The thread that writes: nobody else changes the database.
struct Writer<'c> {
    conn: &'c Connection,
    statements: Statements<'c>,
    newest: Newest,
    woken: WakeSet,
}

impl Writer<'_> {
    fn write_until_closed(&mut self, mut queue: mpsc::Receiver<Box<dyn Unit>>, wakes: &Wakes) {
        let mut batch = Vec::with_capacity(BATCH_UNITS_MAX);
        while queue.blocking_recv_many(&mut batch, BATCH_UNITS_MAX) > 0 {
            let committed = self.write_batch(&mut batch);
            if committed.is_err() {
                self.newest.undo_to(0);
            }
            self.newest.keep();
            for unit in batch.drain(..) {
                unit.answer(committed.clone());
            }
            let woken = std::mem::take(&mut self.woken);
            if committed.is_ok() {
                woken.wake(wakes);
            }
        }
    }

    /// Runs the units of one batch in one transaction. On a failure of the transaction itself
    /// nothing of the batch stays, and every caller is told.
    fn write_batch(&mut self, batch: &mut [Box<dyn Unit>]) -> Result<(), StoreError> {
        execute(self.conn, "BEGIN IMMEDIATE")?;
        if let [alone] = batch {
            return self.write_alone(alone.as_mut());
        }
        let mut outcome = Ok(());
        for unit in batch.iter_mut() {
            outcome = self.write_unit(unit.as_mut());
            if outcome.is_err() {
                break;
            }
        }
        let outcome = outcome.and_then(|()| execute(self.conn, "COMMIT"));
        if outcome.is_err() && !self.conn.is_autocommit() {
            execute(self.conn, "ROLLBACK")?;
        }
        outcome
    }

    /// A unit without company needs no savepoint, which copies every page that it changes.
    fn write_alone(&mut self, unit: &mut dyn Unit) -> Result<(), StoreError> {
        let keep = self.run_unit(unit);
        if !keep && self.conn.is_autocommit() {
            // A full disk ends the transaction by itself; the unit says so in its answer.
            return Ok(());
        }
        let ended = execute(self.conn, if keep { "COMMIT" } else { "ROLLBACK" });
        if ended.is_err() && !self.conn.is_autocommit() {
            execute(self.conn, "ROLLBACK")?;
        }
        ended
    }

    fn write_unit(&mut self, unit: &mut dyn Unit) -> Result<(), StoreError> {
        execute(self.conn, "SAVEPOINT unit")?;
        if !self.run_unit(unit) {
            execute(self.conn, "ROLLBACK TO unit")?;
        }
        execute(self.conn, "RELEASE unit")
    }

    /// Runs a unit. Answers whether its writes stay.
    fn run_unit(&mut self, unit: &mut dyn Unit) -> bool {
        let mark = self.newest.mark();
        let mut tx = Tx { newest: Some(&mut self.newest), ..Tx::sqlite(&mut self.statements) };
        // A bug in one use case must not stop the writer that all others share.
        let verdict = catch_unwind(AssertUnwindSafe(|| unit.run(&mut tx)));
        let wakes = tx.wakes;
        drop(tx);
        let keep = matches!(verdict, Ok(Verdict::Keep));
        if keep {
            self.woken.merge(wakes);
        } else {
            self.newest.undo_to(mark);
        }
        keep
    }
}

fn execute(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(dialect::sqlite_error)?;
    statement.execute([]).map(|_| ()).map_err(dialect::sqlite_error)
}
