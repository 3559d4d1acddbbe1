//! Checks: what they hold to be true, and what they saw.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Bar, Choice, Column, Field, List, Sheet, Way, badge, empty, time};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::HashMap;
use std::time::Duration;
use vigie_domain::check::{Check, CheckState, Verdict};
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::store::checks::{self, StoredObservation};

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
    let known = match app.cx.store.read(|tx| Ok(checks::states(tx)?)).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let list = List::of((&view, &asked), key, ("state", Way::Down), columns(&view));
    let list = match list {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let mut watched = wanted(&view, &asked, known);
    list.sort(&mut watched);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&watched).asked_as(file)).flatten() {
        return whole;
    }
    let sees = |check: &Check| view.sight.sees_of(check.service.as_ref());
    let body = html! {
        @if !view.setup.checks.values().any(sees) {
            (empty(words.no_check(), words.no_check_next()))
        } @else {
            (ui::filters(&view, &asked, &fields(&view, &asked)))
            @if watched.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        (list.whole(words.checks(), &watched))
        p { a href="/heartbeats" { (words.heartbeats()) } }
    };
    page(&view, words.checks(), &body).into_response()
}

fn key((check, _): &Watched<'_>) -> String {
    check.slug.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Watched<'_>>> {
    let words = view.words;
    let name = |(check, _): &Watched<'_>| {
        html! {
            a href={ "/checks/" (check.slug) } { (view.words.again(check.name.as_str())) }
        }
    };
    let state = |(check, state): &Watched<'_>| {
        html! {
            (badge(view, state.verdict.as_str())) " " (view.words.again(&state.words(check, view.now)))
        }
    };
    let service = |(check, _): &Watched<'_>| {
        html! {
            @if let Some(service) = &check.service { (view.service(service)) }
        }
    };
    vec![
        Column::<Watched<'_>>::new("name", words.col_name(), name)
            .sorts(Way::Up, |(one, _), (other, _)| one.name.as_str().cmp(other.name.as_str())),
        Column::<Watched<'_>>::new("state", words.state(), state)
            .sorts(Way::Down, |(_, one), (_, other)| trouble(one).cmp(&trouble(other))),
        Column::<Watched<'_>>::new("service", words.service(), service)
            .sorts(Way::Up, |(one, _), (other, _)| one.service.cmp(&other.service)),
        Column::<Watched<'_>>::new("since", words.col_since(), |(_, state)| {
            html! { @if let Some(at) = state.since { (time(view, at)) } }
        })
        .sorts(Way::Down, |(_, one), (_, other)| one.since.cmp(&other.since)),
        Column::<Watched<'_>>::new("looked", words.col_looked(), |(_, state)| {
            moment(view, state.last_at)
        })
        .sorts(Way::Down, |(_, one), (_, other)| one.last_at.cmp(&other.last_at)),
    ]
}

/// When something was; in words where it never was.
fn moment(view: &View, at: Option<Timestamp>) -> Markup {
    html! { @match at { Some(at) => (time(view, at)), None => (view.words.never()) } }
}

/// The checks that fit the filters.
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
    let all = all.filter(|check| view.sight.sees_of(check.service.as_ref()));
    all.map(|check| {
        let state = known.remove(check.slug.as_str()).unwrap_or_default();
        (check, view.sight.standing(state))
    })
    .filter(fits)
    .collect()
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
