//! Now: what is wrong and how bad, who has it, who would be told, and what is not known.

use super::layout::{View, badge, empty, page, refusal, time};
use super::{alerts, incidents};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::check::{CheckState, Verdict};
use vigie_domain::heartbeat::HeartbeatState;
use vigie_domain::id::AlertId;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::alerts::Stored;
use vigie_ops::store::sources::SourceState;
use vigie_ops::store::{Tx, checks, heartbeats, incidents as stored_incidents, outbox, sources};

/// Alerts and incidents that Now shows; the lists have the rest.
const SHOWN_MAX: i64 = 50;

struct Picture {
    alerts: Vec<Stored>,
    incidents: Vec<Incident>,
    checks: Vec<(String, CheckState)>,
    heartbeats: Vec<(String, HeartbeatState)>,
    sources: Vec<SourceState>,
    given_up: i64,
}

fn read(tx: &mut Tx<'_>) -> Result<Picture, Error> {
    let counts = outbox::counts(tx)?;
    let given_up = counts.iter().filter(|(state, _)| state == "given_up").map(|(_, n)| n).sum();
    let mut alerts = vigie_ops::store::alerts::live(tx, AlertId(0), SHOWN_MAX)?;
    alerts.sort_by_key(|stored| std::cmp::Reverse(stored.alert.claim.severity()));
    Ok(Picture {
        alerts,
        incidents: stored_incidents::open(tx, SHOWN_MAX)?,
        checks: checks::states(tx)?,
        heartbeats: heartbeats::states(tx)?,
        sources: sources::all(tx)?,
        given_up,
    })
}

/// `GET /`.
pub(super) async fn show(State(app): State<App>, view: View) -> Response {
    let state = match app.cx.store.read(read).await {
        Ok(state) => state,
        Err(error) => return refusal(&view, &error),
    };
    let (setup, words) = (app.cx.setup(), view.words);
    let body = html! {
        (reach(&view, &setup))
        @if state.given_up > 0 {
            p.notice {
                strong { (words.not_delivered()) " (" (state.given_up) ")" }
                a href="/notifications" { (words.not_delivered_next()) }
            }
        }
        h2 { (words.alerts()) }
        @if state.alerts.is_empty() {
            (empty(words.all_quiet(), words.all_quiet_next()))
        } @else {
            (alerts::cards(&view, &state.alerts))
        }
        h2 { (words.open_incidents()) }
        @if state.incidents.is_empty() { p { (words.none()) } } @else {
            (incidents::cards(&view, &state.incidents))
        }
        h2 { (words.not_fine()) }
        (not_fine(&view, &setup, &state))
        (silent(&view, &state.sources))
    };
    page(&view, words.now(), &body).into_response()
}

/// Whether anybody would be told, in words; nothing when somebody would.
fn reach(view: &View, setup: &Setup) -> Markup {
    let words = view.words;
    let reached = setup.root.receivers().any(|name| setup.reaches_somebody(name.as_str()));
    let by_mail_only = setup.channels.is_empty() && setup.settings.smtp.is_none();
    html! {
        @if !reached {
            p.notice role="status" { strong { (words.nobody_told()) } (words.nobody_told_next()) }
        } @else if by_mail_only {
            p.notice role="status" { strong { (words.no_mail_server()) } (words.no_mail_server_next()) }
        }
    }
}

fn not_fine(view: &View, setup: &Setup, state: &Picture) -> Markup {
    let known = |slug: &str| state.checks.iter().find(|(name, _)| name == slug).map(|(_, s)| s);
    let beats = state.heartbeats.iter().filter(|(_, beat)| beat.standing.is_failing());
    let troubled: Vec<_> = setup
        .checks
        .values()
        .map(|check| (check, known(check.slug.as_str()).cloned().unwrap_or_default()))
        .filter(|(_, known)| known.verdict != Verdict::Passing || known.blind.is_some())
        .collect();
    let beats: Vec<_> = beats.collect();
    html! {
        @if troubled.is_empty() && beats.is_empty() { p { (view.words.none()) } }
        ul.cards {
            @for (check, known) in &troubled {
                li {
                    p.title { a href={ "/checks/" (check.slug) } { (check.name) } }
                    p { (badge(view, known.verdict.as_str()))
                        " " (known.words(check, view.now)) }
                    @if let Some(at) = known.last_at { p.faint { (time(view, at)) } }
                }
            }
            @for (slug, beat) in &beats {
                li {
                    p.title { a href="/checks" { (slug) } }
                    p { (badge(view, "failing")) }
                    @if let Some(at) = beat.last_ping { p.faint { (time(view, at)) } }
                }
            }
        }
    }
}

fn silent(view: &View, sources: &[SourceState]) -> Markup {
    let silent: Vec<_> = sources.iter().filter(|source| source.silent).collect();
    html! {
        @if !silent.is_empty() {
            h2 { (view.words.silent_sources()) }
            ul { @for source in silent {
                li { a href="/sources" { (source.slug) }
                    @if let Some(at) = source.heard_at { " " (time(view, at)) } }
            } }
        }
    }
}
