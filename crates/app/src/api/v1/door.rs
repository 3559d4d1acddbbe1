//! What holds for every request of the API before it is done: how often it may come, whether it
//! was done already, and whether the caller has the answer already.

use super::super::error::Problem;
use super::limit::{self, ACCOUNT, ADDRESS, Limits, UNKNOWN, Who};
use super::repeat;
use super::seen;
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
    limits: Arc<[Limits; 3]>,
}

impl Door {
    /// A door that nobody went through yet.
    pub(super) fn new(app: App) -> Self {
        Self { app, limits: Arc::new([ACCOUNT, ADDRESS, UNKNOWN].map(Limits::new)) }
    }

    /// Counts a request; `Err`: how long its sender must wait.
    fn count(&self, request: &Request) -> Result<Option<Who>, Duration> {
        let [accounts, addresses, unknown] = &*self.limits;
        let now = self.app.cx.now();
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let address = peer.map(|peer| limit::address(peer.0.ip()));
        if let Some(address) = &address {
            addresses.count(address, now)?;
            if let Some(wait) = unknown.wait(address, now) {
                return Err(wait);
            }
        }
        if let Some(account) = limit::account(request.headers()) {
            accounts.count(&account, now)?;
        }
        Ok(address)
    }

    /// Counts a caller whom nobody knew.
    fn was_unknown(&self, address: Option<&Who>) {
        let [_, _, unknown] = &*self.limits;
        // That it is too often is told at the next request.
        address.map(|address| unknown.count(address, self.app.cx.now()).ok());
    }
}

/// Lets a request through.
pub(super) async fn guard(State(door): State<Door>, request: Request, next: Next) -> Response {
    let address = match door.count(&request) {
        Ok(address) => address,
        Err(wait) => return too_often(wait),
    };
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let response = if *request.method() == Method::POST {
        repeat::once(&door.app, request, next).await
    } else {
        next.run(request).await
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        door.was_unknown(address.as_ref());
    }
    unless_known(response, known.as_ref())
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
