//! What people outside reported: a list for those who respond, each turned into an incident or
//! dismissed with a reason.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, badge, empty, person, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::id::TipId;
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_domain::tip::{Tip, TipState};
use vigie_ops::store::{Tx, incidents};
use vigie_ops::words::Words;
use vigie_ops::{Error, respond, sight};

/// Tips that the page looks at.
const LOOKED_AT_MAX: i64 = 2_000;
/// From so many on, all that wait can be dismissed at once.
const FLOOD: usize = 2;

/// Letters of what somebody wrote that a list shows.
const SHOWN_CHARS: usize = 400;

/// A tip, and the reference of its incident.
type Shown = (Tip, Option<String>);

fn key((tip, _): &Shown) -> String {
    tip.id.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Shown>> {
    let words = view.words;
    let service = |(tip, _): &Shown| {
        html! { @if let Some(service) = &tip.service { (view.service(service)) } }
    };
    let said = move |(tip, _): &Shown| {
        html! {
            (whole(words, &tip.text))
            @if !tip.contact.is_empty() { p.faint { (words.tip_reach()) " " (tip.contact) } }
        }
    };
    vec![
        Column::<Shown>::new("text", words.col_title(), said),
        Column::<Shown>::new("at", words.changes_at(), |(tip, _)| html! { (time(view, tip.at)) })
            .sorts(Way::Down, |(one, _), (other, _)| one.at.cmp(&other.at)),
        Column::<Shown>::new("service", words.service(), service)
            .sorts(Way::Up, |(one, _), (other, _)| one.service.cmp(&other.service)),
        Column::<Shown>::new("state", words.tip_decision(), |shown| decision(view, shown)),
    ]
}

/// What somebody wrote; the rest of a long one behind a step, so that the next is not far.
fn whole(words: Words, text: &str) -> Markup {
    if text.chars().count() <= SHOWN_CHARS {
        return html! { p.text { (text) } };
    }
    let start: String = text.chars().take(SHOWN_CHARS).collect();
    html! {
        p.text { (start) "…" }
        details { summary { (words.tip_whole()) } p.text { (text) } }
    }
}

async fn read(app: &App, view: &View, asked: &Asked) -> Result<Vec<Shown>, Error> {
    let (state, seen) = (asked.get("state").to_owned(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let (found, _) = sight::tips_before(tx, &seen, (&state, TipId(i64::MAX)), LOOKED_AT_MAX)?;
        let mut shown: Vec<Shown> = Vec::new();
        for tip in found {
            let reference = match &tip.state {
                TipState::Declared { incident, .. } => incidents::by_id(tx, *incident)?
                    .filter(|one| sight::sees_incident(&seen, one))
                    .map(|one| one.reference.to_string()),
                TipState::Open | TipState::Dismissed { .. } => None,
            };
            shown.push((tip, reference));
        }
        Ok(shown)
    };
    app.cx.store.read(unit).await
}

/// `GET /problems`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let list = match List::of((&view, &asked), key, ("at", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let mut shown = match read(&app, &view, &asked).await {
        Ok(shown) => shown,
        Err(error) => return refusal(&view, &error),
    };
    list.sort(&mut shown);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&shown).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        (filters(&view, &asked))
        @if view.setup.settings.public_reports.is_none() { p.hint { (words.tips_closed()) } }
        @if shown.is_empty() { (empty(words.tips_none(), words.tips_none_next())) }
        (list.whole(words.tips(), &shown))
        (flood(&view, &shown))
    };
    page(&view, words.tips(), &body).into_response()
}

fn filters(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let state = Field {
        name: "state",
        label: words.tips_state(),
        value: asked.get("state"),
        ..Field::default()
    };
    let choices = [
        Choice { value: "", label: words.tips_open() },
        Choice { value: "all", label: words.tips_all() },
    ];
    ui::filters(view, asked, &state.select(&choices))
}

/// What became of a tip, or the forms that decide on it.
fn decision(view: &View, (tip, reference): &Shown) -> Markup {
    html! {
        @match &tip.state {
            TipState::Open => { (decide(view, tip)) }
            TipState::Declared { by, at, .. } => {
                p { (badge(view, "declared")) " "
                    @if let Some(reference) = reference {
                        a href={ "/incidents/" (reference) } { (reference) } " · "
                    }
                    (person(view, by)) " · " (time(view, *at)) }
            }
            TipState::Dismissed { why, by, at } => {
                p { (view.words.tip_dismissed()) " " (why) " · " (person(view, by)) " · "
                    (time(view, *at)) }
            }
        }
    }
}

