//! Requests that a caller repeats because it does not know whether they were done: with an
//! `Idempotency-Key` they are done once, and the answer is kept for a day.
//!
//! Only what was done is kept. A refusal changed nothing, so it may be asked again, corrected.

use super::super::body::{Cut, whole};
use super::super::error::Problem;
use super::body::BODY_BYTES_MAX;
use crate::limit;
use crate::state::App;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use vigie_ops::Error;
use vigie_ops::keys::hash_secret;
use vigie_ops::store::StoreError;
use vigie_ops::store::answers::{self, Asked, Begun};

/// The header that names a request.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that was kept.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key: a UUID fits many times.
const KEY_CHARS_MAX: usize = 255;
/// Largest answer that is kept.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// No request is done for longer: one that began earlier was cut off by a crash.
const DONE_WITHIN: Duration = Duration::from_secs(120);

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    kind: String,
    /// `None`: it was too large to be kept.
    body: Option<String>,
}

/// Does a request, or answers what it was answered before.
pub(super) async fn once(app: &App, request: Request, next: Next) -> Response {
    let key = match key_of(request.headers()) {
        Ok(Some(key)) => key,
        Ok(None) => return next.run(request).await,
        Err(problem) => return problem.into_response(),
    };
    let Some(limit::Who::Account(caller)) = limit::account(request.headers()) else {
        return next.run(request).await;
    };
    // A caller that hangs up in the middle must find its answer when it asks again.
    let app = app.clone();
    let done = tokio::spawn(async move {
        judged(&app, (caller, key), request, next).await.unwrap_or_else(Problem::into_response)
    });
    let broken = |_| Problem::broken("the request ended in the middle").into_response();
    done.await.unwrap_or_else(broken)
}

fn key_of(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > KEY_CHARS_MAX {
        let next = format!("send 1 to {KEY_CHARS_MAX} visible characters, such as a fresh UUID");
        return Err(Problem::field(KEY.as_str(), "this is no key", next));
    }
    Ok(Some(key.to_owned()))
}

async fn judged(
    app: &App,
    (caller, key): (String, String),
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let bytes = whole(body, BODY_BYTES_MAX).await.map_err(|cut| match cut {
        Cut::TooLarge => Problem::too_large(BODY_BYTES_MAX),
        Cut::TooSlow => Problem::too_slow(),
        Cut::Broken => Problem::refused("the body did not arrive whole", "send it again"),
    })?;
    let said = [parts.uri.to_string().as_bytes(), b"\n", &bytes].concat();
    let request_hash = hash_secret(&String::from_utf8_lossy(&said));
    let asked = Asked { caller, key, request: request_hash };
    let (now, begun) = (app.cx.now(), asked.clone());
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        Ok(answers::begin(tx, &begun, now, now.minus(DONE_WITHIN))?)
    };
    match app.cx.store.write(unit).await? {
        Begun::Done(hidden) => replayed(app, &hidden),
        Begun::Other => Err(Problem::other_request()),
        Begun::UnderWay => {
            let mut response = Problem::under_way().into_response();
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
            Ok(response)
        }
        Begun::New => {
            let request = Request::from_parts(parts, Body::from(bytes));
            Ok(kept(app, asked, next.run(request).await).await?)
        }
    }
}

/// Keeps the answer of what was done.
async fn kept(app: &App, asked: Asked, response: Response) -> Result<Response, Error> {
    if !response.status().is_success() {
        app.cx.store.write(move |tx| Ok(answers::forget(tx, &asked)?)).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let broken = |_| Error::from(StoreError::Other("an answer broke off".to_owned()));
    let bytes: Bytes = to_bytes(body, usize::MAX).await.map_err(broken)?;
    let text = String::from_utf8(bytes.to_vec()).ok();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kept = Kept {
        status: parts.status.as_u16(),
        kind: kind.unwrap_or_default().to_owned(),
        body: text.filter(|text| text.len() <= ANSWER_BYTES_MAX),
    };
    let plain = serde_json::to_string(&kept).unwrap_or_default();
    let hidden = app.cx.keys.hide(&plain).unwrap_or_default();
    app.cx.store.write(move |tx| Ok(answers::keep(tx, &asked, &hidden)?)).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replayed(app: &App, hidden: &str) -> Result<Response, Problem> {
    let kept = app.cx.keys.reveal(hidden);
    let kept: Option<Kept> = kept.and_then(|plain| serde_json::from_str(&plain).ok());
    let Some(Kept { status, kind, body: Some(body) }) = kept else {
        return Err(Problem::done_already());
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(CONTENT_TYPE, kind);
    }
    Ok(response)
}
