//! What is due: silences that end, messages that are tried again, calls that are expected.

use super::picture::{Picture, SOON};
use crate::web::layout::View;
use crate::web::ui::{person, time};
use maud::{Markup, html};
use vigie_domain::heartbeat::Heartbeat;
use vigie_domain::time::Timestamp;

/// Lines of one kind that Now shows.
const LINES_MAX: usize = 10;

/// What is due within a day; nothing when nothing is.
pub(super) fn show(view: &View, picture: &Picture<'_>) -> Markup {
    let words = view.words;
    let calls = calls(view, picture);
    let nothing = picture.ending.is_empty() && calls.is_empty() && picture.actions.is_empty();
    if nothing && picture.retried == 0 {
        return html! {};
    }
    html! {
        h2 { (words.due()) }
        ul.plain {
            @if picture.retried > 0 { li {
                a href="/notifications?state=failed" { (words.tried_again(picture.retried)) }
            } }
            @if !picture.actions.is_empty() { li {
                a href="/actions" { (words.actions_due(picture.actions.len())) }
                ul.plain { @for action in picture.actions.iter().take(LINES_MAX) { li {
                    a href={ "/actions/" (action.id) } { (action.text) } " · "
                    (person(view, &action.owner)) " · "
                    time datetime=(action.due_on) { (action.due_on) }
                } } }
            } }
            @for silence in picture.ending.iter().take(LINES_MAX) { li {
                a href="/silences?state=active" { (words.silence_ends()) } " "
                (time(view, silence.ends_at)) " · " (silence.comment)
            } }
            @for (at, beat) in calls.iter().take(LINES_MAX) { li {
                a href="/checks" { (beat.name) } " · " (words.next_expected()) " " (time(view, *at))
            } }
        }
    }
}

/// Calls that are expected within a day, the next one first.
fn calls<'a>(view: &'a View, picture: &Picture<'_>) -> Vec<(Timestamp, &'a Heartbeat)> {
    let next = |beat: &'a Heartbeat| {
        let state = picture.ground.heartbeats.get(beat.slug.as_str())?;
        let at = state.next_expected(beat, view.now)?;
        (at < view.now + SOON).then_some((at, beat))
    };
    let beats = view.setup.heartbeats.values();
    let own = beats.filter(|beat| view.sight.sees_of(beat.service.as_ref()));
    let mut calls: Vec<_> = own.filter_map(next).collect();
    calls.sort_by_key(|(at, _)| *at);
    calls
}
