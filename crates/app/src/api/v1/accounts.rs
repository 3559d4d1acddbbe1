//! Accounts of people: made by hand, listed, reset, removed.

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
use vigie_domain::rights::Role;
use vigie_domain::text::{Slug, TextError};
use vigie_ops::access::{self, Listed, NewAccount};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(remove)).routes(routes!(reset))
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
struct AccountLine {
    /// Its short name.
    name: String,
    /// Its mail address.
    email: Option<String>,
    /// Whether it comes from the configuration.
    declared: bool,
    /// Whether it has a password.
    password: bool,
    /// Whether it has an authenticator app.
    totp: bool,
}

impl From<Listed> for AccountLine {
    fn from(account: Listed) -> Self {
        let Listed { name, email, declared, password, totp } = account;
        Self { name, email, declared, password, totp }
    }
}

/// The accounts.
#[derive(Debug, Serialize, ToSchema)]
struct AccountList {
    /// By name.
    accounts: Vec<AccountLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// An account to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountForm {
    /// Its short name.
    name: String,
    /// Its mail address, a second name for signing in.
    email: Option<String>,
    /// What its owner may do: reader, responder, manager, administrator or `security_officer`.
    role: Option<String>,
}

/// A way in.
#[derive(Serialize, ToSchema)]
struct WayIn {
    /// The account.
    name: String,
    /// The address that signs in once, within the hour.
    url: String,
}

/// List accounts
#[utoipa::path(
    get,
    path = "/api/v1/accounts",
    tag = "access",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = AccountList))
)]
async fn list(State(app): State<App>, _: Known, params: Params) -> Answer<AccountList> {
    params.only(&["limit", "cursor"])?;
    let part = Part::asked(&params)?;
    let all = access::list(&app.cx).await?.into_iter().map(AccountLine::from).collect();
    let (accounts, next_cursor) = part.of_sorted(all, |line: &AccountLine| line.name.as_str());
    Ok(Json(AccountList { accounts, next_cursor }))
}

/// Make an account, and a link that signs in once
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    tag = "access",
    request_body = AccountForm,
    responses((status = 200, body = WayIn), (status = 400, body = Problem))
)]
async fn make(State(app): State<App>, by: Known, Body(form): Body<AccountForm>) -> Answer<WayIn> {
    let name: Slug = form.name.parse().map_err(|error: TextError| {
        Problem::field("name", error.0, "name the person, such as ada")
    })?;
    let people = Role::ALL.into_iter().filter(|role| *role != Role::Sender);
    let roles: Vec<&str> = people.map(Role::as_str).collect();
    if let Some(role) = form.role.as_deref().filter(|role| !roles.contains(role)) {
        let next = match nearest(role, &roles) {
            Some(near) => format!("write \"{near}\""),
            None => format!("choose one of: {}", roles.join(", ")),
        };
        return Err(Problem::field("role", format!("there is no role \"{role}\""), next));
    }
    let shown = name.to_string();
    let new = NewAccount { name, email: form.email, role: form.role };
    let path = access::add(&app.cx, new, &by.0).await?;
    Ok(Json(WayIn { name: shown, url: format!("{}{path}", app.base_url()) }))
}

/// Remove an account that was made by hand
#[utoipa::path(
    delete,
    path = "/api/v1/accounts/{name}",
    tag = "access",
    params(("name" = String, Path, description = "the account's name")),
    responses((status = 200, body = AccountList), (status = 404, body = Problem))
)]
async fn remove(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
) -> Answer<AccountList> {
    access::remove(&app.cx, &name, &by.0).await?;
    list(State(app), by, Params::none()).await
}

/// Take everything away that an account signs in with, and make a link that signs in once
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{name}/reset",
    tag = "access",
    params(("name" = String, Path, description = "the account's name")),
    responses((status = 200, body = WayIn), (status = 404, body = Problem))
)]
async fn reset(State(app): State<App>, by: Known, Path(name): Path<String>) -> Answer<WayIn> {
    let path = access::reset(&app.cx, &name, &by.0).await?;
    Ok(Json(WayIn { name, url: format!("{}{path}", app.base_url()) }))
}
