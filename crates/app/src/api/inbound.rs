//! What other tools post to us, `POST /in/{kind}/{token}`: the source is known by its token, what
//! can be read becomes signals, and an authentic message that can't be read is kept as it came.

mod change;
mod command;
mod door;
mod dry_run;
mod generic;
mod legacy;
mod mail;
mod read;
mod webhook;

use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use door::{Closed, Pace};
use read::{Message, read};
use serde_json::{Value, json};
use std::time::Duration;
use vigie_domain::alert::Signal;
use vigie_domain::fact::Fact;
use vigie_domain::source::{Source, SourceKind};
use vigie_domain::time::{Timestamp, TimestampError};
use vigie_ops::alert::{self, Judged, Refusal};
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
        .route("/api/v1/sources/{slug}/dry-run", post(dry_run::dry_run))
        .layer(Extension(Pace::default()))
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
    Extension(pace): Extension<Pace>,
    Path((kind, token)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let setup = app.cx.setup();
    let speaks = |source: &&Source| source.kind.as_str() == kind;
    let mut candidates = setup.sources.values().filter(speaks);
    let Some(source) = candidates.find(|source| is_one_of(&source.tokens, &token)) else {
        let why = "no source of this kind has this token: look at its address again";
        return refuse(StatusCode::NOT_FOUND, why);
    };
    let now = app.cx.now();
    if let Err(closed) = pace.step(&source.slug, source.limits.messages_per_minute_max, now) {
        return turn_away(&closed);
    }
    let bytes = match door::bytes(&headers, body, source.limits).await {
        Ok(bytes) => bytes,
        Err(closed) => return turn_away(&closed),
    };
    let taken = match &source.kind {
        SourceKind::Change(feed) => change::take(&app, (source, feed), &headers, &bytes).await,
        SourceKind::Command(commands) => command::take(&app, (source, commands), &bytes).await,
        SourceKind::Mail(mailbox) => mail::take(&app, (source, mailbox), &bytes).await,
        SourceKind::Alertmanager
        | SourceKind::AlertmanagerWebhook
        | SourceKind::Grafana
        | SourceKind::Generic(_) => take_bytes(&app, source, &bytes).await,
    };
    taken.unwrap_or_else(|error| {
        tracing::error!(%error, source = %source.slug, "a message could not be taken");
        refuse(StatusCode::SERVICE_UNAVAILABLE, "not taken: send it again")
    })
}

fn turn_away(closed: &Closed) -> Response {
    let mut response = refuse(closed.status, &closed.why);
    if let Some(seconds) = closed.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A time of a message. Year 1 and the last day of year 9999 are how senders say "none".
fn instant(text: &str) -> Result<Option<Timestamp>, TimestampError> {
    if text.starts_with("9999-12-") {
        return Ok(None);
    }
    text.parse().map(|at: Timestamp| (at > Timestamp::ZERO).then_some(at))
}

async fn take_bytes(app: &App, source: &Source, bytes: &[u8]) -> Result<Response, Error> {
    let message = match read(source, bytes, app.cx.now()) {
        Ok(message) => message,
        Err(why) => {
            keep(app, source, bytes, (&why, 1)).await?;
            return Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, &why));
        }
    };
    let (taken, refused) = receive(app, source, message).await?;
    if let Some(first) = refused.first() {
        keep(app, source, bytes, (&first.why, 0)).await?;
    }
    let refused: Vec<Value> =
        refused.iter().map(|one| json!({ "place": one.place, "why": one.why })).collect();
    let nothing = taken == 0 && !refused.is_empty();
    let status = if nothing { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(answer(status, json!({ "taken": taken, "refused": refused })))
}

/// Takes what can be taken; answers how much that is, and what is refused, in order of place.
async fn receive(
    app: &App,
    source: &Source,
    message: Message,
) -> Result<(usize, Vec<Refusal>), Error> {
    let (setup, slug, now) = (app.cx.setup(), source.slug.clone(), app.cx.now());
    let Message { standing, signals, mut refused } = message;
    let (places, signals): (Vec<usize>, Vec<Signal>) = signals.into_iter().unzip();
    let unread = refused.len();
    let judged = Judged::new(signals, &setup, now);
    let received = app
        .cx
        .store
        .write(move |tx| {
            let received = alert::receive(tx, &setup, &slug, &judged, now)?;
            let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            let counts = (count(received.taken), count(received.refused.len() + unread));
            detect::heard(tx, &slug, counts, now)?;
            Ok(received)
        })
        .await?;
    let placed = |one: Refusal| {
        let place = places.get(one.place).copied().unwrap_or(one.place);
        Refusal { place, why: standing.named(place, &one.why) }
    };
    refused.extend(received.refused.into_iter().map(placed));
    refused.sort_by_key(|one| one.place);
    Ok((received.taken, refused))
}

/// Keeps a message as it came, with why, and counts what it refused that was not counted yet.
async fn keep(
    app: &App,
    source: &Source,
    bytes: &[u8],
    (why, uncounted): (&str, i64),
) -> Result<(), Error> {
    let why = why.to_owned();
    let kept = bytes.get(..KEPT_BYTES_MAX).unwrap_or(bytes).to_vec();
    let (slug, now) = (source.slug.clone(), app.cx.now());
    app.cx
        .store
        .write(move |tx| {
            sources::keep_unread(tx, &slug, &why, &kept, now)?;
            detect::heard(tx, &slug, (0, uncounted), now)?;
            let fact = Fact::MessageUnread { source: slug.clone(), why: why.clone() };
            Ok(journal::append(tx, &fact, slug.as_str(), now)?)
        })
        .await
}
