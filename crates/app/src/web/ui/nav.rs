//! The way through the rooms: only to pages that exist.

use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::rights::Act;
use vigie_domain::source::{Source, SourceKind};
use vigie_ops::words::Words;

type Say = fn(Words) -> &'static str;

/// The pages that everybody needs first.
const FIRST: [(&str, Say); 3] =
    [("/", Words::now), ("/alerts", Words::alerts), ("/incidents", Words::incidents)];

/// The rooms, in the order of an incident, with their pages.
const ROOMS: &[(Say, &[(&str, Say)])] = &[
    (
        Words::room_alert,
        &[
            ("/alerts", Words::alerts),
            ("/silences", Words::silences),
            ("/notifications", Words::notifications),
        ],
    ),
    (Words::room_respond, &[("/incidents", Words::incidents), ("/problems", Words::tips)]),
    (Words::room_learn, &[("/actions", Words::actions), ("/measures", Words::measures)]),
    (
        Words::room_detect,
        &[
            ("/checks", Words::checks),
            ("/heartbeats", Words::heartbeats),
            ("/changes", Words::changes),
        ],
    ),
    (
        Words::room_prepare,
        &[
            ("/playbooks", Words::playbooks),
            ("/services", Words::services),
            ("/sources", Words::sources),
        ],
    ),
];

/// Whether somebody is led to a page: to the list of what people outside reported only where they
/// can, and only whoever responds.
fn leads(view: &View, href: &str) -> bool {
    href != "/problems" || (hears(view) && view.sight.may_somewhere(Act::Respond))
}

/// Whether people outside are heard: by the public form, or by mail.
fn hears(view: &View) -> bool {
    let by_mail = |source: &Source| match &source.kind {
        SourceKind::Mail(mailbox) => mailbox.strangers,
        SourceKind::Alertmanager
        | SourceKind::AlertmanagerWebhook
        | SourceKind::Grafana
        | SourceKind::Generic(_)
        | SourceKind::Change(_)
        | SourceKind::Command(_) => false,
    };
    view.setup.settings.public_reports.is_some() || view.setup.sources.values().any(by_mail)
}

fn link(view: &View, href: &str, name: &str) -> Markup {
    html! { a href=(href) aria-current=[view.current(href)] { (name) } }
}

/// How the address that was asked for stands to a room: at its first page, or anywhere in it.
fn current(view: &View, pages: &[(&str, Say)]) -> Option<&'static str> {
    let mut found = pages.iter().map(|(href, _)| view.current(href));
    let first = found.next().flatten();
    first.or_else(|| found.flatten().next().map(|_| "true"))
}

fn those_that_lead(view: &View, pages: &'static [(&'static str, Say)]) -> Vec<(&'static str, Say)> {
    pages.iter().filter(|(href, _)| leads(view, href)).copied().collect()
}

fn links(view: &View, pages: &[(&str, Say)]) -> Markup {
    html! { ul { @for (href, name) in pages { li { (link(view, href, name(view.words))) } } } }
}

/// The rooms in one row: the name of each leads to its first page, the sign beside it opens the
/// list of its pages.
fn row(view: &View) -> Markup {
    let words = view.words;
    html! {
        ul.rooms {
            @for (href, name) in FIRST.get(..1).unwrap_or_default() {
                li { (link(view, href, name(words))) }
            }
            @for (room, pages) in ROOMS {
                @let pages = those_that_lead(view, pages);
                @if let Some((first, _)) = pages.first() {
                    li {
                        a href=(first) aria-current=[current(view, &pages)] { (room(words)) }
                        @if pages.len() > 1 { details name="room" {
                            summary aria-label=(words.pages_of(room(words))) {}
                            (links(view, &pages))
                        } }
                    }
                }
            }
        }
    }
}

/// The ways to all rooms: in a row on a wide page, behind a word on a narrow one. One of the two is
/// displayed.
pub(in crate::web) fn rooms(view: &View) -> Markup {
    let words = view.words;
    html! {
        nav.wide aria-label=(words.rooms()) { (row(view)) }
        nav.narrow aria-label=(words.rooms()) {
            ul.first { @for (href, name) in FIRST { li { (link(view, href, name(words))) } } }
            details {
                summary { (words.all_rooms()) }
                ul.rooms { @for (room, pages) in ROOMS {
                    li { span.room { (room(words)) } (links(view, &those_that_lead(view, pages))) }
                } }
            }
        }
    }
}

/// The box that finds anything.
pub(in crate::web) fn search_box(view: &View) -> Markup {
    html! {
        form.find role="search" method="get" action="/search" {
            input type="search" id="find" name="q" aria-label=(view.words.search_all())
                placeholder=(view.words.search()) aria-keyshortcuts="Control+K" maxlength="200";
            button.quiet type="submit" aria-label=(view.words.search()) {
                svg aria-hidden="true" viewBox="0 0 20 20" { circle cx="8.5" cy="8.5" r="5.5" {} path d="M12.5 12.5 18 18" {} }
            }
        }
    }
}
