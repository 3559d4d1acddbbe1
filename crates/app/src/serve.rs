//! Serving: opens the store, starts the workers and the listener, and stops them gracefully.

mod defaults;
mod http;
mod listen;
mod memory;
mod metrics;
mod reload;
mod tls;
mod workers;

pub use http::router;

use crate::api::alertmanager::spooled;
use crate::state::{App, Folders, ReloadWish};
use crate::{binder, playbook_repository};
use listen::Served;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use thiserror::Error;
use tls::Tls;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use vigie_domain::account::FIRST_ADMINISTRATOR;
use vigie_domain::rights::{Grant, Role};
use vigie_domain::setup::{Setup, TlsFiles};
use vigie_ops::access::{house_token, make_link};
use vigie_ops::cx::{Clock, Cx, Parts, SystemClock};
use vigie_ops::keys::{Keys, KeysError};
use vigie_ops::outside::Network;
use vigie_ops::outside::guard::Policy;
use vigie_ops::outside::send::Sender;
use vigie_ops::secret;
use vigie_ops::store::{Store, StoreError, outbox};

/// What `vigie serve` is told.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The data directory.
    pub data: PathBuf,
    /// A PostgreSQL address; `None` takes SQLite in the data directory.
    pub database: Option<String>,
    /// A configuration file or folder.
    pub config: Option<PathBuf>,
    /// An Alertmanager configuration to run on, for a trial in its place.
    pub alertmanager_config: Option<PathBuf>,
    /// The certificate to serve, in place of the one that the settings name.
    pub tls: Option<TlsFiles>,
}

