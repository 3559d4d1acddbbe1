//! Who would be told, and what to do when nobody would.

use crate::web::layout::View;
use crate::web::ui::{notice, person};
use maud::{Markup, html};
use vigie_domain::rights::Act;

/// What is wrong with reaching people; nothing when somebody would be told. Routes are of the whole
/// installation: it is said to those who see all of it.
pub(super) fn warning(view: &View) -> Markup {
    if !view.sight.may_everywhere(Act::See) {
        return html! {};
    }
    let (words, setup) = (view.words, &view.setup);
    let reached = setup.root.receivers().any(|name| setup.reaches_somebody(name.as_str()));
    let by_mail_only = setup.channels.is_empty() && setup.settings.smtp.is_none();
    if !reached {
        return notice(words.nobody_told(), &html! { (words.nobody_told_next()) });
    }
    if by_mail_only {
        return notice(words.no_mail_server(), &html! { (words.no_mail_server_next()) });
    }
    html! {}
}

/// Who would be told of an alert that no other route chooses.
pub(super) fn told(view: &View) -> Markup {
    if !view.sight.may_everywhere(Act::See) {
        return html! {};
    }
    html! { h2 { (view.words.would_be_told()) } (whom(view)) }
}

fn whom(view: &View) -> Markup {
    let (words, setup) = (view.words, &view.setup);
    let Some(receiver) = setup.receivers.get(&setup.root.receiver) else {
        return html! { p { (words.nobody_told()) } };
    };
    let has_mail = |slug: &&_| setup.people.get(*slug).is_some_and(|person| person.email.is_some());
    let people: Vec<_> = receiver.people.iter().filter(has_mail).collect();
    if people.is_empty() && receiver.channels.is_empty() {
        return html! { p { (words.nobody_told()) } };
    }
    html! {
        ul.plain {
            @for slug in people { li { (person(view, slug.as_str())) " · " (words.by_mail()) } }
            @for channel in &receiver.channels { li { (channel) " · " (words.a_channel()) } }
        }
        @if setup.root.receivers().count() > 1 { p.faint { (words.other_routes()) } }
    }
}
