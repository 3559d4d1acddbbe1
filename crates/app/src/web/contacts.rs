//! Whom to call in an incident: rung by rung, each attempt one tap.

use super::incidents::parse;
use super::layout::{View, page, refusal};
use super::ui::{badge, empty, person, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::contact::{ContactCard, ContactResult, Rung, ladder};
use vigie_domain::incident::Incident;
use vigie_domain::playbook::Level;
use vigie_domain::rights::Act;
use vigie_ops::store::contacts::{self, Attempt};
use vigie_ops::store::{Tx, qualifications};
use vigie_ops::words::Words;
use vigie_ops::{Error, respond, sight};

fn address(incident: &Incident) -> String {
    format!("/incidents/{}/contacts", incident.reference)
}

/// The way to the ladder, and the last attempt; on the incident's page.
pub(super) fn section(view: &View, incident: &Incident, attempts: &[Attempt]) -> Markup {
    let words = view.words;
    html! {
        @if sight::may_incident(&view.sight, Act::SeeContacts, incident) {
        h2 id="contacts" { (words.contacts()) }
        @if let Some(last) = attempts.last() { p { (line(view, last)) } }
        @else { p.faint { (words.contacts_nobody()) } }
        p { a.button href=(address(incident)) { (words.contacts_open()) } }
        }
    }
}

/// What comes first while it is red and nobody was called: at the top of the incident's page.
pub(super) fn first(
    view: &View,
    incident: &Incident,
    level: Option<Level>,
    attempts: &[Attempt],
) -> Markup {
    let calls = level == Some(Level::Red)
        && attempts.is_empty()
        && !incident.stage.is_over()
        && sight::may_incident(&view.sight, Act::SeeContacts, incident);
    html! {
        @if calls {
            p.notice { strong { (view.words.contacts_first()) } " "
                a.button href=(address(incident)) { (view.words.contacts_open()) } }
        }
    }
}

fn line(view: &View, attempt: &Attempt) -> Markup {
    html! {
        (time(view, attempt.at)) " · " strong { (attempt.whom) } " · "
        (view.words.contact_result(attempt.result.as_str())) " · " (person(view, &attempt.by))
    }
}

/// `GET /incidents/{reference}/contacts`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let sight = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let incident = sight::incident(tx, &sight, Act::SeeContacts, parse(&reference)?)?;
        let level = qualifications::last(tx, incident.id)?.map(|last| last.level);
        let attempts = contacts::of_incident(tx, incident.id)?;
        Ok((incident, level, attempts))
    });
    match read.await {
        Ok((incident, level, attempts)) => whole(&view, &incident, level, &attempts),
        Err(error) => refusal(&view, &error),
    }
}

fn whole(view: &View, incident: &Incident, level: Option<Level>, attempts: &[Attempt]) -> Response {
    let words = view.words;
    let cards = ladder(&view.setup, incident.service.as_ref(), level);
    let body = html! {
        p { a href={ "/incidents/" (incident.reference) } { (words.run_back(incident.reference)) } " · " (incident.title) }
        p { @if let Some(level) = level { (badge(view, level.as_str())) " " }
            (words.contacts_order(if level == Some(Level::Orange) { "orange" } else { "red" })) }
        (script(view))
        @if cards.is_empty() { (empty(words.contacts_none(), words.contacts_none_next())) }
        @for rung in Rung::ALL {
            @let on_it: Vec<(usize, &ContactCard)> =
                cards.iter().enumerate().filter(|(_, card)| card.rung == rung).collect();
            @if !on_it.is_empty() {
                h2 { (words.rung(rung.as_str())) }
                ul.cards { @for (place, card) in on_it { (one(view, incident, (place, card), attempts)) } }
            }
        }
        h2 { (words.contacts_else()) }
        p.faint { (words.contacts_else_hint()) }
        (somebody_else(view, incident))
        @if !attempts.is_empty() {
            h2 { (words.contacts_tried()) }
            ol.plain reversed { @for attempt in attempts.iter().rev() { li { (line(view, attempt)) } } }
        }
    };
    page(view, words.contacts(), &body).into_response()
}

/// What to say, for a voice that stays calm.
fn script(view: &View) -> Markup {
    let words = view.words;
    html! {
        details {
            summary { (words.script()) }
            ol {
                li { (words.script_who()) }
                li { (words.script_what()) }
                li { (words.script_first()) }
                li { (words.script_join()) }
                li { (words.script_blame()) }
                li { (words.script_end()) }
            }
        }
    }
}

fn one(
    view: &View,
    incident: &Incident,
    (place, card): (usize, &ContactCard),
    attempts: &[Attempt],
) -> Markup {
    let phone = card.phone.as_ref();
    let way = phone.map(ToString::to_string).or_else(|| card.email.clone());
    let way = way.or_else(|| card.url.clone()).unwrap_or_default();
    let last = attempts.iter().rev().find(|attempt| attempt.whom == card.name);
    html! {
        li id={ "contact-" (place) } {
            p.title { (card.name) }
            @if let Some(phone) = phone {
                p { a.button.call href={ "tel:" (phone.dialled()) } { (view.words.contact_call(phone)) } }
            }
            @if let Some(email) = &card.email { p { a href={ "mailto:" (email) } { (email) } } }
            @if let Some(url) = &card.url { p { a href=(url) rel="noreferrer" { (url) } } }
            @if let Some(last) = last { p.faint { (line(view, last)) } }
            form.results method="post" action=(address(incident)) {
                input type="hidden" name="rung" value=(card.rung.as_str());
                input type="hidden" name="whom" value=(card.name);
                input type="hidden" name="way" value=(way);
                input type="hidden" name="place" value=(place);
                (results(view, &card.name))
            }
        }
    }
}

/// The results to choose from, each named with whom it is about.
fn results(view: &View, whom: &str) -> Markup {
    html! {
        @for result in ContactResult::ALL {
            @let label = view.words.contact_result(result.as_str());
            button type="submit" name="result" value=(result.as_str())
                aria-label={ (label) " – " (whom) } { (label) }
        }
    }
}

fn somebody_else(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    html! {
        form method="post" action=(address(incident)) {
            label for="rung" { (words.contact_rung()) }
            select id="rung" name="rung" {
                @for rung in Rung::ALL.into_iter().rev() {
                    option value=(rung.as_str()) { (words.rung(rung.as_str())) }
                }
            }
            label for="whom" { (words.contact_whom()) }
            input id="whom" name="whom" required maxlength="200";
            label for="way" { (words.contact_way()) }
            input id="way" name="way" maxlength="200";
            div.results { (results(view, words.contacts_else())) }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Tried {
    #[serde(default)]
    rung: String,
    #[serde(default)]
    whom: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    place: String,
}

/// `POST /incidents/{reference}/contacts`.
pub(super) async fn attempt(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Tried>,
) -> Response {
    let (now, by, sight) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let number = parse(&reference);
    let place = typed.place.parse::<usize>().ok();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
        let result = ContactResult::from_word(&typed.result);
        let attempt = Attempt {
            at: now,
            by: by.clone(),
            rung: Rung::from_word(&typed.rung).unwrap_or(Rung::Other),
            whom: typed.whom.clone(),
            way: typed.way.clone(),
            result: result.ok_or_else(|| {
                Error::refused(Words::contact_result_missing, Words::contact_result_missing_next)
            })?,
        };
        respond::try_contact(tx, incident.id, &attempt)
    };
    match app.cx.store.write(unit).await {
        Ok(()) => {
            let at = place.map(|place| format!("#contact-{place}")).unwrap_or_default();
            Redirect::to(&format!("/incidents/{reference}/contacts{at}")).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}
