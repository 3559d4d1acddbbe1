//! The authenticator app: setting it up, taking it away, and the recovery codes that come with it.

use super::Signed;
use crate::state::App;
use crate::web::layout::{View, page, refusal};
use crate::web::ui::button;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;
use vigie_domain::account::CodeVerdict;
use vigie_ops::access::{self, AppChange, Credentials};

/// Where this page is.
const HERE: &str = "/account/app";
/// Where recovery codes are shown.
const CODES: &str = "/account/codes";
/// Empty modules around a code, as readers need them.
const QUIET: i32 = 4;

#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    code: String,
}

/// What the account page says about it.
pub(super) fn section(view: &View, known: &Credentials) -> Markup {
    let words = view.words;
    html! {
        section aria-labelledby="app-title" {
            h2 id="app-title" { (words.app()) }
            @if known.app {
                p { (words.app_is_set()) }
                p { (words.codes_left(known.recovery_codes)) }
                div.actions {
                    (button("/account/codes", words.codes_make(), ""))
                    (button("/account/app/remove", words.app_remove(), ""))
                }
            } @else {
                p { (words.app_none()) }
                p { a href=(HERE) { (words.app_set_up()) } }
            }
        }
    }
}

/// `GET /account/app`.
pub(in crate::web) async fn ask(State(app): State<App>, signed: Signed) -> Response {
    if let Some(confirm) = signed.must_confirm(HERE) {
        return confirm.into_response();
    }
    shown(&app, &signed, None).await
}

async fn shown(app: &App, signed: &Signed, mistake: Option<&str>) -> Response {
    let words = signed.view.words;
    let secret = match access::pending_app(&app.cx, &signed.visitor).await {
        Ok(secret) => secret,
        Err(error) => return refusal(&signed.view, &error),
    };
    let body = match &secret {
        None => html! {
            p { (words.app_why()) }
            div.actions { (button("/account/app/begin", words.go_on(), "main")) }
        },
        Some(secret) => form(app, signed, secret, mistake),
    };
    let status = mistake.map_or(StatusCode::OK, |_| StatusCode::UNPROCESSABLE_ENTITY);
    (status, page(&signed.view, words.app_set_up(), &body)).into_response()
}

fn form(app: &App, signed: &Signed, secret: &str, mistake: Option<&str>) -> Markup {
    let words = signed.view.words;
    let groups: Vec<&str> =
        secret.as_bytes().chunks(4).filter_map(|c| str::from_utf8(c).ok()).collect();
    html! {
        ol {
            li { (words.app_scan()) }
            li { (words.app_type()) }
        }
        (qr(&uri(app, &signed.visitor.person, secret), words.app_qr()))
        p { (words.app_key()) " " code { (groups.join(" ")) } }
        @if let Some(mistake) = mistake { p.problem id="mistake" role="alert" { (mistake) } }
        form method="post" action=(HERE) {
            label for="code" { (words.code()) }
            input id="code" name="code" required inputmode="numeric" autocomplete="one-time-code"
                maxlength="10" aria-describedby=[mistake.map(|_| "mistake")];
            button.main type="submit" { (words.save()) }
        }
    }
}

