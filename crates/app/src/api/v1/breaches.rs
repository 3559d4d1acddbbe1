//! The register of personal-data breaches.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use super::page::Part;
use super::seen::{Seen, Tagged};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::breach::BreachRisk;
use vigie_domain::clock::{GDPR_AUTHORITY, GDPR_PERSONS};
use vigie_domain::incident::Reference;
use vigie_domain::rights::{Act, Sight};
use vigie_ops::Error;
use vigie_ops::learn::{self, BreachText};
use vigie_ops::sight::{self, Registered};
use vigie_ops::store::Tx;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, write))
}

/// An entry of the register.
#[derive(Debug, Serialize, ToSchema)]
struct BreachLine {
    /// Such as INC-2026-0042.
    incident: String,
    title: String,
    service: Option<String>,
    /// Sent back with a change, so that nobody's is written over.
    version: i64,
    opened_at: String,
    /// When it happened, if somebody noted it.
    occurred_at: Option<String>,
    /// When the team became aware.
    aware_at: Option<String>,
    facts: String,
    effects: String,
    remedies: String,
    /// `none`, `risk` or `high`; null until it is decided.
    risk: Option<&'static str>,
    reasons: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    /// When and how the notification to the authority was closed: its proof, or why it was not
    /// required.
    authority: Option<String>,
    /// The same of the message to the persons concerned.
    persons: Option<String>,
}

impl BreachLine {
    fn new((breach, incident, clocks): &Registered) -> Self {
        let decision = breach.decision.as_ref();
        Self {
            incident: incident.reference.to_string(),
            title: incident.title.clone(),
            service: incident.service.as_ref().map(ToString::to_string),
            version: breach.version,
            opened_at: breach.opened_at.to_string(),
            occurred_at: incident.occurred.as_ref().map(|noted| noted.at.to_string()),
            aware_at: incident.aware.as_ref().map(|noted| noted.at.to_string()),
            facts: breach.facts.clone(),
            effects: breach.effects.clone(),
            remedies: breach.remedies.clone(),
            risk: decision.map(|one| one.risk.as_str()),
            reasons: decision.map(|one| one.reasons.clone()),
            decided_by: decision.map(|one| one.noted.by.clone()),
            decided_at: decision.map(|one| one.noted.at.to_string()),
            authority: learn::closed_in_words(clocks, GDPR_AUTHORITY),
            persons: learn::closed_in_words(clocks, GDPR_PERSONS),
        }
    }
}

/// The register.
#[derive(Debug, Serialize, ToSchema)]
struct BreachList {
    /// The newest incident first.
    breaches: Vec<BreachLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// What is written into an entry; what is left out becomes empty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BreachForm {
    /// The version that was read.
    version: i64,
    #[serde(default)]
    facts: String,
    #[serde(default)]
    effects: String,
    #[serde(default)]
    remedies: String,
    /// `none`, `risk` or `high`; left out while it is not decided.
    risk: Option<String>,
    /// Why; a decision takes them.
    #[serde(default)]
    reasons: String,
}

/// List the register of personal-data breaches
#[utoipa::path(
    get,
    path = "/api/v1/breaches",
    tag = "incidents",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = BreachList))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<BreachList> {
    params.only(&["limit", "cursor"])?;
    let part = Part::asked(&params)?;
    let all = app.cx.store.read(move |tx| sight::breaches(tx, &by.1)).await?;
    let all: Vec<BreachLine> = all.iter().map(BreachLine::new).collect();
    let (breaches, next_cursor) = part.of_unsorted(all, |line| line.incident.as_str())?;
    Ok(Json(BreachList { breaches, next_cursor }))
}

/// Show an entry of the register
#[utoipa::path(
    get,
    path = "/api/v1/breaches/{reference}",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = BreachLine, headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
) -> Result<Tagged<BreachLine>, Problem> {
    let reference = reference(&name)?;
    let unit = move |tx: &mut Tx<'_>| entry(tx, &by.1, reference);
    Ok(Tagged(app.cx.store.read(unit).await?))
}

fn entry(tx: &mut Tx<'_>, sight: &Sight, reference: Reference) -> Result<BreachLine, Error> {
    Ok(BreachLine::new(&sight::breach(tx, sight, Act::SeeJournal, reference)?))
}

/// Write an entry of the register
#[utoipa::path(
    post,
    path = "/api/v1/breaches/{reference}",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = BreachForm,
    responses((status = 200, body = BreachLine), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem))
)]
async fn write(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    seen: Seen,
    Body(form): Body<BreachForm>,
) -> Answer<BreachLine> {
    let (reference, now, named) = (reference(&name)?, app.cx.now(), seen.clone());
    let risk = form.risk.as_deref().map(|word| {
        BreachRisk::from_word(word).ok_or_else(|| {
            let next = "write none, risk or high, or leave it out";
            Problem::field("risk", format!("\"{word}\" is no decision"), next)
        })
    });
    let text = BreachText {
        version: form.version,
        facts: form.facts,
        effects: form.effects,
        remedies: form.remedies,
        risk: risk.transpose()?,
        reasons: form.reasons,
    };
    let unit = move |tx: &mut Tx<'_>| {
        let (_, incident, _) = sight::breach(tx, &by.1, Act::KeepRegister, reference)?;
        seen.check(|| entry(tx, &by.1, reference))?;
        learn::write_breach(tx, (incident.id, &text), &by.0, now)?;
        entry(tx, &by.1, reference)
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}
