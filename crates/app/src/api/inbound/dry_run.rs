//! `POST /api/v1/sources/{slug}/dry-run`: what a sample would be read as; changes nothing.

use super::door;
use super::read::{Message, read};
use crate::access::Pass;
use crate::api::error::Problem;
use crate::state::App;
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use vigie_domain::alert::{Claim, Signal};
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::alert::Refusal;
use vigie_ops::sight;

/// What to do about a sample that would not be let in.
const LIMITS: &str = "a real message would be answered the same: correct the sample or the limits";

pub(super) async fn dry_run(
    State(app): State<App>,
    pass: Pass,
    Path(slug): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let (setup, now) = (app.cx.setup(), app.cx.now());
    let unknown = || {
        let why = format!("no source \"{slug}\" is declared");
        Problem::not_found(why, "declare it under `sources`, or take a name from there")
    };
    let source = setup.sources.get(slug.as_str()).ok_or_else(unknown)?;
    let service = source.service.as_ref().map(Slug::as_str);
    sight::allow(&pass.sight, Act::SeeConfiguration, service, "source")?;
    let bytes = door::bytes(&headers, body, source.limits).await;
    let bytes = bytes.map_err(|closed| Problem::as_answered(closed.status, closed.why, LIMITS))?;
    let unread = StatusCode::UNPROCESSABLE_ENTITY;
    let message = read(source, &bytes, now)
        .map_err(|why| Problem::as_answered(unread, why, "correct the mapping, or the sample"))?;
    let Message { standing, signals: read, mut refused } = message;
    let mut signals = Vec::new();
    for (place, signal) in read {
        match Claim::from_signal(signal.clone(), setup.settings.resolve_timeout, now) {
            Ok(_) => signals.push(shown(&signal, now)),
            Err(error) => {
                refused.push(Refusal { place, why: standing.named(place, &error.to_string()) });
            }
        }
    }
    refused.sort_by_key(|one| one.place);
    let refused: Vec<Value> =
        refused.iter().map(|one| json!({ "place": one.place, "why": one.why })).collect();
    Ok(Json(json!({ "signals": signals, "refused": refused })))
}

fn shown(signal: &Signal, now: Timestamp) -> Value {
    let map = |labels: &vigie_domain::label::Labels| -> Value {
        labels.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
    };
    json!({
        "state": if signal.ends_at.is_some_and(|at| at <= now) { "resolved" } else { "firing" },
        "labels": map(&signal.labels),
        "annotations": map(&signal.annotations),
        "starts_at": signal.starts_at.map(|at| at.to_string()),
        "ends_at": signal.ends_at.map(|at| at.to_string()),
        "generator_url": signal.generator_url,
    })
}
