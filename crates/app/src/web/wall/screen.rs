//! The screen itself. It says its own age, and shows what is unknown as unknown.

use super::super::layout::{ICON_ROUTE, KEPT, Stranger, View, refusal};
use super::clean::Cleaner;
use crate::state::App;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use vigie_domain::check::{CheckState, Verdict};
use vigie_domain::heartbeat::HeartbeatState;
use vigie_domain::id::AlertId;
use vigie_domain::incident::{Incident, Stage};
use vigie_domain::person::Language;
use vigie_domain::service::Service;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_ops::Error;
use vigie_ops::communicate::{Wall, open_wall};
use vigie_ops::store::alerts::Stored;
use vigie_ops::store::{Tx, alerts, checks, heartbeats, incidents, outbox, sources};
use vigie_ops::words::Words;

const STYLE: &str = include_str!("../static/wall.css");
const SCRIPT: &str = include_str!("../static/wall.js");
/// The address of the screen's style.
pub(in crate::web) const STYLE_ROUTE: &str =
    concat!("/static/vigie-wall-", env!("CARGO_PKG_VERSION"), ".css");
/// The address of its script.
pub(in crate::web) const SCRIPT_ROUTE: &str =
    concat!("/static/vigie-wall-", env!("CARGO_PKG_VERSION"), ".js");

/// Seconds between two looks of a screen without script.
const REFRESH_SECONDS: u32 = 30;
/// Live alerts that are counted; more are told as "and more".
const ALERTS_MAX: i64 = 1_000;
/// Alerts and incidents that are shown: what can be read from across a room.
const SHOWN_MAX: usize = 12;

/// `GET` of the style.
pub(in crate::web) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), KEPT], STYLE)
}

/// `GET` of the script.
pub(in crate::web) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), KEPT], SCRIPT)
}

/// How the screen is to be.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Asked {
    /// `light`; dark unless said.
    #[serde(default)]
    look: String,
    /// `en` or `fr`; the browser's unless said.
    #[serde(default)]
    language: String,
}

struct Picture {
    alerts: Vec<Stored>,
    incidents: Vec<Incident>,
    checks: Vec<(String, CheckState)>,
    heartbeats: Vec<(String, HeartbeatState)>,
    silent: usize,
    given_up: i64,
}

fn read(tx: &mut Tx<'_>) -> Result<Picture, Error> {
    let counts = outbox::counts(tx)?;
    let mut alerts = alerts::live(tx, AlertId(0), ALERTS_MAX)?;
    alerts.sort_by_key(|stored| std::cmp::Reverse(stored.alert.claim.severity()));
    Ok(Picture {
        alerts,
        incidents: public(incidents::open(tx, ALERTS_MAX)?),
        checks: checks::states(tx)?,
        heartbeats: heartbeats::states(tx)?,
        silent: sources::all(tx)?.iter().filter(|source| source.silent).count(),
        given_up: counts.iter().filter(|(state, _)| state == "given_up").map(|(_, n)| n).sum(),
    })
}

/// What is private is nobody's on a wall.
fn public(mut all: Vec<Incident>) -> Vec<Incident> {
    all.retain(|incident| incident.participants.is_none());
    all
}

/// `GET /wall/{signed}`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    Stranger(view): Stranger,
    Path(signed): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let settings = &app.cx.setup().settings;
    let language = Language::from_tag(&asked.language).unwrap_or(view.language);
    let view = view.in_language(language);
    let (keys, now) = (std::sync::Arc::clone(&app.cx.keys), app.cx.now());
    let found = app.cx.store.read(move |tx| match open_wall(tx, &keys, &signed, now)? {
        Wall::Open(_) => Ok(Ok(read(tx)?)),
        closed @ (Wall::Expired(_) | Wall::Withdrawn(_) | Wall::Forged) => Ok(Err(closed)),
    });
    let light = asked.look == "light";
    match found.await {
        Ok(Ok(picture)) => {
            let screen = Screen::new(&view, &picture, &app.cx.setup()).page();
            Html(frame(&view, light, view.words.wall_title(), &screen)).into_response()
        }
        Ok(Err(closed)) => refused(&view, light, &closed, &settings.zone),
        Err(error) => refusal(&view, &error),
    }
}

