//! `/api/v2/silences` and `/api/v2/silence/{id}`.

use super::alerts::whole_refused;
use super::answer::{done, failure, json, refusal, schema};
use super::query::filters;
use super::sender::Sender;
use super::silence_schema::silence;
use crate::state::App;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::matcher::{MatchOp, Matcher};
use vigie_domain::silence::Silence;
use vigie_domain::time::Timestamp;
use vigie_ops::store::silences;
use vigie_ops::{Error, alert};

/// How long expired silences are listed: as long as Alertmanager keeps them.
const LISTED_FOR: Duration = Duration::from_secs(120 * 3600);
/// Most silences in one answer: far more than people make.
const LISTED_MAX: i64 = 50_000;

/// `POST /api/v2/silences`
pub(super) async fn post(app: &App, body: &[u8]) -> Response {
    let posted = match silence(body) {
        Ok(posted) => posted,
        Err(unread) => return whole_refused(&unread, "silence"),
    };
    let wanted = match posted.silence() {
        Ok(wanted) => wanted,
        Err((place, error)) => {
            let said =
                format!("invalid silence: matcher set 0: invalid label matcher {place}: {error}");
            return refusal(StatusCode::BAD_REQUEST, &said);
        }
    };
    let (now, fresh) = (app.cx.now(), uuid::Uuid::new_v4().to_string());
    let set = app.cx.store.write(move |tx| alert::set_silence(tx, &wanted, &fresh, now)).await;
    match set {
        Ok(id) => json(StatusCode::OK, format!("{}\n", json!({ "silenceID": id }))),
        Err(error) => failure(&error),
    }
}

/// `GET /api/v2/silences`
pub(super) async fn list(app: &App, uri: &Uri) -> Response {
    let wanted = match filters(uri) {
        Ok(wanted) => wanted,
        Err(refused) => return *refused,
    };
    let now = app.cx.now();
    let since = now.minus(LISTED_FOR);
    let read = app.cx.store.read(move |tx| Ok(silences::since(tx, since, LISTED_MAX)?)).await;
    match read {
        Ok(mut all) => {
            all.retain(|silence| silence.holds(&wanted));
            all.sort_by(|a, b| a.list_order(b, now));
            let shown: Vec<Value> = all.iter().map(|silence| shown(silence, now)).collect();
            json(StatusCode::OK, format!("{}\n", Value::from(shown)))
        }
        Err(error) => failure(&error),
    }
}

/// `GET /api/v2/silence/{id}`
pub(super) async fn one(app: &App, id: &str) -> Response {
    if !is_uuid(id) {
        return no_uuid(id);
    }
    let (now, id) = (app.cx.now(), id.to_owned());
    match app.cx.store.read(move |tx| Ok(silences::by_id(tx, &id)?)).await {
        Ok(Some(silence)) => json(StatusCode::OK, format!("{}\n", shown(&silence, now))),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failure(&error),
    }
}

/// `DELETE /api/v2/silence/{id}`
pub(super) async fn expire(app: &App, sender: &Sender, id: &str) -> Response {
    if !is_uuid(id) {
        return no_uuid(id);
    }
    let (now, id, by) = (app.cx.now(), id.to_owned(), sender.name.clone());
    match app.cx.store.write(move |tx| alert::expire_silence(tx, &id, &by, now)).await {
        Ok(()) => done(),
        Err(Error::NotFound(_)) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => failure(&error),
    }
}

fn no_uuid(id: &str) -> Response {
    schema(601, &format!("silenceID in path must be of type uuid: \"{id}\""))
}

/// A UUID, with its dashes or without any of them.
fn is_uuid(id: &str) -> bool {
    let mut rest = id;
    for (place, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if place > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        let Some((part, after)) = rest.split_at_checked(digits) else { return false };
        if !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

/// A silence as JSON, its fields in Alertmanager's order.
fn shown(silence: &Silence, now: Timestamp) -> Value {
    let matcher = |matcher: &Matcher| {
        let op = matcher.op();
        json!({
            "isEqual": matches!(op, MatchOp::Equal | MatchOp::Regex),
            "isRegex": matches!(op, MatchOp::Regex | MatchOp::NotRegex),
            "name": matcher.name(),
            "value": matcher.value(),
        })
    };
    let mut shown = json!({
        "id": silence.id,
        "status": { "state": silence.state(now).as_str() },
        "updatedAt": silence.updated_at.to_string(),
        "comment": silence.comment,
        "createdBy": silence.created_by,
        "endsAt": silence.ends_at.to_string(),
        "matchers": silence.matchers.iter().map(matcher).collect::<Vec<_>>(),
        "startsAt": silence.starts_at.to_string(),
    });
    if let (Some(fields), false) = (shown.as_object_mut(), silence.annotations.is_empty()) {
        let pairs = silence.annotations.iter().map(|(name, value)| (name.to_owned(), value.into()));
        fields.insert("annotations".to_owned(), Value::Object(pairs.collect()));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_all_dashes_or_lack_any() {
        for good in ["00000000-0000-4000-8000-00000000000F", "00000000000040008000000000000000"] {
            assert!(is_uuid(good), "{good}");
        }
        for bad in ["", "xyz", " ", "{00000000-0000-4000-8000-000000000000}", "é0000000"] {
            assert!(!is_uuid(bad), "{bad}");
        }
    }
}
