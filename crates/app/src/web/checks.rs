//! Checks and heartbeats: what they hold to be true, and what they saw.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Bar, Choice, Field, Sheet, badge, empty, time};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;
use vigie_domain::check::{Check, CheckState, Verdict};
use vigie_domain::heartbeat::{Heartbeat, HeartbeatState};
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_ops::Error;
use vigie_ops::store::checks::{self, StoredObservation};
use vigie_ops::store::heartbeats;

/// Observations on the page of a check.
const HISTORY_MAX: i64 = 200;

type Watched<'a> = (&'a Check, CheckState);

/// How bad it is to see: failing first, then what nobody knows.
pub(super) fn trouble(state: &CheckState) -> u8 {
    match (state.verdict, state.blind.is_some()) {
        (Verdict::Failing, _) => 2,
        (Verdict::Unknown, _) | (_, true) => 1,
        (Verdict::Passing, false) => 0,
    }
}

/// `GET /checks`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let read = app.cx.store.read(|tx| Ok((checks::states(tx)?, heartbeats::states(tx)?)));
    let (known, beats) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let beats: HashMap<String, HeartbeatState> = beats.into_iter().collect();
    let watched = wanted(&view, &asked, known);
    let (shown, next) = ui::paged(&watched, &asked, |(check, _)| check.slug.as_str());
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(shown).asked_as(file)).flatten() {
        return whole;
    }
    let orders = [
        Choice { value: "", label: words.worst_first() },
        Choice { value: "name", label: words.by_name() },
        Choice { value: "latest", label: words.latest_first() },
    ];
    let sees = |beat: &&Heartbeat| view.sight.sees_of(beat.service.as_ref());
    let heartbeats: Vec<&Heartbeat> = view.setup.heartbeats.values().filter(sees).collect();
    let sees = |check: &Check| view.sight.sees_of(check.service.as_ref());
    let body = html! {
        @if !view.setup.checks.values().any(sees) {
            (empty(words.no_check(), words.no_check_next()))
        } @else {
            (ui::filters(&view, &asked, &fields(&view, &asked), &orders))
            @if shown.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        ul.cards { @for (check, state) in shown { (card(&view, check, state)) } }
        (ui::below(&view, &asked, next))
        @if !heartbeats.is_empty() && asked.is_whole() {
            h2 { (words.heartbeats()) }
            ul.cards { @for heartbeat in heartbeats {
                (beat_card(&view, heartbeat, beats.get(heartbeat.slug.as_str()), Some(&app.base_url())))
            } }
        }
    };
    page(&view, words.checks(), &body).into_response()
}

/// The checks that fit the filters, in the asked order.
fn wanted<'a>(view: &'a View, asked: &Asked, known: Vec<(String, CheckState)>) -> Vec<Watched<'a>> {
    let mut known: HashMap<String, CheckState> = known.into_iter().collect();
    let (name, verdict) = (asked.get("name").to_lowercase(), asked.get("state"));
    let fits = |(check, state): &Watched<'_>| {
        let service = check.service.as_ref().map_or("", |slug| view.service(slug));
        let named = [check.name.as_str(), check.slug.as_str(), service]
            .iter()
            .any(|text| text.to_lowercase().contains(&name));
        named && (verdict.is_empty() || state.verdict.as_str() == verdict)
    };
    let all = view.setup.checks.values();
    let mut watched: Vec<Watched<'a>> = all
        .filter(|check| view.sight.sees_of(check.service.as_ref()))
        .map(|check| {
            let state = known.remove(check.slug.as_str()).unwrap_or_default();
            (check, view.sight.standing(state))
        })
        .filter(fits)
        .collect();
    ui::sorted_by(
        &mut watched,
        asked,
        &[
            ("worst", |(_, one), (_, other)| trouble(other).cmp(&trouble(one))),
            ("name", |(one, _), (other, _)| one.name.as_str().cmp(other.name.as_str())),
            ("latest", |(_, one), (_, other)| Reverse(one.since).cmp(&Reverse(other.since))),
        ],
    );
    watched
}

fn fields(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let name = Field {
        name: "name",
        label: words.name_contains(),
        value: asked.get("name"),
        optional: true,
        ..Field::default()
    };
    let state = Field {
        name: "state",
        label: words.state(),
        value: asked.get("state"),
        ..Field::default()
    };
    let names = [Verdict::Failing, Verdict::Unknown, Verdict::Passing]
        .map(|verdict| (verdict.as_str(), words.known(verdict.as_str())));
    let named = names.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> =
        std::iter::once(Choice { value: "", label: words.any_state() }).chain(named).collect();
    html! { (name.line("text")) (state.select(&all)) }
}

