//! Legal clocks on an incident's page: how long is left, and how to close one.

use super::incidents::parse;
use super::layout::{View, refusal};
use super::ui::{badge, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::DateTime;
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::clock::{Clock, ClockEnding};
use vigie_domain::id::ClockId;
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_domain::time::Timestamp;
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, respond, sight};

/// An instant as a form shows it, in the zone of the page.
pub(super) fn local(view: &View, at: Timestamp) -> String {
    at.to_jiff().to_zoned(view.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// An instant as somebody typed it, in the zone of the page.
pub(super) fn instant(view: &View, text: &str) -> Result<Timestamp, Error> {
    let unclear = || Error::refused(Words::aware_unclear, Words::aware_unclear_next);
    let civil: DateTime = text.trim().replace(' ', "T").parse().map_err(|_| unclear())?;
    let zoned = civil.to_zoned(view.zone.clone()).map_err(|_| unclear())?;
    Ok(Timestamp::from_jiff(zoned.timestamp()))
}

/// The clocks of an incident, and a form to start another.
pub(super) fn section(view: &View, incident: &Incident, clocks: &[Clock]) -> Markup {
    let words = view.words;
    let known = incident.aware.as_ref().map_or(incident.declared_at, |noted| noted.at);
    let others = view.setup.deadlines.in_force().map(|one| &one.terms);
    let others = others.filter(|terms| clocks.iter().all(|clock| clock.terms.name != terms.name));
    html! {
        h2 { (words.clocks()) }
        ul.cards { @for clock in clocks { li { (one(view, incident, clock)) } } }
        @if !works(view, incident) && clocks.is_empty() { p { (words.none()) } }
        @if works(view, incident) { details {
            summary { (words.clock_start()) }
            form method="post" action={ "/incidents/" (incident.reference) "/clocks" } {
                label for="clock-kind" { (words.clock_which()) }
                select id="clock-kind" name="kind" { @for terms in others {
                    option value=(terms.name) {
                        (words.title_of(terms)) " · " (words.within(terms.within))
                    }
                } }
                label for="clock-aware" {
                    (words.aware_at(view.zone.iana_name().unwrap_or("UTC")))
                }
                input type="datetime-local" id="clock-aware" name="aware_at" required
                    value=(local(view, known));
                button type="submit" { (words.clock_start()) }
            }
            p.hint { a href="/deadlines" { (words.deadlines()) } }
        } }
    }
}

fn works(view: &View, incident: &Incident) -> bool {
    sight::may_incident(&view.sight, Act::Respond, incident)
}

/// How a clock was closed: by its proof, or by why nothing was required.
pub(super) fn ended_how(view: &View, how: &ClockEnding) -> Markup {
    let words = view.words;
    html! {
        @match how {
            ClockEnding::Proven(proof) => { (words.clock_proven()) " " (proof) }
            ClockEnding::NotRequired(why) => { (words.clock_waived()) " " (why) }
        }
    }
}

fn one(view: &View, incident: &Incident, clock: &Clock) -> Markup {
    let words = view.words;
    html! {
        p.title { (words.title_of(&clock.terms)) }
        p { (words.pair(words.deadline_whom(), words.recipient_of(&clock.terms))) }
        @match &clock.ended {
            Some((by, at, how)) => {
                p { (badge(view, "closed")) " " (ended_how(view, how)) }
                p.faint { (by) ", " (time(view, *at)) }
            }
            None => {
                (left(view, clock))
                p.faint { (words.clock_since()) " " (time(view, clock.aware_at)) }
                @if works(view, incident) { (close_form(view, incident, clock)) }
            }
        }
        (super::drafts::links(view, incident.reference, clock.deadline()))
        p.faint { (words.deadline_source()) (words.colon())
            (super::deadlines::sourced(view, &clock.terms)) }
    }
}

fn left(view: &View, clock: &Clock) -> Markup {
    let words = view.words;
    html! {
        @match clock.due_at {
            None => { p { (words.clock_no_count()) } }
            Some(due) if clock.is_late(view.now) => {
                p.problem { (words.clock_late()) }
                p { (words.clock_due()) " " (time(view, due)) }
            }
            Some(due) => {
                p { strong { (words.clock_left(words.span(due.since(view.now)))) } ", "
                    (words.clock_due()) " " (time(view, due)) " · " (utc(due)) }
            }
        }
    }
}

/// The same instant in UTC, for whoever compares it with logs.
fn utc(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn close_form(view: &View, incident: &Incident, clock: &Clock) -> Markup {
    let words = view.words;
    let id = clock.id;
    let form = |how: &str, summary: &str, label: &str| {
        html! {
            details {
                summary { (summary) }
                form method="post" action={ "/incidents/" (incident.reference) "/clocks/" (id) } {
                    input type="hidden" name="how" value=(how);
                    label for={ (how) "-" (id) } { (label) }
                    input id={ (how) "-" (id) } name="proof" required maxlength="2000";
                    button type="submit" { (words.clock_close()) }
                }
            }
        }
    };
    html! {
        (form("proven", words.clock_done(), words.clock_proof()))
        @if sight::may_incident(&view.sight, Act::Waive, incident) {
            (form("not-required", words.clock_waive(), words.clock_why()))
        } @else { p.faint { (words.clock_waive_whom()) } }
    }
}

#[derive(Deserialize)]
pub(super) struct Started {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    aware_at: String,
}

/// `POST /incidents/{reference}/clocks`.
pub(super) async fn start(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Started>,
) -> Response {
    let aware_at = match instant(&view, &typed.aware_at) {
        Ok(aware_at) => aware_at,
        Err(error) => return refusal(&view, &error),
    };
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?;
        respond::start_clock(tx, &setup, (incident.id, &typed.kind, aware_at), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

#[derive(Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    how: String,
    #[serde(default)]
    proof: String,
}

/// `POST /incidents/{reference}/clocks/{id}`.
pub(super) async fn end(
    State(app): State<App>,
    view: View,
    Path((reference, id)): Path<(String, i64)>,
    Form(typed): Form<Ended>,
) -> Response {
    let (now, by, target) = (app.cx.now(), view.person.clone(), reference.clone());
    let (seen, setup) = (view.sight.clone(), app.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        let how = ClockEnding::from_words(&typed.how, typed.proof.trim());
        let how = how.ok_or(Error::NotFound("ending"))?;
        let incident = sight::clock(tx, &seen, &how, parse(&target)?)?;
        respond::end_clock(tx, &setup, (incident.id, ClockId(id), &how), &by, now)
    };
    after(&view, &reference, app.cx.store.write(unit).await)
}

fn after(view: &View, reference: &str, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => refusal(view, &error),
    }
}
