//! Our own JSON API, `/api/v1`: what the pages show and do, for programs and the command line.
//! Owns the wire structs and the OpenAPI document that is made from them; holds no rule.

mod access;
mod accounts;
mod actions;
mod alerts;
mod ask;
mod binder;
mod body;
mod breaches;
mod changes;
mod clocks;
mod configuration;
mod contacts;
mod deadlines;
mod describe;
mod door;
mod drafts;
mod evidence;
mod exercises;
mod incidents;
mod journal;
mod measures;
mod notifications;
mod page;
mod problems;
mod qualification;
mod repeat;
mod runs;
mod secrets;
mod seen;
mod silences;
mod tasks;
mod tokens;
mod wall;
mod watch;

use super::error::{Problem, turned_away};
use crate::access::guarded;
use crate::state::App;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use std::sync::LazyLock;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

/// What an answer holds, or why there is none.
type Answer<T> = Result<Json<T>, Problem>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vigie",
        description = "Alerts, silences, incidents and what watches them. Lists are newest \
                       first, 100 entries a page; `next_cursor` asks for the next page. Times \
                       are RFC 3339 in UTC. Refusals are problem documents (RFC 9457)."
    ),
    components(schemas(Problem)),
    security(("token" = []), ("session" = []))
)]
struct Document;

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(alerts::router())
        .merge(silences::router())
        .merge(incidents::router())
        .merge(runs::router())
        .merge(clocks::router())
        .merge(deadlines::router())
        .merge(contacts::router())
        .merge(qualification::router())
        .merge(tasks::router())
        .merge(actions::router())
        .merge(exercises::router())
        .merge(measures::router())
        .merge(breaches::router())
        .merge(drafts::router())
        .merge(evidence::router())
        .merge(changes::router())
        .merge(problems::router())
        .merge(watch::router())
        .merge(notifications::router())
        .merge(journal::router())
        .merge(access::router())
        .merge(tokens::router())
        .merge(accounts::router())
        .merge(configuration::router())
        .merge(secrets::router())
        .merge(binder::router())
        .merge(wall::router())
}

/// The addresses of our own JSON API.
pub fn router(app: &App) -> Router<App> {
    let (router, _) = routes().split_for_parts();
    let addresses = router
        .route("/api/v1/openapi.json", get(show))
        .route("/api/v1", get(nothing_here))
        .route("/api/v1/", get(nothing_here))
        .route("/api/v1/{*rest}", axum::routing::any(nothing_here))
        .route_layer(middleware::from_fn_with_state(app.clone(), door::once));
    // Whoever may no longer ask is not told an old answer again, and whoever is refused is counted.
    guarded(addresses, app, turned_away)
        .layer(middleware::from_fn_with_state(door::Door::new(app.clone()), door::guard))
}

/// The document, written when it is first asked for: most installations never are.
static DOCUMENT: LazyLock<Result<Bytes, String>> = LazyLock::new(|| {
    let (_, mut document) = routes().split_for_parts();
    add_security(&mut document);
    let mut document = serde_json::to_value(document).map_err(|error| error.to_string())?;
    describe::complete(&mut document);
    Ok(Bytes::from(document.to_string()))
});

async fn show() -> Response {
    match &*DOCUMENT {
        Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes.clone()).into_response(),
        Err(error) => Problem::broken(error.clone()).into_response(),
    }
}

async fn nothing_here() -> Problem {
    Problem::not_found(
        "there is nothing at this address",
        "see /api/v1/openapi.json for the addresses there are",
    )
}

fn add_security(document: &mut utoipa::openapi::OpenApi) {
    let components = document.components.get_or_insert_with(Default::default);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    let cookie = ApiKeyValue::new(crate::access::COOKIE_NAME);
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}
