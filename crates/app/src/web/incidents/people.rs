//! Who does what in an incident, and who sees it: roles taken, given and left; a private incident's
//! participants.

use super::parse;
use crate::state::App;
use crate::web::layout::{View, refusal};
use crate::web::ui::{Choice, Field, person};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use vigie_domain::incident::{Incident, Seat};
use vigie_domain::rights::Act;
use vigie_ops::respond::{self, Privacy, Seating};
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// What a role is called: an own one by its short name.
fn name(view: &View, seat: &Seat) -> String {
    let known = view.words.incident_role(seat.as_str());
    if known.is_empty() { seat.to_string() } else { known }
}

/// Who has which role, and a form to change that.
pub(super) fn roles(view: &View, incident: &Incident, seated: &[(String, String)]) -> Markup {
    let words = view.words;
    let seats = Seat::all(&view.setup.settings.incident_roles);
    let holder = |seat: &Seat| seated.iter().find(|(word, _)| word == seat.as_str());
    let named: Vec<(String, String)> =
        seats.iter().map(|seat| (seat.to_string(), name(view, seat))).collect();
    let choices: Vec<Choice<'_>> =
        named.iter().map(|(value, label)| Choice { value, label }).collect();
    let which = Field { name: "role", label: words.role_which(), ..Field::default() };
    html! {
        h2 { (words.incident_roles()) }
        dl { @for seat in &seats {
            dt { (name(view, seat)) }
            dd { @match holder(seat) {
                Some((_, holder)) => (person(view, holder)), None => (words.role_nobody()),
            } }
        } }
        @if works(view, incident) { details {
            summary { (words.role_give()) }
            form method="post" action={ "/incidents/" (incident.reference) "/roles" } {
                @for seat in &seats {
                    input type="hidden" name={ (SEEN) (seat) }
                        value=(holder(seat).map_or("", |(_, holder)| holder));
                }
                (which.select(&choices))
                (people(view, incident, ("to", words.role_who()), Some(words.role_empty())))
                button type="submit" { (words.role_give()) }
            }
        } }
    }
}

fn works(view: &View, incident: &Incident) -> bool {
    sight::may_incident(&view.sight, Act::Respond, incident)
}

/// One of the people there are, the reader first.
fn people(
    view: &View,
    incident: &Incident,
    (field, label): (&'static str, &str),
    empty: Option<&str>,
) -> Markup {
    let all = respond::candidates(&view.setup, incident);
    let others = all.into_iter().filter(|one| one.slug.as_str() != view.person);
    let me = Choice { value: &view.person, label: view.person_name(&view.person) };
    let others = others.map(|one| Choice { value: one.slug.as_str(), label: &one.name });
    let none = empty.map(|label| Choice { value: "", label });
    let all: Vec<Choice<'_>> = std::iter::once(me).chain(others).chain(none).collect();
    Field { name: field, label, ..Field::default() }.select(&all)
}

/// Who sees a private incident; a form to make it private, or public again.
pub(super) fn privacy(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let action = format!("/incidents/{}/privacy", incident.reference);
    let button = |change: &str, name: &str, label: &str| {
        html! {
            form method="post" action=(action) {
                input type="hidden" name="change" value=(change);
                input type="hidden" name="name" value=(name);
                button type="submit" { (label) }
            }
        }
    };
    html! {
        @if works(view, incident) { details {
            summary { (words.private()) }
            @match &incident.participants {
                None => (button("private", "", words.private_make())),
                Some(names) => {
                    p { (words.private_who()) }
                    ul { @for one in names { li {
                        (person(view, one)) " "
                        @if names.len() > 1 {
                            (button("dismiss", one, &words.private_dismiss(view.person_name(one))))
                        }
                    } } }
                    form method="post" action=(action) {
                        input type="hidden" name="change" value="admit";
                        (people(view, incident, ("name", words.private_admit()), None))
                        button type="submit" { (words.private_admit()) }
                    }
                    (button("public", "", words.private_end()))
                }
            }
        } }
    }
}

/// Before the name of a role: who had it when the page was looked at.
const SEEN: &str = "seen-";

/// `POST /incidents/{reference}/roles`.
pub(in crate::web) async fn give(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(given): Form<BTreeMap<String, String>>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let target = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?.reference;
        let said = |name: &str| given.get(name).cloned();
        let role = said("role").unwrap_or_default();
        let seat = Seat::new(&role, &setup.settings.incident_roles);
        let seat =
            seat.ok_or_else(|| Error::refused(Words::role_unknown, Words::role_unknown_next))?;
        let to = said("to").filter(|to| !to.is_empty());
        let seen = said(&format!("{SEEN}{role}"));
        respond::seat(tx, &setup, (target, &Seating { seat, to, seen }), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

#[derive(Deserialize)]
pub(in crate::web) struct Changed {
    #[serde(default)]
    change: String,
    #[serde(default)]
    name: String,
}

/// `POST /incidents/{reference}/privacy`.
pub(in crate::web) async fn set_privacy(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(changed): Form<Changed>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let target = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?.reference;
        let change = match changed.change.as_str() {
            "private" => Privacy::Private,
            "public" => Privacy::Public,
            "dismiss" => Privacy::Dismiss(changed.name.clone()),
            _ => Privacy::Admit(changed.name.clone()),
        };
        respond::set_privacy(tx, &setup, (target, &change), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

fn after(view: &View, reference: &str, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => refusal(view, &error),
    }
}
