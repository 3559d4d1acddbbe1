//! The account page: what somebody changes about themselves.

pub(super) mod app;
pub(super) mod confirm;
pub(super) mod passkeys;
pub(super) mod password;
pub(super) mod sessions;

use super::layout::{View, page, refusal};
use crate::state::App;
use axum::Form;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::person::Language;
use vigie_ops::access::{self, Visitor};

/// A page's view and the session it is for. A program's token has no account.
pub(super) struct Signed {
    pub(super) view: View,
    pub(super) visitor: Visitor,
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let view = View::from_request_parts(parts, app).await?;
        match parts.extensions.get::<Visitor>() {
            Some(visitor) => Ok(Self { view, visitor: visitor.clone() }),
            None => Err(Redirect::to("/sign-in").into_response()),
        }
    }
}

impl Signed {
    /// Before a dangerous action: where to send who signed in a while ago, to show again who they
    /// are and then go on to `next`, an address under `/account`.
    pub(super) fn must_confirm(&self, next: &str) -> Option<Redirect> {
        let recent = self.visitor.is_recent(self.view.now);
        (!recent).then(|| Redirect::to(&format!("/account/confirm?next={next}")))
    }
}

#[derive(Deserialize)]
pub(super) struct LanguageForm {
    language: String,
}

/// `GET /account`.
pub(super) async fn show(State(app): State<App>, signed: Signed) -> Response {
    let Signed { view, visitor } = signed;
    let read = async {
        let credentials = access::credentials(&app.cx, &visitor).await?;
        let passkeys = access::passkeys(&app.cx, &visitor).await?;
        let sessions = access::sessions(&app.cx, &visitor).await?;
        Ok::<_, vigie_ops::Error>((credentials, passkeys, sessions))
    };
    let (credentials, passkeys, sessions) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let body = html! {
        p { strong { (visitor.person) } @if let Some(email) = &credentials.email { " · " (email) } }
        (passkeys::section(&app, &view, &passkeys))
        (password::section(&view, &credentials))
        (app::section(&view, &credentials))
        (sessions::section(&view, &visitor, &sessions))
        (language(&view, &visitor))
    };
    page(&view, view.words.account(), &body).into_response()
}

fn language(view: &View, visitor: &Visitor) -> Markup {
    let choices = [
        ("", view.words.account_language_browser(), None),
        ("fr", "Français", Some(Language::Fr)),
        ("en", "English", Some(Language::En)),
    ];
    html! {
        section aria-labelledby="language-title" {
            h2 id="language-title" { (view.words.account_language()) }
            form method="post" action="/account/language" {
                label for="language" { (view.words.account_language()) }
                select id="language" name="language" {
                    @for (tag, name, chosen) in choices {
                        option value=(tag) selected[visitor.language == chosen]
                            lang=[chosen.map(Language::tag)] { (name) }
                    }
                }
                button type="submit" { (view.words.save()) }
            }
        }
    }
}

/// `POST /account/language`.
pub(super) async fn set_language(
    State(app): State<App>,
    signed: Signed,
    Form(form): Form<LanguageForm>,
) -> Response {
    let language = Language::from_tag(&form.language);
    match access::set_language(&app.cx, &signed.visitor, language).await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => refusal(&signed.view, &error),
    }
}
