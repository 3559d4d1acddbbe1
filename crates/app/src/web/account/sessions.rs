//! Where somebody is signed in, and ending it from afar.

use super::Signed;
use crate::state::App;
use crate::web::layout::{View, refusal};
use crate::web::ui::{button, time};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_ops::access::{self, Session, Visitor};

/// The list of sessions.
pub(super) fn section(view: &View, visitor: &Visitor, sessions: &[Session]) -> Markup {
    let words = view.words;
    html! {
        section aria-labelledby="sessions-title" {
            h2 id="sessions-title" { (words.sessions()) }
            p.hint { (words.session_limits()) }
            ul.cards { @for session in sessions {
                @let this = session.hash == visitor.session;
                li {
                    p.title {
                        (if session.device.is_empty() { words.session_device_unknown() } else { &session.device })
                        @if this { " " span.badge.passing { (words.session_this()) } }
                    }
                    dl {
                        dt { (words.session_address()) } dd { (session.address) }
                        dt { (words.session_since()) } dd { (time(view, session.created_at)) }
                        dt { (words.session_seen()) } dd { (time(view, session.seen_at)) }
                    }
                    @if !this {
                        div.actions {
                            (button(&format!("/account/sessions/{}/end", session.hash), words.session_end(), ""))
                        }
                    }
                }
            } }
            @if sessions.len() > 1 {
                div.actions { (button("/account/sessions/end-others", words.session_end_others(), "")) }
            }
        }
    }
}

/// `POST /account/sessions/{session}/end`.
pub(in crate::web) async fn end(
    State(app): State<App>,
    signed: Signed,
    Path(session): Path<String>,
) -> Response {
    match access::end(&app.cx, &signed.visitor, &session).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /account/sessions/end-others`.
pub(in crate::web) async fn end_others(State(app): State<App>, signed: Signed) -> Response {
    match access::end_others(&app.cx, &signed.visitor).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}
