//! The second step of signing in: a code of the authenticator app, or a recovery code.

use super::{too_early, welcome};
use crate::access::{self, AtDoor, STEP_COOKIE, step_cookie};
use crate::state::App;
use crate::web::account::app::code_mistake;
use crate::web::layout::{Stranger, View, page, refusal};
use axum::Form;
use axum::extract::State;
use axum::http::header::{RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_ops::access::{CodeEntry, by_code};

/// Where this page is.
const HERE: &str = "/sign-in/code";

#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    code: String,
}

/// Sends who showed a right password on to the code.
pub(super) fn go_on(app: &App, step: &str) -> Response {
    ([(SET_COOKIE, step_cookie(app, step))], Redirect::to(HERE)).into_response()
}

/// `GET /sign-in/code`.
pub(in crate::web) async fn ask(Stranger(view): Stranger, headers: HeaderMap) -> Response {
    if access::cookie(&headers, STEP_COOKIE).is_none() {
        return Redirect::to("/sign-in").into_response();
    }
    page(&view, view.words.code_title(), &form(&view, None)).into_response()
}

fn form(view: &View, mistake: Option<&Markup>) -> Markup {
    let words = view.words;
    html! {
        p { (words.code_how()) }
        @if let Some(mistake) = mistake { div.problem id="mistake" role="alert" { (mistake) } }
        form method="post" action=(HERE) {
            label for="code" { (words.code()) }
            input id="code" name="code" required autofocus autocomplete="one-time-code"
                autocapitalize="none" spellcheck="false" maxlength="40"
                aria-describedby=[mistake.map(|_| "mistake")];
            button.main type="submit" { (words.sign_in()) }
        }
        p { (words.code_lost()) }
    }
}

/// `POST /sign-in/code`.
pub(in crate::web) async fn prove(
    State(app): State<App>,
    Stranger(view): Stranger,
    AtDoor(door): AtDoor,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Response {
    let step = access::cookie(&headers, STEP_COOKIE).unwrap_or_default();
    let (status, wait, mistake) = match by_code(&app.cx, &door, step, &typed.code).await {
        Ok(CodeEntry::In(opened)) => {
            let forget = AppendHeaders([(SET_COOKIE, step_cookie(&app, ""))]);
            return (forget, welcome(&app, &headers, &opened)).into_response();
        }
        Ok(CodeEntry::Over) => {
            let body = html! {
                p.problem { (view.words.code_over()) }
                p { a href="/sign-in" { (view.words.sign_in()) } }
            };
            return (StatusCode::GONE, page(&view, view.words.code_title(), &body)).into_response();
        }
        Ok(CodeEntry::Refused(why)) => {
            let said = html! { p { (code_mistake(&view, why)) } };
            (StatusCode::UNPROCESSABLE_ENTITY, None, said)
        }
        Ok(CodeEntry::Later(ready_at)) => {
            let (seconds, said) = too_early(&view, ready_at);
            (StatusCode::TOO_MANY_REQUESTS, Some((RETRY_AFTER, seconds)), said)
        }
        Err(error) => return refusal(&view, &error),
    };
    let body = form(&view, Some(&mistake));
    (status, AppendHeaders(wait), page(&view, view.words.code_title(), &body)).into_response()
}