/// A check with how it stands.
pub(super) fn card(view: &View, check: &Check, state: &CheckState) -> Markup {
    let words = view.words;
    html! {
        li {
            p.title { a href={ "/checks/" (check.slug) } { (view.words.again(check.name.as_str())) } }
            p { (badge(view, state.verdict.as_str())) " " (view.words.again(&state.words(check, view.now))) }
            p.faint {
                @if let Some(service) = &check.service { (view.service(service)) " · " }
                (words.last_look()) " "
                @match state.last_at { Some(at) => (time(view, at)), None => (words.never()) }
            }
        }
    }
}

fn sheet(shown: &[Watched<'_>]) -> Sheet {
    let row = |(check, state): &Watched<'_>| {
        vec![
            check.slug.to_string().into(),
            check.name.to_string().into(),
            check.service.as_ref().map(ToString::to_string).into(),
            state.verdict.as_str().into(),
            Sheet::instant(state.since),
            Sheet::instant(state.last_at),
            state.blind.clone().or(state.why.clone()).into(),
        ]
    };
    Sheet {
        name: "checks",
        columns: &["slug", "name", "service", "state", "since", "last_look", "why"],
        rows: shown.iter().map(row).collect(),
    }
}

/// A heartbeat with how it stands, and its address where that helps: it is a key, and shown to
/// those who may read the configuration.
pub(super) fn beat_card(
    view: &View,
    heartbeat: &Heartbeat,
    state: Option<&HeartbeatState>,
    base: Option<&str>,
) -> Markup {
    let words = view.words;
    let state = state.cloned().unwrap_or_default();
    let standing = state.standing.as_str();
    let service = heartbeat.service.as_ref().map(Slug::as_str);
    let base = base.filter(|_| view.sight.may(Act::SeeConfiguration, service));
    html! {
        li {
            p.title { (heartbeat.name) }
            p { (badge(view, standing)) " " (view.words.again(&state.words(heartbeat, view.now))) }
            @if let Some(next) = state.next_expected(heartbeat, view.now) {
                p { (words.next_expected()) " " (time(view, next)) }
            }
            @if let Some(base) = base {
                p.faint {
                    (words.ping_address()) " "
                    code { (base) "/ping/" (heartbeat.ping_key.as_str()) }
                }
            }
        }
    }
}

/// `GET /checks/{slug}`.
pub(super) async fn show(State(app): State<App>, view: View, Path(slug): Path<String>) -> Response {
    let setup = app.cx.setup();
    let found = setup.checks.get(slug.as_str());
    let Some(check) = found.filter(|check| view.sight.sees_of(check.service.as_ref())) else {
        return refusal(&view, &Error::NotFound("check"));
    };
    let read = app
        .cx
        .store
        .read(move |tx| Ok((checks::state(tx, &slug)?, checks::history(tx, &slug, HISTORY_MAX)?)));
    let (state, history) = match read.await {
        Ok((state, history)) => (view.sight.standing(state.unwrap_or_default()), history),
        Err(error) => return refusal(&view, &error),
    };
    let (words, verdict) = (view.words, state.verdict.as_str());
    let head = [words.when(), words.state(), words.took(), words.phases()];
    let rows: Vec<Vec<Markup>> = history.iter().map(|seen| look(&view, seen)).collect();
    let body = html! {
        p { (badge(&view, verdict)) " " (view.words.again(&state.words(check, view.now))) }
        p.faint {
            @if let Some(service) = &check.service { (view.service(service)) " · " }
            (words.looks_every(words.span(check.every)))
        }
        @if !history.is_empty() { (last_looks(&view, &history)) }
        h2 { (words.history()) }
        (ui::table(words.history(), &head, &rows))
    };
    page(&view, &words.again(check.name.as_str()), &body).into_response()
}

fn look(view: &View, seen: &StoredObservation) -> Vec<Markup> {
    vec![
        time(view, seen.at),
        html! { (badge(view, outcome(seen))) " " (view.words.again(&why(seen))) },
        html! { @if let Some(micros) = seen.total_micros { (millis(micros)) } },
        html! { (phases(seen)) },
    ]
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

/// What one look says, as the states of checks are called.
fn outcome(seen: &StoredObservation) -> &'static str {
    match seen.outcome.as_str() {
        "ok" => Verdict::Passing.as_str(),
        "failed" => Verdict::Failing.as_str(),
        _ => Verdict::Unknown.as_str(),
    }
}

/// The last looks, oldest first, as bars: by outcome, in colour and in height.
fn last_looks(view: &View, history: &[StoredObservation]) -> Markup {
    let words = view.words;
    let bars: Vec<Bar> = history
        .iter()
        .rev()
        .map(|seen| match seen.outcome.as_str() {
            "ok" => Bar { height: 60, kind: "good" },
            "failed" => Bar { height: 100, kind: "bad" },
            _ => Bar { height: 30, kind: "none" },
        })
        .collect();
    let failed = history.iter().filter(|seen| seen.outcome == "failed").count();
    ui::chart(words.last_looks(), &words.looks_said(history.len(), failed), &bars)
}
