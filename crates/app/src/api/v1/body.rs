//! The body of a request: JSON of a known shape; what is unknown in it is refused by name.

use super::super::body::{Cut, whole};
use super::super::error::Problem;
use super::ask::nearest;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

/// Largest body: a thousand signals with long annotations, or a configuration of a large site.
pub(super) const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;

/// A body, read.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Problem::media_type());
        }
        let bytes = whole(request.into_body(), BODY_BYTES_MAX).await.map_err(|cut| match cut {
            Cut::TooLarge => Problem::too_large(BODY_BYTES_MAX),
            Cut::TooSlow => Problem::too_slow(),
            Cut::Broken => Problem::refused("the body did not arrive whole", "send it again"),
        })?;
        read(&bytes).map(Self)
    }
}

/// A body that may be left out: then nothing is said.
pub(super) struct Maybe<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for Maybe<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(Self(T::default()));
        }
        let Body(said) = Body::<Option<T>>::from_request(request, state).await?;
        Ok(Self(said.unwrap_or_default()))
    }
}

fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        problem(&path, &error.inner().to_string())
    })?;
    json.end().map_err(|error| problem(".", &error.to_string()))?;
    Ok(value)
}

/// From what serde says: "unknown field `titel`, expected one of `title`, `service`".
fn problem(path: &str, said: &str) -> Problem {
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    let unknown = said.starts_with("unknown field") || said.starts_with("unknown variant");
    let next = match (quoted.split_first(), unknown) {
        (Some((word, known)), true) => match nearest(word, known) {
            Some(near) => format!("write \"{near}\""),
            None => "see /api/v1/openapi.json for the fields there are".to_owned(),
        },
        _ => "see /api/v1/openapi.json for what this address takes".to_owned(),
    };
    if path == "." {
        return Problem::refused(said, next);
    }
    Problem::field(path, said, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Shape {
        #[expect(dead_code, reason = "only its name and type are looked at")]
        title: String,
    }

    fn said(text: &'static str) -> String {
        format!("{:?}", read::<Shape>(&Bytes::from_static(text.as_bytes())).unwrap_err())
    }

    #[test]
    fn mistakes_in_a_body_are_named() {
        assert!(said(r#"{"titel":"x"}"#).contains(r#"write \"title\""#));
        assert!(said(r#"{"title":3}"#).contains(r#"field: Some("title")"#));
        assert!(said("{").contains("EOF while parsing"));
        assert!(said(r#"{"title":"x"} y"#).contains("trailing characters"));
    }
}
