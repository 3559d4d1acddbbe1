//! Signing in by a single-use link, and signing out.

use super::layout::{Stranger, page, problem, refusal};
use crate::access;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

/// `GET /sign-in`: how to get a link.
pub(super) async fn explain(Stranger(view): Stranger) -> Response {
    let body = html! { p { (view.words.sign_in_how()) } pre { "vigie sign-in" } };
    page(&view, view.words.sign_in(), &body).into_response()
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
    Path(link): Path<String>,
) -> Response {
    match access::sign_in(&app, &link).await {
        Ok(Some(cookie)) => ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response(),
        Ok(None) => problem(&view, StatusCode::GONE, view.words.sign_in_gone()),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /sign-out`.
pub(super) async fn leave(
    State(app): State<App>,
    Stranger(view): Stranger,
    headers: HeaderMap,
) -> Response {
    match access::sign_out(&app, &headers).await {
        Ok(cookie) => ([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}
