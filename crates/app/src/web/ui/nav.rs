//! The way through the rooms: only to pages that exist.

use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::rights::Act;
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
    let is_open = view.setup.settings.public_reports.is_some();
    href != "/problems" || (is_open && view.sight.may_somewhere(Act::Respond))
}

fn link(view: &View, href: &str, name: &str) -> Markup {
    html! { a href=(href) aria-current=[view.current(href)] { (name) } }
}

fn by_room(view: &View, first: &[(&str, Say)]) -> Markup {
    html! {
        ul.rooms {
            @for (href, name) in first { li { (link(view, href, name(view.words))) } }
            @for (room, pages) in ROOMS {
                li {
                    span.room { (room(view.words)) }
                    ul { @for (href, name) in pages.iter().filter(|(href, _)| leads(view, href)) {
                        li { (link(view, href, name(view.words))) }
                    } }
                }
            }
        }
    }
}

/// The ways to all rooms: side by side on a wide page, behind a word on a phone. One of the two is
/// displayed.
pub(in crate::web) fn rooms(view: &View) -> Markup {
    let (now, words) = (FIRST.get(..1).unwrap_or_default(), view.words);
    html! {
        nav.wide aria-label=(words.rooms()) { (by_room(view, now)) }
        nav.narrow aria-label=(words.rooms()) {
            ul.first { @for (href, name) in FIRST { li { (link(view, href, name(words))) } } }
            details { summary { (words.all_rooms()) } (by_room(view, &[])) }
        }
    }
}

/// The box that finds anything.
pub(in crate::web) fn search_box(view: &View) -> Markup {
    html! {
        form.find role="search" method="get" action="/search" {
            input type="search" id="find" name="q" aria-label=(view.words.search_all())
                placeholder=(view.words.search_all()) aria-keyshortcuts="Control+K" maxlength="200";
            button.quiet type="submit" { (view.words.search()) }
        }
    }
}
