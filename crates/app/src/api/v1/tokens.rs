//! Tokens of programs: listed, made, withdrawn.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params, nearest};
use super::body::Body;
use super::page::Part;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::rights::{Grant, Role};
use vigie_domain::text::{Slug, TextError};
use vigie_domain::time::Timestamp;
use vigie_domain::token::{TOKEN_DAYS, Token};
use vigie_ops::access::{self, NewToken};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(withdraw))
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
struct TokenLine {
    /// A number that is no secret and stays the same.
    id: String,
    /// Its name: the program that uses it, as the journal shows it.
    name: String,
    /// What it may do: reader, responder, manager, administrator, `security_officer` or sender.
    role: Option<String>,
    /// The organisation that it is for; none for one that holds everywhere.
    organisation: Option<String>,
    /// `in_force`, `expired` or `withdrawn`.
    state: &'static str,
    /// Who made it.
    created_by: String,
    /// Since when.
    created_at: String,
    /// Until when it is good; none for one without an end.
    expires_at: Option<String>,
    /// Whether it ends within 14 days.
    ends_soon: bool,
    /// When it was last used, to the minute or so.
    used_at: Option<String>,
    /// When it was withdrawn.
    withdrawn_at: Option<String>,
}

impl TokenLine {
    fn new(token: Token, now: Timestamp) -> Self {
        let instant = |at: Option<Timestamp>| at.map(|at| at.to_string());
        let (state, ends_soon) = (token.state(now).as_str(), token.ends_soon(now));
        let (role, organisation) =
            token.grant.map(|grant| (grant.role, grant.organisation)).unzip();
        Self {
            id: token.id,
            name: token.name,
            role: role.map(|role| role.as_str().to_owned()),
            organisation: organisation.flatten().map(|slug| slug.to_string()),
            state,
            created_by: token.made_by,
            created_at: token.made_at.to_string(),
            expires_at: instant(token.expires_at),
            ends_soon,
            used_at: instant(token.used_at),
            withdrawn_at: instant(token.withdrawn_at),
        }
    }
}

/// Tokens.
#[derive(Debug, Serialize, ToSchema)]
struct TokenList {
    /// By name; withdrawn ones the last first.
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
    /// What it may do: reader, responder, manager, administrator, `security_officer` or sender;
    /// no more than the caller. Reader unless said.
    role: Option<String>,
    /// The organisation that it is for; everywhere unless said.
    organisation: Option<String>,
    /// For how many days it is good, up to 3650; 0 for no end; 365 unless said.
    days: Option<u32>,
}

/// A new token.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// The secret, shown this once.
    token: String,
    /// Its name.
    name: String,
    /// What it may do.
    role: String,
    /// The organisation that it is for; none for one that holds everywhere.
    organisation: Option<String>,
    /// Until when it is good; none for one without an end.
    expires_at: Option<String>,
}

/// List tokens
#[utoipa::path(
    get,
    path = "/api/v1/tokens",
    tag = "access",
    params(
        ("withdrawn" = Option<bool>, Query, description = "those withdrawn of late instead"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = TokenList))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<TokenList> {
    params.only(&["withdrawn", "limit", "cursor"])?;
    let (part, now) = (Part::asked(&params)?, app.cx.now());
    let found = match params.last("withdrawn", "true or false")? {
        Some(true) => access::withdrawn_tokens(&app.cx, &by.1).await?,
        Some(false) | None => access::tokens(&app.cx, &by.1).await?,
    };
    let all = found.into_iter().map(|token| TokenLine::new(token, now)).collect();
    let (tokens, next_cursor) = part.of_unsorted(all, |line: &TokenLine| line.id.as_str())?;
    Ok(Json(TokenList { tokens, next_cursor }))
}

/// Make a token, in place of one of the same name
#[utoipa::path(
    post,
    path = "/api/v1/tokens",
    tag = "access",
    request_body = TokenForm,
    responses((status = 200, body = MadeToken), (status = 400, body = Problem))
)]
async fn make(State(app): State<App>, by: Known, Body(form): Body<TokenForm>) -> Answer<MadeToken> {
    let name: Slug = form.name.parse().map_err(|error: TextError| {
        Problem::field("name", error.0, "name the program that will use it, such as backup-script")
    })?;
    let role = form.role.as_deref().map_or(Ok(Role::Reader), read_role)?;
    let organisation = form.organisation.map(|text| text.parse::<Slug>()).transpose();
    let organisation = organisation.map_err(|error| {
        Problem::field("organisation", error.0, "name one of your organisations, or leave it out")
    })?;
    let days = form.days.unwrap_or(TOKEN_DAYS);
    let new = NewToken { name, grant: Grant { role, organisation }, days, replaces: true };
    let (secret, token) = access::make_token(&app.cx, &by.1, new).await?;
    let line = TokenLine::new(token, app.cx.now());
    Ok(Json(MadeToken {
        token: secret,
        name: line.name,
        role: role.as_str().to_owned(),
        organisation: line.organisation,
        expires_at: line.expires_at,
    }))
}

fn read_role(word: &str) -> Result<Role, Problem> {
    Role::from_word(word).ok_or_else(|| {
        let roles = Role::ALL.map(Role::as_str);
        let next = match nearest(word, &roles) {
            Some(near) => format!("write \"{near}\""),
            None => format!("choose one of: {}", roles.join(", ")),
        };
        Problem::field("role", format!("there is no role \"{word}\""), next)
    })
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
    access::withdraw_token(&app.cx, &by.1, &name).await?;
    list(State(app), by, Params::none()).await
}
