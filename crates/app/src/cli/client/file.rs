//! Files to and from the server, part by part.

use super::{Client, Failure, Method, refusal, said};
use hyper::body::{Body, Bytes, Frame, SizeHint};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A file over a bad network.
const FILE_WITHIN: Duration = Duration::from_secs(3_600);
/// Bytes read at once.
const PART_BYTES: usize = 64 * 1024;

/// A file as the body of a request.
struct Sent {
    file: File,
    left: u64,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let mut part = vec![0; PART_BYTES];
        match self.file.read(&mut part) {
            Ok(0) => Poll::Ready(None),
            Ok(read) => {
                part.truncate(read);
                self.left = self.left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
                Poll::Ready(Some(Ok(Frame::data(Bytes::from(part)))))
            }
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

impl Client {
    /// Sends a file.
    pub(in crate::cli) async fn put_file(
        &self,
        path: &str,
        parameters: &[(&str, &str)],
        file: &Path,
    ) -> Result<Value, Failure> {
        let unreadable = |error: std::io::Error| {
            let why = format!("{} can't be read: {error}", file.display());
            Failure::refused(why, "check its path and who may read it")
        };
        let opened = File::open(file).map_err(unreadable)?;
        let left = opened.metadata().map_err(unreadable)?.len();
        let mut url = self.place(path)?;
        if !parameters.is_empty() {
            url.query_pairs_mut().extend_pairs(parameters);
        }
        let body = reqwest::Body::wrap(Sent { file: opened, left });
        let request = self.request(Method::PUT, url).timeout(FILE_WITHIN);
        self.json(request.header(CONTENT_TYPE, "application/octet-stream").body(body)).await
    }

    /// Hands each part of what an address answers to somebody.
    pub(in crate::cli) async fn each_part(
        &self,
        path: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let unreachable = |error: reqwest::Error| {
            let why = format!("no answer from {}: {}", self.url, said(&error));
            Failure::unreachable(why, "check that `vigie serve` runs there, or give --url")
        };
        let request = self.request(Method::GET, self.place(path)?).timeout(FILE_WITHIN);
        let mut answer = request.send().await.map_err(unreachable)?;
        if !answer.status().is_success() {
            let status = answer.status();
            return Err(refusal(status, &answer.text().await.map_err(unreachable)?));
        }
        while let Some(part) = answer.chunk().await.map_err(unreachable)? {
            take(&part)?;
        }
        Ok(())
    }
}
