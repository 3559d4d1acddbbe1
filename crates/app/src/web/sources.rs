//! Sources: who tells us what, when they last did, and how to connect one.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Field, Sheet, empty, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::HashSet;
use vigie_domain::rights::Act;
use vigie_domain::source::Source;
use vigie_ops::store::sources::{self, SourceState};

/// Unread messages shown.
const UNREAD_MAX: i64 = 20;
/// Unread messages looked at for somebody who sees few sources: some hundred of ten megabytes at
/// the very worst.
const LOOKED_AT_MAX: i64 = 200;

/// `GET /sources`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let (setup, words, seen) = (app.cx.setup(), view.words, view.sight.clone());
    let own = setup.sources.values().filter(|source| seen.sees_of(source.service.as_ref()));
    let own: Vec<&Source> = own.collect();
    let names: HashSet<String> = own.iter().map(|source| source.slug.to_string()).collect();
    let all = view.sight.may_everywhere(Act::See);
    let read = app.cx.store.read(move |tx| {
        let mut unread = sources::unread(tx, if all { UNREAD_MAX } else { LOOKED_AT_MAX })?;
        unread.retain(|message| all || names.contains(&message.source));
        unread.truncate(usize::try_from(UNREAD_MAX).unwrap_or(0));
        Ok((sources::all(tx)?, unread))
    });
    let (states, unread) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let base = app.base_url();
    let host = base.split("://").nth(1).unwrap_or_default();
    let wanted = asked.get("name").to_lowercase();
    let shown: Vec<Told<'_>> = own
        .iter()
        .filter(|source| source.slug.as_str().contains(&wanted))
        .map(|source| (*source, states.iter().find(|known| known.slug == source.slug.as_str())))
        .collect();
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&shown).asked_as(file)).flatten() {
        return whole;
    }
    let name =
        Field { name: "name", label: words.name_contains(), value: &wanted, ..Field::default() };
    let body = html! {
        (ui::filters(&view, &asked, &Field { optional: true, ..name }.line("text"), &[]))
        @if own.is_empty() {
            (empty(words.no_source(), words.no_source_next()))
        } @else if shown.is_empty() {
            (empty(words.nothing_fits(), words.nothing_fits_next()))
        }
        ul.cards { @for one in &shown { (card(&view, one)) } }
        (ui::below(&view, &asked, None))
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

type Told<'a> = (&'a Source, Option<&'a SourceState>);

fn card(view: &View, (source, state): &Told<'_>) -> Markup {
    let words = view.words;
    html! {
        li {
            p.title { (source.slug) }
            p { (source.kind.as_str())
                @if state.is_some_and(|state| state.silent) {
                    " " span class="badge failing" { (words.silent_sources()) }
                } }
            dl {
                dt { (words.last_heard()) }
                dd { @match state.and_then(|state| state.heard_at) {
                    Some(at) => (time(view, at)), None => (words.never()),
                } }
                @if let Some(every) = source.expected_every {
                    dt { (words.rhythm()) } dd { (words.span(every)) }
                }
                @if let Some(state) = state {
                    dt { (words.received()) } dd { (words.number(state.received)) }
                    dt { (words.refused()) } dd { (words.number(state.refused)) }
                }
            }
        }
    }
}

fn sheet(shown: &[Told<'_>]) -> Sheet {
    let row = |(source, state): &Told<'_>| {
        vec![
            source.slug.to_string().into(),
            source.kind.as_str().into(),
            state.is_some_and(|state| state.silent).into(),
            Sheet::instant(state.and_then(|state| state.heard_at)),
            state.map(|state| state.received).into(),
            state.map(|state| state.refused).into(),
        ]
    };
    Sheet {
        name: "sources",
        columns: &["slug", "kind", "silent", "heard_at", "received", "refused"],
        rows: shown.iter().map(row).collect(),
    }
}
