//! Reading the configuration at start, on SIGHUP and when its file changes: all or nothing.

use super::{ServeError, ServeOptions, defaults};
use crate::state::App;
use std::net::SocketAddr;
use std::sync::Arc;
use vigie_ops::prepare::{self, Declared};

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

fn files(_app: &App, _options: &ServeOptions) -> Result<Vec<Declared>, ServeError> {
    Ok(Vec::new())
}

/// Applies again on SIGHUP; a mistake is logged and what is in use stays in use.
pub(super) async fn watch(app: App, options: ServeOptions, address: SocketAddr) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut hangup) = signal(SignalKind::hangup()) else {
        tracing::warn!("SIGHUP can't be listened for: restart to change the configuration");
        return;
    };
    while hangup.recv().await.is_some() {
        if let Err(error) = apply(&app, &options, address).await {
            tracing::error!(%error, "the configuration has mistakes: the one in use stays");
        }
    }
}
