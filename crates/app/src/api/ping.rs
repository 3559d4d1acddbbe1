//! Heartbeats' ping addresses, compatible with Healthchecks: `/ping/<key>`, `/start`, `/fail`,
//! `/log` and exit statuses, by GET, POST and HEAD, with an optional `rid`.

use super::body::{Cut, whole};
use crate::state::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use std::net::SocketAddr;
use vigie_domain::heartbeat::{Heartbeat, Ping, PingKey};
use vigie_ops::detect::{self, Call, PING_BODY_BYTES_MAX};

/// Longest run id: a UUID, with room.
const RUN_ID_CHARS_MAX: usize = 64;
/// Most of a body that is read at all; what is over `PING_BODY_BYTES_MAX` is cut, not refused,
/// since a job that prints a lot must still be heard.
const READ_BYTES_MAX: usize = 10 * 1024 * 1024;
const BODY_LIMIT: HeaderName = HeaderName::from_static("ping-body-limit");

/// The ping addresses.
pub(crate) fn router() -> Router<App> {
    let plain = get(end).post(end);
    let with_kind = get(say).post(say);
    Router::new().route("/ping/{key}", plain).route("/ping/{key}/{kind}", with_kind)
}

#[derive(Deserialize)]
struct Run {
    rid: Option<String>,
}

async fn end(
    app: State<App>,
    peer: ConnectInfo<SocketAddr>,
    Path(key): Path<String>,
    run: Query<Run>,
    body: Body,
) -> Response {
    take(&app, peer, (&key, ""), run.0, body).await
}

async fn say(
    app: State<App>,
    peer: ConnectInfo<SocketAddr>,
    Path((key, kind)): Path<(String, String)>,
    run: Query<Run>,
    body: Body,
) -> Response {
    take(&app, peer, (&key, &kind), run.0, body).await
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, why.to_owned()).into_response()
}

async fn take(
    app: &App,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    (key, kind): (&str, &str),
    run: Run,
    body: Body,
) -> Response {
    let Some(ping) = Ping::from_path(kind) else {
        let why = "invalid url format: end with /start, /fail, /log or an exit status 0-255";
        return refuse(StatusCode::BAD_REQUEST, why);
    };
    if run.rid.as_ref().is_some_and(|rid| rid.chars().count() > RUN_ID_CHARS_MAX) {
        return refuse(StatusCode::BAD_REQUEST, "invalid uuid format: rid is too long");
    }
    let Some(heartbeat) = find(app, key) else {
        return refuse(StatusCode::NOT_FOUND, "not found");
    };
    let bytes = match whole(body, READ_BYTES_MAX).await {
        Ok(bytes) => bytes,
        Err(Cut::TooLarge) => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large to be read");
        }
        Err(Cut::TooSlow) => return refuse(StatusCode::REQUEST_TIMEOUT, Cut::SLOW),
        Err(Cut::Broken) => return refuse(StatusCode::BAD_REQUEST, Cut::BROKEN),
    };
    let body = bytes.get(..PING_BODY_BYTES_MAX).unwrap_or(&bytes).to_vec();
    let call = Call { ping, run_id: run.rid, remote: peer.ip().to_string(), body };
    let now = app.cx.now();
    let written = app.cx.store.write(move |tx| detect::ping(tx, &heartbeat, &call, now)).await;
    match written {
        Ok(()) => ([(BODY_LIMIT, PING_BODY_BYTES_MAX.to_string())], "OK").into_response(),
        Err(error) => {
            tracing::error!(%error, "a ping could not be kept");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "not kept: send it again")
        }
    }
}

fn find(app: &App, key: &str) -> Option<Heartbeat> {
    let key: PingKey = key.parse().ok()?;
    app.cx.setup().heartbeats.values().find(|heartbeat| heartbeat.ping_key == key).cloned()
}
