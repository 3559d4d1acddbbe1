//! Choosing a password.

use super::Signed;
use crate::state::App;
use crate::web::layout::{View, page};
use crate::web::sign_in::broken;
use crate::web::ui::time;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::account::{PASSWORD_CHARS_MIN, PasswordError};
use vigie_ops::access::{self, Credentials, PasswordChange};

/// Where this page is.
const HERE: &str = "/account/password";

#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// What the account page says about the password.
pub(super) fn section(view: &View, known: &Credentials) -> Markup {
    let words = view.words;
    html! {
        section aria-labelledby="password-title" {
            h2 id="password-title" { (words.sign_in_password()) }
            @match known.password_at {
                Some(at) => {
                    p { (words.password_set_at()) " " (time(view, at)) }
                    p { a href=(HERE) { (words.password_change()) } }
                }
                None => {
                    p { (words.password_none()) }
                    p { a href=(HERE) { (words.password_choose()) } }
                }
            }
        }
    }
}

/// `GET /account/password`.
pub(in crate::web) async fn ask(signed: Signed) -> Response {
    if let Some(confirm) = signed.must_confirm(HERE) {
        return confirm.into_response();
    }
    page(&signed.view, signed.view.words.password_choose(), &form(&signed, None)).into_response()
}

fn form(signed: &Signed, mistake: Option<&str>) -> Markup {
    let words = signed.view.words;
    let described = if mistake.is_some() { "hint mistake" } else { "hint" };
    html! {
        p.hint id="hint" { (words.password_hint()) }
        @if let Some(mistake) = mistake { p.problem id="mistake" role="alert" { (mistake) } }
        form method="post" action=(HERE) {
            // Password managers keep the new password under this name.
            input type="hidden" name="username" autocomplete="username" value=(signed.visitor.person);
            label for="password" { (words.password_new()) }
            input id="password" name="password" type="password" required
                minlength=(PASSWORD_CHARS_MIN) autocomplete="new-password"
                aria-describedby=(described);
            label for="again" { (words.password_again()) }
            input id="again" name="again" type="password" required autocomplete="new-password";
            div.actions { button.main type="submit" { (words.save()) } }
        }
        p { a href="/" { (words.password_later()) } }
    }
}

/// `POST /account/password`.
pub(in crate::web) async fn set(
    State(app): State<App>,
    signed: Signed,
    Form(typed): Form<Typed>,
) -> Response {
    if let Some(confirm) = signed.must_confirm(HERE) {
        return confirm.into_response();
    }
    let words = signed.view.words;
    let changed = if typed.password == typed.again {
        access::set_password(&app.cx, &signed.visitor, &typed.password).await
    } else {
        return again(&signed, words.password_differ());
    };
    let mistake = match changed {
        Ok(PasswordChange::Done) => {
            let body = html! {
                p { (words.password_done()) }
                p { a href="/account" { (words.account()) } " · " a href="/" { (words.now()) } }
            };
            return page(&signed.view, words.account_saved(), &body).into_response();
        }
        Ok(PasswordChange::Refused(why)) => match why {
            PasswordError::Short => words.password_short(),
            PasswordError::Long => words.password_long(),
            PasswordError::Common => words.password_common(),
            PasswordError::Own => words.password_own(),
        },
        Err(error) => return broken(&signed.view, &error),
    };
    again(&signed, mistake)
}

fn again(signed: &Signed, mistake: &str) -> Response {
    let body = form(signed, Some(mistake));
    let page = page(&signed.view, signed.view.words.password_choose(), &body);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}
