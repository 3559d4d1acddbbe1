//! Our own JSON: what, who, service, url, at, kind, state, id.

use super::{Told, change, instant, text};
use serde_json::Value;
use vigie_domain::change::{ChangeKind, ChangeState};

/// Reads a message; fields that we do not know are left alone.
pub(super) fn read(body: &Value) -> Result<Told, String> {
    let what = text(body, "/what").trim();
    if what.is_empty() {
        return Err("\"what\" is no text: write in a line what was changed".to_owned());
    }
    let kind = word(body, "/kind", ChangeKind::Other, ChangeKind::from_word, || {
        ChangeKind::ALL.map(ChangeKind::as_str).join(", ")
    })?;
    let state = word(body, "/state", ChangeState::Done, ChangeState::from_word, || {
        ChangeState::ALL.map(ChangeState::as_str).join(", ")
    })?;
    let at = text(body, "/at");
    let told_at = instant(at);
    if !at.is_empty() && told_at.is_none() {
        return Err("\"at\" is no instant: write it as 2026-11-20T22:00:00Z".to_owned());
    }
    let mut told = change(kind, state);
    told.at = told_at;
    told.delivery = text(body, "/id").to_owned();
    told.service = text(body, "/service").to_owned();
    told.place = text(body, "/place").to_owned();
    told.who = text(body, "/who").to_owned();
    told.what = what.to_owned();
    told.url = text(body, "/url").to_owned();
    Ok(Told::Change(Box::new(told)))
}

fn word<T>(
    body: &Value,
    pointer: &str,
    usual: T,
    from: fn(&str) -> Option<T>,
    known: impl Fn() -> String,
) -> Result<T, String> {
    let word = text(body, pointer);
    if word.is_empty() {
        return Ok(usual);
    }
    let name = pointer.trim_start_matches('/');
    from(word).ok_or_else(|| format!("\"{name}\" is none of: {}", known()))
}