/// Why serving did not start, and what to do.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The certificate can't be used.
    #[error(
        "the certificate can't be used: {0}\n  next: give the files of a certificate with its \
             chain and of its key, in PEM, readable by the user who runs vigie"
    )]
    Certificate(String),
    /// The data directory can't be used.
    #[error(
        "the data directory {path} can't be used: {error}\n  next: check that it exists, \
             that it belongs to the user who runs vigie, and that its disk is neither full nor \
             read-only"
    )]
    Data {
        /// Its path.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The address can't be listened on.
    #[error(
        "can't listen on {listen}: {error}\n  next: choose another address with --listen, or \
             stop the program that uses it"
    )]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system said.
        error: std::io::Error,
    },
    /// The database can't be used.
    #[error("{0}\n  next: vigie doctor says more")]
    Store(#[from] StoreError),
    /// A use case failed while starting.
    #[error("{0}")]
    Ops(#[from] vigie_ops::Error),
    /// The keys can't be had.
    #[error("{0}")]
    Keys(#[from] KeysError),
    /// The configuration can't be used.
    #[error("{0}")]
    Configuration(String),
    /// The runtime could not start, or a signal can't be listened for.
    #[error("the system refused: {0}")]
    System(std::io::Error),
}

/// Serves until it is told to stop.
pub fn run(options: &ServeOptions) -> Result<(), ServeError> {
    memory::begin_again_frugally();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(ServeError::System)?
        .block_on(serve(options))
}

async fn serve(options: &ServeOptions) -> Result<(), ServeError> {
    let mut signals = Signals::listen()?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| ServeError::Listen { listen: options.listen, error })?;
    let address = listener
        .local_addr()
        .map_err(|error| ServeError::Listen { listen: options.listen, error })?;
    reload::check(options)?;
    let (reload, wishes) = mpsc::channel(RELOADS_MAX);
    let app = open(options, address, reload)?;
    reload::apply(&app, options, address).await?;
    recover(&app).await?;
    let tls = certificate(options, &app)?;
    let app = match &tls {
        Some(tls) => app.by_tls(tls.report()),
        None => app,
    };
    let (app, spooling) = spool(app).await?;
    let (stop, stopped) = watch::channel(false);
    let workers = workers::start(&app, &stopped);
    let following = app.cx.store.is_shared().then(|| tokio::spawn(reload::follow(app.clone())));
    let playbooks = tokio::spawn(playbook_repository::follow(app.clone()));
    let binder = tokio::spawn(binder::keep_each_night(app.clone()));
    let reloading = tokio::spawn(reload::watch(app.clone(), options.clone(), address, wishes));
    let serving = listen_all(listener, (&app, options), tls, &stopped).await?;
    signals.stop().await;
    tracing::info!("stopping: no new requests, the current ones are finished");
    reloading.abort();
    binder.abort();
    playbooks.abort();
    if let Some(following) = following {
        following.abort();
    }
    if stop.send(true).is_err() {
        tracing::warn!("nothing was left to stop");
    }
    for task in workers.into_iter().chain(serving) {
        if let Err(error) = task.await {
            tracing::error!(%error, "a worker ended badly");
        }
    }
    spooling.abort();
    Ok(())
}

/// Takes what a stopped process had accepted, and starts the spool, which follows until the end:
/// what it does not get to is taken at the next start.
async fn spool(mut app: App) -> Result<(App, JoinHandle<()>), ServeError> {
    if app.cx.store.is_shared() {
        return Ok((app, tokio::spawn(async {})));
    }
    let path = app.folders.data.join("vigie.spool");
    let spool = Arc::new(spooled::resume(&app, &path).await?);
    app.spool = Some(Arc::clone(&spool));
    Ok((app.clone(), tokio::spawn(spooled::follow(app, spool))))
}

/// The certificate that the options or the settings name.
fn certificate(options: &ServeOptions, app: &App) -> Result<Option<Arc<Tls>>, ServeError> {
    let files = options.tls.clone().or_else(|| app.cx.setup().settings.tls.clone());
    files.map(|files| Tls::open(files).map(Arc::new)).transpose()
}

/// Serves on the wanted address; where that is by TLS, on another one of the loopback, too, in
/// clear: the machine's own commands need no certificate to reach it.
async fn listen_all(
    listener: TcpListener,
    (app, options): (&App, &ServeOptions),
    tls: Option<Arc<Tls>>,
    stopped: &watch::Receiver<bool>,
) -> Result<Vec<JoinHandle<()>>, ServeError> {
    let refused = |error| ServeError::Listen { listen: options.listen, error };
    let router = router(app.clone());
    let mut tasks = Vec::new();
    let mut inner = listener.local_addr().map_err(refused)?;
    if let Some(tls) = &tls {
        let own = TcpListener::bind(("127.0.0.1", 0)).await.map_err(refused)?;
        inner = own.local_addr().map_err(refused)?;
        let served = Served { router: router.clone(), tls: None };
        tasks.push(tokio::spawn(listen::serve(own, served, stopped.clone())));
        // It ends with the process: it only reads two files.
        drop(tokio::spawn(Arc::clone(tls).follow()));
    }
    announce(app, options, inner).await?;
    tasks.push(tokio::spawn(listen::serve(listener, Served { router, tls }, stopped.clone())));
    Ok(tasks)
}

/// A token of the same name takes the place of the one before: each node of a shared database
/// has its own.
fn cli_token_name(app: &App, address: SocketAddr) -> String {
    if !app.cx.store.is_shared() {
        return "cli".to_owned();
    }
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("cli of {} {address}", host.trim())
}

fn data_error(path: &Path) -> impl Fn(std::io::Error) -> ServeError {
    let path = path.display().to_string();
    move |error| ServeError::Data { path: path.clone(), error }
}

/// Wishes to reload that may wait; they all get the same answer soon.
const RELOADS_MAX: usize = 8;

fn open(
    options: &ServeOptions,
    address: SocketAddr,
    reload: mpsc::Sender<ReloadWish>,
) -> Result<App, ServeError> {
    let mut private = std::fs::DirBuilder::new();
    private.recursive(true).mode(0o700);
    private.create(&options.data).map_err(data_error(&options.data))?;
    let keys = Keys::open(&options.data.join("vigie.key"))?;
    let store = match &options.database {
        Some(url) => Store::open_postgres(url)?,
        None => {
            let path = options.data.join("vigie.db");
            keep_private(&path).map_err(data_error(&path))?;
            Store::open_sqlite(&path)?
        }
    };
    let outside = Network::new(Sender::new(Policy { allow_private: true }));
    let setup = Setup::bare().map_err(|error| ServeError::Configuration(error.why))?;
    let parts = Parts {
        store: Arc::new(store),
        clock: Arc::new(SystemClock),
        outside: Arc::new(outside),
        keys: Arc::new(keys),
    };
    let cx = Cx::new(parts, setup);
    Ok(App {
        started_at: SystemClock.now(),
        cx,
        external_url: format!("http://{address}").into(),
        secure_cookies: false,
        spool: None,
        live: Arc::default(),
        folders: Arc::new(folders(options)),
        certificate: None,
        reload,
        alertmanager_config: Arc::new(RwLock::new(String::new())),
    })
}

fn folders(options: &ServeOptions) -> Folders {
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let config = options.config.as_ref().or(options.alertmanager_config.as_ref());
    Folders { data: whole(&options.data), config: config.map(whole) }
}

/// Attempts that a stopped process left behind are made again at once, where nobody else can be
/// at them; on a shared database their lease runs out.
async fn recover(app: &App) -> Result<(), ServeError> {
    if app.cx.store.engine_name() == "SQLite" {
        let now = app.cx.now();
        app.cx.store.write(move |tx| Ok(outbox::recover(tx, now)?)).await?;
    }
    if let Some(done) = secret::resume(&app.cx).await? {
        let (renewed, lost) = (done.renewed, done.lost);
        tracing::info!(renewed, lost, "the change of the key that was cut off is done");
    }
    Ok(())
}

/// Leaves the command line its way in, and prints the sign-in link.
async fn announce(
    app: &App,
    options: &ServeOptions,
    address: SocketAddr,
) -> Result<(), ServeError> {
    let everything = Grant::everywhere(Role::Administrator);
    let token = house_token(&app.cx, &cli_token_name(app, address), everything).await?;
    let write = |name: &str, text: &str| {
        let path = options.data.join(name);
        write_private(&path, text).map_err(data_error(&path))
    };
    write("cli.token", &token)?;
    write("cli.url", &format!("http://{address}"))?;
    let link = make_link(&app.cx, FIRST_ADMINISTRATOR).await?;
    let place = match &app.certificate {
        Some(_) => app.base_url(),
        None => format!("http://{address}"),
    };
    greet(&place, &link);
    tracing::info!(%address, database = app.cx.store.engine_name(), "ready");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "this is what the operator starts it for")]
fn greet(place: &str, link: &str) {
    println!("Vigie is ready on {place}");
    println!("Sign in once, within the hour: {place}{link}");
}

/// Makes a file that only its owner reads, unless it is there.
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new();
    file.append(true).create(true).mode(0o600).open(path).map(|_| ())
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

/// What the system may tell this process. Listened for before anybody can know that it runs: a
/// signal that comes too early would end it without a word.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    /// Whoever reloads listens, too.
    _hangup: Signal,
}

impl Signals {
    fn listen() -> Result<Self, ServeError> {
        let listen = |kind| signal(kind).map_err(ServeError::System);
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            _hangup: listen(SignalKind::hangup())?,
        })
    }

    async fn stop(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
