//! Small servers for the tests: each answers what the test says and remembers what it was asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What a site sends for one request.
pub(super) struct Reply {
    bytes: Vec<u8>,
    hangs: bool,
}

impl Reply {
    /// These bytes, then the end of the connection.
    pub(super) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hangs: false }
    }

    /// These bytes, then nothing more on an open connection.
    pub(super) fn hangs_after(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hangs: true }
    }

    /// A status and a body.
    pub(super) fn text(status: u16, body: &str) -> Self {
        Self::with(status, "", body)
    }

    /// A status, further header lines and a body.
    pub(super) fn with(status: u16, headers: &str, body: &str) -> Self {
        Self::raw(format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}\r\n{body}",
            body.len()
        ))
    }
}

/// A server on this machine.
pub(super) struct Site {
    pub(super) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// A site over plain TCP.
    pub(super) async fn plain(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::open(None, answer).await
    }

    /// A site over TLS.
    pub(super) async fn secure(
        acceptor: TlsAcceptor,
        answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::open(Some(acceptor), answer).await
    }

    /// The requests so far, whole.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    async fn open(
        acceptor: Option<TlsAcceptor>,
        answer: impl Fn(&str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer, seen) = (acceptor.clone(), answer.clone(), seen.clone());
                tokio::spawn(async move {
                    match acceptor {
                        None => serve(stream, &*answer, &seen).await,
                        Some(acceptor) => {
                            // A prober that distrusts the certificate leaves during the handshake.
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, &*answer, &seen).await;
                            }
                        }
                    }
                });
            }
        });
        Self { address, asked }
    }
}

async fn serve<T: AsyncRead + AsyncWrite + Unpin>(
    mut stream: T,
    answer: &(impl Fn(&str) -> Reply + ?Sized),
    asked: &Mutex<Vec<String>>,
) {
    let Some(request) = request(&mut stream).await else { return };
    let reply = answer(&request);
    asked.lock().unwrap().push(request);
    // The prober may leave as soon as it has seen enough.
    if stream.write_all(&reply.bytes).await.is_ok() && stream.flush().await.is_ok() {
        if reply.hangs {
            std::future::pending::<()>().await;
        }
        stream.shutdown().await.ok();
    }
}

/// One request, with as much body as it announces.
async fn request<T: AsyncRead + Unpin>(stream: &mut T) -> Option<String> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                return Some(text);
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => read.extend_from_slice(&part[..count]),
        }
    }
}
