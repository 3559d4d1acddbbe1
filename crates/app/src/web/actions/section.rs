//! The actions of an incident, on the page of its report, and the form that promises one.

use super::super::layout::View;
use super::super::ui::{Choice, Field};
use super::{card, works};
use maud::{Markup, html};
use vigie_domain::action::{Action, ActionKind};
use vigie_domain::contact::people_of;
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_ops::learn::{self, ACTION_CHARS_MAX};

/// What is said of the actions of an incident; `text` is its report's, `chosen` what somebody
/// chose in it.
pub(in crate::web) fn section(
    view: &View,
    incident: &Incident,
    actions: &[Action],
    (text, chosen): (&str, &str),
) -> Markup {
    let words = view.words;
    let known = |proposed: &String| actions.iter().any(|action| action.text == *proposed);
    let mut proposed = learn::proposed_actions(text);
    proposed.retain(|one| !known(one));
    html! {
        section aria-labelledby="actions" {
            h2 #actions { (words.actions()) }
            @if actions.is_empty() { p { (words.actions_none_here()) } }
            ul.cards { @for action in actions { li { (card(view, action, incident)) } } }
            @if works(view, incident) {
                @if !proposed.is_empty() {
                    p { (words.action_proposed()) }
                    ul.plain { @for one in &proposed { li {
                        a href={ "?action=" (super::ui::escaped(one)) "#actions" } { (one) }
                    } } }
                }
                details open[!chosen.is_empty()] {
                    summary { (words.action_add()) }
                    form method="post" action={ "/incidents/" (incident.reference) "/actions" } {
                        (promise(view, incident, &Typed { text: chosen, ..Typed::default() }))
                        button type="submit" { (words.action_add_do()) }
                    }
                }
            }
        }
    }
}

/// What the fields of a promise begin with.
#[derive(Clone, Copy, Default)]
pub(super) struct Typed<'a> {
    pub(super) text: &'a str,
    pub(super) owner: &'a str,
    pub(super) due: &'a str,
    pub(super) kind: &'a str,
}

/// The fields of a promise.
pub(super) fn promise(view: &View, incident: &Incident, typed: &Typed<'_>) -> Markup {
    let words = view.words;
    let text = Field {
        name: "action",
        label: words.action_text(),
        value: typed.text,
        letters_max: ACTION_CHARS_MAX,
        ..Field::default()
    };
    let kinds = ActionKind::ALL.map(|kind| (kind.as_str(), words.action_kind_of(kind.as_str())));
    let kinds: Vec<Choice<'_>> =
        kinds.iter().map(|(value, label)| Choice { value, label }).collect();
    let kind = match typed.kind {
        "" => ActionKind::Prevent.as_str(),
        kind => kind,
    };
    let kind = Field { name: "kind", label: words.action_kind(), value: kind, ..Field::default() };
    let due =
        Field { name: "due", label: words.action_due(), value: typed.due, ..Field::default() };
    html! {
        (text.line("text"))
        (kind.select(&kinds))
        (owner(view, incident, typed.owner))
        (due.line("date"))
    }
}

/// The people of the service; whoever sees everything may ask anybody.
fn owner(view: &View, incident: &Incident, owner: &str) -> Markup {
    let setup = &view.setup;
    let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
    let people = if view.sight.may_everywhere(Act::See) {
        setup.people.values().collect()
    } else {
        people_of(setup, service)
    };
    let value = if owner.is_empty() { view.person.as_str() } else { owner };
    let mut names: Vec<(&str, &str)> =
        people.iter().map(|one| (one.slug.as_str(), one.name.as_str())).collect();
    for slug in [view.person.as_str(), value] {
        if !names.iter().any(|(known, _)| *known == slug) {
            names.push((slug, slug));
        }
    }
    let choices: Vec<Choice<'_>> =
        names.iter().map(|(value, label)| Choice { value, label }).collect();
    Field { name: "owner", label: view.words.action_owner(), value, ..Field::default() }
        .select(&choices)
}
