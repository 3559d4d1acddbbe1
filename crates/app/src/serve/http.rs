//! The listener: accepts connections with limits, and finishes them when told to stop.

use super::metrics;
use crate::access::{self, Caller};
use crate::state::App;
use crate::{api, defence, web};
use axum::Router;
use axum::extract::{ConnectInfo, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Ready;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot, watch};
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};

/// Connections at once: five hundred open pages, their sources and room to spare.
const CONNECTIONS_MAX: usize = 4096;
/// A client that does not send its headers by then is not one.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// A body that stands still that long is given up.
const BODY_STALL_MAX: Duration = Duration::from_secs(15);
/// Longest time to an answer's first byte.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// Time for open requests to finish when stopping.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// Everything that is served.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/-/healthy", get(|| async { "OK" }).fallback(|| not_allowed("GET, HEAD, OPTIONS")))
        .route("/-/ready", get(ready).fallback(|| not_allowed("GET, HEAD, OPTIONS")))
        .route("/-/reload", post(reload).fallback(|| not_allowed("OPTIONS, POST")))
        .route("/metrics", get(metrics::show))
        .merge(api::router(&app))
        .merge(web::router())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_WITHIN))
        .layer(RequestBodyTimeoutLayer::new(BODY_STALL_MAX))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(app.clone(), defence::guard))
        .with_state(app)
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
    if !own && caller == Caller::Nobody {
        return (StatusCode::UNAUTHORIZED, "send an API token to reload from afar\n".to_owned());
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

/// Serves until told to stop, then lets open requests finish.
pub(super) async fn serve(listener: TcpListener, app: App, mut stopped: watch::Receiver<bool>) {
    let router = router(app);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => break,
        };
        match (accepted, Arc::clone(&places).acquire_owned().await) {
            (Ok((stream, peer)), Ok(place)) => {
                let connection = connect(stream, peer, &router);
                let watched = graceful.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = watched.await {
                        tracing::debug!(%error, %peer, "a connection ended early");
                    }
                    drop(place);
                });
            }
            (Err(error), _) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            (_, Err(_)) => break,
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

type Connection = http1::Connection<
    TokioIo<TcpStream>,
    TowerToHyperService<
        tower::util::BoxCloneService<
            hyper::Request<hyper::body::Incoming>,
            Response,
            std::convert::Infallible,
        >,
    >,
>;

fn connect(stream: TcpStream, peer: SocketAddr, router: &Router) -> Connection {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "answers may be a little slower");
    }
    let router = router.clone();
    let service = tower::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(
            TokioIo::new(stream),
            TowerToHyperService::new(tower::util::BoxCloneService::new(service)),
        )
}
