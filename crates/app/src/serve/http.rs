//! Everything that is served, and how long each part of a request may take.

use super::metrics;
use crate::access::{self, Caller, Refusal};
use crate::state::App;
use crate::{api, defence, web};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::future::Ready;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::sync::oneshot;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use vigie_domain::rights::{Act, Place, may};

/// A body that stands still that long is given up.
const BODY_STALL_MAX: Duration = Duration::from_secs(15);
/// Longest time to an answer's first byte.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Longest time until a file of evidence was taken, or read through before it is handed out: a bad
/// network needs long for a hundred megabytes.
const FILE_WITHIN: Duration = Duration::from_secs(3_600);

/// Everything that is served.
pub fn router(app: App) -> Router {
    let own = Router::new()
        .route("/-/healthy", get(|| async { "OK" }).fallback(|| not_allowed("GET, HEAD, OPTIONS")))
        .route("/-/ready", get(ready).fallback(|| not_allowed("GET, HEAD, OPTIONS")))
        .route("/-/reload", post(reload).fallback(|| not_allowed("OPTIONS, POST")))
        .route("/metrics", get(metrics::show));
    access::guarded(own, &app, turned_away)
        .merge(api::router(&app))
        .merge(web::router(&app))
        .layer(middleware::from_fn_with_state(app.clone(), settle))
        .layer(middleware::from_fn(in_time))
        .layer(RequestBodyTimeoutLayer::new(BODY_STALL_MAX))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), defence::guard))
        .with_state(app)
}

/// Whoever was answered sees what they sent: only what is itself kept in the spool, and what
/// reads nothing, goes on beside it.
async fn settle(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let beside = (request.method() == Method::POST && path.starts_with("/api/v2/alerts"))
        || path.starts_with("/ping/")
        || path.starts_with("/-/");
    if let Some(spool) = app.spool.as_ref().filter(|_| !beside) {
        spool.settled().await;
    }
    next.run(request).await
}

/// Gives up what takes too long.
async fn in_time(request: Request, next: Next) -> Response {
    let is_file = request.uri().path().contains("/evidence");
    let within = if is_file { FILE_WITHIN } else { ANSWER_WITHIN };
    let answer = tokio::time::timeout(within, next.run(request)).await;
    answer.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// What the gate answers to whoever looks after the process.
fn turned_away(_: &Parts, _: &App, _: &Refusal) -> Response {
    (StatusCode::FORBIDDEN, "this is not for you\n").into_response()
}

/// Ready means that the database answers.
async fn ready(State(app): State<App>) -> impl IntoResponse {
    match app.cx.store.read(|tx| Ok(vigie_ops::store::duties::earliest(tx)?)).await {
        Ok(_) => (StatusCode::OK, "OK".to_owned()),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
    }
}

/// What Alertmanager answers to another method on these addresses.
fn not_allowed(allowed: &'static str) -> Ready<Response> {
    let answer = (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, allowed)], "Method Not Allowed\n");
    std::future::ready(answer.into_response())
}

/// Reads the configuration again, for programs on this machine and callers we know.
async fn reload(
    State(app): State<App>,
    peer: ConnectInfo<SocketAddr>,
    caller: Caller,
    headers: HeaderMap,
) -> (StatusCode, String) {
    let own = access::is_loopback(peer) && defence::is_from_this_machine(&app, &headers);
    let who = access::who_is(&caller, &app.cx.setup(), None);
    let may_configure = who.is_some_and(|who| may(&who, Act::Configure, &Place::WHOLE));
    if !own && !may_configure {
        let why = "to reload from afar, send an API token that may configure\n";
        return (StatusCode::UNAUTHORIZED, why.to_owned());
    }
    let (wish, answer) = oneshot::channel();
    if app.reload.send(wish).await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned());
    }
    match answer.await {
        Ok(Ok(())) => (StatusCode::OK, String::new()),
        Ok(Err(mistakes)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{mistakes}\n")),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".to_owned()),
    }
}
