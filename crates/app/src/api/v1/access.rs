//! Tokens of programs, and sign-in links of people.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params, nearest};
use super::body::Body;
use super::page::Part;
use crate::access::{SCOPE_API, make_token};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::account::FIRST_ADMINISTRATOR;
use vigie_domain::fact::Fact;
use vigie_domain::text::Slug;
use vigie_ops::Error;
use vigie_ops::access::{list as accounts, make_link};
use vigie_ops::store::{Tx, access, journal};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(withdraw))
        .routes(routes!(sign_in_link))
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct TokenLine {
    /// Its name.
    name: String,
    /// What it may do; `api` is everything that the API offers.
    scope: String,
    /// Since when.
    created_at: String,
}

/// The tokens in force.
#[derive(Debug, Serialize, ToSchema)]
struct TokenList {
    /// The oldest first.
    tokens: Vec<TokenLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenForm {
    /// Its name: the program that will use it. One of the same name is withdrawn.
    name: String,
}

/// A new token.
#[derive(Serialize, ToSchema)]
struct NewToken {
    /// Its name.
    name: String,
    /// What it may do.
    scope: &'static str,
    /// The secret, shown this once.
    token: String,
}

/// Who is to sign in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInForm {
    /// The person, by short name; the first administrator unless said.
    person: Option<String>,
}

/// A single-use link.
#[derive(Serialize, ToSchema)]
struct SignInLink {
    /// Who signs in with it.
    person: String,
    /// Its address: it works once, within the hour.
    url: String,
}

/// List tokens
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    tag = "access",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = TokenList))
)]
async fn list(State(app): State<App>, _: Known, params: Params) -> Answer<TokenList> {
    params.only(&["limit", "cursor"])?;
    let part = Part::asked(&params)?;
    let found = app.cx.store.read(|tx| Ok(access::tokens(tx)?)).await?;
    let line = |(name, scope, at): (String, String, vigie_domain::time::Timestamp)| TokenLine {
        name,
        scope,
        created_at: at.to_string(),
    };
    let all = found.into_iter().map(line).collect();
    let (tokens, next_cursor) = part.of_unsorted(all, |line: &TokenLine| line.name.as_str())?;
    Ok(Json(TokenList { tokens, next_cursor }))
}

/// Make a token, in place of one of the same name
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    tag = "access",
    request_body = TokenForm,
    responses((status = 200, body = NewToken), (status = 400, body = Problem))
)]
async fn make(State(app): State<App>, _: Known, Body(form): Body<TokenForm>) -> Answer<NewToken> {
    let name: Slug = form.name.parse().map_err(|error: vigie_domain::text::TextError| {
        Problem::field("name", error.0, "name the program that will use it, such as backup-script")
    })?;
    let token = make_token(&app, name.as_str(), SCOPE_API).await?;
    Ok(Json(NewToken { name: name.to_string(), scope: SCOPE_API, token }))
}

/// Withdraw a token
#[utoipa::path(
    delete,
    path = "/api/v1/tokens/{name}",
    tag = "access",
    params(("name" = String, Path, description = "the token's name")),
    responses((status = 200, body = TokenList), (status = 404, body = Problem))
)]
async fn withdraw(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
) -> Answer<TokenList> {
    let (now, name_of) = (app.cx.now(), by.0.clone());
    let unit = move |tx: &mut Tx<'_>| {
        if access::withdraw(tx, &name, now)? == 0 {
            return Err(Error::NotFound("token"));
        }
        let fact = Fact::TokenTurned { scope: name.clone(), change: "withdrawn" };
        Ok(journal::append(tx, &fact, &name_of, now)?)
    };
    app.cx.store.write(unit).await?;
    list(State(app), by, Params::none()).await
}

/// Make a single-use sign-in link
#[utoipa::path(
    post,
    path = "/api/v1/sign-in-links",
    tag = "access",
    request_body = SignInForm,
    responses((status = 200, body = SignInLink), (status = 400, body = Problem))
)]
async fn sign_in_link(
    State(app): State<App>,
    _: Known,
    Body(form): Body<SignInForm>,
) -> Answer<SignInLink> {
    let person = form.person.unwrap_or_else(|| FIRST_ADMINISTRATOR.to_owned());
    let accounts = accounts(&app.cx).await?;
    let mut known: Vec<&str> = accounts.iter().map(|account| account.name.as_str()).collect();
    known.push(FIRST_ADMINISTRATOR);
    if !known.contains(&person.as_str()) {
        let next = match nearest(&person, &known) {
            Some(near) => format!("write \"{near}\""),
            None => "declare the person, or make an account with: vigie user add NAME".to_owned(),
        };
        return Err(Problem::field("person", format!("there is no person \"{person}\""), next));
    }
    let path = make_link(&app.cx, &person).await?;
    Ok(Json(SignInLink { person, url: format!("{}{path}", app.base_url()) }))
}
