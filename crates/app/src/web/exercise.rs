//! Exercises: started from the page of their playbook, and stopped on that of their incident.

use super::incidents::parse;
use super::layout::{View, refusal};
use super::ui::{Choice, Field, confirm};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::incident::Incident;
use vigie_domain::playbook::Playbook;
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_ops::respond::{self, Rehearsal};
use vigie_ops::store::{Tx, exercises};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// How far an exercise is: its events, and those that happened.
pub(super) type Progress = Option<(i64, i64)>;

/// How far the exercise is that an incident may be; nothing once it is over.
pub(super) fn read(tx: &mut Tx<'_>, incident: &Incident) -> Result<Progress, Error> {
    let found = exercises::of_incident(tx, incident.id)?;
    let goes_on = found.is_some_and(|exercise| exercise.ended_at.is_none());
    goes_on.then(|| Ok(exercises::progress(tx, incident.id)?)).transpose()
}

/// On the page of an incident that is played: how far it is, and the end of it.
pub(super) fn section(view: &View, incident: &Incident, progress: Progress) -> Markup {
    let words = view.words;
    html! {
        @if let Some((all, played)) = progress {
            div.notice {
                p { strong { (words.exercise_goes_on(all, played)) } }
                @if sight::may_incident(&view.sight, Act::Respond, incident) {
                    (confirm(
                        words.exercise_stop(),
                        words.exercise_stop_ask(),
                        &format!("/incidents/{}/exercise/stop", incident.reference),
                        words.exercise_stop_do(),
                    ))
                }
            }
        }
    }
}

/// On the page of a playbook that has a scenario: the way to rehearse it.
pub(super) fn offer(view: &View, playbook: &Playbook) -> Markup {
    let words = view.words;
    let scenario = view.playbooks.scenario(view.language, &playbook.key);
    let nobody = Choice { value: "", label: words.exercise_nobody() };
    let all = view
        .setup
        .receivers
        .keys()
        .map(|name| Choice { value: name.as_str(), label: name.as_str() });
    let receivers: Vec<Choice<'_>> = std::iter::once(nobody).chain(all).collect();
    let receiver = Field { name: "receiver", label: words.exercise_receiver(), ..Field::default() };
    html! {
        @if let Some(scenario) = scenario.filter(|_| view.sight.may(Act::Declare, None)) {
            @let lasts = scenario.events.last().map(|last| last.after).unwrap_or_default();
            section aria-labelledby="exercise" {
                h2 id="exercise" { (words.exercise_try()) }
                p { (words.exercise_what(scenario.events.len(), words.span(lasts), &scenario.title)) }
                form method="post" action="/exercises" {
                    input type="hidden" name="playbook" value=(playbook.key);
                    (receiver.select(&receivers))
                    button type="submit" { (words.exercise_start()) }
                }
            }
        }
    }
}

/// Which playbook is rehearsed, and who is told.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    playbook: String,
    receiver: String,
}

/// `POST /exercises`.
pub(super) async fn start(
    State(app): State<App>,
    view: View,
    Form(typed): Form<Typed>,
) -> Response {
    let language = view.language;
    let key = typed.playbook.parse::<Slug>().ok();
    let playbook = key.as_ref().and_then(|key| view.playbooks().get(key).cloned());
    let scenario = key.and_then(|key| view.playbooks.scenario(language, &key).cloned());
    let Some((playbook, scenario)) = playbook.zip(scenario) else {
        return refusal(&view, &Error::refused(Words::exercise_none, Words::exercise_none_next));
    };
    let (setup, now, by, seen) =
        (app.cx.setup(), app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::declares(&seen, None)?;
        let receiver = Some(typed.receiver.as_str()).filter(|name| !name.is_empty());
        let (scenario, playbook) = (&scenario, &playbook);
        let wanted = Rehearsal { scenario, playbook, language, service: None, receiver };
        respond::start_exercise(tx, &setup, wanted, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(incident) => Redirect::to(&format!("/incidents/{}", incident.reference)).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /incidents/{reference}/exercise/stop`.
pub(super) async fn stop(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let (setup, now, by, seen) =
        (app.cx.setup(), app.cx.now(), view.person.clone(), view.sight.clone());
    let name = reference.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &seen, Act::Respond, parse(&name)?)?;
        respond::stop_exercise(tx, &setup, incident.reference, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(_) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}
