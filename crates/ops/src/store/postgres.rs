//! PostgreSQL: a few connection threads, each running one unit in one transaction at a time.
//! Units that collide run again; units that meet a lost connection before they began do too.

use super::tx::{Conn, Prepared, WakeSet};
use super::{StoreError, Tx, Unit, Verdict, Wakes, dialect, gone, migrate};
use postgres::Client;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

/// Connections of one node: enough to hide the round trips, few enough for a small server.
const CONNECTIONS: usize = 8;
/// Units waiting for a connection before callers wait too.
const QUEUE_UNITS_MAX: usize = 4096;
/// Times a unit runs again after a collision.
const COLLISIONS_MAX: u32 = 20;
/// Times a connection is tried again before a caller is told that there is no database.
const RECONNECTS_MAX: u32 = 5;
/// Pause between two tries; five of them outlast a quick restart.
const RECONNECT_PAUSE: Duration = Duration::from_millis(400);
/// The key of the advisory lock under which migrations run.
const MIGRATION_LOCK: i64 = 0x7669_6769_6501;

type Queue = Arc<Mutex<mpsc::Receiver<Box<dyn Unit>>>>;

/// The PostgreSQL engine.
pub(super) struct Postgres {
    units: mpsc::Sender<Box<dyn Unit>>,
}

impl Postgres {
    pub(super) fn open(url: &str, wakes: &Arc<Wakes>) -> Result<Self, StoreError> {
        let config: postgres::Config = url
            .parse()
            .map_err(|_| StoreError::Unreachable("its address can't be read".to_owned()))?;
        // The blocking client brings a runtime of its own, which can't start inside ours.
        std::thread::scope(|scope| scope.spawn(|| migrate(&mut connect(&config)?)).join())
            .map_err(|_| StoreError::Other("the first connection broke".to_owned()))??;
        let (units, queue) = mpsc::channel(QUEUE_UNITS_MAX);
        let queue: Queue = Arc::new(Mutex::new(queue));
        for number in 0..CONNECTIONS {
            let worker = Worker {
                config: config.clone(),
                queue: Arc::clone(&queue),
                wakes: Arc::clone(wakes),
            };
            std::thread::Builder::new()
                .name(format!("postgres-{number}"))
                .spawn(move || worker.work_until_closed())
                .map_err(|error| StoreError::Other(error.to_string()))?;
        }
        Ok(Self { units })
    }

    pub(super) async fn submit(&self, unit: Box<dyn Unit>) -> Result<(), StoreError> {
        self.units.send(unit).await.map_err(|_| gone())
    }
}

fn connect(config: &postgres::Config) -> Result<Client, StoreError> {
    let plain = matches!(config.get_ssl_mode(), postgres::config::SslMode::Disable);
    if plain { config.connect(postgres::NoTls) } else { config.connect(tls_connector()) }
        .map_err(|error| StoreError::Unreachable(why_not(config, &error)))
}

/// Where we tried, and what the system said; never the password.
fn why_not(config: &postgres::Config, error: &postgres::Error) -> String {
    let ports = config.get_ports().iter().chain(std::iter::repeat(&5432));
    let tried: Vec<String> = config
        .get_hosts()
        .iter()
        .zip(ports)
        .map(|(host, port)| match host {
            postgres::config::Host::Tcp(name) => format!("{name}:{port}"),
            postgres::config::Host::Unix(folder) => folder.display().to_string(),
        })
        .collect();
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    format!("{}: {error}{}", tried.join(", "), cause.unwrap_or_default())
}

fn tls_connector() -> tokio_postgres_rustls::MakeRustlsConnect {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in rustls_native_certs::load_native_certs().certs {
        // One unreadable root among hundreds is no reason to refuse the others.
        drop(roots.add(certificate));
    }
    let config = rustls::ClientConfig::builder().with_root_certificates(roots);
    tokio_postgres_rustls::MakeRustlsConnect::new(config.with_no_client_auth())
}

