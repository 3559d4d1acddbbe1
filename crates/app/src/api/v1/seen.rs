//! What a caller saw before it decides: `ETag` of what is shown, `If-Match` of what is changed.

use super::super::error::Problem;
use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::convert::Infallible;
use vigie_ops::Error;
use vigie_ops::keys::hash_secret;

/// Digits of a tag: two different states never share as many.
const TAG_CHARS: usize = 32;

/// The tag of what is shown, in its quotes.
fn tag(text: &str) -> String {
    let hash = hash_secret(text);
    format!("\"{}\"", hash.get(..TAG_CHARS).unwrap_or(&hash))
}

fn tag_of(shown: &impl Serialize) -> String {
    tag(&serde_json::to_string(shown).unwrap_or_default())
}

/// An answer that says which state it shows.
pub(super) struct Tagged<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        (tag_header(&tag_of(&self.0)), Json(self.0)).into_response()
    }
}

/// The header that says which state a text shows.
pub(super) fn tagged_text(text: &str) -> [(HeaderName, HeaderValue); 1] {
    tag_header(&tag(text))
}

fn tag_header(tag: &str) -> [(HeaderName, HeaderValue); 1] {
    [(ETAG, HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\"")))]
}

/// Whether a list of tags names this one.
pub(super) fn names(list: &HeaderValue, tag: &str) -> bool {
    let list = list.to_str().unwrap_or_default();
    let strong = |one: &str| one.trim().trim_start_matches("W/") == tag;
    list.trim() == "*" || list.split(',').any(strong)
}

/// The states that a caller decides upon; without `If-Match`, any.
#[derive(Clone)]
pub(super) struct Seen(Option<HeaderValue>);

impl<S: Send + Sync> FromRequestParts<S> for Seen {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

impl Seen {
    fn of(headers: &HeaderMap) -> Self {
        Self(headers.get(IF_MATCH).cloned())
    }

    /// Refuses what was decided upon another state than this one. Runs in the unit that changes.
    pub(super) fn check<T: Serialize>(
        &self,
        now: impl FnOnce() -> Result<T, Error>,
    ) -> Result<(), Error> {
        self.check_tag(|| Ok(tag_of(&now()?)))
    }

    /// The same, of what is shown as a text.
    pub(super) fn check_text(
        &self,
        now: impl FnOnce() -> Result<String, Error>,
    ) -> Result<(), Error> {
        self.check_tag(|| Ok(tag(&now()?)))
    }

    fn check_tag(&self, now: impl FnOnce() -> Result<String, Error>) -> Result<(), Error> {
        match &self.0 {
            Some(wanted) if !names(wanted, &now()?) => Err(Error::Stale),
            Some(_) | None => Ok(()),
        }
    }

    /// The refusal: who named a state hears that it is another one now.
    pub(super) fn problem(&self, error: Error) -> Problem {
        match (&self.0, error) {
            (Some(_), Error::Stale) => Problem::changed(),
            (_, error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_a_list_weak_or_strong() {
        let list = HeaderValue::from_static("\"a\", W/\"b\"");
        assert!(names(&list, "\"a\"") && names(&list, "\"b\"") && !names(&list, "\"c\""));
        assert!(names(&HeaderValue::from_static("*"), "\"c\""));
    }

    #[test]
    fn only_who_names_a_state_is_held_to_it() {
        let any = Seen(None);
        assert_eq!(any.check(|| Ok(1)), Ok(()));
        let one = Seen(Some(HeaderValue::from_str(&tag_of(&1)).unwrap()));
        assert_eq!(one.check(|| Ok(1)), Ok(()));
        assert_eq!(one.check(|| Ok(2)), Err(Error::Stale));
    }
}
