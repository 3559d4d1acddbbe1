//! The three shapes of answers: the framework's errors, the handlers' errors, and success.

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use vigie_ops::Error;

/// An answer that stands in the place of a value that could not be had.
pub(super) type Refused = Box<Response>;

/// A body of JSON, as it is.
pub(super) fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = (status, body.into()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An error found before the request reached its handler: an object, without a final newline.
pub(super) fn framework(status: StatusCode, code: u16, message: &str) -> Response {
    json(status, json!({ "code": code, "message": message }).to_string())
}

/// A schema error.
pub(super) fn schema(code: u16, message: &str) -> Response {
    framework(StatusCode::UNPROCESSABLE_ENTITY, code, message)
}

/// A body that can't be read.
pub(super) fn unreadable(what: &str, why: &str) -> Response {
    let said = format!("parsing {what} body from \"\" failed, because {why}");
    framework(StatusCode::BAD_REQUEST, 400, &said)
}

/// An error of a handler: a JSON text and a newline.
pub(super) fn refusal(status: StatusCode, message: &str) -> Response {
    json(status, format!("{}\n", json!(message)))
}

/// Success without a body.
pub(super) fn done() -> Response {
    StatusCode::OK.into_response()
}

/// What went wrong in a use case.
pub(super) fn failure(error: &Error) -> Response {
    match error {
        Error::Refused { why, .. } => refusal(StatusCode::BAD_REQUEST, &why.to_string()),
        Error::NotFound(what) => refusal(StatusCode::NOT_FOUND, &format!("{what} not found")),
        Error::NotAllowed => refusal(StatusCode::FORBIDDEN, &error.to_string()),
        Error::Stale => refusal(StatusCode::CONFLICT, &error.to_string()),
        Error::Broken(_) => {
            tracing::error!(%error, "a request to Alertmanager's API failed");
            refusal(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string())
        }
    }
}