fn migrate(client: &mut Client) -> Result<(), StoreError> {
    let broken = |error: postgres::Error| dialect::postgres_error(&error);
    let mut tx = client.transaction().map_err(broken)?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATION_LOCK]).map_err(broken)?;
    tx.batch_execute(migrate::TABLE).map_err(broken)?;
    let ran: Vec<(i64, String)> = tx
        .query("SELECT number, checksum FROM schema_migrations ORDER BY number", &[])
        .map_err(broken)?
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    for migration in migrate::pending(migrate::POSTGRES, &ran).map_err(StoreError::Other)? {
        tx.batch_execute(migration.sql).map_err(broken)?;
        tx.execute(
            "INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)",
            &[&migration.number, &migration.name, &migrate::checksum(migration.sql)],
        )
        .map_err(broken)?;
    }
    tx.commit().map_err(broken)
}

struct Worker {
    config: postgres::Config,
    queue: Queue,
    wakes: Arc<Wakes>,
}

impl Worker {
    fn work_until_closed(&self) {
        let mut session = None;
        while let Some(mut unit) = self.next() {
            let mut woken = WakeSet::default();
            let committed = self.run(&mut session, unit.as_mut(), &mut woken);
            unit.answer(committed.clone());
            if committed.is_ok() {
                woken.wake(&self.wakes);
            }
        }
    }

    fn next(&self) -> Option<Box<dyn Unit>> {
        self.queue.lock().ok()?.blocking_recv()
    }

    /// Runs a unit until it is committed or can't be.
    fn run(
        &self,
        session: &mut Option<(Client, Prepared)>,
        unit: &mut dyn Unit,
        woken: &mut WakeSet,
    ) -> Result<(), StoreError> {
        let mut reconnects = 0;
        for _ in 0..COLLISIONS_MAX {
            let (client, prepared) = match session {
                Some((client, _)) if client.is_closed() => {
                    *session = None;
                    continue;
                }
                Some((client, prepared)) => (client, prepared),
                None => match connect(&self.config) {
                    Ok(client) => {
                        let (client, prepared) = session.insert((client, Prepared::new()));
                        (client, prepared)
                    }
                    Err(error) if reconnects >= RECONNECTS_MAX => return Err(error),
                    Err(_) => {
                        reconnects += 1;
                        pause(RECONNECT_PAUSE);
                        continue;
                    }
                },
            };
            match attempt(client, prepared, unit, woken) {
                Attempt::Done(outcome) => return outcome,
                Attempt::Again => {}
            }
        }
        Err(StoreError::Busy)
    }
}

#[expect(clippy::disallowed_methods, reason = "this thread has nothing else to do meanwhile")]
fn pause(span: Duration) {
    std::thread::sleep(span);
}

enum Attempt {
    Done(Result<(), StoreError>),
    Again,
}

fn attempt(
    client: &mut Client,
    prepared: &mut Prepared,
    unit: &mut dyn Unit,
    woken: &mut WakeSet,
) -> Attempt {
    let Ok(transaction) = client.transaction() else {
        return Attempt::Again;
    };
    let conn = Conn::Postgres(transaction, prepared);
    let mut tx = Tx { conn, wakes: WakeSet::default(), newest: None };
    // A bug in one use case must not take the connection's thread with it.
    let verdict = catch_unwind(AssertUnwindSafe(|| unit.run(&mut tx)));
    let wakes = tx.wakes;
    let Conn::Postgres(transaction, _) = tx.conn else {
        return Attempt::Done(Err(gone()));
    };
    match verdict {
        Ok(Verdict::Keep) => match transaction.commit() {
            Ok(()) => {
                woken.merge(wakes);
                Attempt::Done(Ok(()))
            }
            Err(error) => match dialect::postgres_error(&error) {
                StoreError::Busy => Attempt::Again,
                // A lost answer to COMMIT leaves us not knowing: the caller must ask again.
                broken @ (StoreError::Full
                | StoreError::ReadOnly
                | StoreError::Unreachable(_)
                | StoreError::Taken(_)
                | StoreError::Other(_)) => Attempt::Done(Err(broken)),
            },
        },
        Ok(Verdict::Again) => Attempt::Again,
        Ok(Verdict::Undo) | Err(_) => Attempt::Done(Ok(())),
    }
}
