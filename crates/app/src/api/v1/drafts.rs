//! Drafts of what the law wants written, filled from an incident. Nothing is kept and nothing is
//! sent.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::incidents::reference;
use super::seen::tagged_text;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::person::Language;
use vigie_domain::rights::Act;
use vigie_ops::learn::{self, Given};
use vigie_ops::sight;
use vigie_ops::store::{Tx, clocks};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// A draft that can be made of an incident.
#[derive(Debug, Serialize, ToSchema)]
struct DraftLine {
    /// Its name in addresses, such as cnil-initial.
    key: String,
    title: String,
    /// When to take it.
    about: String,
    /// The legal clock that runs and that it serves, such as gdpr-authority.
    clock: Option<String>,
}

/// The drafts of an incident.
#[derive(Debug, Serialize, ToSchema)]
struct Drafts {
    /// en or fr.
    language: &'static str,
    drafts: Vec<DraftLine>,
}

fn language(app: &App, params: &Params) -> Result<Language, Problem> {
    params.only(&["language"])?;
    let word = params.word("language", &["en", "fr"])?;
    Ok(word.and_then(Language::from_tag).unwrap_or_else(|| app.cx.setup().settings.language))
}

/// List the drafts of an incident
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/drafts",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("language" = Option<String>, Query, description = "en or fr; that of the settings without it"),
    ),
    responses((status = 200, body = Drafts), (status = 404, body = Problem))
)]
async fn list(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    params: Params,
) -> Answer<Drafts> {
    let (reference, language) = (reference(&name)?, language(&app, &params)?);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        Ok(clocks::of_incident(tx, incident.id)?)
    };
    let clocks = app.cx.store.read(unit).await?;
    let drafts = learn::letters(language).iter().map(|letter| DraftLine {
        key: letter.key.to_string(),
        title: letter.title.clone(),
        about: letter.about.clone(),
        clock: learn::letter_clock(letter.key.as_str(), &clocks)
            .map(|clock| clock.deadline().to_owned()),
    });
    Ok(Json(Drafts { language: language.tag(), drafts: drafts.collect() }))
}

/// Read a draft, filled from the incident as it is known now, Markdown
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/drafts/{key}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("key" = String, Path, description = "such as cnil-initial"),
        ("language" = Option<String>, Query, description = "en or fr; that of the settings without it"),
    ),
    responses((status = 200, body = String, content_type = "text/markdown", headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path((name, key)): Path<(String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    let (reference, language) = (reference(&name)?, language(&app, &params)?);
    if !learn::letters(language).iter().any(|letter| letter.key.as_str() == key) {
        let known: Vec<&str> =
            learn::letters(language).iter().map(|one| one.key.as_str()).collect();
        let next = format!("choose one of: {}", known.join(", "));
        return Err(Problem::not_found(format!("there is no draft \"{key}\""), next));
    }
    let (now, setup, templates) = (app.cx.now(), app.cx.setup(), app.cx.templates());
    let unit = move |tx: &mut Tx<'_>| {
        let given = Given { setup: &setup, templates: &templates };
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        learn::letter(tx, given, (&key, language), incident.id, now)
    };
    let (_, text) = app.cx.store.read(unit).await?;
    let tag = tagged_text(&text);
    Ok((tag, [(CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response())
}