fn refused(view: &View, light: bool, wall: &Wall, zone: &str) -> Response {
    let words = view.words;
    let (status, why) = match wall {
        Wall::Expired(link) => {
            (StatusCode::GONE, words.wall_expired(words.moment(link.expires_at, zone)))
        }
        Wall::Withdrawn(at) => (StatusCode::GONE, words.wall_withdrawn(words.moment(*at, zone))),
        Wall::Forged | Wall::Open(_) => (StatusCode::NOT_FOUND, words.wall_forged().to_owned()),
    };
    let body = html! {
        h1 { (words.problem()) }
        p.state { (why) } p { (words.wall_refused_next()) }
    };
    (status, Html(frame(view, light, words.problem(), &body))).into_response()
}

fn frame(view: &View, light: bool, title: &str, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(view.language.tag()) class=(if light { "light" } else { "dark" }) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · Vigie" }
                link rel="stylesheet" href=(STYLE_ROUTE);
                link rel="icon" type="image/svg+xml" href=(ICON_ROUTE);
                // A script keeps the last picture when the server is gone; a refresh would lose it.
                noscript { meta http-equiv="refresh" content=(REFRESH_SECONDS); }
                script src=(SCRIPT_ROUTE) defer {}
            }
            body { main #wall { (body) } }
        }
    };
    markup.into_string()
}

struct Screen<'a> {
    view: &'a View,
    picture: &'a Picture,
    setup: &'a Setup,
    cleaner: Cleaner,
}

impl<'a> Screen<'a> {
    fn new(view: &'a View, picture: &'a Picture, setup: &'a Setup) -> Self {
        Self { view, picture, setup, cleaner: Cleaner::new(setup) }
    }

    fn page(&self) -> Markup {
        let (words, now) = (self.view.words, self.view.now);
        let zoned = now.to_jiff().to_zoned(self.view.zone.clone());
        html! {
            header {
                h1 { (words.wall_title()) }
                p.clock { (words.wall_as_of()) " "
                    time datetime=(now.to_string()) { (zoned.strftime("%H:%M:%S")) }
                    " " span.zone { (words.date(&zoned)) " " (zoned.strftime("%Z")) } }
            }
            p.stale role="status" hidden { strong { (words.wall_stale()) " " span.since {} } " " (words.wall_stale_what()) }
            (self.warnings())
            (self.counts())
            (self.alerts())
            (self.incidents())
            (self.services())
        }
    }

    /// What makes the rest less sure.
    fn warnings(&self) -> Markup {
        let words = self.view.words;
        let unknown = self.unknown();
        let told =
            self.setup.root.receivers().any(|name| self.setup.reaches_somebody(name.as_str()));
        html! { ul.unsure {
            @if unknown > 0 { li { (words.wall_unknown(unknown)) } }
            @if self.picture.silent > 0 { li { (words.wall_silent(self.picture.silent)) } }
            @if self.picture.given_up > 0 { li { (words.wall_undelivered(self.picture.given_up)) } }
            @if !told { li { (words.wall_nobody_told()) } }
        } }
    }

    fn check(&self, slug: &Slug) -> CheckState {
        let found = self.picture.checks.iter().find(|(name, _)| name == slug.as_str());
        found.map(|(_, state)| state.clone()).unwrap_or_default()
    }

    fn unknown(&self) -> usize {
        let states = self.setup.checks.keys().map(|slug| self.check(slug));
        states.filter(|state| state.verdict == Verdict::Unknown || state.blind.is_some()).count()
    }

    fn counts(&self) -> Markup {
        let words = self.view.words;
        let count = |severity: Severity| {
            let all = self.picture.alerts.iter();
            let found = all.filter(|stored| stored.alert.claim.severity() == severity).count();
            words.number(i64::try_from(found).unwrap_or(i64::MAX))
        };
        let all = [Severity::Critical, Severity::Info, Severity::Warning].map(count);
        let [critical, info, warning] = all;
        html! {
            @if self.picture.alerts.is_empty() { p.state.quiet { (words.wall_quiet()) } } @else {
                p.state.open { (words.wall_counts(critical, info, warning)) }
            }
        }
    }

    fn alerts(&self) -> Markup {
        let (words, all) = (self.view.words, &self.picture.alerts);
        html! {
            ul.open { @for stored in all.iter().take(SHOWN_MAX) { li class=(stored.alert.claim.severity().as_str()) {
                strong { (self.cleaner.clean(&stored.alert.claim.title())) }
                p {
                    (words.known(stored.alert.claim.severity().as_str()))
                    @if let Some(service) = stored.alert.claim.service() { " · " (self.named(&service)) }
                    " · " (words.known(stored.alert.state.as_str()))
                    " · " (words.wall_since(words.span(self.view.now.since(stored.alert.opened_at))))
                }
            } } }
            (self.more(all.len()))
        }
    }