/// What the app reads: whose codes, of which installation, and the secret.
fn uri(app: &App, person: &str, secret: &str) -> String {
    let host = app.external_url.split_once("://").map_or("", |(_, rest)| rest);
    let host: String =
        host.chars().filter(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
    format!("otpauth://totp/Vigie:{person}%40{host}?secret={secret}&issuer=Vigie")
}

/// A QR code as one path, drawn here: nothing is asked of anybody.
fn qr(text: &str, label: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let path: String = dark
        .filter(|(x, y)| code.get_module(*x, *y))
        .map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET))
        .collect();
    let side = size + 2 * QUIET;
    html! {
        svg.qr role="img" aria-label=(label) viewBox={ "0 0 " (side) " " (side) }
            shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

/// `POST /account/app/begin`.
pub(in crate::web) async fn begin(State(app): State<App>, signed: Signed) -> Response {
    if let Some(confirm) = signed.must_confirm(HERE) {
        return confirm.into_response();
    }
    match access::begin_app(&app.cx, &signed.visitor).await {
        Ok(()) => Redirect::to(HERE).into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /account/app`: the first code of the new app.
pub(in crate::web) async fn set(
    State(app): State<App>,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Response {
    if let Some(confirm) = signed.must_confirm(HERE) {
        return confirm.into_response();
    }
    match access::confirm_app(&app.cx, &signed.visitor, &typed.code).await {
        Ok(AppChange::Done) => Redirect::to(CODES).into_response(),
        Ok(AppChange::Refused(why)) => {
            shown(&app, &signed, Some(&code_mistake(&signed.view, why))).await
        }
        Ok(AppChange::Over) => Redirect::to(HERE).into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// Why a code does not count, and what to do.
pub(in crate::web) fn code_mistake(view: &View, why: CodeVerdict) -> String {
    let clock = view.now.to_jiff().to_zoned(view.zone.clone()).strftime("%H:%M:%S %Z").to_string();
    match why {
        CodeVerdict::Used => view.words.code_used().to_owned(),
        CodeVerdict::Behind(minutes) => view.words.code_behind(clock, minutes),
        CodeVerdict::Ahead(minutes, _) => view.words.code_ahead(clock, minutes),
        CodeVerdict::Wrong | CodeVerdict::Good(_) => view.words.code_wrong(clock),
    }
}

/// `POST /account/app/remove`.
pub(in crate::web) async fn remove(State(app): State<App>, signed: Signed) -> Response {
    if let Some(confirm) = signed.must_confirm("/account") {
        return confirm.into_response();
    }
    match access::drop_app(&app.cx, &signed.visitor).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `GET /account/codes`: the new recovery codes, until they are kept.
pub(in crate::web) async fn codes(State(app): State<App>, signed: Signed) -> Response {
    let words = signed.view.words;
    let codes = match access::shown_codes(&app.cx, &signed.visitor).await {
        Ok(Some(codes)) => codes,
        Ok(None) => return Redirect::to("/account").into_response(),
        Err(error) => return refusal(&signed.view, &error),
    };
    let body = html! {
        p { (words.codes_why()) }
        ul.codes { @for code in &codes { li { (code) } } }
        p { a href="/account/codes.txt" download { (words.codes_download()) } }
        div.actions { (button("/account/codes/kept", words.codes_kept(), "main")) }
    };
    page(&signed.view, words.codes(), &body).into_response()
}

/// `GET /account/codes.txt`.
pub(in crate::web) async fn codes_text(State(app): State<App>, signed: Signed) -> Response {
    let codes = match access::shown_codes(&app.cx, &signed.visitor).await {
        Ok(Some(codes)) => codes,
        Ok(None) => return Redirect::to("/account").into_response(),
        Err(error) => return refusal(&signed.view, &error),
    };
    let words = signed.view.words;
    let head = format!("Vigie · {} · {}", app.external_url, signed.visitor.person);
    let text = format!("{head}\n{}\n\n{}\n", words.codes_why(), codes.join("\n"));
    let kind = (CONTENT_TYPE, "text/plain; charset=utf-8");
    let name = (CONTENT_DISPOSITION, "attachment; filename=\"vigie-codes.txt\"");
    ([kind, name], text).into_response()
}

/// `POST /account/codes`: new ones.
pub(in crate::web) async fn make_codes(State(app): State<App>, signed: Signed) -> Response {
    if let Some(confirm) = signed.must_confirm("/account") {
        return confirm.into_response();
    }
    match access::make_codes(&app.cx, &signed.visitor).await {
        Ok(()) => Redirect::to(CODES).into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}

/// `POST /account/codes/kept`.
pub(in crate::web) async fn kept(State(app): State<App>, signed: Signed) -> Response {
    match access::hide_codes(&app.cx, &signed.visitor).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}
