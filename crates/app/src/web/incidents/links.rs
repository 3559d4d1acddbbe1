//! Links to other incidents on an incident's page: those that the reader may see, and no trace of
//! others.

use super::{parse, stage_badge};
use crate::state::App;
use crate::web::layout::{View, refusal};
use crate::web::ui::{Choice, Field, button_of};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::incident::{Incident, Relation};
use vigie_domain::rights::Act;
use vigie_ops::store::Tx;
use vigie_ops::store::links::Linked;
use vigie_ops::words::Words;
use vigie_ops::{Error, respond, sight};

/// The links of an incident, and a form to add one.
pub(super) fn section(view: &View, incident: &Incident, linked: &[(Linked, Incident)]) -> Markup {
    let words = view.words;
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    let at = format!("/incidents/{}/links", incident.reference);
    let named = Relation::SAID.map(|one| (one.as_str(), words.relation(one.as_str())));
    let choices: Vec<Choice<'_>> =
        named.iter().map(|(value, label)| Choice { value, label }).collect();
    let how = Field { name: "relation", label: words.link_how(), ..Field::default() };
    let which = Field {
        name: "linked",
        label: words.link_which(),
        hint: "INC-2026-0042",
        letters_max: 40,
        ..Field::default()
    };
    html! {
        h2 { (words.incident_links()) }
        @if linked.is_empty() { p.faint { (words.incident_links_none()) } }
        @else { ul.cards { @for (link, other) in linked { li {
            p { (words.relation(link.relation.as_str())) }
            p.title { a href={ "/incidents/" (other.reference) } {
                (other.reference) " · " (other.title)
            } }
            p { (stage_badge(view, other)) }
            @if works {
                (button_of(
                    &format!("{at}/{}/remove", other.reference),
                    (words.link_remove(), &other.reference.to_string()),
                    "",
                ))
            }
        } } } }
        @if works { details {
            summary { (words.link_add()) }
            form method="post" action=(at) {
                (how.select(&choices))
                (which.line("text"))
                button type="submit" { (words.link_add()) }
            }
        } }
    }
}

#[derive(Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    relation: String,
    #[serde(default)]
    linked: String,
}

/// `POST /incidents/{reference}/links`.
pub(in crate::web) async fn link(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?;
        let said = Relation::SAID.into_iter().find(|one| one.as_str() == typed.relation);
        let relation = said
            .ok_or_else(|| Error::refused(Words::relation_unknown, Words::relation_unknown_next))?;
        let other = sight::named(tx, &seen, &typed.linked)?;
        respond::link(tx, &setup, (&incident, relation, &other), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

/// `POST /incidents/{reference}/links/{other}/remove`.
pub(in crate::web) async fn unlink(
    State(app): State<App>,
    view: View,
    Path((reference, other)): Path<(String, String)>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?;
        let other = sight::incident(tx, &seen, Act::See, parse(&other)?)?;
        respond::unlink(tx, &setup, (&incident, &other), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

fn after(view: &View, reference: &str, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}#links")).into_response(),
        Err(error) => refusal(view, &error),
    }
}
