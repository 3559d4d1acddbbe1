//! Now: what is wrong and how bad, who has it, who would be told, what nobody watches, and what is
//! due.

mod ahead;
mod blind;
mod kept;
mod picture;
mod reach;

use super::layout::{View, framed, inner, refusal};
use super::ui::{empty, notice};
use super::{alerts, checks, heartbeats, incidents};
use crate::state::App;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kept::{Like, Moment};
use maud::{Markup, PreEscaped, html};
use picture::Picture;
use std::sync::Arc;
use vigie_domain::check::{Check, CheckState, Verdict};
use vigie_domain::heartbeat::Heartbeat;
use vigie_ops::{Cx, Error};

pub(super) use kept::Kept;

/// Checks and heartbeats that Now shows; the list has the rest.
const TROUBLED_MAX: usize = 30;

/// `GET /`.
pub(super) async fn show(
    State(app): State<App>,
    Extension(kept): Extension<Arc<Kept>>,
    view: View,
) -> Response {
    let drawn = match kept.look(&app.cx, &view).await {
        Ok(moment) => drawn(&app.cx, &view, &moment).await,
        Err(error) => Err(error),
    };
    match drawn {
        Ok(drawn) => framed(&view, view.words.now(), &PreEscaped(&*drawn)).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// The page inside its frame: drawn once for all who see the same.
async fn drawn(cx: &Cx, view: &View, moment: &Moment) -> Result<Arc<str>, Error> {
    let like = Like::reader(view, &moment.ground);
    if let Some(known) = moment.drawn(&like) {
        return Ok(known);
    }
    let picture = Picture::of(cx, view, moment).await?;
    let fresh: Arc<str> = draw(view, &picture).into_string().into();
    if view.changes_by_itself() {
        moment.keep(like, &fresh);
    }
    Ok(fresh)
}

fn draw(view: &View, picture: &Picture<'_>) -> Markup {
    let words = view.words;
    let body = html! {
        (reach::warning(view))
        @if picture.given_up > 0 {
            (notice(words.not_delivered(), &html! {
                a href="/notifications?state=given_up" {
                    (words.not_delivered_next()) " (" (words.number(picture.given_up)) ")"
                }
            }))
        }
        @if !picture.unfiled.is_empty() {
            (notice(&words.now_not_filed(picture.unfiled.len()), &html! {
                @for incident in &picture.unfiled {
                    a href={ "/incidents/" (incident.reference) "/report" } { (incident.reference) } " "
                }
            }))
        }
        @if !is_quiet(picture) { p.summary { (summary(view, picture)) } }
        @if !picture.incidents.is_empty() {
            h2 { (words.open_incidents()) }
            (incidents::cards(view, picture.incidents.iter().copied()))
            @if picture.incidents_count > picture.incidents.len() {
                p { a.button href="/incidents?open=1" { (words.show_all()) } }
            }
        }
        h2 { (words.alerts()) }
        (wrong(view, picture))
        (troubled(view, picture))
        (reach::told(view))
        (blind::show(view, picture))
        (ahead::show(view, picture))
    };
    inner(view, words.now(), &summary(view, picture), &body)
}

/// What is wrong and how bad, in one line: what is also told to those who can't see it change.
fn summary(view: &View, picture: &Picture<'_>) -> String {
    let words = view.words;
    let count = |wanted: &str| -> i64 {
        let found = picture.counts.iter().filter(|(_, severity, _)| severity == wanted);
        found.map(|(.., count)| count).sum()
    };
    if is_quiet(picture) {
        return words.all_quiet().to_owned();
    }
    let all: i64 = picture.counts.iter().map(|(.., count)| count).sum();
    let open = picture.counts.iter().filter(|(state, ..)| state == "open");
    let nobodys: i64 = open.map(|(.., count)| count).sum();
    words.now_summary(
        words.number(all),
        words.number(count("critical")),
        picture.incidents_count,
        words.number(nobodys),
    )
}

/// Whether no alert and no incident is open: what stands below says so already.
fn is_quiet(picture: &Picture<'_>) -> bool {
    picture.counts.iter().all(|(.., count)| *count == 0) && picture.incidents.is_empty()
}

fn wrong(view: &View, picture: &Picture<'_>) -> Markup {
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
fn troubled(view: &View, picture: &Picture<'_>) -> Markup {
    let (words, ground) = (view.words, picture.ground);
    let known = |check: &Check| ground.checks.get(check.slug.as_str());
    let failing: Vec<(&Check, &CheckState)> = view
        .setup
        .checks
        .values()
        .filter_map(|check| Some((check, known(check)?)))
        .filter(|(_, state)| state.verdict == Verdict::Failing)
        .filter(|(check, _)| view.sight.sees_of(check.service.as_ref()))
        .collect();
    let silent = |beat: &&Heartbeat| {
        let state = ground.heartbeats.get(beat.slug.as_str());
        state.is_some_and(|state| state.standing.is_failing())
            && view.sight.sees_of(beat.service.as_ref())
    };
    let beats: Vec<&Heartbeat> = view.setup.heartbeats.values().filter(silent).collect();
    if failing.is_empty() && beats.is_empty() {
        return html! {};
    }
    html! {
        h2 { (words.not_fine()) }
        ul.cards {
            @for (check, state) in failing.iter().take(TROUBLED_MAX) {
                (checks::card(view, check, &view.sight.standing((*state).clone())))
            }
            @for beat in beats.iter().take(TROUBLED_MAX) {
                (heartbeats::card(view, beat, ground.heartbeats.get(beat.slug.as_str())))
            }
        }
        @if failing.len() > TROUBLED_MAX {
            p { a.button href="/checks?state=failing" { (words.all_failing(failing.len())) } }
        }
    }
}
