//! The small parts: a state, a person, a button, a notice, an empty list.

use crate::web::layout::View;
use maud::{Markup, html};
use vigie_domain::incident::Reference;

/// A state as a word with a colour beside it; never the colour alone.
pub(in crate::web) fn badge(view: &View, state: &str) -> Markup {
    html! { span class={ "badge " (state) } { (view.words.known(state)) } }
}

/// Somebody by the name that people say; by the short name where nobody of that name is declared.
pub(in crate::web) fn person(view: &View, slug: &str) -> Markup {
    let name = view.person_name(slug);
    html! { span.person title=[(name != slug).then_some(slug)] { (name) } }
}

/// A form with one button.
pub(in crate::web) fn button(action: &str, label: &str, kind: &str) -> Markup {
    html! { form method="post" action=(action) { button class=(kind) type="submit" { (label) } } }
}

/// The same among others of its kind: it says to whom can't see the page what it is about.
pub(in crate::web) fn button_of(action: &str, (label, about): (&str, &str), kind: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            button class=(kind) type="submit" aria-label={ (label) " – " (about) } { (label) }
        }
    }
}

/// Something that somebody should do something about, and what.
pub(in crate::web) fn notice(what: &str, next: &Markup) -> Markup {
    html! { p.notice { strong { (what) } (next) } }
}

/// What an empty list says, and the next step.
pub(in crate::web) fn empty(said: &str, next: &str) -> Markup {
    html! { p.empty { (said) " " (next) } }
}

/// A text whose references, such as `INC-2026-0042`, do not part at the end of a line.
pub(in crate::web) fn unparted(text: &str) -> Markup {
    let is_reference = |word: &str| word.parse::<Reference>().is_ok();
    html! {
        @for word in text.split_inclusive(' ') {
            @let (kept, space) = word.split_at(word.trim_end().len());
            @if is_reference(kept) { span.unparted { (kept) } (space) } @else { (word) }
        }
    }
}
