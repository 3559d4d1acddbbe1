//! What holds for every request of the API before it is done: how often it may come, whether it
//! was done already, and whether the caller has the answer already.

use super::super::error::Problem;
use super::repeat;
use super::seen;
use crate::limit::{self, ACCOUNT, Limits, UNKNOWN};
use crate::state::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{ETAG, HeaderValue, IF_NONE_MATCH, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What the door knows.
#[derive(Clone)]
pub(super) struct Door {
    app: App,
    limits: Arc<Both>,
}

/// Who is counted, and how.
struct Both {
    accounts: Limits,
    /// Addresses of callers whom nobody knows. Others of the same address are not held up: behind
    /// a proxy that is not declared, everybody has the same.
    unknown: Limits,
}

impl Door {
    /// A door that nobody went through yet.
    pub(super) fn new(app: App) -> Self {
        let limits = Both { accounts: Limits::new(ACCOUNT), unknown: Limits::new(UNKNOWN) };
        Self { app, limits: Arc::new(limits) }
    }

    /// Counts a request of an account; `Err`: how long its sender must wait.
    fn count(&self, request: &Request) -> Result<(), Duration> {
        let account = limit::account(request.headers());
        let now = self.app.cx.now();
        account.map_or(Ok(()), |account| self.limits.accounts.count(&account, now))
    }

    /// Counts a caller whom nobody knew; `Err`: how long it must wait.
    fn count_unknown(&self, peer: Option<SocketAddr>) -> Result<(), Duration> {
        let Some(peer) = peer else { return Ok(()) };
        self.limits.unknown.count(&limit::address(peer.ip()), self.app.cx.now())
    }
}

/// Lets a request through.
pub(super) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    if let Err(wait) = door.count(&request) {
        return too_often(wait);
    }
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED
        && let Err(wait) = door.count_unknown(peer)
    {
        return too_often(wait);
    }
    unless_known(response, known.as_ref())
}

/// Does what changes something once, however often it is sent.
pub(super) async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    if *request.method() == Method::POST {
        repeat::once(&app, request, next).await
    } else {
        next.run(request).await
    }
}

fn too_often(wait: Duration) -> Response {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let mut response = Problem::too_often(seconds).into_response();
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Leaves out what the caller has already.
fn unless_known(response: Response, known: Option<&HeaderValue>) -> Response {
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    match (known, tag) {
        (Some(known), Some(tag)) if response.status() == StatusCode::OK => {
            if !seen::names(known, tag) {
                return response;
            }
            let (parts, _) = response.into_parts();
            let mut short = StatusCode::NOT_MODIFIED.into_response();
            short.headers_mut().extend(parts.headers.get(ETAG).map(|tag| (ETAG, tag.clone())));
            short
        }
        _ => response,
    }
}
