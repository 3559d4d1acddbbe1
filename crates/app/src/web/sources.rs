//! Sources: who tells us what, when they last did, and how to connect one.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Column, Field, List, Sheet, Way, empty, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use std::collections::HashSet;
use vigie_domain::rights::Act;
use vigie_domain::source::{Source, SourceKind};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::store::Tx;
use vigie_ops::store::sources::{self, SourceState, Unread};

/// Unread messages shown.
const UNREAD_MAX: i64 = 20;
/// Unread messages looked at for somebody who sees few sources: some hundred of ten megabytes at
/// the very worst.
const LOOKED_AT_MAX: i64 = 200;

/// `GET /sources`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let (setup, words, seen) = (app.cx.setup(), view.words, view.sight.clone());
    let list = match List::of((&view, &asked), key, ("name", Way::Up), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let own = setup.sources.values().filter(|source| seen.sees_of(source.service.as_ref()));
    let own: Vec<&Source> = own.collect();
    let read = own.iter().filter(|source| reads(&view, source));
    let read: HashSet<String> = read.map(|source| source.slug.to_string()).collect();
    let (states, unread) = match heard_of(&app, &view, read).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let base = app.base_url();
    let host = base.split("://").nth(1).unwrap_or_default();
    let wanted = asked.get("name").to_lowercase();
    let mut shown: Vec<Told> = own
        .iter()
        .filter(|source| source.slug.as_str().contains(&wanted))
        .map(|source| {
            let state = states.iter().find(|known| known.slug == source.slug.as_str());
            ((*source).clone(), state.cloned())
        })
        .collect();
    list.sort(&mut shown);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&shown).asked_as(file)).flatten() {
        return whole;
    }
    let name =
        Field { name: "name", label: words.name_contains(), value: &wanted, ..Field::default() };
    let body = html! {
        (ui::filters(&view, &asked, &Field { optional: true, ..name }.line("text")))
        @if own.is_empty() {
            (empty(words.no_source(), words.no_source_next()))
        } @else if shown.is_empty() {
            (empty(words.nothing_fits(), words.nothing_fits_next()))
        }
        (list.whole(words.sources(), &shown))
        h2 { "Prometheus" }
        p { (words.prometheus_how()) }
        pre { "alerting:\n  alertmanagers:\n    - authorization: { credentials: TOKEN }\n      static_configs:\n        - targets: [\"" (host) "\"]" }
        @if !unread.is_empty() { h2 { (words.unread()) } }
        ul.cards { @for message in &unread {
            li {
                p.title { (message.source) }
                p { (message.why) }
                p.faint { (time(&view, message.at)) }
                pre { (String::from_utf8_lossy(&message.body)) }
            }
        } }
    };
    page(&view, words.sources(), &body).into_response()
}

/// Whether somebody reads what a source sent and Vigie could not use. What people wrote in a mail is
/// for those who respond, as what they report on the public form is.
fn reads(view: &View, source: &Source) -> bool {
    let is_mail = matches!(source.kind, SourceKind::Mail(_));
    !is_mail || view.sight.may(Act::Respond, source.service.as_ref().map(Slug::as_str))
}

/// What was heard of all sources, and the last messages of some that could not be used. Those of a
/// source that is declared no more are for those who respond everywhere.
async fn heard_of(
    app: &App,
    view: &View,
    names: HashSet<String>,
) -> Result<(Vec<SourceState>, Vec<Unread>), Error> {
    let all = view.sight.may_everywhere(Act::Respond);
    let unit = move |tx: &mut Tx<'_>| {
        let mut unread = sources::unread(tx, if all { UNREAD_MAX } else { LOOKED_AT_MAX })?;
        unread.retain(|message| all || names.contains(&message.source));
        unread.truncate(usize::try_from(UNREAD_MAX).unwrap_or(0));
        Ok((sources::all(tx)?, unread))
    };
    app.cx.store.read(unit).await
}

/// A source, and what was heard of it.
type Told = (Source, Option<SourceState>);

fn key((source, _): &Told) -> String {
    source.slug.to_string()
}

fn heard((_, state): &Told) -> Option<Timestamp> {
    state.as_ref().and_then(|state| state.heard_at)
}

fn taken((_, state): &Told) -> i64 {
    state.as_ref().map_or(0, |state| state.received)
}

fn turned_away((_, state): &Told) -> i64 {
    state.as_ref().map_or(0, |state| state.refused)
}

fn is_silent((_, state): &Told) -> bool {
    state.as_ref().is_some_and(|state| state.silent)
}

fn columns(view: &View) -> Vec<Column<'_, Told>> {
    let words = view.words;
    let name = move |told: &Told| {
        html! {
            (told.0.slug)
            @if is_silent(told) { " " span class="badge failing" { (words.silent_sources()) } }
        }
    };
    let last = |told: &Told| {
        html! {
            @match heard(told) { Some(at) => (time(view, at)), None => (view.words.never()) }
        }
    };
    let rhythm = move |(source, _): &Told| {
        html! {
            @if let Some(every) = source.expected_every { (words.span(every)) }
        }
    };
    vec![
        Column::<Told>::new("name", words.col_name(), name)
            .sorts(Way::Up, |(one, _), (other, _)| one.slug.cmp(&other.slug)),
        Column::<Told>::new(
            "kind",
            words.col_kind(),
            |(source, _)| html! { (source.kind.as_str()) },
        )
        .sorts(Way::Up, |(one, _), (other, _)| one.kind.as_str().cmp(other.kind.as_str())),
        Column::<Told>::new("heard", words.last_heard(), last)
            .sorts(Way::Up, |one, other| heard(one).cmp(&heard(other))),
        Column::<Told>::new("rhythm", words.rhythm(), rhythm),
        Column::<Told>::new(
            "received",
            words.received(),
            move |told| html! { (words.number(taken(told))) },
        )
        .sorts(Way::Down, |one, other| taken(one).cmp(&taken(other))),
        Column::<Told>::new(
            "refused",
            words.refused(),
            move |told| html! { (words.number(turned_away(told))) },
        )
        .sorts(Way::Down, |one, other| turned_away(one).cmp(&turned_away(other))),
    ]
}

fn sheet(shown: &[Told]) -> Sheet {
    let row = |told: &Told| {
        let (source, state) = told;
        vec![
            source.slug.to_string().into(),
            source.kind.as_str().into(),
            is_silent(told).into(),
            Sheet::instant(heard(told)),
            state.as_ref().map(|state| state.received).into(),
            state.as_ref().map(|state| state.refused).into(),
        ]
    };
    Sheet {
        name: "sources",
        columns: &["slug", "kind", "silent", "heard_at", "received", "refused"],
        rows: shown.iter().map(row).collect(),
    }
}
