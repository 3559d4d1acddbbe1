//! SQLite: one writer thread that commits many units at once, and a few readers.
//!
//! Group commit makes full synchronisation as cheap as less: up to `BATCH_UNITS_MAX` units share
//! one transaction, each in its own savepoint, and all answers leave after the one commit.

use super::tx::WakeSet;
use super::{StoreError, Tx, Unit, Verdict, Wakes, dialect, gone, migrate};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
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
        let mut conn = connect(path, OpenFlags::default())?;
        migrate(&mut conn)?;
        let (units, queue) = mpsc::channel(QUEUE_UNITS_MAX);
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_until_closed(&conn, queue, &wakes))
            .map_err(|error| StoreError::Other(error.to_string()))?;
        let readers = Readers {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
            permits: Semaphore::new(READERS_MAX),
        };
        Ok(Self { units, readers: Arc::new(readers) })
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

fn run_read(conn: &Connection, unit: &mut dyn Unit) {
    // A failure to begin or end leaves single questions, which are consistent in themselves.
    let began = conn.execute_batch("BEGIN").is_ok();
    unit.run(&mut Tx::sqlite(conn));
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

fn write_until_closed(conn: &Connection, mut queue: mpsc::Receiver<Box<dyn Unit>>, wakes: &Wakes) {
    let mut batch = Vec::with_capacity(BATCH_UNITS_MAX);
    while queue.blocking_recv_many(&mut batch, BATCH_UNITS_MAX) > 0 {
        let mut woken = WakeSet::default();
        let committed = write_batch(conn, &mut batch, &mut woken);
        for unit in batch.drain(..) {
            unit.answer(committed.clone());
        }
        if committed.is_ok() {
            woken.wake(wakes);
        }
    }
}

/// Runs the units of one batch in one transaction. On a failure of the transaction itself nothing
/// of the batch stays, and every caller is told.
fn write_batch(
    conn: &Connection,
    batch: &mut [Box<dyn Unit>],
    woken: &mut WakeSet,
) -> Result<(), StoreError> {
    execute(conn, "BEGIN IMMEDIATE")?;
    if let [alone] = batch {
        return write_alone(conn, alone.as_mut(), woken);
    }
    let mut outcome = Ok(());
    for unit in batch.iter_mut() {
        outcome = write_unit(conn, unit.as_mut(), woken);
        if outcome.is_err() {
            break;
        }
    }
    let outcome = outcome.and_then(|()| execute(conn, "COMMIT"));
    if outcome.is_err() && !conn.is_autocommit() {
        execute(conn, "ROLLBACK")?;
    }
    outcome
}

/// A unit without company needs no savepoint, which copies every page that it changes.
fn write_alone(
    conn: &Connection,
    unit: &mut dyn Unit,
    woken: &mut WakeSet,
) -> Result<(), StoreError> {
    let keep = run_unit(conn, unit, woken);
    if !keep && conn.is_autocommit() {
        // A full disk ends the transaction by itself; the unit says so in its answer.
        return Ok(());
    }
    let ended = execute(conn, if keep { "COMMIT" } else { "ROLLBACK" });
    if ended.is_err() && !conn.is_autocommit() {
        execute(conn, "ROLLBACK")?;
    }
    ended
}

fn write_unit(
    conn: &Connection,
    unit: &mut dyn Unit,
    woken: &mut WakeSet,
) -> Result<(), StoreError> {
    execute(conn, "SAVEPOINT unit")?;
    if !run_unit(conn, unit, woken) {
        execute(conn, "ROLLBACK TO unit")?;
    }
    execute(conn, "RELEASE unit")
}

/// Runs a unit. Answers whether its writes stay.
fn run_unit(conn: &Connection, unit: &mut dyn Unit, woken: &mut WakeSet) -> bool {
    let mut tx = Tx::sqlite(conn);
    // A bug in one use case must not stop the writer that all others share.
    let verdict = catch_unwind(AssertUnwindSafe(|| unit.run(&mut tx)));
    let keep = matches!(verdict, Ok(Verdict::Keep));
    if keep {
        woken.merge(tx.wakes);
    }
    keep
}

fn execute(conn: &Connection, sql: &str) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql).map_err(dialect::sqlite_error)?;
    statement.execute([]).map(|_| ()).map_err(dialect::sqlite_error)
}
