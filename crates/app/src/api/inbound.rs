//! What other tools post to us, `POST /in/{kind}/{token}`: the source is known by its token, what
//! can be read becomes signals, and an authentic message that can't be read is kept as it came.

mod generic;
mod webhook;

use crate::access::Caller;
use crate::state::App;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::alert::Signal;
use vigie_domain::fact::Fact;
use vigie_domain::source::{Source, SourceKind};
use vigie_domain::time::Timestamp;
use vigie_ops::alert::{self, Received};
use vigie_ops::keys::is_one_of;
use vigie_ops::store::{journal, sources};
use vigie_ops::{Error, detect};

/// Most of an unreadable message that is kept: enough to see what it is.
const KEPT_BYTES_MAX: usize = 64 * 1024;

/// Senders that say when a problem ends do not repeat it as Prometheus does, so their alerts may
/// last: they end by the sender's word, or after a year.
const LASTS_AT_MOST: Duration = Duration::from_hours(366 * 24);

/// The addresses that other tools post to.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/in/{kind}/{token}", post(take))
        .route("/api/v1/sources/{slug}/dry-run", post(dry_run))
}

fn answer(status: StatusCode, body: Value) -> Response {
    (status, Json(body)).into_response()
}

fn refuse(status: StatusCode, why: &str) -> Response {
    answer(status, json!({ "error": why }))
}

/// `POST /in/{kind}/{token}`.
async fn take(
    State(app): State<App>,
    Path((kind, token)): Path<(String, String)>,
    body: Body,
) -> Response {
    let setup = app.cx.setup();
    let speaks = |source: &&Source| source.kind.as_str() == kind;
    let mut candidates = setup.sources.values().filter(speaks);
    let Some(source) = candidates.find(|source| is_one_of(&source.tokens, &token)) else {
        let why = "no source of this kind has this token: look at its address again";
        return refuse(StatusCode::NOT_FOUND, why);
    };
    let limit = usize::try_from(source.limits.body_bytes_max).unwrap_or(usize::MAX);
    let Ok(bytes) = to_bytes(body, limit).await else {
        let why = format!("the message is larger than {limit} bytes, or was cut off");
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, &why);
    };
    let now = app.cx.now();
    let outcome = match read(source, &bytes, now) {
        Ok(signals) => receive(&app, source, signals).await.map(|received| {
            let refused: Vec<Value> = received
                .refused
                .iter()
                .map(|one| json!({ "place": one.place, "why": one.why }))
                .collect();
            answer(StatusCode::OK, json!({ "taken": received.taken, "refused": refused }))
        }),
        Err(why) => keep(&app, source, &bytes, why.clone())
            .await
            .map(|()| refuse(StatusCode::UNPROCESSABLE_ENTITY, &why)),
    };
    outcome.unwrap_or_else(|error| {
        tracing::error!(%error, source = %source.slug, "a message could not be taken");
        refuse(StatusCode::SERVICE_UNAVAILABLE, "not taken: send it again")
    })
}

/// What a message says, or why it can't be read.
fn read(source: &Source, bytes: &[u8], now: Timestamp) -> Result<Vec<Signal>, String> {
    let body: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("the message is no JSON that can be read: {error}"))?;
    let signals = match &source.kind {
        SourceKind::AlertmanagerWebhook | SourceKind::Grafana => webhook::read(&body, now),
        SourceKind::Generic(mapping) => generic::read(mapping, &body, now).map(|signals| {
            // A source that says when a problem ends is believed until then.
            let says_end = mapping.status.is_some();
            let lasting = |signal: Signal| {
                let ends_at = signal.ends_at.or(says_end.then_some(now + LASTS_AT_MOST));
                Signal { ends_at, ..signal }
            };
            signals.into_iter().map(lasting).collect()
        }),
        SourceKind::Alertmanager => Err("this source posts to /api/v2/alerts".to_owned()),
    }?;
    Ok(signals.into_iter().map(|signal| source.complete(signal)).collect())
}

async fn receive(app: &App, source: &Source, signals: Vec<Signal>) -> Result<Received, Error> {
    let (setup, slug, now) = (app.cx.setup(), source.slug.clone(), app.cx.now());
    app.cx
        .store
        .write(move |tx| {
            let received = alert::receive(tx, &setup, &slug, &signals, now)?;
            let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let counts = (count(received.taken), count(received.refused.len()));
            detect::heard(tx, &slug, counts, now)?;
            Ok(received)
        })
        .await
}

async fn keep(app: &App, source: &Source, bytes: &[u8], why: String) -> Result<(), Error> {
    let kept = bytes.get(..KEPT_BYTES_MAX).unwrap_or(bytes).to_vec();
    let (slug, now) = (source.slug.clone(), app.cx.now());
    app.cx
        .store
        .write(move |tx| {
            sources::keep_unread(tx, &slug, &why, &kept, now)?;
            detect::heard(tx, &slug, (0, 1), now)?;
            let fact = Fact::MessageUnread { source: slug.clone(), why: why.clone() };
            Ok(journal::append(tx, &fact, slug.as_str(), now)?)
        })
        .await
}

/// `POST /api/v1/sources/{slug}/dry-run`: what a sample would be read as; changes nothing.
async fn dry_run(
    State(app): State<App>,
    caller: Caller,
    Path(slug): Path<String>,
    body: Body,
) -> Response {
    if caller == Caller::Nobody {
        return refuse(StatusCode::UNAUTHORIZED, "sign in, or send an API token");
    }
    let setup = app.cx.setup();
    let Some(source) = setup.sources.get(slug.as_str()) else {
        return refuse(StatusCode::NOT_FOUND, "no such source is declared");
    };
    let limit = usize::try_from(source.limits.body_bytes_max).unwrap_or(usize::MAX);
    let Ok(bytes) = to_bytes(body, limit).await else {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "the sample is too large");
    };
    match read(source, &bytes, app.cx.now()) {
        Ok(signals) => {
            let shown: Vec<Value> = signals.iter().map(shown).collect();
            answer(StatusCode::OK, json!({ "signals": shown }))
        }
        Err(why) => refuse(StatusCode::UNPROCESSABLE_ENTITY, &why),
    }
}

fn shown(signal: &Signal) -> Value {
    let map = |labels: &vigie_domain::label::Labels| -> Value {
        labels.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
    };
    json!({
        "labels": map(&signal.labels),
        "annotations": map(&signal.annotations),
        "starts_at": signal.starts_at.map(|at| at.to_string()),
        "ends_at": signal.ends_at.map(|at| at.to_string()),
        "generator_url": signal.generator_url,
    })
}