    fn more(&self, all: usize) -> Markup {
        let rest = all.saturating_sub(SHOWN_MAX);
        html! { @if rest > 0 { p { (self.view.words.wall_more(rest)) } } }
    }

    /// Incidents without their titles: people write those, about people too.
    fn incidents(&self) -> Markup {
        let (words, all) = (self.view.words, &self.picture.incidents);
        html! {
            @if !all.is_empty() { h2 { (words.open_incidents()) } }
            ul.open { @for incident in all.iter().take(SHOWN_MAX) { li class=(incident.severity.as_str()) {
                strong { (incident.reference) }
                p {
                    (words.known(incident.severity.as_str()))
                    @if let Some(service) = &incident.service { " · " (self.named(service)) }
                    " · " (stage(words, incident))
                    " · " (words.wall_since(words.span(self.view.now.since(incident.declared_at))))
                }
            } } }
            (self.more(all.len()))
        }
    }

    fn named(&self, slug: &Slug) -> String {
        let found = self.setup.services.get(slug);
        self.cleaner.clean(found.map_or(slug.as_str(), |service| &service.name))
    }

    fn services(&self) -> Markup {
        let words = self.view.words;
        let all = self.setup.services.values();
        let (watched, unwatched): (Vec<_>, Vec<_>) = all.partition(|one| self.is_watched(one));
        html! {
            @if !watched.is_empty() {
                h2 { (words.services()) }
                ul.services { @for service in watched {
                    @let state = self.state(service);
                    li class=(state) { strong { (self.named(&service.slug)) } " " span { (words.known(state)) } }
                } }
            }
            @if !unwatched.is_empty() {
                p.unwatched { (words.wall_unwatched()) " "
                    (unwatched.iter().map(|one| self.named(&one.slug)).collect::<Vec<_>>().join(", ")) }
            }
        }
    }

    fn is_watched(&self, service: &Service) -> bool {
        let own = Some(&service.slug);
        let open = self.picture.alerts.iter();
        self.setup.checks.values().any(|check| check.service.as_ref() == own)
            || self.setup.heartbeats.values().any(|beat| beat.service.as_ref() == own)
            || open.into_iter().any(|stored| stored.alert.claim.service().as_ref() == own)
    }

    /// Failing before unknown, unknown before fine.
    fn state(&self, service: &Service) -> &'static str {
        let own = Some(&service.slug);
        let alerted = |stored: &Stored| stored.alert.claim.service().as_ref() == own;
        let checks = self.setup.checks.values().filter(|check| check.service.as_ref() == own);
        let checks: Vec<CheckState> = checks.map(|check| self.check(&check.slug)).collect();
        let beats = self.setup.heartbeats.values().filter(|beat| beat.service.as_ref() == own);
        let known = |slug: &Slug| {
            self.picture
                .heartbeats
                .iter()
                .find(|(name, _)| name == slug.as_str())
                .map(|(_, beat)| beat)
        };
        let beats: Vec<_> = beats.map(|beat| known(&beat.slug)).collect();
        if self.picture.alerts.iter().any(alerted)
            || checks.iter().any(|check| check.verdict == Verdict::Failing)
            || beats.iter().flatten().any(|beat| beat.standing.is_failing())
        {
            return "failing";
        }
        let dark = |check: &CheckState| check.verdict == Verdict::Unknown || check.blind.is_some();
        let unheard = beats.iter().any(|beat| beat.is_none_or(|beat| beat.last_ping.is_none()));
        if unheard || checks.iter().any(dark) { "unknown" } else { "passing" }
    }
}

fn stage(words: Words, incident: &Incident) -> &'static str {
    match incident.stage {
        Stage::Declared | Stage::Triaged if incident.lead.is_none() => words.wall_not_taken(),
        Stage::Declared
        | Stage::Triaged
        | Stage::InProgress
        | Stage::OnHold
        | Stage::Resolved
        | Stage::Validated
        | Stage::Remediating
        | Stage::Closed
        | Stage::Cancelled
        | Stage::Duplicate => words.wall_taken(),
    }
}
