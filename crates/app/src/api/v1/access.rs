//! Sign-in links of people.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, nearest};
use super::body::Body;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::account::FIRST_ADMINISTRATOR;
use vigie_ops::access::{list as accounts, make_link};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in_link))
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
