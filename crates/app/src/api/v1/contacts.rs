//! Whom to call in an incident, and the attempts to reach them.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::contact::{ContactCard, ContactResult, Rung, ladder};
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_domain::setup::Setup;
use vigie_ops::store::contacts::{self, Attempt};
use vigie_ops::store::{Tx, qualifications};
use vigie_ops::{Error, respond, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, attempt))
}

/// Whom to call, in order, and who was tried.
#[derive(Serialize, ToSchema)]
struct ContactLadder {
    contacts: Vec<CardLine>,
    attempts: Vec<AttemptLine>,
}

#[derive(Serialize, ToSchema)]
struct CardLine {
    /// `phone`, `member`, `mailbox`, `channel`, `lead`, `social` or `other`.
    rung: &'static str,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    url: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct AttemptLine {
    at: String,
    by: String,
    rung: &'static str,
    whom: String,
    /// The number or address that was tried.
    way: String,
    /// `reached`, `no_answer`, `message_left` or `wrong_number`.
    result: &'static str,
}

/// An attempt to reach somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AttemptForm {
    /// Who was tried.
    whom: String,
    /// The number or address that was tried.
    #[serde(default)]
    way: String,
    /// `phone`, `member`, `mailbox`, `channel`, `lead`, `social` or `other`, which is taken without
    /// it.
    rung: Option<String>,
    /// `reached`, `no_answer`, `message_left` or `wrong_number`.
    result: String,
}

impl From<ContactCard> for CardLine {
    fn from(card: ContactCard) -> Self {
        let phone = card.phone.map(|phone| phone.to_string());
        Self { rung: card.rung.as_str(), name: card.name, phone, email: card.email, url: card.url }
    }
}

impl From<Attempt> for AttemptLine {
    fn from(attempt: Attempt) -> Self {
        Self {
            at: attempt.at.to_string(),
            by: attempt.by,
            rung: attempt.rung.as_str(),
            whom: attempt.whom,
            way: attempt.way,
            result: attempt.result.as_str(),
        }
    }
}

fn told(tx: &mut Tx<'_>, setup: &Setup, incident: &Incident) -> Result<ContactLadder, Error> {
    let level = qualifications::last(tx, incident.id)?.map(|last| last.level);
    let cards = ladder(setup, incident.service.as_ref(), level);
    let attempts = contacts::of_incident(tx, incident.id)?;
    Ok(ContactLadder {
        contacts: cards.into_iter().map(CardLine::from).collect(),
        attempts: attempts.into_iter().map(AttemptLine::from).collect(),
    })
}

/// Show whom to call in an incident, in order
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/contacts",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = ContactLadder), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Answer<ContactLadder> {
    params.only(&[])?;
    let (reference, setup) = (reference(&name)?, app.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::SeeContacts, reference)?;
        told(tx, &setup, &incident)
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Note an attempt to reach somebody
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/contacts",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = AttemptForm,
    responses((status = 200, body = ContactLadder), (status = 404, body = Problem))
)]
async fn attempt(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<AttemptForm>,
) -> Answer<ContactLadder> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let words = |all: &[&str]| format!("write one of: {}", all.join(", "));
    let rung = match form.rung.as_deref() {
        None => Rung::Other,
        Some(word) => Rung::from_word(word).ok_or_else(|| {
            let next = words(&Rung::ALL.map(Rung::as_str));
            Problem::field("rung", format!("\"{word}\" is no rung"), next)
        })?,
    };
    let result = ContactResult::from_word(&form.result).ok_or_else(|| {
        let next = words(&ContactResult::ALL.map(ContactResult::as_str));
        Problem::field("result", format!("\"{}\" is no result", form.result), next)
    })?;
    let attempt = Attempt { at: now, by: by.0, rung, whom: form.whom, way: form.way, result };
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::try_contact(tx, incident.id, &attempt)?;
        told(tx, &setup, &incident)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
