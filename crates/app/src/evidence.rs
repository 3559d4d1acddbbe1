//! Evidence on its way in and out: part by part, never held whole.

use crate::state::App;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::Multipart;
use axum::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use vigie_domain::evidence::Evidence;
use vigie_ops::respond::{not_kept, sound};
use vigie_ops::store::StoreError;
use vigie_ops::store::shelf::{Arriving, NotKept, Shelf};
use vigie_ops::words::Words;
use vigie_ops::{Error, respond};

/// What the fields and borders of a form add to the files in it.
const FORM_BYTES: u64 = 64 * 1024;
/// Bytes handed out at once.
const PART_BYTES: usize = 64 * 1024;
/// How long a refused sender may go on, so that the refusal is read: a connection that is cut in
/// the middle of sending loses it.
const HEARD_OUT: Duration = Duration::from_secs(5);

/// Where contents are.
pub(crate) fn shelf(app: &App) -> Shelf {
    Shelf::of(&app.folders.data)
}

/// Refuses what says of itself that it is too large, before a byte of it is read.
pub(crate) fn announced(app: &App, headers: &HeaderMap) -> Result<(), Error> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length: u64 = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let setup = app.cx.setup();
    if length > setup.settings.evidence_bytes_max.saturating_add(FORM_BYTES) {
        return Err(not_kept(&setup, NotKept::TooLarge));
    }
    Ok(())
}

/// Room for what arrives.
pub(crate) async fn begin(app: &App) -> Result<Arriving, Error> {
    let setup = app.cx.setup();
    let room = shelf(app).begin(setup.settings.evidence_bytes_max).await;
    room.map_err(|why| not_kept(&setup, why))
}

/// Takes a part of what arrives.
pub(crate) async fn take(app: &App, arriving: &mut Arriving, part: &Bytes) -> Result<(), Error> {
    arriving.take(part).await.map_err(|why| not_kept(&app.cx.setup(), why))
}

/// What a sender who hung up is told.
pub(crate) fn broken_off() -> Error {
    Error::refused(Words::evidence_broken_off, Words::evidence_broken_off_next)
}

/// Listens to a refused body for a while, and forgets what it says.
pub(crate) fn hear_out(mut rest: BodyDataStream) {
    drop(tokio::spawn(async move {
        let read = async { while let Some(Ok(_)) = rest.next().await {} };
        drop(tokio::time::timeout(HEARD_OUT, read).await);
    }));
}

/// The same for the fields of a form.
pub(crate) fn hear_out_form(mut rest: Multipart) {
    drop(tokio::spawn(async move {
        let read = async {
            while let Ok(Some(mut field)) = rest.next_field().await {
                while let Ok(Some(_)) = field.chunk().await {}
            }
        };
        drop(tokio::time::timeout(HEARD_OUT, read).await);
    }));
}

/// Hands out a content once it was compared with what was noted: as a file to keep, never as
/// something that a browser shows.
pub(crate) async fn hand_out(app: &App, evidence: &Evidence) -> Result<Response, Error> {
    let (shelf, sha256) = (shelf(app), evidence.sha256.clone());
    let path = shelf.path(&sha256);
    let broken = |why: String| Error::Broken(StoreError::Other(why));
    let looked = tokio::task::spawn_blocking(move || shelf.look(&sha256)).await;
    sound(looked.map_err(|error| broken(error.to_string()))??)?;
    let file = File::open(&path).await.map_err(|error| broken(error.to_string()))?;
    let parts = unfold(file, |mut file| async move {
        let mut part = vec![0; PART_BYTES];
        match file.read(&mut part).await {
            Ok(0) => None,
            Ok(read) => {
                part.truncate(read);
                Some((Ok(Bytes::from(part)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_LENGTH, HeaderValue::from(evidence.bytes)),
        (CONTENT_DISPOSITION, disposition(&evidence.name)),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

/// A file to keep under its name (RFC 6266): plain letters for old programs, the name as it is for
/// all others.
fn disposition(name: &str) -> HeaderValue {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_. ".contains(c);
    let short: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let whole: String = name
        .bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    let text = format!("attachment; filename=\"{short}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Removes contents that are nobody's.
pub(crate) async fn tidy(app: &App) -> Result<(), Error> {
    respond::tidy_shelf(&app.cx, &shelf(app)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_no_header() {
        let told = disposition("a\"b; é\\.log");
        assert_eq!(
            told.to_str().unwrap(),
            "attachment; filename=\"a_b_ __.log\"; filename*=UTF-8''a%22b%3B%20%C3%A9%5C.log"
        );
    }
}
