//! Answers that are written while they are sent, so that a hundred thousand alerts take little
//! memory, and a reader who is slow holds no connection to the database.

use super::answer::json;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use std::io;
use std::time::Duration;
use tokio::sync::mpsc;
use vigie_ops::Error;

/// Parts written ahead of the reader: one on its way, one ready.
const PARTS_AHEAD: usize = 2;
/// A reader who takes nothing for that long has gone.
const STALL_MAX: Duration = Duration::from_secs(30);
/// Bytes gathered before they are sent on.
const PART_BYTES: usize = 64 * 1024;

/// Where a long answer is written to.
pub(super) struct Out {
    parts: mpsc::Sender<io::Result<Bytes>>,
    text: String,
}

/// The reader is gone, or the database; nothing more is to be written.
pub(super) struct Cut;

impl Out {
    /// The text to add to.
    pub(super) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// Sends what has gathered, if it is enough for a part.
    pub(super) async fn flow(&mut self) -> Result<(), Cut> {
        if self.text.len() >= PART_BYTES { self.flush().await } else { Ok(()) }
    }

    /// Sends what has gathered.
    pub(super) async fn flush(&mut self) -> Result<(), Cut> {
        let part = Bytes::from(std::mem::take(&mut self.text));
        self.send(Ok(part)).await
    }

    async fn send(&self, part: io::Result<Bytes>) -> Result<(), Cut> {
        let sent = tokio::time::timeout(STALL_MAX, self.parts.send(part)).await;
        sent.ok().and_then(Result::ok).ok_or(Cut)
    }

    /// Breaks the answer off, so that its reader does not take a half for the whole.
    pub(super) async fn fail(&self, error: &Error) -> Cut {
        tracing::error!(%error, "an answer broke off");
        // A reader who is gone needs no reason.
        drop(self.send(Err(io::Error::other("broken off"))).await);
        Cut
    }
}

/// The answer that `write` writes.
pub(super) fn answer<W>(write: impl FnOnce(Out) -> W) -> Response
where
    W: Future<Output = Result<(), Cut>> + Send + 'static,
{
    let (parts, receiver) = mpsc::channel(PARTS_AHEAD);
    let writing = write(Out { parts, text: String::with_capacity(PART_BYTES) });
    drop(tokio::spawn(writing));
    let stream = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|part| (part, receiver))
    });
    json(StatusCode::OK, Body::from_stream(stream))
}
