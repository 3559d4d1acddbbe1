//! Signing in by password or by a single-use link, and signing out.

pub(super) mod provider;
pub(super) mod second;

use super::account::passkeys::{Ask, asks};
use super::layout::{Stranger, View, page, problem, refusal};
use crate::access::{self, AtDoor};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use vigie_domain::account::CEREMONY_LASTS;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::access::{Entry, Opened, by_link, by_password as check_password, leave_provider};

/// The cookie that remembers which page was asked for before signing in.
const NEXT_COOKIE: &str = "vigie_next";
/// It is followed within that time, or forgotten.
const NEXT_LASTS: Duration = Duration::from_secs(600);
/// Longest address that is remembered.
const NEXT_BYTES_MAX: usize = 500;
/// Seconds after which a crowd at the door is gone.
const CROWD_SECS: u64 = 5;

/// What somebody typed.
#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// Sends somebody to sign in first, and remembers where they wanted to go.
pub(super) fn first(app: &App, parts: &Parts) -> Response {
    let to = Redirect::to("/sign-in");
    let wanted = parts.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    let odd = |c: char| !c.is_ascii_graphic() || ";,\\\"".contains(c);
    if parts.method != Method::GET || wanted.len() > NEXT_BYTES_MAX || wanted.contains(odd) {
        return to.into_response();
    }
    ([(SET_COOKIE, next_cookie(app, wanted, NEXT_LASTS))], to).into_response()
}

fn next_cookie(app: &App, value: &str, lasts: Duration) -> String {
    access::set_cookie(app, NEXT_COOKIE, value, lasts)
}

/// Where somebody wanted to go: an address of ours only.
pub(super) fn wanted(headers: &HeaderMap) -> &str {
    let kept = access::cookie(headers, NEXT_COOKIE).unwrap_or_default();
    let ours = kept.starts_with('/') && !kept.starts_with("//") && !kept.starts_with("/\\");
    if ours { kept } else { "/" }
}

/// `GET /sign-in`.
pub(super) async fn ask_name(
    State(app): State<App>,
    Stranger(view): Stranger,
    headers: HeaderMap,
) -> Response {
    let body = html! { (provider::parting(&app, &view, &headers)) (form(&app, &view, "", None)) };
    page(&view, view.words.sign_in(), &body).into_response()
}

fn form(app: &App, view: &View, name: &str, mistake: Option<&Markup>) -> Markup {
    let words = view.words;
    let described = mistake.map(|_| "mistake");
    let ask = Ask {
        kind: "show",
        begin: "/sign-in/passkey/begin",
        finish: "/sign-in/passkey",
        next: "",
        label: words.passkey_use(),
    };
    html! {
        (asks(app, view, &ask))
        (provider::button(app, view))
        @if let Some(mistake) = mistake { div.problem id="mistake" role="alert" { (mistake) } }
        form method="post" action="/sign-in" {
            label for="name" { (words.sign_in_name()) }
            input id="name" name="name" required value=(name) autocomplete="username"
                autocapitalize="none" spellcheck="false" aria-describedby=[described];
            label for="password" { (words.sign_in_password()) }
            input id="password" name="password" type="password" required
                autocomplete="current-password" aria-describedby=[described];
            button.main type="submit" { (words.sign_in()) }
        }
        h2 { (words.sign_in_no_password()) }
        p { (words.sign_in_link_how()) }
        pre { "vigie sign-in " (if name.is_empty() { "…" } else { name }) }
    }
}

/// `POST /sign-in`.
pub(super) async fn by_password(
    State(app): State<App>,
    Stranger(view): Stranger,
    AtDoor(door): AtDoor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let words = view.words;
    match check_password(&app.cx, &door, &typed.name, &typed.password).await {
        Ok(Entry::In(opened)) => welcome(&app, &headers, &opened),
        Ok(Entry::Code(step)) => second::go_on(&app, &step),
        Ok(Entry::Refused) => {
            let mistake = html! { p { (words.sign_in_wrong()) } };
            let body = form(&app, &view, &typed.name, Some(&mistake));
            (StatusCode::UNPROCESSABLE_ENTITY, page(&view, words.sign_in(), &body)).into_response()
        }
        Ok(Entry::Later(ready_at)) => {
            let (seconds, mistake) = too_early(&view, ready_at);
            let body = form(&app, &view, &typed.name, Some(&mistake));
            let status = StatusCode::TOO_MANY_REQUESTS;
            (status, [(RETRY_AFTER, seconds)], page(&view, words.sign_in(), &body)).into_response()
        }
        Err(error) => broken(&view, &error),
    }
}

