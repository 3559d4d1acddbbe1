//! Tokens of programs: which there are, what they may do, when they end; making and withdrawing.

mod new;

pub(super) use new::make;

use super::layout::{View, page, refusal};
use super::ui::{
    self, Asked, Choice, Column, Field, List, Sheet, Way, confirm, empty, notice, person, time,
};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use new::{Typed, form};
use vigie_domain::time::Timestamp;
use vigie_domain::token::{Token, TokenState};
use vigie_ops::Error;
use vigie_ops::access::{self, Visitor};

/// Where this page is.
const HERE: &str = "/tokens";

/// `GET /tokens`.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    asked: Asked,
    visitor: Option<axum::Extension<Visitor>>,
) -> Response {
    let list = match List::of((&view, &asked), key, ("name", Way::Up), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let mut found = match wanted(&app, &view, &asked).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    list.sort(&mut found);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&view, &found).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        p { (words.tokens_what()) }
        (ending(&view, &found))
        (ui::filters(&view, &asked, &state_field(&view, &asked)))
        @if found.is_empty() { (empty(words.tokens_none(), words.tokens_none_next())) }
        (list.whole(words.tokens(), &found))
        (form(&view, visitor.as_ref().map(|known| &known.0), &Typed::default(), None))
    };
    page(&view, words.tokens(), &body).into_response()
}

async fn wanted(app: &App, view: &View, asked: &Asked) -> Result<Vec<Token>, Error> {
    match asked.get("state") {
        "withdrawn" => access::withdrawn_tokens(&app.cx, &view.sight).await,
        _ => access::tokens(&app.cx, &view.sight).await,
    }
}

fn state_field(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let withdrawn = words.token_state("withdrawn");
    let choices = [
        Choice { value: "", label: words.tokens_now() },
        Choice { value: "withdrawn", label: &withdrawn },
    ];
    let field = Field { name: "state", label: words.state(), ..Field::default() };
    Field { value: asked.get("state"), ..field }.select(&choices)
}

/// The tokens that end soon: what stops working then must not be a surprise.
fn ending(view: &View, found: &[Token]) -> Markup {
    let words = view.words;
    let soon: Vec<&Token> = found.iter().filter(|token| token.ends_soon(view.now)).collect();
    let names: Vec<&str> = soon.iter().map(|token| token.name.as_str()).collect();
    html! {
        @if !soon.is_empty() {
            (notice(&words.tokens_soon(soon.len()), &html! {
                " " (words.tokens_soon_next()) " " (names.join(", "))
            }))
        }
    }
}

/// What a token may do, and where, in words.
fn scope(view: &View, token: &Token) -> String {
    let words = view.words;
    let Some(grant) = &token.grant else { return String::new() };
    let place = match &grant.organisation {
        Some(slug) => {
            let found = view.setup.organisations.get(slug);
            found.map_or(slug.as_str(), |organisation| organisation.name.as_str())
        }
        None => words.token_everywhere(),
    };
    format!("{} · {place}", words.role_name(grant.role.as_str()))
}

fn key(token: &Token) -> String {
    token.id.clone()
}

fn columns(view: &View) -> Vec<Column<'_, Token>> {
    let words = view.words;
    let until = |token: &Token| {
        html! {
            @match token.expires_at {
                Some(at) => (time(view, at)), None => (view.words.token_no_end()),
            }
            @if let TokenState::Withdrawn(at) = token.state(view.now) {
                p { (view.words.token_withdrawn()) (view.words.colon()) (time(view, at)) }
            }
        }
    };
    let used = |token: &Token| {
        html! {
            @match token.used_at { Some(at) => (time(view, at)), None => (view.words.token_never()) }
        }
    };
    let by = |token: &Token| {
        html! {
            @if !token.made_by.is_empty() { (person(view, &token.made_by)) " · " }
            (time(view, token.made_at))
        }
    };
    vec![
        Column::<Token>::new(
            "name",
            words.col_name(),
            |token| html! { (token.name) " " (state_badge(view, token)) },
        )
        .sorts(Way::Up, |one, other| one.name.cmp(&other.name)),
        Column::<Token>::new("scope", words.token_role(), |token| html! { (scope(view, token)) }),
        Column::<Token>::new("until", words.token_until(), until)
            .sorts(Way::Up, |one, other| ends(one).cmp(&ends(other))),
        Column::<Token>::new("used", words.token_used(), used)
            .sorts(Way::Down, |one, other| one.used_at.cmp(&other.used_at)),
        Column::<Token>::new("by", words.token_by(), by)
            .sorts(Way::Down, |one, other| one.made_at.cmp(&other.made_at)),
        Column::<Token>::new("actions", words.col_actions(), |token| withdrawing(view, token)),
    ]
}

/// When it ends; one without an end stands behind all that end.
fn ends(token: &Token) -> i64 {
    token.expires_at.map_or(i64::MAX, Timestamp::as_millis)
}

fn withdrawing(view: &View, token: &Token) -> Markup {
    let words = view.words;
    html! {
        @if token.withdrawn_at.is_none() {
            (confirm(
                words.token_withdraw(),
                &words.token_withdraw_ask(&token.name),
                &format!("{HERE}/{}/withdraw", ui::escaped(&token.name)),
                words.token_withdraw(),
            ))
        }
    }
}

fn state_badge(view: &View, token: &Token) -> Markup {
    let words = view.words;
    let state = token.state(view.now);
    let (kind, said) = match state {
        TokenState::InForce if token.ends_soon(view.now) => {
            ("warning", words.token_soon().to_owned())
        }
        TokenState::InForce => ("passing", words.token_state(state.as_str())),
        TokenState::Expired(_) | TokenState::Withdrawn(_) => {
            ("unknown", words.token_state(state.as_str()))
        }
    };
    html! { span class={ "badge " (kind) } { (said) } }
}

fn sheet(view: &View, found: &[Token]) -> Sheet {
    let row = |token: &Token| {
        let grant = token.grant.as_ref();
        vec![
            token.name.clone().into(),
            grant.map(|grant| grant.role.as_str()).into(),
            grant.and_then(|it| it.organisation.as_ref()).map(|slug| slug.to_string()).into(),
            token.state(view.now).as_str().into(),
            token.made_by.clone().into(),
            Sheet::instant(Some(token.made_at)),
            Sheet::instant(token.expires_at),
            Sheet::instant(token.used_at),
            Sheet::instant(token.withdrawn_at),
        ]
    };
    Sheet {
        name: "tokens",
        columns: &[
            "name",
            "role",
            "organisation",
            "state",
            "created_by",
            "created_at",
            "expires_at",
            "used_at",
            "withdrawn_at",
        ],
        rows: found.iter().map(row).collect(),
    }
}

/// `POST /tokens/{name}/withdraw`.
pub(super) async fn withdraw(
    State(app): State<App>,
    view: View,
    Path(name): Path<String>,
) -> Response {
    match access::withdraw_token(&app.cx, &view.sight, &name).await {
        Ok(()) => Redirect::to(HERE).into_response(),
        Err(error) => refusal(&view, &error),
    }
}
