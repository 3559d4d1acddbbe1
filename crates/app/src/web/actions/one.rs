//! One action: read, changed, ended with a proof or a reason, opened again.

use super::super::incidents::parse;
use super::super::layout::{View, page, refusal};
use super::super::ui::{Field, button, person, time};
use super::section::{Typed, promise};
use super::{promised, works};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::action::{Action, ActionEnding, ActionKind};
use vigie_domain::id::ActionId;
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_ops::learn::{self, PROOF_CHARS_MAX, Promise};
use vigie_ops::store::Tx;
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

fn number(text: &str) -> Result<ActionId, Error> {
    text.parse().map(ActionId).map_err(|_| Error::NotFound("action"))
}

/// `GET /actions/{id}`.
pub(in crate::web) async fn show(
    State(app): State<App>,
    view: View,
    Path(id): Path<String>,
) -> Response {
    let sight = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| sight::action(tx, &sight, Act::See, number(&id)?);
    match app.cx.store.read(unit).await {
        Ok((action, incident)) => {
            let body = body(&view, &action, &incident);
            page(&view, &action.text, &body).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}

fn body(view: &View, action: &Action, incident: &Incident) -> Markup {
    let words = view.words;
    html! {
        (promised(view, action))
        p { a href={ "/incidents/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
        p { a href={ "/incidents/" (incident.reference) "/report#actions" } {
            (words.report_of(incident.reference))
        } }
        p.faint { (words.known("action_added")) " · " (person(view, &action.added_by)) " · "
            (time(view, action.added_at)) }
        @if let Some((by, at, how)) = &action.ended {
            p { strong { (words.action_state(how.words().0)) } " · " (person(view, by)) " · "
                (time(view, *at)) }
            p { (proof(how.words().1)) }
        }
        @if works(view, incident) { (change(view, action, incident)) }
    }
}

/// A proof; one that is an address leads there.
fn proof(said: &str) -> Markup {
    let is_link = said.starts_with("https://") && !said.contains(char::is_whitespace);
    html! { @if is_link { a href=(said) rel="noreferrer" { (said) } } @else { (said) } }
}

fn change(view: &View, action: &Action, incident: &Incident) -> Markup {
    let words = view.words;
    let at = format!("/actions/{}", action.id);
    if action.ended.is_some() {
        return button(&format!("{at}/reopen"), words.action_reopen(), "");
    }
    let field =
        |name, label| Field { name, label, letters_max: PROOF_CHARS_MAX, ..Field::default() };
    let due = action.due_on.to_string();
    let typed =
        Typed { text: &action.text, owner: &action.owner, due: &due, kind: action.kind.as_str() };
    html! {
        form method="post" action={ (at) "/done" } {
            (field("proof", words.action_proof_field()).line("text"))
            button.main type="submit" { (words.action_done_do()) }
        }
        details {
            summary { (words.action_drop_do()) }
            form method="post" action={ (at) "/drop" } {
                (field("why", words.action_why_field()).line("text"))
                button type="submit" { (words.action_drop_do()) }
            }
        }
        details {
            summary { (words.action_change()) }
            form method="post" action={ (at) "/change" } {
                input type="hidden" name="version" value=(action.version);
                (promise(view, incident, &typed))
                button type="submit" { (words.action_save()) }
            }
        }
    }
}

/// What a form says.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Said {
    action: String,
    kind: String,
    owner: String,
    due: String,
    version: i64,
    proof: String,
    why: String,
}

impl Said {
    fn promise(&self) -> Result<Promise, Error> {
        let unclear = |_| Error::refused(Words::action_day_unclear, Words::action_day_unclear_next);
        Ok(Promise {
            kind: ActionKind::from_word(&self.kind).unwrap_or(ActionKind::Prevent),
            text: self.action.clone(),
            owner: self.owner.clone(),
            due_on: self.due.trim().parse().map_err(unclear)?,
        })
    }
}

/// `POST /incidents/{reference}/actions`.
pub(in crate::web) async fn add(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(said): Form<Said>,
) -> Response {
    let (sight, by, now, setup) =
        (view.sight.clone(), view.person.clone(), app.cx.now(), app.cx.setup());
    let target = reference.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, parse(&target)?)?;
        learn::add_action(tx, &setup, (incident.id, &said.promise()?), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(_) => Redirect::to(&format!("/incidents/{reference}/report#actions")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /actions/{id}/{step}`.
pub(in crate::web) async fn step(
    State(app): State<App>,
    view: View,
    Path((id, step)): Path<(String, String)>,
    Form(said): Form<Said>,
) -> Response {
    let (sight, by, now, setup) =
        (view.sight.clone(), view.person.clone(), app.cx.now(), app.cx.setup());
    let target = id.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let (action, _) = sight::action(tx, &sight, Act::Respond, number(&target)?)?;
        let id = action.id;
        let ended = |tx: &mut Tx<'_>, how| learn::end_action(tx, &setup, (id, &how), &by, now);
        match step.as_str() {
            "done" => ended(tx, ActionEnding::Done(said.proof.clone())),
            "drop" => ended(tx, ActionEnding::Dropped(said.why.clone())),
            "reopen" => learn::reopen_action(tx, &setup, id, &by, now),
            "change" => {
                let promise = said.promise()?;
                learn::change_action(tx, &setup, (id, said.version, &promise), &by, now)
            }
            _ => Err(Error::NotFound("step")),
        }
    };
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to(&format!("/actions/{id}")).into_response(),
        Err(error) => refusal(&view, &error),
    }
}
