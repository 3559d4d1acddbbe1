//! The steps of an incident's life on its page: the next one first, the rarer ones folded away.

use super::parse;
use crate::state::App;
use crate::web::layout::{View, refusal};
use crate::web::ui::{person, time};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::incident::{Incident, Stage};
use vigie_domain::rights::Act;
use vigie_ops::store::Tx;
use vigie_ops::{respond, sight};

/// What somebody sent with a step.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Moved {
    #[serde(default)]
    why: String,
    #[serde(default)]
    other: String,
    seen: Option<i64>,
}

/// `POST /incidents/{reference}/{step}`.
pub(in crate::web) async fn step(
    State(app): State<App>,
    view: View,
    Path((reference, word)): Path<(String, String)>,
    Form(moved): Form<Moved>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (target, seen) = (reference.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let target = sight::incident(tx, &seen, Act::Respond, parse(&target)?)?.reference;
        let step = sight::step(tx, &seen, &word, &moved.other)?;
        let wanted = respond::Move { step, why: moved.why.clone(), seen: moved.seen };
        respond::step(tx, &setup, (target, &wanted), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(_) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// What is to be done next, and the steps that are rarer.
pub(super) fn section(view: &View, incident: &Incident, confirmers: &[String]) -> Markup {
    html! {
        div.actions { (next(view, incident)) }
        (confirm(view, incident, confirmers))
        (others(view, incident))
    }
}

/// The form of a step that takes no words.
fn tap(incident: &Incident, step: &str, label: &str, kind: &str) -> Markup {
    html! {
        form method="post" action={ "/incidents/" (incident.reference) "/" (step) } {
            input type="hidden" name="seen" value=(incident.version);
            button class=(kind) type="submit" { (label) }
        }
    }
}

/// The step that most people look for.
fn next(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let leads = incident.lead.as_ref() == Some(&view.person);
    let theirs = incident.resolved.as_ref().is_none_or(|noted| noted.by != view.person);
    let resolve = |kind| tap(incident, "resolve", words.resolve(), kind);
    html! {
        @match incident.stage {
            Stage::Declared | Stage::Triaged => {
                (tap(incident, "take", words.acknowledge(), "main"))
                @if incident.stage == Stage::Declared {
                    a.button href={ "/incidents/" (incident.reference) "/qualify" } { (words.qualify()) }
                }
                (resolve(""))
            }
            Stage::InProgress => {
                (resolve("main"))
                @if !leads { (tap(incident, "take", words.take_over(), "")) }
            }
            Stage::OnHold => { (tap(incident, "resume", words.resume(), "main")) (resolve("")) }
            Stage::Resolved => {
                @if theirs { (tap(incident, "validate", words.validate(), "main")) }
            }
            Stage::Validated => {
                (tap(incident, "close", words.close(), "main"))
                (tap(incident, "remediate", words.remediate(), ""))
            }
            Stage::Remediating => { (tap(incident, "close", words.close(), "main")) }
            Stage::Closed | Stage::Cancelled | Stage::Duplicate => {}
        }
    }
}

/// Who confirms what the reader resolved: somebody else, or the reader where there is nobody.
fn confirm(view: &View, incident: &Incident, confirmers: &[String]) -> Markup {
    let words = view.words;
    let own = incident.resolved.as_ref().filter(|noted| noted.by == view.person);
    html! {
        @if own.is_some() && incident.stage == Stage::Resolved {
            @if confirmers.is_empty() {
                p.notice { (words.validate_alone()) }
                (asking(view, incident, ("validate", words.validate()), words.validate_why()))
            } @else {
                p.notice { (words.validate_by(confirmers.join(", "))) }
            }
        }
    }
}

/// A step that asks for a reason before it is taken.
fn asking(view: &View, incident: &Incident, (step, label): (&str, &str), question: &str) -> Markup {
    let id = format!("{step}-why");
    html! {
        details.dialogue {
            summary { (label) "…" }
            form method="post" action={ "/incidents/" (incident.reference) "/" (step) } {
                input type="hidden" name="seen" value=(incident.version);
                @if step == "duplicate" {
                    label for="other" { (view.words.which_other()) }
                    input id="other" name="other" required placeholder="INC-2026-0001";
                }
                label for=(id) { (question) }
                input id=(id) name="why" required[step != "duplicate"] maxlength="1000";
                button type="submit" { (label) }
            }
        }
    }
}

/// The steps that are rarer.
fn others(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let ask = |step, label| asking(view, incident, (step, label), words.reason_asked());
    html! {
        div.actions {
            @match incident.stage {
                Stage::Declared | Stage::Triaged | Stage::InProgress | Stage::OnHold => {
                    @if incident.stage == Stage::InProgress { (ask("hold", words.hold())) }
                    (ask("duplicate", words.duplicate()))
                    (ask("cancel", words.cancel()))
                }
                Stage::Resolved
                | Stage::Validated
                | Stage::Remediating
                | Stage::Closed
                | Stage::Cancelled
                | Stage::Duplicate => { (ask("reopen", words.reopen())) }
            }
        }
    }
}

/// Since when it stands where it does, and who brought it there.
pub(super) fn standing(view: &View, incident: &Incident) -> Markup {
    let stage = view.words.incident_stage(incident.stage.as_str());
    html! {
        (stage) " · " (person(view, &incident.moved.by)) " · " (time(view, incident.moved.at))
    }
}
