//! Checks and heartbeats: what they hold to be true, and what they saw.

use super::layout::{View, badge, empty, page, refusal, time};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::HashMap;
use std::time::Duration;
use vigie_domain::check::CheckState;
use vigie_domain::heartbeat::{Heartbeat, HeartbeatState};
use vigie_ops::Error;
use vigie_ops::store::checks::{self, StoredObservation};
use vigie_ops::store::heartbeats;

/// Observations on the page of a check.
const HISTORY_MAX: i64 = 200;
/// Bars of a sparkline.
const BARS: usize = 60;

/// `GET /checks`.
pub(super) async fn list(State(app): State<App>, view: View) -> Response {
    let read = app.cx.store.read(|tx| Ok((checks::states(tx)?, heartbeats::states(tx)?)));
    let (checks, beats) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let (setup, words) = (app.cx.setup(), view.words);
    let checks: HashMap<String, CheckState> = checks.into_iter().collect();
    let beats: HashMap<String, HeartbeatState> = beats.into_iter().collect();
    let body = html! {
        @if setup.checks.is_empty() { (empty(words.no_check(), words.no_check_next())) }
        ul.cards { @for check in setup.checks.values() {
            @let state = checks.get(check.slug.as_str()).cloned().unwrap_or_default();
            @let verdict = state.verdict.as_str();
            li {
                p.title { a href={ "/checks/" (check.slug) } { (check.name) } }
                p { (badge(&view, verdict)) " " (state.words(check, view.now)) }
                p.faint { (words.last_look()) " "
                    @match state.last_at { Some(at) => (time(&view, at)), None => (words.never()) } }
            }
        } }
        @if !setup.heartbeats.is_empty() { h2 { (words.heartbeats()) } }
        ul.cards { @for heartbeat in setup.heartbeats.values() {
            (beat(&view, heartbeat, beats.get(heartbeat.slug.as_str()), &app.base_url()))
        } }
    };
    page(&view, words.checks(), &body).into_response()
}

fn beat(view: &View, heartbeat: &Heartbeat, state: Option<&HeartbeatState>, base: &str) -> Markup {
    let words = view.words;
    let state = state.cloned().unwrap_or_default();
    let standing = state.standing.as_str();
    html! {
        li {
            p.title { (heartbeat.name) }
            p { (badge(view, standing)) " " (state.words(heartbeat, view.now)) }
            @if let Some(next) = state.next_expected(heartbeat, view.now) {
                p { (words.next_expected()) " " (time(view, next)) }
            }
            p.faint { (words.ping_address()) " " code { (base) "/ping/" (heartbeat.ping_key.as_str()) } }
        }
    }
}

/// `GET /checks/{slug}`.
pub(super) async fn show(State(app): State<App>, view: View, Path(slug): Path<String>) -> Response {
    let setup = app.cx.setup();
    let Some(check) = setup.checks.get(slug.as_str()) else {
        return refusal(&view, &Error::NotFound("check"));
    };
    let read = app
        .cx
        .store
        .read(move |tx| Ok((checks::state(tx, &slug)?, checks::history(tx, &slug, HISTORY_MAX)?)));
    let (state, history) = match read.await {
        Ok((state, history)) => (state.unwrap_or_default(), history),
        Err(error) => return refusal(&view, &error),
    };
    let (words, verdict) = (view.words, state.verdict.as_str());
    let body = html! {
        p { (badge(&view, verdict)) " " (state.words(check, view.now)) }
        (sparkline(&history))
        h2 { (words.history()) }
        div.scroll tabindex="0" role="region" aria-label=(words.history()) { table {
            thead { tr {
                th scope="col" { (words.when()) } th scope="col" { (words.state()) }
                th scope="col" { (words.took()) } th scope="col" { (words.phases()) }
            } }
            tbody { @for seen in &history { tr {
                td { (time(&view, seen.at)) }
                td { (seen.outcome) " " (why(seen)) }
                td { @if let Some(micros) = seen.total_micros { (millis(micros)) } }
                td { (phases(seen)) }
            } } }
        } }
        p.faint { (words.looks_every(words.span(check.every))) }
    };
    page(&view, check.name.as_str(), &body).into_response()
}

fn body_of(seen: &StoredObservation) -> serde_json::Value {
    serde_json::from_str(&seen.body).unwrap_or_default()
}

fn why(seen: &StoredObservation) -> String {
    body_of(seen).get("why").and_then(|why| why.as_str()).unwrap_or_default().to_owned()
}

fn phases(seen: &StoredObservation) -> String {
    let body = body_of(seen);
    let all = body.get("phases_micros").and_then(|phases| phases.as_object());
    let shown = all
        .into_iter()
        .flatten()
        .filter_map(|(name, micros)| Some(format!("{name} {}", millis(micros.as_i64()?))));
    shown.collect::<Vec<_>>().join(", ")
}

fn millis(micros: i64) -> String {
    let span = Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    format!("{:.1} ms", span.as_secs_f64() * 1000.0)
}

/// The last looks, oldest first, as bars: short and coloured by outcome. The table below says the
/// same in words.
fn sparkline(history: &[StoredObservation]) -> Markup {
    let shown: Vec<&StoredObservation> = history.iter().take(BARS).collect();
    html! {
        svg.spark viewBox={ "0 0 " (BARS * 4) " 20" } aria-hidden="true" {
            @for (at, seen) in shown.iter().rev().enumerate() {
                @let (class, height) = match seen.outcome.as_str() {
                    "ok" => ("good", 12), "failed" => ("bad", 20), _ => ("none", 6),
                };
                rect class=(class) x=(at * 4) y=(20 - height) width="3" height=(height) {}
            }
        }
    }
}
