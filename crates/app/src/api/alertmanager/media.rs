//! Media types of requests: what a body is said to be, and what an answer may be.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE};

/// The media type of a body, in lower case; `Err` says what can't be read.
pub(super) fn of_body(headers: &HeaderMap) -> Result<String, String> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok("application/octet-stream".to_owned());
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    parsed(&text).map_err(|why| {
        format!("parsing Content-Type header from \"{text}\" failed, because mime: {why}")
    })
}

fn parsed(text: &str) -> Result<String, &'static str> {
    let (kind, rest) = text.split_once(';').unwrap_or((text, ""));
    let kind = kind.trim().to_ascii_lowercase();
    match kind.split_once('/') {
        None if kind.is_empty() => return Err("no media type"),
        None if !is_token(&kind) => return Err("expected slash after first token"),
        Some((first, _)) if !is_token(first) => return Err("no media type"),
        Some((_, "")) => return Err("expected token after slash"),
        Some((_, second)) if !is_token(second) => {
            return Err("unexpected content after media subtype");
        }
        _ => {}
    }
    // One semicolon at the end is forgiven.
    let rest = rest.trim();
    let mut parameters = rest.strip_suffix(';').unwrap_or(rest).split(';');
    let good = |parameter: &str| {
        let pair = parameter.trim().split_once('=');
        pair.is_some_and(|(name, value)| is_token(name) && is_value(value))
    };
    if text.contains(';') && !rest.is_empty() && !parameters.all(good) {
        return Err("invalid media parameter");
    }
    Ok(kind)
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?=".contains(c))
}

fn is_value(text: &str) -> bool {
    is_token(text) || (text.len() >= 2 && text.starts_with('"') && text.ends_with('"'))
}

/// Whether an answer in JSON is wanted.
pub(super) fn accepts_json(headers: &HeaderMap) -> bool {
    let wanted: Vec<&str> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|range| range.split(';').next().unwrap_or_default().trim())
        .filter(|range| !range.is_empty())
        .collect();
    let fits = |range: &&str| ["*/*", "application/*", "application/json"].contains(range);
    wanted.is_empty() || wanted.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_are_read_as_go_reads_them() {
        for (text, kind) in [
            ("application/json", Ok("application/json")),
            ("Application/JSON", Ok("application/json")),
            ("application/json; charset=utf-8", Ok("application/json")),
            ("application/json;", Ok("application/json")),
            ("*/*", Ok("*/*")),
            ("x;;", Err("invalid media parameter")),
            ("", Err("no media type")),
            ("a/", Err("expected token after slash")),
            ("a/b c", Err("unexpected content after media subtype")),
            ("a/b; c", Err("invalid media parameter")),
        ] {
            assert_eq!(parsed(text), kind.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn json_is_given_to_whoever_takes_it() {
        let accepts = |value: &'static str| {
            accepts_json(&HeaderMap::from_iter([(ACCEPT, value.parse().unwrap())]))
        };
        assert!(accepts_json(&HeaderMap::new()));
        assert!(accepts("text/html, */*;q=0.8") && accepts("application/json") && accepts(""));
        assert!(!accepts("text/html") && !accepts("text/plain, image/png"));
    }
}
