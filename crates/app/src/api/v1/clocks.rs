//! The legal clocks of an incident: how long is left, here and in UTC, and how one is closed.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::incidents::reference;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::clock::{Clock, ClockEnding, Terms};
use vigie_domain::id::{ClockId, IncidentId};
use vigie_domain::rights::Act;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::prepare::document::WithinText;
use vigie_ops::store::{Tx, clocks};
use vigie_ops::words::Words;
use vigie_ops::{Error, respond, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, start)).routes(routes!(end))
}

/// The legal clocks of an incident; they are few, and told at once.
#[derive(Serialize, ToSchema)]
struct Clocks {
    /// The zone of the local times, such as Europe/Paris.
    zone: String,
    clocks: Vec<ClockLine>,
}

/// A legal clock.
#[derive(Serialize, ToSchema)]
struct ClockLine {
    id: i64,
    /// Which deadline, such as `gdpr-authority`.
    kind: String,
    #[serde(flatten)]
    terms: ClockTerms,
    /// Since when the team was aware, UTC: it counts from there.
    aware_at: String,
    /// The same in the zone of the installation.
    aware_local: String,
    /// When it ends, UTC; null when there is no count, but no delay either.
    due_at: Option<String>,
    /// The same in the zone of the installation.
    due_local: Option<String>,
    /// The share of its time that is spent, in percent; over 100 when it is late, null when there is
    /// no count.
    spent_percent: Option<u64>,
    /// Whether its end passed while it was open.
    late: bool,
    started_by: String,
    /// `proven` or `not-required`; null while it runs.
    how: Option<&'static str>,
    /// The proof, or why it was not required.
    proof: Option<String>,
    ended_by: Option<String>,
    ended_at: Option<String>,
}

/// What a deadline says; a clock keeps what it said when it was started.
#[derive(Serialize, ToSchema)]
pub(super) struct ClockTerms {
    /// What is to be done, in the language of the installation, as the following.
    title: String,
    /// Whom to tell.
    recipient: String,
    /// How long it gives from awareness: `72h`, `30d`, `1 month`, `without delay`.
    within: String,
    /// The text that sets it.
    source: String,
    /// The day on which somebody read that text, such as 2026-11-20.
    checked_on: String,
    /// `shipped` with Vigie, `changed` by the operator, or the operator's `own`.
    whose: &'static str,
}

impl ClockTerms {
    pub(super) fn new(terms: &Terms, words: Words) -> Self {
        Self {
            title: words.title_of(terms),
            recipient: words.recipient_of(terms),
            within: WithinText(terms.within).to_string(),
            source: words.source_of(terms),
            checked_on: terms.checked_on.to_string(),
            whose: terms.whose.as_str(),
        }
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_jiff().to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl ClockLine {
    fn new(clock: &Clock, (zone, words): (&TimeZone, Words), now: Timestamp) -> Self {
        let ended = clock.ended.as_ref();
        // What is closed spends no more time.
        let until = ended.map_or(now, |(_, at, _)| *at);
        Self {
            id: clock.id.0,
            kind: clock.deadline().to_owned(),
            terms: ClockTerms::new(&clock.terms, words),
            aware_at: clock.aware_at.to_string(),
            aware_local: local(clock.aware_at, zone),
            due_at: clock.due_at.map(|due| due.to_string()),
            due_local: clock.due_at.map(|due| local(due, zone)),
            spent_percent: clock.spent(until),
            late: clock.is_late(now),
            started_by: clock.started_by.clone(),
            how: ended.map(|(_, _, how)| how.words().0),
            proof: ended.map(|(_, _, how)| how.words().1.to_owned()),
            ended_by: ended.map(|(by, _, _)| by.clone()),
            ended_at: ended.map(|(_, at, _)| at.to_string()),
        }
    }
}

fn all(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: IncidentId,
    now: Timestamp,
) -> Result<Clocks, Error> {
    let zone = setup.settings.time_zone();
    let found = clocks::of_incident(tx, incident)?;
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    let words = Words::of(setup.settings.language);
    let clocks = found.iter().map(|clock| ClockLine::new(clock, (&zone, words), now)).collect();
    Ok(Clocks { zone: name, clocks })
}

/// A clock to start.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClockForm {
    /// Which deadline, such as `gdpr-authority`; `GET /api/v1/deadlines` lists them.
    kind: String,
    /// Since when the team was aware, RFC 3339; as the incident says, unless said.
    aware_at: Option<String>,
}

/// How a clock is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClockEndForm {
    /// `proven`, or `not-required`, which only a security officer or an administrator decides.
    how: String,
    /// The receipt number, file or address that proves it; or why it was not required.
    proof: String,
}

/// Show the legal clocks of an incident
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/clocks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = Clocks), (status = 404, body = Problem))
)]
async fn list(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Answer<Clocks> {
    params.only(&[])?;
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        all(tx, &setup, incident.id, now)
    };
    Ok(Json(app.cx.store.read(unit).await?))
}

/// Start a legal clock
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/clocks",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = ClockForm,
    responses((status = 200, body = Clocks), (status = 400, body = Problem), (status = 404, body = Problem))
)]
async fn start(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<ClockForm>,
) -> Answer<Clocks> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    if setup.deadlines.get(&form.kind).is_none() {
        let names: Vec<&str> =
            setup.deadlines.in_force().map(|one| one.terms.name.as_str()).collect();
        let detail = format!("there is no deadline \"{}\"", form.kind);
        return Err(Problem::field("kind", detail, format!("write one of: {}", names.join(", "))));
    }
    let aware =
        form.aware_at.as_deref().map(str::parse::<Timestamp>).transpose().map_err(|_| {
            Problem::field("aware_at", "this is no instant", "write it as 2026-11-20T22:00:00Z")
        })?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        let known = incident.aware.as_ref().map_or(incident.declared_at, |noted| noted.at);
        let aware = aware.unwrap_or(known);
        respond::start_clock(tx, &setup, (incident.id, &form.kind, aware), &by.0, now)?;
        all(tx, &setup, incident.id, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Close a legal clock
///
/// With its proof, or with why it was not required, which takes the role of a security officer or
/// administrator. Both stay in the timeline.
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/clocks/{id}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("id" = i64, Path, description = "its number, as the list shows it"),
    ),
    request_body = ClockEndForm,
    responses((status = 200, body = Clocks), (status = 400, body = Problem), (status = 404, body = Problem))
)]
async fn end(
    State(app): State<App>,
    by: Known,
    Path((name, id)): Path<(String, String)>,
    Body(form): Body<ClockEndForm>,
) -> Answer<Clocks> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let id = ClockId(id.parse().map_err(|_| {
        Problem::not_found(format!("\"{id}\" is no number"), "take one from the list")
    })?);
    let how = ClockEnding::from_words(&form.how, form.proof.trim()).ok_or_else(|| {
        let detail = format!("\"{}\" closes no clock", form.how);
        Problem::field("how", detail, "write proven or not-required")
    })?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::clock(tx, &by.1, &how, reference)?;
        respond::end_clock(tx, &setup, (incident.id, id, &how), &by.0, now)?;
        all(tx, &setup, incident.id, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