/// Seconds to wait, and the words for it.
pub(super) fn too_early(view: &View, ready_at: Timestamp) -> (String, Markup) {
    let seconds = ready_at.since(view.now).as_millis().div_ceil(1_000).max(1);
    let wait = Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX));
    let said = html! {
        p { (view.words.sign_in_later()) " " strong { (view.words.span(wait)) } }
        p { (view.words.sign_in_elsewhere()) }
    };
    (wait.as_secs().to_string(), said)
}

/// A crowd at the door is said honestly; anything else as everywhere.
pub(super) fn broken(view: &View, error: &Error) -> Response {
    if !matches!(error, Error::Refused { .. }) {
        return refusal(view, error);
    }
    let said = problem(view, StatusCode::SERVICE_UNAVAILABLE, view.words.sign_in_busy());
    ([(RETRY_AFTER, CROWD_SECS.to_string())], said).into_response()
}

/// Lets somebody in, to the page they wanted; who has no password is offered one first.
pub(super) fn welcome(app: &App, headers: &HeaderMap, opened: &Opened) -> Response {
    let to = if opened.is_bare { "/account/password" } else { wanted(headers) };
    let forget = [(SET_COOKIE, next_cookie(app, "", Duration::ZERO))];
    let forget = AppendHeaders(forget);
    (access::cookies_of(app, opened), forget, Redirect::to(to)).into_response()
}

/// `GET /sign-in/{link}`: asks before it uses the link up, since mail scanners and previews look.
pub(super) async fn ask(Stranger(view): Stranger, Path(link): Path<String>) -> Response {
    let body = html! {
        p { (view.words.sign_in_ask()) }
        form method="post" action={ "/sign-in/" (link) } {
            button.main type="submit" { (view.words.sign_in()) }
        }
    };
    page(&view, view.words.sign_in(), &body).into_response()
}

/// `POST /sign-in/{link}`.
pub(super) async fn enter(
    State(app): State<App>,
    Stranger(view): Stranger,
    AtDoor(door): AtDoor,
    headers: HeaderMap,
    Path(link): Path<String>,
) -> Response {
    match by_link(&app.cx, &door, &link).await {
        Ok(Entry::In(opened)) => welcome(&app, &headers, &opened),
        Ok(Entry::Code(step)) => second::go_on(&app, &step),
        Ok(Entry::Refused | Entry::Later(_)) => {
            problem(&view, StatusCode::GONE, view.words.sign_in_gone())
        }
        Err(error) => refusal(&view, &error),
    }
}

/// Tells the browser to forget what it keeps of Vigie: it goes with the session.
const CLEAR_SITE_DATA: (HeaderName, &str) =
    (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"");
/// Sent by the installed app's worker, which erases by itself.
const ERASES: &str = "x-vigie-erases";

/// `POST /sign-out`.
pub(super) async fn leave(
    State(app): State<App>,
    Stranger(view): Stranger,
    headers: HeaderMap,
) -> Response {
    let session = access::cookie(&headers, access::COOKIE_NAME).unwrap_or_default();
    let left = leave_provider(&app.cx, session).await.unwrap_or_default();
    let left = left.map(|kept| {
        (SET_COOKIE, access::set_cookie(&app, access::LEFT_COOKIE, &kept, CEREMONY_LASTS))
    });
    match access::sign_out(&app, &headers).await {
        Ok(cookie) => {
            let cookies = AppendHeaders([(SET_COOKIE, cookie)].into_iter().chain(left));
            let gone = (cookies, Redirect::to("/sign-in")).into_response();
            if headers.contains_key(ERASES) {
                gone
            } else {
                ([CLEAR_SITE_DATA], gone).into_response()
            }
        }
        Err(error) => refusal(&view, &error),
    }
}
