//! What is watched: services, checks, heartbeats and sources, and how this process is.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::page::Part;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::check::{Check, CheckState};
use vigie_domain::heartbeat::{Heartbeat, HeartbeatState};
use vigie_domain::report::FilingState;
use vigie_domain::service::Service;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::respond;
use vigie_ops::store::sources::SourceState;
use vigie_ops::store::{Tx, alerts, checks, filings, heartbeats, outbox, sources};

/// Reports in trouble that are counted.
const FILINGS_MAX: i64 = 1_000;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_services))
        .routes(routes!(list_checks))
        .routes(routes!(list_heartbeats))
        .routes(routes!(list_sources))
        .routes(routes!(show_status))
}

/// The part of a list in order of short name that is asked for.
fn asked(params: &Params) -> Result<Part, Problem> {
    params.only(&["limit", "cursor"])?;
    Part::asked(params)
}

/// Something users rely on.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceLine {
    /// Its short name.
    slug: String,
    /// Its name as users know it.
    name: String,
    /// One sentence for whoever is woken.
    description: String,
    /// Who owns it.
    owners: Vec<String>,
    /// What it can't work without.
    depends_on: Vec<String>,
    /// Where it is.
    url: Option<String>,
}

/// The declared services.
#[derive(Debug, Serialize, ToSchema)]
struct ServiceList {
    /// In order of short name.
    services: Vec<ServiceLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// List services
#[utoipa::path(
    get,
    path = "/api/v1/services",
    tag = "watch",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = ServiceList))
)]
async fn list_services(State(app): State<App>, by: Known, params: Params) -> Answer<ServiceList> {
    let part = asked(&params)?;
    let seen = |slug: &&Slug| by.1.sees_of(Some(slug));
    let line = |service: &Service| ServiceLine {
        slug: service.slug.to_string(),
        name: service.name.clone(),
        description: service.description.clone(),
        owners: service.owners.iter().map(ToString::to_string).collect(),
        depends_on: service.depends_on.iter().filter(seen).map(ToString::to_string).collect(),
        url: service.url.clone(),
    };
    let setup = app.cx.setup();
    let own = setup.services.values().filter(|service| seen(&&service.slug));
    let all = own.map(line).collect();
    let (services, next_cursor) = part.of_sorted(all, |line: &ServiceLine| line.slug.as_str());
    Ok(Json(ServiceList { services, next_cursor }))
}

/// A check and what it holds to be true.
#[derive(Debug, Serialize, ToSchema)]
struct CheckLine {
    /// Its short name.
    slug: String,
    /// Its name.
    name: String,
    /// The service it looks at.
    service: Option<String>,
    /// Seconds between two looks.
    every_seconds: u64,
    /// `unknown`, `passing` or `failing`.
    verdict: &'static str,
    /// Since when; absent before the first look.
    since: Option<String>,
    /// When it last looked.
    last_at: Option<String>,
    /// What it holds and waits for, in one line.
    words: String,
    /// Why nobody is told that it fails.
    held: Option<String>,
}

/// The declared checks.
#[derive(Debug, Serialize, ToSchema)]
struct CheckList {
    /// In order of short name.
    checks: Vec<CheckLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// List checks
#[utoipa::path(
    get,
    path = "/api/v1/checks",
    tag = "watch",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = CheckList))
)]
async fn list_checks(State(app): State<App>, by: Known, params: Params) -> Answer<CheckList> {
    let part = asked(&params)?;
    let states = app.cx.store.read(|tx| Ok(checks::states(tx)?)).await?;
    let mut states: BTreeMap<String, CheckState> = states.into_iter().collect();
    let now = app.cx.now();
    let line = |check: &Check| {
        let state = states.remove(check.slug.as_str()).unwrap_or_default();
        let state = by.1.standing(state);
        CheckLine {
            slug: check.slug.to_string(),
            name: check.name.to_string(),
            service: check.service.as_ref().map(ToString::to_string),
            every_seconds: check.every.as_secs(),
            verdict: state.verdict.as_str(),
            since: state.since.map(|at| at.to_string()),
            last_at: state.last_at.map(|at| at.to_string()),
            words: state.words(check, now),
            held: state.held.map(|hold| hold.to_string()),
        }
    };
    let setup = app.cx.setup();
    let own = setup.checks.values().filter(|check| by.1.sees_of(check.service.as_ref()));
    let all = own.map(line).collect();
    let (checks, next_cursor) = part.of_sorted(all, |line: &CheckLine| line.slug.as_str());
    Ok(Json(CheckList { checks, next_cursor }))
}

