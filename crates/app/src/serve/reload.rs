//! Reading the configuration at start, on SIGHUP and when its file changes: all or nothing.

use super::{ServeError, ServeOptions, defaults};
use crate::config::{self, Diagnostic, report};
use crate::state::App;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};
use vigie_ops::prepare::{self, Declared};

/// How often files are looked at. Looking works on every file system and mount, where waiting to
/// be told does not; nobody notices two seconds after a save.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Applies what the options name, and takes it into use.
pub(super) async fn apply(
    app: &App,
    options: &ServeOptions,
    address: SocketAddr,
) -> Result<(), ServeError> {
    let mut wanted = files(app, options)?;
    for builtin in defaults::checks(&options.data, address) {
        let same = |declared: &Declared| {
            declared.object.kind == builtin.object.kind
                && declared.object.name == builtin.object.name
        };
        if !wanted.iter().any(same) {
            wanted.push(builtin);
        }
    }
    let (keys, now) = (Arc::clone(&app.cx.keys), app.cx.now());
    let (changes, mut setup) = app
        .cx
        .store
        .write(move |tx| prepare::apply(tx, &keys, &wanted, "configuration", now))
        .await?;
    if setup.settings.external_url.is_none() {
        setup.settings.external_url = Some(app.external_url.to_string());
    }
    if options.alertmanager_config.is_some() {
        setup.settings.alertmanager_api_open_to_loopback = true;
    }
    tracing::info!(
        created = changes.created.len(),
        changed = changes.changed.len(),
        removed = changes.removed.len(),
        "configuration in use"
    );
    app.cx.take_setup(setup);
    Ok(())
}

/// What the files that the options name declare.
fn files(app: &App, options: &ServeOptions) -> Result<Vec<Declared>, ServeError> {
    let refused = |found: Vec<Diagnostic>| ServeError::Configuration(report(&found));
    let mut wanted = Vec::new();
    if let Some(path) = &options.config {
        wanted.extend(config::load(path).map_err(refused)?.declared);
    }
    if let Some(path) = &options.alertmanager_config {
        let imported = config::import_alertmanager(path).map_err(refused)?;
        for left in &imported.not_carried {
            let place = format!("{}:{}:{}", left.file.display(), left.line, left.column);
            tracing::warn!(place, "not carried over: {}", left.message);
        }
        for declared in imported.declared {
            let object = &declared.object;
            let same = |other: &&Declared| {
                other.object.kind == object.kind && other.object.name == object.name
            };
            if let Some(other) = wanted.iter().find(same) {
                let what = format!("{} \"{}\"", object.kind, object.name);
                let (one, two) = (&other.origin, &declared.origin);
                let words = format!("both {one} and {two} declare the {what}: remove one");
                return Err(ServeError::Configuration(words));
            }
            wanted.push(declared);
        }
        *app.alertmanager_config.write().unwrap_or_else(PoisonError::into_inner) =
            imported.original;
    }
    Ok(wanted)
}

/// Applies again on SIGHUP, and when a file changes; a mistake is logged and what is in use stays
/// in use.
pub(super) async fn watch(app: App, options: ServeOptions, address: SocketAddr) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::warn!("SIGHUP can't be listened for: restart to change the configuration");
        return;
    };
    let paths: Vec<_> = options.config.iter().chain(&options.alertmanager_config).collect();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let mut seen = fingerprint(&paths);
    loop {
        tokio::select! {
            asked = hangup.recv() => if asked.is_none() { return },
            _ = looks.tick() => if fingerprint(&paths) == seen { continue },
        }
        seen = fingerprint(&paths);
        if let Err(error) = apply(&app, &options, address).await {
            tracing::error!("the configuration has mistakes, the one in use stays:\n{error}");
        }
    }
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
