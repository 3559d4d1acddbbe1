//! Making a token: the form, its mistakes beside their fields, and the secret, shown this once.

use super::HERE;
use crate::state::App;
use crate::web::layout::{View, page, refusal, said};
use crate::web::ui::{Choice, Field};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::rights::{Act, Grant, Place, Role, may};
use vigie_domain::text::Slug;
use vigie_domain::token::{TOKEN_DAYS, TOKEN_DAYS_MAX};
use vigie_ops::Error;
use vigie_ops::access::{self, NewToken, Visitor};
use vigie_ops::words::Words;

/// Where somebody shows again who they are, and then comes back here.
const CONFIRM: &str = "/account/confirm?next=/tokens";

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    name: String,
    role: String,
    organisation: String,
    days: String,
}

/// A mistake, and the field that it is about.
type Mistake<'a> = Option<(&'static str, &'a str)>;

/// The form; for who signed in a while ago, the way to show again who they are.
pub(super) fn form(
    view: &View,
    visitor: Option<&Visitor>,
    typed: &Typed,
    mistake: Mistake<'_>,
) -> Markup {
    let words = view.words;
    let recent = visitor.is_some_and(|visitor| visitor.is_recent(view.now));
    html! {
        section aria-labelledby="make-title" {
            h2 id="make-title" { (words.token_make()) }
            @if recent {
                form method="post" action=(HERE) { (fields(view, typed, mistake)) }
            } @else {
                p { (words.token_confirm()) }
                p { a.button href=(CONFIRM) { (words.token_confirm_go()) } }
            }
        }
    }
}

fn fields(view: &View, typed: &Typed, mistake: Mistake<'_>) -> Markup {
    let words = view.words;
    let usual = TOKEN_DAYS.to_string();
    let days = if typed.days.is_empty() { &usual } else { &typed.days };
    let field = |name, label, value, hint| {
        let mistake = mistake.filter(|(about, _)| *about == name).map(|(_, why)| why);
        Field { name, label, value, hint, mistake, ..Field::default() }
    };
    let role = if typed.role.is_empty() { Role::Reader.as_str() } else { &typed.role };
    html! {
        (Field { letters_max: 64, ..field("name", words.token_name(), &typed.name, words.token_name_hint()) }.line("text"))
        (field("role", words.token_role(), role, words.token_role_hint()).select(&choices(&roles(view))))
        (field("organisation", words.token_place(), &typed.organisation, "").select(&choices(&places(view))))
        (field("days", words.token_days(), days, words.token_days_hint()).line("text"))
        button.main type="submit" { (words.token_make()) }
    }
}

fn choices(pairs: &[(String, String)]) -> Vec<Choice<'_>> {
    pairs.iter().map(|(value, label)| Choice { value, label }).collect()
}

/// The roles that the reader may give somewhere.
fn roles(view: &View) -> Vec<(String, String)> {
    let who = view.sight.who();
    let here = |role: &Role| {
        places(view)
            .iter()
            .any(|(slug, _)| access::roles_to_give(who, slug.parse().ok().as_ref()).contains(role))
    };
    let named = |role: Role| (role.as_str().to_owned(), view.words.role_name(role.as_str()));
    Role::ALL.into_iter().filter(here).map(named).collect()
}

/// Where the reader looks after tokens; an empty slug is everywhere.
fn places(view: &View) -> Vec<(String, String)> {
    let manages = |organisation: Option<&Slug>| {
        let place = Place { organisation, participants: None };
        may(view.sight.who(), Act::ManageTokens, &place)
    };
    let everywhere =
        manages(None).then(|| (String::new(), view.words.token_everywhere().to_owned()));
    let each = view.setup.organisations.values().filter(|one| manages(Some(&one.slug)));
    everywhere.into_iter().chain(each.map(|one| (one.slug.to_string(), one.name.clone()))).collect()
}

/// `POST /tokens`.
pub(in crate::web) async fn make(
    State(app): State<App>,
    view: View,
    visitor: Option<Extension<Visitor>>,
    Form(typed): Form<Typed>,
) -> Response {
    let Some(Extension(visitor)) = visitor.filter(|known| known.0.is_recent(view.now)) else {
        return Redirect::to(CONFIRM).into_response();
    };
    let (about, made) = match read(&typed) {
        Ok(new) => (faulty(&view, &new), access::make_token(&app.cx, &view.sight, new).await),
        Err((about, error)) => (about, Err(error)),
    };
    let words = view.words;
    let (secret, token) = match made {
        Ok(made) => made,
        Err(Error::Refused { why, next_step }) => {
            let mistake = said(&view, &why, &next_step);
            let body = html! {
                (form(&view, Some(&visitor), &typed, Some((about, &mistake))))
                p { a href=(HERE) { (words.token_back()) } }
            };
            let page = page(&view, words.tokens(), &body);
            return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
        }
        Err(error) => return refusal(&view, &error),
    };
    let body = html! {
        div.notice role="status" {
            p { strong { (words.token_made_what(&token.name)) } }
            pre tabindex="0" { (secret) }
        }
        p { (words.token_made_next()) }
        pre tabindex="0" { "curl -H 'Authorization: Bearer " (secret) "' \\\n  " (app.base_url()) "/api/v1/alerts" }
        p { a href=(HERE) { (words.token_back()) } }
    };
    page(&view, words.token_made(), &body).into_response()
}

/// The field that a refusal of what was understood is about.
fn faulty(view: &View, new: &NewToken) -> &'static str {
    let NewToken { grant, .. } = new;
    let place = grant.organisation.as_ref().map_or("", Slug::as_str);
    if !places(view).iter().any(|(slug, _)| slug == place) {
        return "organisation";
    }
    let given = access::roles_to_give(view.sight.who(), grant.organisation.as_ref());
    if given.contains(&grant.role) { "name" } else { "role" }
}

/// What was typed, understood; or the field that is wrong, and why.
fn read(typed: &Typed) -> Result<NewToken, (&'static str, Error)> {
    let name = typed.name.trim().parse::<Slug>();
    let name = name
        .map_err(|_| ("name", Error::refused(Words::token_name_bad, Words::token_name_bad_next)))?;
    let days = typed.days.trim().parse().ok().filter(|days| *days <= TOKEN_DAYS_MAX);
    let days = days.ok_or_else(|| {
        let next = |words: Words| words.token_days_bad_next(TOKEN_DAYS_MAX);
        ("days", Error::refused(Words::token_days_bad, next))
    })?;
    let role = Role::from_word(&typed.role).ok_or_else(|| {
        let why = |words: Words| words.token_role_bad(&typed.role);
        ("role", Error::refused(why, Words::token_role_bad_next))
    })?;
    let organisation = match typed.organisation.as_str() {
        "" => None,
        text => Some(text.parse::<Slug>().map_err(|_| {
            let why = |words: Words| words.token_place_bad(text);
            ("organisation", Error::refused(why, Words::token_place_bad_next))
        })?),
    };
    Ok(NewToken { name, grant: Grant { role, organisation }, days, replaces: false })
}
