//! What nobody watches: unknown is never shown as fine.

use super::picture::Picture;
use crate::web::layout::View;
use crate::web::ui::time;
use maud::{Markup, html};
use std::collections::HashSet;
use vigie_domain::check::{Check, Verdict};

/// Names of one kind that Now shows; the lists have the rest.
const NAMED_MAX: usize = 10;

/// What is not watched, in as many parts as there is something to say about.
pub(super) fn show(view: &View, picture: &Picture<'_>) -> Markup {
    let words = view.words;
    let (unwatched, unseen) = (services(view), checks(view, picture));
    let silent = &picture.silent;
    let is_bare = !view.setup.services.keys().any(|slug| view.sight.sees_of(Some(slug)));
    html! {
        h2 { (words.not_watched_at_all()) }
        @if unwatched.is_empty() && unseen.is_empty() && silent.is_empty() {
            p { @if is_bare { (words.no_service()) " " (words.no_service_next()) }
                @else { (words.all_watched()) } }
        }
        @if !unwatched.is_empty() {
            p { (words.services_unwatched(unwatched.len())) }
            ul.plain {
                @for (slug, name) in unwatched.iter().take(NAMED_MAX) {
                    li { a href={ "/services?name=" (slug) } { (name) } }
                }
            }
            @if unwatched.len() > NAMED_MAX {
                p { a href="/services?state=unknown" { (words.show_all()) } }
            }
        }
        @if !unseen.is_empty() {
            p { (words.checks_unseen(unseen.len())) }
            ul.plain {
                @for check in unseen.iter().take(NAMED_MAX) {
                    li { a href={ "/checks/" (check.slug) } { (words.again(check.name.as_str())) } }
                }
            }
            @if unseen.len() > NAMED_MAX {
                p { a href="/checks?state=unknown" { (words.show_all()) } }
            }
        }
        @if !silent.is_empty() {
            p { (words.silent_sources()) }
            ul.plain { @for source in silent {
                li { a href="/sources" { (source.slug) }
                    @if let Some(at) = source.heard_at { " " (time(view, at)) } }
            } }
        }
    }
}

/// Services for which neither a check nor a heartbeat is declared.
fn services(view: &View) -> Vec<(&str, &str)> {
    let setup = &view.setup;
    let checked = setup.checks.values().filter_map(|check| check.service.as_ref());
    let waited = setup.heartbeats.values().filter_map(|beat| beat.service.as_ref());
    let watched: HashSet<_> = checked.chain(waited).collect();
    let all = setup.services.values().filter(|service| !watched.contains(&service.slug));
    let all = all.filter(|service| view.sight.sees_of(Some(&service.slug)));
    all.map(|service| (service.slug.as_str(), service.name.as_str())).collect()
}

/// Checks that have not looked yet, or can't.
fn checks<'a>(view: &'a View, picture: &Picture<'_>) -> Vec<&'a Check> {
    let unseen = |check: &&Check| {
        picture
            .ground
            .checks
            .get(check.slug.as_str())
            .is_none_or(|state| state.verdict == Verdict::Unknown || state.blind.is_some())
    };
    let all = view.setup.checks.values().filter(unseen);
    all.filter(|check| view.sight.sees_of(check.service.as_ref())).collect()
}
