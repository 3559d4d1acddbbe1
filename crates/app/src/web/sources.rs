//! Sources: who tells us what, when they last did, and how to connect one.

use super::layout::{View, empty, page, refusal, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::html;
use vigie_ops::store::sources;

/// Unread messages shown.
const UNREAD_MAX: i64 = 20;

/// `GET /sources`.
pub(super) async fn list(State(app): State<App>, view: View) -> Response {
    let read = app.cx.store.read(|tx| Ok((sources::all(tx)?, sources::unread(tx, UNREAD_MAX)?)));
    let (states, unread) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let (setup, words) = (app.cx.setup(), view.words);
    let base = app.base_url();
    let host = base.split("://").nth(1).unwrap_or_default();
    let body = html! {
        @if setup.sources.is_empty() { (empty(words.no_source(), words.no_source_next())) }
        ul.cards { @for source in setup.sources.values() {
            @let state = states.iter().find(|state| state.slug == source.slug.as_str());
            li {
                p.title { (source.slug) }
                p { (source.kind.as_str())
                    @if state.is_some_and(|state| state.silent) { " " span class="badge failing" { (words.silent_sources()) } } }
                dl {
                    dt { (words.last_heard()) }
                    dd { @match state.and_then(|state| state.heard_at) {
                        Some(at) => (time(&view, at)), None => (words.never()),
                    } }
                    @if let Some(every) = source.expected_every {
                        dt { (words.rhythm()) } dd { (words.span(every)) }
                    }
                    @if let Some(state) = state {
                        dt { (words.received()) } dd { (state.received) }
                        dt { (words.refused()) } dd { (state.refused) }
                    }
                }
            }
        } }
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