/// A heartbeat and when it was last heard. Its address is a secret and is not shown.
#[derive(Debug, Serialize, ToSchema)]
struct HeartbeatLine {
    /// Its short name.
    slug: String,
    /// Its name.
    name: String,
    /// The service it belongs to.
    service: Option<String>,
    /// `new`, `passing` or `failing`.
    standing: &'static str,
    /// How it stands and what it waits for, in one line.
    words: String,
    /// Its last success.
    last_ping_at: Option<String>,
    /// When it is expected next.
    next_at: Option<String>,
    /// When it fails unless it comes.
    fails_at: Option<String>,
}

/// The declared heartbeats.
#[derive(Debug, Serialize, ToSchema)]
struct HeartbeatList {
    /// In order of short name.
    heartbeats: Vec<HeartbeatLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// List heartbeats
#[utoipa::path(
    get,
    path = "/api/v1/heartbeats",
    tag = "watch",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = HeartbeatList))
)]
async fn list_heartbeats(
    State(app): State<App>,
    by: Known,
    params: Params,
) -> Answer<HeartbeatList> {
    let part = asked(&params)?;
    let states = app.cx.store.read(|tx| Ok(heartbeats::states(tx)?)).await?;
    let mut states: BTreeMap<String, HeartbeatState> = states.into_iter().collect();
    let now = app.cx.now();
    let line = |heartbeat: &Heartbeat| {
        let state = states.remove(heartbeat.slug.as_str()).unwrap_or_default();
        let at = |at: Option<Timestamp>| at.map(|at| at.to_string());
        HeartbeatLine {
            slug: heartbeat.slug.to_string(),
            name: heartbeat.name.to_string(),
            service: heartbeat.service.as_ref().map(ToString::to_string),
            standing: state.standing.as_str(),
            words: state.words(heartbeat, now),
            last_ping_at: at(state.last_ping),
            next_at: at(state.next_expected(heartbeat, now)),
            fails_at: at(state.fails_at(heartbeat)),
        }
    };
    let setup = app.cx.setup();
    let own = setup.heartbeats.values().filter(|beat| by.1.sees_of(beat.service.as_ref()));
    let all = own.map(line).collect();
    let (heartbeats, next_cursor) = part.of_sorted(all, |line: &HeartbeatLine| line.slug.as_str());
    Ok(Json(HeartbeatList { heartbeats, next_cursor }))
}

/// A source of signals and when it last spoke.
#[derive(Debug, Serialize, ToSchema)]
struct SourceLine {
    /// Its short name.
    slug: String,
    /// How it speaks; `undeclared` for one that is only heard.
    kind: &'static str,
    /// Seconds within which it must speak again.
    expected_every_seconds: Option<u64>,
    /// When it last spoke.
    heard_at: Option<String>,
    /// Whether it misses its rhythm.
    silent: bool,
    /// Signals taken from it.
    received: i64,
    /// Signals refused.
    refused: i64,
}

/// The sources, declared or heard.
#[derive(Debug, Serialize, ToSchema)]
struct SourceList {
    /// In order of short name.
    sources: Vec<SourceLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// List sources
#[utoipa::path(
    get,
    path = "/api/v1/sources",
    tag = "watch",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = SourceList))
)]
async fn list_sources(State(app): State<App>, by: Known, params: Params) -> Answer<SourceList> {
    let part = asked(&params)?;
    let mut states: BTreeMap<String, Option<SourceState>> =
        app.cx.setup().sources.keys().map(|slug| (slug.to_string(), None)).collect();
    for state in app.cx.store.read(|tx| Ok(sources::all(tx)?)).await? {
        states.insert(state.slug.clone(), Some(state));
    }
    let setup = app.cx.setup();
    let line = |(slug, state): (String, Option<SourceState>)| {
        let declared = setup.sources.values().find(|source| source.slug.as_str() == slug);
        let every = declared.and_then(|source| source.expected_every);
        SourceLine {
            slug,
            kind: declared.map_or("undeclared", |source| source.kind.as_str()),
            expected_every_seconds: every.map(|every| every.as_secs()),
            heard_at: state.as_ref().and_then(|s| s.heard_at).map(|at| at.to_string()),
            silent: state.as_ref().is_some_and(|state| state.silent),
            received: state.as_ref().map_or(0, |state| state.received),
            refused: state.as_ref().map_or(0, |state| state.refused),
        }
    };
    let own = |slug: &str| {
        let declared = setup.sources.get(slug);
        by.1.sees_of(declared.and_then(|source| source.service.as_ref()))
    };
    let own = states.into_iter().filter(|(slug, _)| own(slug));
    let all = own.map(line).collect();
    let (sources, next_cursor) = part.of_sorted(all, |line: &SourceLine| line.slug.as_str());
    Ok(Json(SourceList { sources, next_cursor }))
}

