//! What programs ask: Alertmanager's API, inbound signals, heartbeats, and our own JSON API.

pub mod alertmanager;
mod body;
pub(crate) mod error;
pub mod inbound;
pub mod ping;
pub mod v1;

use crate::access;
use crate::state::App;
use axum::Router;

/// Every address that programs use.
pub fn router(app: &App) -> Router<App> {
    let addresses =
        Router::new().merge(alertmanager::router()).merge(inbound::router()).merge(ping::router());
    access::guarded(addresses, app, error::turned_away).merge(v1::router(app))
}
