//! Refusals that no handler of the JSON API made: a limit of the listener, a path that is no
//! text, a fault of ours. They become problem documents like all others.

use crate::api::error::Problem;
use axum::body::to_bytes;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};

/// The words of a refusal that are kept.
const WORDS_BYTES_MAX: usize = 4096;

/// The answer, as a problem document where it is a refusal.
pub(super) async fn of(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind == "application/problem+json");
    if is_problem || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let said = to_bytes(body, WORDS_BYTES_MAX).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let said = said.trim();
    let detail = if said.is_empty() { "the request could not be served" } else { said };
    let next = if status.is_client_error() {
        "see /api/v1/openapi.json for what this address takes"
    } else {
        "try again in a moment; if it stays so, run `vigie doctor` on the server"
    };
    let mut problem = Problem::new(status, detail, next).into_response();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = parts.headers.get(&name) {
            problem.headers_mut().insert(name, value.clone());
        }
    }
    problem
}
