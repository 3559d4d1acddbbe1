//! Now: what is wrong and how bad, who has it, who would be told, what nobody watches, and what is
//! due.

mod ahead;
mod blind;
mod picture;
mod reach;

use super::layout::{View, page_with_news, refusal};
use super::ui::{empty, notice};
use super::{alerts, checks, incidents};
use crate::state::App;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use picture::Picture;
use std::sync::Arc;
use vigie_domain::check::{Check, CheckState, Verdict};
use vigie_domain::heartbeat::Heartbeat;

pub(super) use picture::Kept;

/// Checks and heartbeats that Now shows; the list has the rest.
const TROUBLED_MAX: usize = 30;

/// `GET /`.
pub(super) async fn show(
    State(app): State<App>,
    Extension(kept): Extension<Arc<Kept>>,
    view: View,
) -> Response {
    let picture = match kept.look(&app.cx, view.now).await {
        Ok(picture) => picture,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let body = html! {
        (reach::warning(&view))
        @if picture.given_up > 0 {
            (notice(words.not_delivered(), &html! {
                a href="/notifications?state=given_up" {
                    (words.not_delivered_next()) " (" (words.number(picture.given_up)) ")"
                }
            }))
        }
        p.summary { (summary(&view, &picture)) }
        @if !picture.incidents.is_empty() {
            h2 { (words.open_incidents()) }
            (incidents::cards(&view, &picture.incidents))
        }
        h2 { (words.alerts()) }
        (wrong(&view, &picture))
        (troubled(&view, &picture))
        h2 { (words.would_be_told()) }
        (reach::told(&view))
        (blind::show(&view, &picture))
        (ahead::show(&view, &picture))
    };
    page_with_news(&view, words.now(), &summary(&view, &picture), &body).into_response()
}

/// What is wrong and how bad, in one line: what is also told to those who can't see it change.
fn summary(view: &View, picture: &Picture) -> String {
    let words = view.words;
    let count = |wanted: &str| -> i64 {
        let found = picture.counts.iter().filter(|(_, severity, _)| severity == wanted);
        found.map(|(.., count)| count).sum()
    };
    let all: i64 = picture.counts.iter().map(|(.., count)| count).sum();
    if all == 0 && picture.incidents.is_empty() {
        return words.all_quiet().to_owned();
    }
    let open = picture.counts.iter().filter(|(state, ..)| state == "open");
    let nobodys: i64 = open.map(|(.., count)| count).sum();
    words.now_summary(
        words.number(all),
        words.number(count("critical")),
        picture.incidents.len(),
        words.number(nobodys),
    )
}

fn wrong(view: &View, picture: &Picture) -> Markup {
    let words = view.words;
    let all: i64 = picture.counts.iter().map(|(.., count)| count).sum();
    let shown = i64::try_from(picture.alerts.len()).unwrap_or(i64::MAX);
    html! {
        @if picture.alerts.is_empty() { (empty(words.all_quiet(), words.all_quiet_next())) }
        (alerts::cards(view, &picture.alerts))
        @if all > shown { p { a.button href="/alerts" { (words.all_alerts(all)) } } }
    }
}

/// Checks that fail and heartbeats that are silent.
fn troubled(view: &View, picture: &Picture) -> Markup {
    let words = view.words;
    let known = |check: &Check| picture.checks.get(check.slug.as_str());
    let failing: Vec<(&Check, &CheckState)> = view
        .setup
        .checks
        .values()
        .filter_map(|check| Some((check, known(check)?)))
        .filter(|(_, state)| state.verdict == Verdict::Failing)
        .collect();
    let silent = |beat: &&Heartbeat| {
        let state = picture.heartbeats.get(beat.slug.as_str());
        state.is_some_and(|state| state.standing.is_failing())
    };
    let beats: Vec<&Heartbeat> = view.setup.heartbeats.values().filter(silent).collect();
    if failing.is_empty() && beats.is_empty() {
        return html! {};
    }
    html! {
        h2 { (words.not_fine()) }
        ul.cards {
            @for (check, state) in failing.iter().take(TROUBLED_MAX) {
                (checks::card(view, check, state))
            }
            @for beat in beats.iter().take(TROUBLED_MAX) {
                (checks::beat_card(view, beat, picture.heartbeats.get(beat.slug.as_str()), None))
            }
        }
        @if failing.len() > TROUBLED_MAX {
            p { a.button href="/checks?state=failing" { (words.all_failing(failing.len())) } }
        }
    }
}
