//! Links to the wall screen.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::page::Part;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_ops::communicate;
use vigie_ops::store::wall_links::{self, WallLink};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(withdraw))
}

/// A link to the wall screen.
#[derive(Debug, Serialize, ToSchema)]
struct WallLine {
    /// Where the screen hangs.
    name: String,
    /// Its address: whoever has it sees the wall.
    url: String,
    /// Who made it.
    made_by: String,
    /// Since when.
    made_at: String,
    /// Until when it is good.
    expires_at: String,
}

impl WallLine {
    fn new(app: &App, link: WallLink) -> Self {
        let signed = communicate::signed_wall(&app.cx.keys, &link);
        Self {
            url: format!("{}/wall/{signed}", app.base_url()),
            made_at: link.made_at.to_string(),
            expires_at: link.expires_at.to_string(),
            name: link.name,
            made_by: link.made_by,
        }
    }
}

/// The links in force.
#[derive(Debug, Serialize, ToSchema)]
struct WallList {
    /// By name.
    walls: Vec<WallLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// A link to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WallForm {
    /// Where the screen hangs. A link of the same name is withdrawn.
    name: String,
    /// For how many days it is good, 1 to 400; 90 unless said.
    days: Option<u32>,
}

/// Days that a link is good for unless said otherwise.
const DAYS: u32 = 90;

/// List the links to the wall screen
#[utoipa::path(
    get,
    path = "/api/v1/walls",
    tag = "access",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = WallList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, _: Known, params: Params) -> Answer<WallList> {
    params.only(&["limit", "cursor"])?;
    let (part, now) = (Part::asked(&params)?, app.cx.now());
    let found = app.cx.store.read(move |tx| Ok(wall_links::in_force(tx, now)?)).await?;
    let all = found.into_iter().map(|link| WallLine::new(&app, link)).collect();
    let (walls, next_cursor) = part.of_sorted(all, |line: &WallLine| line.name.as_str());
    Ok(Json(WallList { walls, next_cursor }))
}

/// Make a link to the wall screen, in place of one of the same name
#[utoipa::path(
    post,
    path = "/api/v1/walls",
    tag = "access",
    request_body = WallForm,
    responses((status = 200, body = WallLine), (status = 400, body = Problem))
)]
async fn make(State(app): State<App>, by: Known, Body(form): Body<WallForm>) -> Answer<WallLine> {
    let now = app.cx.now();
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        communicate::make_wall_link(tx, &form.name, form.days.unwrap_or(DAYS), &by.0, now)
    };
    let link = app.cx.store.write(unit).await?;
    Ok(Json(WallLine::new(&app, link)))
}

/// Withdraw a link to the wall screen
#[utoipa::path(
    delete,
    path = "/api/v1/walls/{name}",
    tag = "access",
    params(("name" = String, Path, description = "the link's name")),
    responses((status = 200, body = WallList), (status = 404, body = Problem))
)]
async fn withdraw(State(app): State<App>, by: Known, Path(name): Path<String>) -> Answer<WallList> {
    let (now, who) = (app.cx.now(), by.0.clone());
    let unit =
        move |tx: &mut vigie_ops::store::Tx<'_>| communicate::withdraw_wall(tx, &name, &who, now);
    app.cx.store.write(unit).await?;
    list(State(app), by, Params::none()).await
}
