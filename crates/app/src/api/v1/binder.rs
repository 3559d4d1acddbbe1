//! The crisis binder as one file.

use super::super::error::Problem;
use super::ask::{Known, Params};
use crate::binder::{Frame, read};
use crate::state::App;
use axum::extract::State;
use axum::response::Html;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::person::Language;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Read the crisis binder, as one HTML page that needs no other file
#[utoipa::path(
    get,
    path = "/api/v1/binder",
    tag = "configuration",
    params(
        ("language" = Option<String>, Query, description = "en or fr; the settings' unless said"),
    ),
    responses(
        (status = 200, body = String, content_type = "text/html"),
        (status = 400, body = Problem)
    )
)]
async fn show(State(app): State<App>, _: Known, params: Params) -> Result<Html<String>, Problem> {
    params.only(&["language"])?;
    let language = match params.word("language", &["en", "fr"])?.and_then(Language::from_tag) {
        Some(language) => language,
        None => app.cx.setup().settings.language,
    };
    Ok(Html(read(&app).await?.page(language, &Frame::File)))
}
