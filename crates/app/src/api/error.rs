//! Refusals of the JSON API: problem documents (RFC 9457) that say what is wrong, which field,
//! and what to do next.

use crate::access::{Ended, Refusal};
use crate::state::App;
use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_ops::Error;

/// The media type of a problem document.
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why a request was not done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// The kind of problem, a stable word: `urn:vigie:problem:not-found`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The kind in words.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What is wrong, here.
    detail: String,
    /// What to do next.
    next_step: String,
    /// The field or parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Problem {
    /// A refusal of any status.
    pub(crate) fn new(
        status: StatusCode,
        detail: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        let (kind, title) = match status {
            StatusCode::BAD_REQUEST => ("urn:vigie:problem:refused", "The request is refused"),
            StatusCode::UNAUTHORIZED => ("urn:vigie:problem:unknown-caller", "Nobody we know asks"),
            StatusCode::FORBIDDEN => ("urn:vigie:problem:forbidden", "It is not allowed"),
            StatusCode::NOT_FOUND => ("urn:vigie:problem:not-found", "There is no such thing"),
            StatusCode::CONFLICT => ("urn:vigie:problem:stale", "It was changed meanwhile"),
            StatusCode::PAYLOAD_TOO_LARGE => ("urn:vigie:problem:too-large", "It is too large"),
            StatusCode::REQUEST_TIMEOUT => ("urn:vigie:problem:too-slow", "It came too slowly"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("urn:vigie:problem:media-type", "It is said to be something else")
            }
            StatusCode::UNPROCESSABLE_ENTITY => {
                ("urn:vigie:problem:unreadable", "It can't be read")
            }
            StatusCode::PRECONDITION_FAILED => {
                ("urn:vigie:problem:changed", "It was changed meanwhile")
            }
            StatusCode::TOO_MANY_REQUESTS => {
                ("urn:vigie:problem:too-often", "It is asked too often")
            }
            StatusCode::METHOD_NOT_ALLOWED => {
                ("urn:vigie:problem:method", "The address takes another method")
            }
            other if other.is_client_error() => {
                ("urn:vigie:problem:refused", "The request is refused")
            }
            _ => ("urn:vigie:problem:broken", "Our side is broken"),
        };
        let (detail, next_step) = (detail.into(), next_step.into());
        Self { kind, title, status: status.as_u16(), detail, next_step, field: None }
    }

    /// The caller must change something.
    pub(crate) fn refused(detail: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail, next_step)
    }

    /// A field or parameter must be changed.
    pub(crate) fn field(
        field: &str,
        detail: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        Self { field: Some(field.to_owned()), ..Self::refused(detail, next_step) }
    }

    /// There is no such thing.
    pub(crate) fn not_found(detail: impl Into<String>, next_step: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, detail, next_step)
    }

    /// Nobody we know asks.
    pub(crate) fn unknown_caller() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "this address is for people who signed in and programs with a token",
            "send `Authorization: Bearer TOKEN`; `vigie token add NAME` prints one",
        )
    }

    /// A program asks with a token that has ended.
    pub(crate) fn ended(ended: Ended) -> Self {
        let (kind, title) = match ended {
            Ended::Expired(_) => ("urn:vigie:problem:token-expired", "The token has expired"),
            Ended::Withdrawn(_) => ("urn:vigie:problem:token-withdrawn", "The token was withdrawn"),
        };
        let next = "ask whoever looks after Vigie for another one (`vigie token add NAME`)";
        let problem = Self::new(StatusCode::UNAUTHORIZED, ended.words(), next);
        Self { kind, title, ..problem }
    }

    /// Somebody we know asks, who may not do this.
    pub(crate) fn not_allowed(next_step: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "your role does not allow this", next_step)
    }

    /// The address takes another method.
    pub(crate) fn method() -> Self {
        let next = "see /api/v1/openapi.json for what each address takes";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "this address takes another method", next)
    }

    /// What is to be changed is no longer what the caller saw.
    pub(crate) fn changed() -> Self {
        let next = "read it again, decide again, and send the new ETag";
        let detail = "somebody changed it since you read it";
        Self::new(StatusCode::PRECONDITION_FAILED, detail, next)
    }

    /// This account or address asks too often.
    pub(crate) fn too_often(seconds: u64) -> Self {
        let next = format!("wait {seconds} s, then ask more slowly");
        let detail = "this account or address asks too often";
        Self::new(StatusCode::TOO_MANY_REQUESTS, detail, next)
    }

    /// The same request is being done now.
    pub(crate) fn under_way() -> Self {
        let next = "wait a second and send it again with the same key";
        Self::new(StatusCode::CONFLICT, "the first request with this key is being done", next)
    }

    /// The key of a request stands for another one.
    pub(crate) fn other_request() -> Self {
        let next = "use a fresh key for each request, and the same one only to repeat it";
        let detail = "this idempotency key was used for another request";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail, next)
    }

    /// A repeated request was done, and its answer was not kept.
    pub(crate) fn done_already() -> Self {
        let next = "it need not be repeated: read what there is now";
        Self::new(StatusCode::CONFLICT, "this was done; its answer was not kept", next)
    }

    /// The body is not said to be JSON.
    pub(crate) fn media_type() -> Self {
        let next = "send JSON with `Content-Type: application/json`";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "the body is not said to be JSON", next)
    }

    /// The body is larger than we read.
    pub(crate) fn too_large(bytes_max: usize) -> Self {
        let detail = format!("the body has more than {bytes_max} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail, "send it in several requests")
    }

    /// The body came too slowly.
    pub(crate) fn too_slow() -> Self {
        let next = "send it at once, or check the network between us";
        Self::new(StatusCode::REQUEST_TIMEOUT, "the body came too slowly", next)
    }

    /// The same refusal, with the status that the real thing would be answered.
    pub(crate) fn as_answered(
        status: StatusCode,
        detail: impl Into<String>,
        next_step: impl Into<String>,
    ) -> Self {
        Self::new(status, detail, next_step)
    }

    /// Our side is broken.
    pub(crate) fn broken(detail: impl Into<String>) -> Self {
        let next = "try again in a moment; if it stays so, run `vigie doctor` on the server";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail, next)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused { why, next_step } => {
                Self::refused(why.to_string(), next_step.to_string())
            }
            Error::NotFound(what) => {
                let next = "list what there is and take a name from there";
                Self::not_found(format!("there is no such {what}"), next)
            }
            Error::NotAllowed => Self::not_allowed(ASK),
            Error::Stale => Self::new(
                StatusCode::CONFLICT,
                "it was changed meanwhile",
                "read it again and decide again",
            ),
            Error::Broken(error) => {
                tracing::error!(%error, "a request could not be served");
                Self::broken(error.to_string())
            }
        }
    }
}

/// What to do without the right.
const ASK: &str = "ask somebody who may, or an administrator for the role; of a program, for \
    another token";

/// What the gate answers here.
pub(super) fn turned_away(_: &Parts, _: &App, refusal: &Refusal) -> Response {
    let problem = match refusal {
        Refusal::Unknown => Problem::unknown_caller(),
        Refusal::Ended(ended) => Problem::ended(*ended),
        Refusal::NotAllowed { .. } | Refusal::Unlisted => Problem::not_allowed(ASK),
        Refusal::Method => Problem::method(),
        Refusal::Broken(why) => Problem::broken(why),
    };
    problem.into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(CONTENT_TYPE, PROBLEM_JSON)], Json(self)).into_response()
    }
}
