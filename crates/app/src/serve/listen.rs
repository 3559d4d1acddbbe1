//! The listeners: they accept connections with limits, in clear or by TLS, and finish them when
//! told to stop.

use super::tls::Tls;
use crate::defence::OverTls;
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tower::ServiceExt;

/// Connections at once: five hundred open pages, their sources and room to spare.
const CONNECTIONS_MAX: usize = 4096;
/// A client that does not send its headers by then is not one.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// Time for open requests to finish when stopping.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// What is served, by TLS or in clear.
#[derive(Clone)]
pub(super) struct Served {
    /// What answers.
    pub(super) router: Router,
    /// The certificate; `None` serves in clear.
    pub(super) tls: Option<Arc<Tls>>,
}

/// Serves until told to stop, then lets open requests finish.
pub(super) async fn serve(
    listener: TcpListener,
    served: Served,
    mut stopped: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => break,
        };
        match (accepted, Arc::clone(&places).acquire_owned().await) {
            (Ok((stream, peer)), Ok(place)) => {
                let (served, watcher) = (served.clone(), graceful.watcher());
                tokio::spawn(async move {
                    talk(stream, peer, served, watcher).await;
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
    if timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

async fn talk(stream: TcpStream, peer: SocketAddr, served: Served, watcher: Watcher) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "answers may be a little slower");
    }
    let Some(tls) = served.tls else {
        return requests(stream, (peer, false), served.router, watcher).await;
    };
    match timeout(HEADERS_WITHIN, tls.acceptor().accept(stream)).await {
        Ok(Ok(stream)) => requests(stream, (peer, true), served.router, watcher).await,
        Ok(Err(error)) => tracing::debug!(%error, %peer, "no TLS came about"),
        Err(_) => tracing::debug!(%peer, "no TLS came about in time"),
    }
}

async fn requests<S>(
    stream: S,
    (peer, by_tls): (SocketAddr, bool),
    router: Router,
    watcher: Watcher,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = tower::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(OverTls(by_tls));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, %peer, "a connection ended early");
    }
}