fn decide(view: &View, tip: &Tip) -> Markup {
    let words = view.words;
    let (title, why) = (format!("title-{}", tip.id), format!("why-{}", tip.id));
    let first = respond::title_of_tip(tip);
    let service = tip.service.as_ref().map(Slug::as_str);
    html! {
        @if view.sight.may(Act::Declare, service) {
            form method="post" action={ "/problems/" (tip.id) "/declare" } {
                label for=(title) { (words.title_field()) }
                input id=(title) name="title" required maxlength="200" value=(first);
                button.main type="submit" { (words.declare()) }
            }
        }
        @if view.sight.may(Act::Respond, service) {
            details {
                summary { (words.tip_dismiss()) }
                form method="post" action={ "/problems/" (tip.id) "/dismiss" } {
                    label for=(why) { (words.reason_asked()) }
                    input id=(why) name="why" required maxlength="1000";
                    button type="submit" { (words.tip_dismiss()) }
                }
            }
        }
    }
}

/// Dismisses all that wait at once: a flood of them is no work for hands.
fn flood(view: &View, shown: &[Shown]) -> Markup {
    let words = view.words;
    let waiting = shown.iter().filter(|(tip, _)| tip.state == TipState::Open);
    let (count, until) = (waiting.clone().count(), waiting.map(|(tip, _)| tip.id.0).max());
    html! {
        @if let Some(until) = until.filter(|_| count >= FLOOD) {
            details {
                summary { (words.tips_dismiss(count)) }
                form method="post" action="/problems/dismiss" {
                    input type="hidden" name="until" value=(until);
                    label for="why-all" { (words.reason_asked()) }
                    input id="why-all" name="why" required maxlength="1000";
                    button type="submit" { (words.tips_dismiss(count)) }
                }
            }
        }
    }
}

fn sheet(shown: &[Shown]) -> Sheet {
    let row = |(tip, reference): &Shown| {
        let (state, why) = match &tip.state {
            TipState::Open => ("open", None),
            TipState::Declared { .. } => ("declared", None),
            TipState::Dismissed { why, .. } => ("dismissed", Some(why.clone())),
        };
        vec![
            tip.id.0.into(),
            Sheet::instant(Some(tip.at)),
            tip.service.as_ref().map(ToString::to_string).into(),
            state.into(),
            tip.text.clone().into(),
            tip.contact.clone().into(),
            reference.clone().into(),
            why.into(),
        ]
    };
    Sheet {
        name: "problems",
        columns: &["id", "at", "service", "state", "text", "contact", "incident", "why"],
        rows: shown.iter().map(row).collect(),
    }
}

#[derive(Deserialize)]
pub(super) struct Decided {
    #[serde(default)]
    title: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    until: String,
}

fn number(text: &str) -> Result<TipId, Error> {
    text.parse().map(TipId).map_err(|_| Error::NotFound("tip"))
}

/// `POST /problems/{id}/declare`.
pub(super) async fn declare(
    State(app): State<App>,
    view: View,
    Path(id): Path<String>,
    Form(typed): Form<Decided>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let seen = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let tip = sight::tip(tx, &seen, Act::Respond, number(&id)?)?;
        sight::declares(&seen, tip.service.as_ref())?;
        let declaration = respond::Declaration::of(typed.title.clone(), tip.service.clone());
        respond::declare_tip(tx, &setup, (tip.id, &declaration), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(incident) => Redirect::to(&format!("/incidents/{}", incident.reference)).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// `POST /problems/dismiss`: all that wait, up to the newest that whoever decides has seen.
pub(super) async fn dismiss_all(
    State(app): State<App>,
    view: View,
    Form(typed): Form<Decided>,
) -> Response {
    let (seen, until) = (view.sight.clone(), typed.until);
    let waiting = move |tx: &mut Tx<'_>| {
        let after = TipId(number(&until)?.0.saturating_add(1));
        Ok(sight::tips_before(tx, &seen, ("", after), LOOKED_AT_MAX)?.0)
    };
    dismissed(&app, &view, typed.why, waiting).await
}

/// `POST /problems/{id}/dismiss`.
pub(super) async fn dismiss(
    State(app): State<App>,
    view: View,
    Path(id): Path<String>,
    Form(typed): Form<Decided>,
) -> Response {
    let seen = view.sight.clone();
    let one = move |tx: &mut Tx<'_>| Ok(vec![sight::tip(tx, &seen, Act::Respond, number(&id)?)?]);
    dismissed(&app, &view, typed.why, one).await
}

async fn dismissed(
    app: &App,
    view: &View,
    why: String,
    mut which: impl FnMut(&mut Tx<'_>) -> Result<Vec<Tip>, Error> + Send + 'static,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let unit = move |tx: &mut Tx<'_>| {
        for tip in which(tx)? {
            respond::dismiss_tip(tx, &setup, (tip.id, &why), &by, now)?;
        }
        Ok(())
    };
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to("/problems").into_response(),
        Err(error) => refusal(view, &error),
    }
}
