//! Passkeys on the account page, and showing one to come in.

use super::Signed;
use crate::access::{self as porter, AtDoor, PASSKEY_COOKIE};
use crate::state::App;
use crate::web::layout::{View, refusal};
use crate::web::sign_in::wanted;
use crate::web::ui::{button, time};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use vigie_domain::account::CEREMONY_LASTS;
use vigie_ops::access::{self, Challenge, Entry, Passkey, PasskeyChange};

/// What the script sends back.
#[derive(Deserialize)]
pub(in crate::web) struct Answer {
    answer: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    next: String,
}

/// What a button of the script does.
pub(in crate::web) struct Ask<'a> {
    pub(in crate::web) kind: &'a str,
    pub(in crate::web) begin: &'a str,
    pub(in crate::web) finish: &'a str,
    pub(in crate::web) next: &'a str,
    pub(in crate::web) label: &'a str,
}

/// A button that asks the device; hidden until the script finds that the browser can.
pub(in crate::web) fn asks(app: &App, view: &View, ask: &Ask<'_>) -> Markup {
    let words = view.words;
    let Some(origin) = access::passkey_origin(&app.cx) else { return html! {} };
    html! {
        div data-passkey hidden data-kind=(ask.kind) data-origin=(origin) data-begin=(ask.begin)
            data-finish=(ask.finish) data-next=(ask.next) data-failed=(words.passkey_failed())
            data-cancelled=(words.passkey_cancelled()) {
            @if ask.kind == "new" {
                label for="label" { (words.passkey_label()) }
                input id="label" name="label" maxlength="60" autocomplete="off";
            }
            button.main[ask.kind != "new"] type="button" { (ask.label) }
            p role="status" {}
        }
        script type="module" src=(crate::web::layout::PASSKEY_ROUTE) {}
    }
}

/// What the account page says about passkeys.
pub(super) fn section(app: &App, view: &View, keys: &[Passkey]) -> Markup {
    let words = view.words;
    let ask = Ask {
        kind: "new",
        begin: "/account/passkeys/begin",
        finish: "/account/passkeys",
        next: "",
        label: words.passkey_add(),
    };
    html! {
        section aria-labelledby="passkeys-title" {
            h2 id="passkeys-title" { (words.passkeys()) }
            p { (words.passkeys_why()) }
            ul.cards { @for key in keys {
                li {
                    p.title { (if key.label.is_empty() { words.passkey_unnamed() } else { &key.label }) }
                    dl {
                        dt { (words.session_since()) } dd { (time(view, key.created_at)) }
                        @if let Some(at) = key.used_at { dt { (words.session_seen()) } dd { (time(view, at)) } }
                    }
                    div.actions {
                        (button(&format!("/account/passkeys/{}/remove", key.id), words.passkey_remove(), ""))
                    }
                }
            } }
            (asks(app, view, &ask))
            @if access::passkey_origin(&app.cx).is_none() { p.hint { (words.passkey_needs_name()) } }
        }
    }
}

fn challenge(app: &App, challenge: Challenge) -> Response {
    let cookie = porter::set_cookie(app, PASSKEY_COOKIE, &challenge.sealed, CEREMONY_LASTS);
    let kind = (CONTENT_TYPE, "application/json".to_owned());
    ([kind, (SET_COOKIE, cookie)], challenge.options).into_response()
}

fn no(status: StatusCode) -> Response {
    (status, Json(json!({}))).into_response()
}

/// `POST /account/passkeys/begin`.
pub(in crate::web) async fn begin(State(app): State<App>, signed: Signed) -> Response {
    if signed.must_confirm("/account").is_some() {
        // The script has no page to show: it goes where the person shows who they are.
        return no(StatusCode::PRECONDITION_REQUIRED);
    }
    match access::begin_passkey(&app.cx, &signed.visitor).await {
        Ok(Some(options)) => ([(CONTENT_TYPE, "application/json")], options).into_response(),
        Ok(None) => no(StatusCode::NOT_FOUND),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /account/passkeys`.
pub(in crate::web) async fn add(
    State(app): State<App>,
    signed: Signed,
    Json(typed): Json<Answer>,
) -> Response {
    if signed.must_confirm("/account").is_some() {
        return no(StatusCode::PRECONDITION_REQUIRED);
    }
    let kept = access::finish_passkey(&app.cx, &signed.visitor, &typed.answer, &typed.label);
    match kept.await {
        Ok(PasskeyChange::Done) => Json(json!({ "next": "/account" })).into_response(),
        Ok(PasskeyChange::Refused) => no(StatusCode::UNPROCESSABLE_ENTITY),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /account/passkeys/{id}/remove`.
pub(in crate::web) async fn remove(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
) -> Response {
    if let Some(confirm) = signed.must_confirm("/account") {
        return confirm.into_response();
    }
    match access::remove_passkey(&app.cx, &signed.visitor, &id).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /sign-in/passkey/begin`.
pub(in crate::web) async fn ask(State(app): State<App>) -> Response {
    match access::ask_passkey(&app.cx) {
        Ok(Some(asked)) => challenge(&app, asked),
        Ok(None) => no(StatusCode::NOT_FOUND),
        Err(error) => {
            tracing::error!(%error, "a passkey could not be asked for");
            no(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

/// `POST /sign-in/passkey`: comes in, or shows again who one is when one is in.
pub(in crate::web) async fn enter(
    State(app): State<App>,
    AtDoor(door): AtDoor,
    headers: HeaderMap,
    Json(typed): Json<Answer>,
) -> Response {
    let sealed = porter::cookie(&headers, PASSKEY_COOKIE).unwrap_or_default();
    let entry = async {
        let confirms = typed.next.starts_with("/account");
        let visitor = porter::visitor(&app, &headers).await?.filter(|_| confirms);
        access::by_passkey(&app.cx, &door, visitor.as_ref(), sealed, &typed.answer).await
    };
    match entry.await {
        Ok(Entry::In(opened)) => {
            let again = typed.next.starts_with("/account");
            let next = if again { typed.next.as_str() } else { wanted(&headers) };
            (porter::cookies_of(&app, &opened), Json(json!({ "next": next }))).into_response()
        }
        Ok(Entry::Refused | Entry::Code(_) | Entry::Later(_)) => {
            no(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => {
            tracing::error!(%error, "a passkey could not be looked at");
            no(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}
