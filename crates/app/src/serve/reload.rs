//! Reading the configuration at start, on SIGHUP, on demand and when its file changes: all of it
//! or nothing.

use super::{ServeError, ServeOptions, defaults};
use crate::config;
use crate::own_files::{self, Mark};
use crate::playbook_repository;
use crate::state::{App, ReloadWish};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use vigie_ops::Error;
use vigie_ops::prepare::document::Kind;
use vigie_ops::prepare::{self, Declared};
use vigie_ops::store::declarations;

/// How often files are looked at. Looking works on every file system and mount, where waiting to
/// be told does not; nobody notices two seconds after a save.
const LOOK_EVERY: Duration = Duration::from_secs(2);

fn mistakes(found: &[config::Diagnostic]) -> ServeError {
    ServeError::Configuration(config::report(found))
}

/// Whether what the options name can be read, before anything is made for it: a first start on a
/// file with a mistake leaves nothing behind.
pub(super) fn check(options: &ServeOptions) -> Result<(), ServeError> {
    match (&options.config, &options.alertmanager_config) {
        (Some(path), _) => config::load(path).map(drop).map_err(|found| mistakes(&found)),
        (None, Some(path)) => {
            config::import_alertmanager(path).map(drop).map_err(|found| mistakes(&found))
        }
        (None, None) => Ok(()),
    }
}

/// Applies what the options name, and takes it into use.
pub(super) async fn apply(
    app: &App,
    options: &ServeOptions,
    address: SocketAddr,
) -> Result<(), ServeError> {
    let mut wanted = wanted(app, options).await?;
    let names_tls = |declared: &Declared| declared.object.body.get("tls").is_some();
    let settings = wanted.iter().find(|declared| declared.object.kind == Kind::Settings);
    let by_tls = options.tls.is_some() || settings.is_some_and(names_tls);
    for builtin in defaults::checks(&options.data, address, by_tls) {
        let same = |declared: &Declared| {
            declared.object.kind == builtin.object.kind
                && declared.object.name == builtin.object.name
        };
        if !wanted.iter().any(same) {
            wanted.push(builtin);
        }
    }
    let (keys, now) = (Arc::clone(&app.cx.keys), app.cx.now());
    let (changes, setup) = app
        .cx
        .store
        .write(move |tx| prepare::apply(tx, &keys, &wanted, "configuration", now))
        .await?;
    app.take_into_use(setup);
    tracing::info!(
        created = changes.created.len(),
        changed = changes.changed.len(),
        removed = changes.removed.len(),
        "configuration in use"
    );
    Ok(())
}

/// What the options declare; without any file, what was declared before.
async fn wanted(app: &App, options: &ServeOptions) -> Result<Vec<Declared>, ServeError> {
    match (&options.config, &options.alertmanager_config) {
        (Some(path), _) => Ok(config::load(path).map_err(|found| mistakes(&found))?.declared),
        (None, Some(path)) => {
            let imported = config::import_alertmanager(path).map_err(|found| mistakes(&found))?;
            for left in &imported.not_carried {
                let place = format!("{}:{}:{}", left.file.display(), left.line, left.column);
                tracing::warn!(place, "not carried over: {}", left.message);
            }
            // What its own API shows, without its secrets.
            *app.alertmanager_config.write().unwrap_or_else(PoisonError::into_inner) =
                imported.original;
            Ok(imported.declared)
        }
        (None, None) => {
            let keys = Arc::clone(&app.cx.keys);
            Ok(app.cx.store.read(move |tx| prepare::declared(tx, &keys)).await?)
        }
    }
}

/// Applies again on SIGHUP, on demand and on a change of the file. A mistake is told, and what is
/// in use stays in use.
pub(super) async fn watch(
    app: App,
    options: ServeOptions,
    address: SocketAddr,
    mut wishes: mpsc::Receiver<ReloadWish>,
) {
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::warn!("SIGHUP can't be listened for: restart to change the configuration");
        return;
    };
    let paths: Vec<_> = options.config.iter().chain(&options.alertmanager_config).collect();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let mut seen = fingerprint(&paths);
    let mut own = own_marks(&app);
    loop {
        let wish = tokio::select! {
            _ = hangup.recv() => None,
            Some(wish) = wishes.recv() => Some(wish),
            _ = looks.tick() => {
                let now = own_marks(&app);
                if now.0 != own.0 {
                    app.read_playbooks();
                }
                if now.1 != own.1 {
                    app.read_templates();
                }
                own = now;
                if fingerprint(&paths) == seen { continue } else { None }
            }
        };
        seen = fingerprint(&paths);
        app.cx.store.wakes().playbooks.notify_one();
        let outcome = apply(&app, &options, address).await.map_err(|error| error.to_string());
        if let Err(mistakes) = &outcome {
            tracing::error!("the configuration has mistakes; the one in use stays:\n{mistakes}");
        }
        if wish.is_some_and(|wish| wish.send(outcome).is_err()) {
            tracing::debug!("whoever asked for the reload is gone");
        }
    }
}

/// What changes with the operator's own playbooks, and with their own templates.
fn own_marks(app: &App) -> (Mark, Mark) {
    let setup = app.cx.setup();
    let playbooks = playbook_repository::folder(&app.folders.data, &setup.settings);
    let templates = setup.settings.reports.templates.as_deref();
    (own_files::mark(playbooks.as_deref()), own_files::mark(templates))
}

/// Takes into use what another node declares.
pub(super) async fn follow(app: App) {
    let mut known = None;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match follow_once(&app, known).await {
            Ok(mark) => known = Some(mark),
            Err(error) => tracing::error!(%error, "what other nodes declare can't be read"),
        }
    }
}

async fn follow_once(app: &App, known: Option<(i64, i64)>) -> Result<(i64, i64), Error> {
    if let Err(error) = app.cx.keys.refresh() {
        tracing::error!(%error, "the key file can't be read again; the keys in memory stay");
    }
    let mark = app.cx.store.read(|tx| Ok(declarations::mark(tx)?)).await?;
    if known != Some(mark) {
        let keys = Arc::clone(&app.cx.keys);
        let setup = app.cx.store.read(move |tx| prepare::load(tx, &keys)).await?;
        app.take_into_use(setup);
        tracing::debug!("configuration in use, as declared by this or another node");
    }
    Ok(mark)
}

/// Names, sizes and times of files, which change when an editor, a copy or a mount changes them.
fn fingerprint(paths: &[&PathBuf]) -> Vec<(PathBuf, Option<(u64, SystemTime)>)> {
    let mut all = Vec::new();
    for path in paths {
        let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
        let yaml = |file: &PathBuf| file.extension().is_some_and(|e| e == "yaml" || e == "yml");
        let files = inside.filter(yaml).chain([PathBuf::clone(path)]);
        all.extend(files.map(|file| {
            let known = fs::metadata(&file).and_then(|m| Ok((m.len(), m.modified()?))).ok();
            (file, known)
        }));
    }
    all.sort();
    all
}
