//! Reading the configuration at start, on SIGHUP, on demand and when its file changes: all of it
//! or nothing.

use super::{ServeError, ServeOptions, defaults};
use crate::config;
use crate::state::{App, ReloadWish};
use notify::{RecursiveMode, Watcher};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use vigie_ops::prepare::{self, Declared};

/// An editor writes a file in several steps: wait for the last one.
const SETTLE: Duration = Duration::from_millis(300);

/// Applies what the options name, and takes it into use.
pub(super) async fn apply(
    app: &App,
    options: &ServeOptions,
    address: SocketAddr,
) -> Result<(), ServeError> {
    let mut wanted = wanted(app, options).await?;
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
    app.cx.take_setup(setup);
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
    let mistakes =
        |found: Vec<config::Diagnostic>| ServeError::Configuration(config::report(&found));
    match (&options.config, &options.alertmanager_config) {
        (Some(path), _) => Ok(config::load(path).map_err(mistakes)?.declared),
        (None, Some(path)) => {
            let imported = config::import_alertmanager(path).map_err(mistakes)?;
            for left in &imported.not_carried {
                let place = format!("{}:{}:{}", left.file.display(), left.line, left.column);
                tracing::warn!(place, "not carried over: {}", left.message);
            }
            show(app, path);
            Ok(imported.declared)
        }
        (None, None) => {
            let keys = Arc::clone(&app.cx.keys);
            Ok(app.cx.store.read(move |tx| prepare::declared(tx, &keys)).await?)
        }
    }
}

/// Keeps the file's text for the API that shows it, without its secrets.
fn show(app: &App, path: &Path) {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    *app.alertmanager_config.write().unwrap_or_else(PoisonError::into_inner) = masked(&text);
}

/// A configuration's text with the values of keys that may hold a secret left out.
fn masked(text: &str) -> String {
    const SECRET: [&str; 6] = ["password", "token", "secret", "credentials", "key", "url"];
    let mask = |line: &str| match line.split_once(": ") {
        Some((key, value)) if !value.trim().is_empty() => {
            let name = key.trim().trim_start_matches("- ").to_ascii_lowercase();
            let holds = SECRET.iter().any(|word| name.ends_with(word));
            if holds { format!("{key}: <secret>\n") } else { format!("{line}\n") }
        }
        Some(_) | None => format!("{line}\n"),
    };
    text.lines().map(mask).collect()
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
    let (touched, mut touches) = mpsc::channel(1);
    let watcher = watch_files(&options, touched);
    loop {
        let wish = tokio::select! {
            _ = hangup.recv() => None,
            _ = touches.recv(), if watcher.is_some() => None,
            Some(wish) = wishes.recv() => Some(wish),
        };
        if wish.is_none() {
            tokio::time::sleep(SETTLE).await;
            while touches.try_recv().is_ok() {}
        }
        let outcome = apply(&app, &options, address).await.map_err(|error| error.to_string());
        if let Err(mistakes) = &outcome {
            tracing::error!("the configuration has mistakes; the one in use stays:\n{mistakes}");
        }
        if wish.is_some_and(|wish| wish.send(outcome).is_err()) {
            tracing::debug!("whoever asked for the reload is gone");
        }
    }
}

/// Watches the folder of the configuration, since editors replace files rather than write them.
fn watch_files(
    options: &ServeOptions,
    touched: mpsc::Sender<()>,
) -> Option<notify::RecommendedWatcher> {
    let path = options.config.as_ref().or(options.alertmanager_config.as_ref())?;
    let path = std::path::absolute(path).ok()?;
    let folder = if path.is_dir() { path.clone() } else { path.parent()?.to_owned() };
    let concerns = move |changed: &notify::Event| {
        !changed.kind.is_access() && changed.paths.iter().any(|one| one.starts_with(&path))
    };
    let mut watcher = notify::recommended_watcher(move |seen: notify::Result<notify::Event>| {
        // One touch that waits is enough: the reload that follows sees everything.
        if seen.is_ok_and(|changed| concerns(&changed)) && touched.try_send(()).is_err() {
            tracing::trace!("a reload waits already");
        }
    })
    .inspect_err(|error| tracing::warn!(%error, "file changes can't be seen: use SIGHUP"))
    .ok()?;
    watcher
        .watch(&folder, RecursiveMode::NonRecursive)
        .inspect_err(|error| tracing::warn!(%error, "file changes can't be seen: use SIGHUP"))
        .ok()?;
    Some(watcher)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_shown_configuration_holds_no_secret() {
        let text = "global:\n  smtp_auth_password: hunter2\nroute:\n  receiver: x\n  - url: http://h/secret\n";
        let shown = masked(text);
        assert!(!shown.contains("hunter2") && !shown.contains("http://h"), "{shown}");
        assert!(shown.contains("receiver: x"));
    }
}
