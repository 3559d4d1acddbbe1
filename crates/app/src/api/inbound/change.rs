//! What was changed, as the tools that did it tell us: each message is checked as its sender signs
//! it, read, and kept once.

mod github;
mod gitlab;
mod json;
mod scalingo;

use super::{answer, keep, refuse};
use crate::state::App;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use vigie_domain::change::{ChangeFeed, ChangeFormat, ChangeKind, ChangeState};
use vigie_domain::source::Source;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::detect::{self, ToldChange};
use vigie_ops::keys::{hash_secret, is_one_of, is_signed};
use vigie_ops::store::Tx;

/// What a message says.
enum Told {
    /// A change.
    Change(Box<ToldChange>),
    /// Something authentic that is no change, with its name.
    Other(String),
}

/// A change of a kind, of which nothing else is known yet.
fn change(kind: ChangeKind, state: ChangeState) -> ToldChange {
    ToldChange {
        delivery: String::new(),
        kind,
        state,
        at: None,
        service: String::new(),
        place: String::new(),
        who: String::new(),
        what: String::new(),
        url: String::new(),
    }
}

/// A text of a message; empty where there is none.
fn text<'v>(body: &'v Value, pointer: &str) -> &'v str {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// An instant as RFC 3339 or as GitLab writes it; `None` where there is none that can be read.
fn instant(text: &str) -> Option<Timestamp> {
    let zoned = text.replace(" UTC", " +0000");
    let gitlab = || jiff::Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", &zoned).ok();
    text.parse().ok().or_else(|| gitlab().map(Timestamp::from_jiff))
}

/// The first letters of a commit, as people write it.
fn short(commit: &str) -> &str {
    commit.get(..7).unwrap_or(commit)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The parts that are not empty, one after the other.
fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// A header as text; empty where there is none.
fn header<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether the sender showed what was agreed with it.
fn is_authentic(feed: &ChangeFeed, headers: &HeaderMap, bytes: &[u8]) -> bool {
    let Some(secret) = &feed.secret else {
        return matches!(feed.format, ChangeFormat::Json | ChangeFormat::Scalingo);
    };
    let signature = match feed.format {
        ChangeFormat::Github => header(headers, "x-hub-signature-256"),
        ChangeFormat::Json | ChangeFormat::Scalingo => header(headers, "x-vigie-signature"),
        ChangeFormat::Gitlab => {
            return is_one_of(std::slice::from_ref(secret), header(headers, "x-gitlab-token"));
        }
    };
    signature.strip_prefix("sha256=").is_some_and(|tag| is_signed(secret, bytes, tag))
}

/// `POST /in/change/{token}`, once the source is known by its token.
pub(super) async fn take(
    app: &App,
    (source, feed): (&Source, &ChangeFeed),
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Response, Error> {
    if !is_authentic(feed, headers, bytes) {
        let why = "the signature or the secret is not the one of this source: write the same on \
                   both sides";
        return Ok(refuse(StatusCode::FORBIDDEN, why));
    }
    let read = serde_json::from_slice::<Value>(bytes)
        .map_err(|error| {
            format!("the message is no JSON that can be read ({error}): have it sent as JSON")
        })
        .and_then(|body| match feed.format {
            ChangeFormat::Json => json::read(&body),
            ChangeFormat::Github => github::read(header(headers, "x-github-event"), &body),
            ChangeFormat::Gitlab => Ok(gitlab::read(&body)),
            ChangeFormat::Scalingo => Ok(scalingo::read(&body)),
        });
    match read {
        Ok(Told::Change(told)) => kept(app, (source, feed), named(*told, headers, bytes)).await,
        Ok(Told::Other(name)) => {
            heard(app, source).await?;
            Ok(answer(StatusCode::OK, json!({ "kept": 0, "ignored": name })))
        }
        Err(why) => {
            keep(app, source, bytes, (&why, 1)).await?;
            Ok(refuse(StatusCode::UNPROCESSABLE_ENTITY, &why))
        }
    }
}

/// A change with what the sender calls its message: in a header, in the body, or else its bytes.
fn named(mut told: ToldChange, headers: &HeaderMap, bytes: &[u8]) -> ToldChange {
    // GitLab's `X-Gitlab-Event-UUID` may be shared by several deliveries: its key comes first.
    let names = ["idempotency-key", "x-github-delivery", "x-gitlab-event-uuid"];
    let said = names.iter().map(|name| header(headers, name)).find(|name| !name.is_empty());
    if let Some(name) = said.filter(|_| told.delivery.is_empty()) {
        name.clone_into(&mut told.delivery);
    }
    if told.delivery.is_empty() {
        told.delivery = hash_secret(&String::from_utf8_lossy(bytes));
    }
    told
}

async fn heard(app: &App, source: &Source) -> Result<(), Error> {
    let (slug, now) = (source.slug.clone(), app.cx.now());
    app.cx.store.write(move |tx| detect::heard(tx, &slug, (0, 0), now)).await
}

async fn kept(
    app: &App,
    (source, feed): (&Source, &ChangeFeed),
    told: ToldChange,
) -> Result<Response, Error> {
    let (setup, now, slug) = (app.cx.setup(), app.cx.now(), source.slug.clone());
    let service = detect::service_of(&setup, Some(feed), &told, source.service.as_ref());
    let unit = move |tx: &mut Tx<'_>| {
        detect::heard(tx, &slug, (1, 0), now)?;
        detect::note_change(tx, (slug.as_str(), service.clone()), &told, now)
    };
    let kept = app.cx.store.write(unit).await?;
    Ok(answer(StatusCode::OK, json!({ "kept": i64::from(kept.is_some()) })))
}
