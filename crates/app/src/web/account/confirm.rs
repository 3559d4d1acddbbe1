//! Showing again who one is, before a dangerous action.

use super::Signed;
use super::passkeys::{Ask, asks};
use crate::access::{AtDoor, cookies_of};
use crate::state::App;
use crate::web::layout::{page, refusal};
use crate::web::sign_in::{broken, too_early};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_ops::access::{self, Entry};

#[derive(Deserialize)]
pub(in crate::web) struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    password: String,
}

impl Next {
    /// Where to go on: an address of the account, or where tokens are made.
    fn address(&self) -> &str {
        let plain = |c: char| c.is_ascii_alphanumeric() || "/-_".contains(c);
        let known = self.next.starts_with("/account/") || self.next == "/tokens";
        let ours = known && self.next.chars().all(plain);
        if ours { &self.next } else { "/account" }
    }
}

/// `GET /account/confirm`.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    signed: Signed,
    Query(next): Query<Next>,
) -> Response {
    match form(&app, &signed, &next, None).await {
        Ok(body) => page(&signed.view, signed.view.words.confirm(), &body).into_response(),
        Err(refused) => refused,
    }
}

async fn form(
    app: &App,
    signed: &Signed,
    next: &Next,
    mistake: Option<&Markup>,
) -> Result<Markup, Response> {
    let words = signed.view.words;
    let known = access::credentials(&app.cx, &signed.visitor).await;
    let known = known.map_err(|error| refusal(&signed.view, &error))?;
    let keys = access::passkeys(&app.cx, &signed.visitor).await;
    let keys = keys.map_err(|error| refusal(&signed.view, &error))?;
    let ask = Ask {
        kind: "show",
        begin: "/sign-in/passkey/begin",
        finish: "/sign-in/passkey",
        next: next.address(),
        label: words.passkey_use(),
    };
    let by_key = html! { @if !keys.is_empty() { (asks(app, &signed.view, &ask)) } };
    if known.password_at.is_none() {
        return Ok(html! { (by_key) p { (words.confirm_bare()) } });
    }
    Ok(html! {
        p { (words.confirm_why()) }
        (by_key)
        @if let Some(mistake) = mistake { div.problem id="mistake" role="alert" { (mistake) } }
        form method="post" action="/account/confirm" {
            input type="hidden" name="next" value=(next.address());
            label for="password" { (words.sign_in_password()) }
            input id="password" name="password" type="password" required autofocus
                autocomplete="current-password" aria-describedby=[mistake.map(|_| "mistake")];
            button.main type="submit" { (words.go_on()) }
        }
    })
}

/// `POST /account/confirm`.
pub(in crate::web) async fn prove(
    State(app): State<App>,
    signed: Signed,
    AtDoor(door): AtDoor,
    Form(next): Form<Next>,
) -> Response {
    let entry = access::confirm_password(&app.cx, &door, &signed.visitor, &next.password).await;
    let (status, wait, mistake) = match entry {
        Ok(Entry::In(opened)) => {
            return (cookies_of(&app, &opened), Redirect::to(next.address())).into_response();
        }
        Ok(Entry::Refused | Entry::Code(_)) => {
            let said = html! { p { (signed.view.words.confirm_wrong()) } };
            (StatusCode::UNPROCESSABLE_ENTITY, None, said)
        }
        Ok(Entry::Later(ready_at)) => {
            let (seconds, said) = too_early(&signed.view, ready_at);
            (StatusCode::TOO_MANY_REQUESTS, Some((RETRY_AFTER, seconds)), said)
        }
        Err(error) => return broken(&signed.view, &error),
    };
    match form(&app, &signed, &next, Some(&mistake)).await {
        Ok(body) => {
            let wait = axum::response::AppendHeaders(wait);
            (status, wait, page(&signed.view, signed.view.words.confirm(), &body)).into_response()
        }
        Err(refused) => refused,
    }
}
