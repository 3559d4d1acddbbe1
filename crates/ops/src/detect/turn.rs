//! Whose turn it is to watch: of several nodes on one database, one looks at the checks.

use super::watch::watch;
use crate::cx::Cx;
use crate::error::Error;
use crate::outside::probe::Prober;
use crate::store::leases;
use std::sync::Arc;
use std::time::Duration;

/// The turn to look at checks.
const WATCH: &str = "watch";
/// A node that dies is replaced after this long. Nodes whose clocks differ by more than a few
/// seconds would take turns too early.
pub const LEASE: Duration = Duration::from_secs(15);
/// A turn is kept up this often, and asked for this often by those who wait.
const RENEW_EVERY: Duration = Duration::from_secs(4);

/// Looks at every declared check while it is this node's turn; returns when it is no longer.
/// A node alone has the turn always.
pub async fn watch_in_turn(cx: Cx, prober: Arc<Prober>, node: &str) -> Result<(), Error> {
    if !cx.store.is_shared() {
        return watch(cx, prober).await;
    }
    while !take_turn(&cx, node).await? {
        tokio::time::sleep(RENEW_EVERY).await;
    }
    tracing::info!(node, "this node looks at the checks");
    tokio::select! {
        ended = watch(cx.clone(), prober) => ended,
        lost = keep_turn(&cx, node) => lost,
    }
}

/// Takes the turn, or keeps it up. `false`: another node has it.
pub async fn take_turn(cx: &Cx, node: &str) -> Result<bool, Error> {
    let (now, node) = (cx.now(), node.to_owned());
    cx.store.write(move |tx| Ok(leases::take(tx, WATCH, &node, (now, now + LEASE))?)).await
}

/// Gives the turn back, when this node stops.
pub async fn give_turn_back(cx: &Cx, node: &str) -> Result<(), Error> {
    let node = node.to_owned();
    cx.store.write(move |tx| Ok(leases::give_back(tx, WATCH, &node)?)).await
}

async fn keep_turn(cx: &Cx, node: &str) -> Result<(), Error> {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        if !take_turn(cx, node).await? {
            tracing::warn!(node, "another node looks at the checks now");
            return Ok(());
        }
    }
}
