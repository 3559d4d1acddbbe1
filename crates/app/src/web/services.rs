//! Services: what users rely on, and how each is.

use super::layout::{View, badge, empty, page, refusal};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::check::Verdict;
use vigie_domain::id::AlertId;
use vigie_domain::service::Service;
use vigie_domain::setup::Setup;
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::store::checks;

/// Live alerts looked at.
const ALERTS_MAX: i64 = 5_000;

/// `GET /services`.
pub(super) async fn list(State(app): State<App>, view: View) -> Response {
    let read = app
        .cx
        .store
        .read(|tx| Ok((alerts::live(tx, AlertId(0), ALERTS_MAX)?, checks::states(tx)?)));
    let (live, states) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let (setup, words) = (app.cx.setup(), view.words);
    let passes = |slug: &str| {
        states.iter().any(|(name, state)| name == slug && state.verdict == Verdict::Passing)
    };
    let body = html! {
        @if setup.services.is_empty() { (empty(words.no_service(), words.no_service_next())) }
        ul.cards { @for service in setup.services.values() {
            (one(&view, &setup, service, &live, &passes))
        } }
    };
    page(&view, words.services(), &body).into_response()
}

fn one(
    view: &View,
    setup: &Setup,
    service: &Service,
    live: &[Stored],
    passes: &dyn Fn(&str) -> bool,
) -> Markup {
    let words = view.words;
    let own: Vec<&Stored> = live
        .iter()
        .filter(|stored| stored.alert.claim.service().as_ref() == Some(&service.slug))
        .collect();
    let watched: Vec<_> = setup
        .checks
        .values()
        .filter(|check| check.service.as_ref() == Some(&service.slug))
        .collect();
    let fine = !watched.is_empty() && watched.iter().all(|check| passes(check.slug.as_str()));
    let state = match (own.is_empty(), fine) {
        (false, _) => "failing",
        (true, true) => "passing",
        (true, false) => "unknown",
    };
    let owners: Vec<&str> = service.owners.iter().map(|slug| view.person_name(slug)).collect();
    let needs: Vec<&str> = service.depends_on.iter().map(|slug| view.service(slug)).collect();
    html! {
        li {
            p.title { (service.name) }
            p { (badge(view, state)) " " (service.description) }
            @for stored in &own {
                p { a href={ "/alerts/" (stored.alert.id) } { (stored.alert.claim.title()) } }
            }
            dl {
                @if !service.owners.is_empty() { dt { (words.owners()) } dd { (owners.join(", ")) } }
                @if !service.depends_on.is_empty() {
                    dt { (words.depends_on()) } dd { (needs.join(", ")) }
                }
                dt { (words.checks()) } dd { (watched.len()) }
            }
        }
    }
}
