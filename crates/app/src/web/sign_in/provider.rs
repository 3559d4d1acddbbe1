//! Coming in through an identity provider, and leaving it.

use super::welcome;
use crate::access::{self as porter, AtDoor, LEFT_COOKIE, PROVIDER_COOKIE};
use crate::state::App;
use crate::web::layout::{Stranger, View, page, refusal};
use axum::extract::{Query, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use vigie_domain::account::CEREMONY_LASTS;
use vigie_ops::access::{self, Brought, ProviderEntry};

/// What the provider sends back with the browser; it may add more.
#[derive(Deserialize)]
pub(in crate::web) struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    iss: Option<String>,
    error: Option<String>,
}

/// The provider's button, when one is declared. A link, since browsers do not let a form lead to
/// another site from here.
pub(super) fn button(app: &App, view: &View) -> Markup {
    html! {
        @if let Some(label) = access::provider_label(&app.cx) {
            p { a.button href="/sign-in/provider" { (view.words.provider_use(label)) } }
        }
    }
}

/// What to say to who left here and may still be signed in there.
pub(super) fn parting(app: &App, view: &View, headers: &HeaderMap) -> Markup {
    let left = porter::cookie(headers, LEFT_COOKIE).is_some();
    html! {
        @if let Some(label) = access::provider_label(&app.cx).filter(|_| left) {
            p { (view.words.provider_left()) " " a href="/sign-out/provider" { (view.words.provider_leave(label)) } }
        }
    }
}

/// `GET /sign-in/provider`.
pub(in crate::web) async fn ask(State(app): State<App>, Stranger(view): Stranger) -> Response {
    match access::ask_provider(&app.cx).await {
        Ok(Ok(sent)) => {
            let cookie = porter::set_cookie(&app, PROVIDER_COOKIE, &sent.sealed, CEREMONY_LASTS);
            ([(SET_COOKIE, cookie)], Redirect::to(&sent.url)).into_response()
        }
        Ok(Err(entry)) => said(&view, &entry),
        Err(error) => refusal(&view, &error),
    }
}

/// `GET /sign-in/provider/return`.
pub(in crate::web) async fn back(
    State(app): State<App>,
    Stranger(view): Stranger,
    AtDoor(door): AtDoor,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    let kept = porter::cookie(&headers, PROVIDER_COOKIE).unwrap_or_default();
    let Back { state, code, iss, error } = back;
    let brought = Brought { state, code, issuer: iss, error };
    let entry = access::by_provider(&app.cx, &door, kept, brought).await;
    let forget = porter::set_cookie(&app, PROVIDER_COOKIE, "", Duration::ZERO);
    let answer = match entry {
        Ok(ProviderEntry::In(mut opened)) => {
            // Whoever came in this way needs no password of ours.
            opened.is_bare = false;
            welcome(&app, &headers, &opened)
        }
        Ok(entry) => said(&view, &entry),
        Err(error) => refusal(&view, &error),
    };
    (AppendHeaders([(SET_COOKIE, forget)]), answer).into_response()
}

/// Why nobody came in, and what to do.
fn said(view: &View, entry: &ProviderEntry) -> Response {
    let words = view.words;
    let (status, why, detail) = match entry {
        ProviderEntry::Down(why) => {
            (StatusCode::SERVICE_UNAVAILABLE, words.provider_down().to_owned(), Some(why))
        }
        ProviderEntry::Refused(why) => {
            (StatusCode::UNPROCESSABLE_ENTITY, words.provider_refused().to_owned(), Some(why))
        }
        ProviderEntry::Stranger(known_as) => {
            (StatusCode::FORBIDDEN, words.provider_stranger(known_as), None)
        }
        ProviderEntry::In(_) => (StatusCode::OK, String::new(), None),
    };
    let body = html! {
        p.problem { (why) }
        @if let Some(detail) = detail { p.hint { (detail) } }
        p { a href="/sign-in" { (words.sign_in()) } }
    };
    (status, page(view, words.sign_in(), &body)).into_response()
}

/// `GET /sign-out/provider`: after leaving here, leaves the provider.
pub(in crate::web) async fn leave(State(app): State<App>, headers: HeaderMap) -> Response {
    let kept = porter::cookie(&headers, LEFT_COOKIE).unwrap_or_default();
    let to = access::farewell(&app.cx, kept).await;
    let to = Redirect::to(to.as_deref().unwrap_or("/sign-in"));
    let forget = porter::set_cookie(&app, LEFT_COOKIE, "", Duration::ZERO);
    ([(SET_COOKIE, forget)], to).into_response()
}