/// How this process is.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// The version of the program.
    version: &'static str,
    /// When it started.
    started_at: String,
    /// Its clock.
    now: String,
    /// `SQLite` or `PostgreSQL`.
    database: &'static str,
    /// Where people reach the pages.
    external_url: String,
    /// When the certificate that is served ends; absent when none is served.
    certificate_ends_at: Option<String>,
    /// Why the newest certificate files can't be used; the certificate before is served.
    certificate_mistake: Option<String>,
    /// The declared mail server, as `host:port`.
    mail_server: Option<String>,
    /// People who can be told by mail.
    people_with_mail: usize,
    /// Declared channels.
    channels: usize,
    /// Alerts that go on, by severity.
    alerts: BTreeMap<String, i64>,
    /// Notifications by state.
    notifications: BTreeMap<String, i64>,
    /// Whether a repository for signed reports is declared.
    report_repository: bool,
    /// Signed reports that could not be committed to it yet, by the sort of trouble.
    reports_not_committed: BTreeMap<&'static str, i64>,
    /// How listening to the declared chat goes; absent when nobody there may be heard.
    chat: Option<Listening>,
}

/// How listening to a chat goes.
#[derive(Debug, Serialize, ToSchema)]
struct Listening {
    /// When it last answered.
    heard_at: Option<String>,
    /// Why it does not answer now.
    trouble: Option<String>,
}

/// Show how this process is
#[utoipa::path(get, path = "/api/v1/status", tag = "watch", responses((status = 200, body = Status)))]
async fn show_status(State(app): State<App>, _: Known, params: Params) -> Answer<Status> {
    params.only(&[])?;
    let setup = app.cx.setup();
    let given = Arc::clone(&setup);
    let Counts { live, owed, unfiled, chat } =
        app.cx.store.read(move |tx| counts(tx, &given)).await?;
    let mut by_severity = BTreeMap::new();
    for (_, severity, count) in live {
        *by_severity.entry(severity).or_insert(0) += count;
    }
    let certificate = app.certificate.as_ref();
    let certificate =
        certificate.map(|known| known.read().unwrap_or_else(PoisonError::into_inner).clone());
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        started_at: app.started_at.to_string(),
        now: app.cx.now().to_string(),
        database: app.cx.store.engine_name(),
        external_url: app.base_url(),
        certificate_ends_at: certificate.as_ref().map(|known| known.expires_at.to_string()),
        certificate_mistake: certificate.and_then(|known| known.mistake),
        mail_server: setup
            .settings
            .smtp
            .as_ref()
            .map(|smtp| format!("{}:{}", smtp.host, smtp.port)),
        people_with_mail: setup.people.values().filter(|person| person.email.is_some()).count(),
        channels: setup.channels.len(),
        alerts: by_severity,
        notifications: owed.into_iter().collect(),
        report_repository: setup.settings.reports.repository.is_some(),
        reports_not_committed: unfiled,
        chat,
    }))
}

/// What the database counts.
struct Counts {
    live: Vec<(String, String, i64)>,
    owed: Vec<(String, i64)>,
    unfiled: BTreeMap<&'static str, i64>,
    chat: Option<Listening>,
}

fn counts(tx: &mut Tx<'_>, setup: &Arc<Setup>) -> Result<Counts, Error> {
    let mut unfiled = BTreeMap::new();
    for filing in filings::failed(tx, FILINGS_MAX)? {
        if let FilingState::Failed { error, .. } = filing.state {
            *unfiled.entry(error.as_str()).or_insert(0) += 1;
        }
    }
    let chat = respond::listening(tx, Arc::clone(setup))?.map(|place| Listening {
        heard_at: place.heard_at.map(|at| at.to_string()),
        trouble: place.trouble,
    });
    Ok(Counts { live: alerts::count_live(tx)?, owed: outbox::counts(tx)?, unfiled, chat })
}
