//! Actions: what was promised after incidents, all of them in a list, and each on a page of its own
//! where it is changed and ended.

mod one;
mod section;

pub(super) use one::{add, show, step};
pub(super) use section::section;

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, empty, person};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use maud::{Markup, html};
use vigie_domain::action::{Action, ActionKind, day_of};
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_ops::sight::{self, Promised};

/// Today, where the installation is.
fn today(view: &View) -> Date {
    day_of(view.now, &view.setup.settings.time_zone())
}

/// The word of how it stands.
fn state(action: &Action, today: Date) -> &'static str {
    match &action.ended {
        Some((_, _, how)) => how.words().0,
        None if action.is_late(today) => "overdue",
        None => "open",
    }
}

/// `GET /actions`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let sight = view.sight.clone();
    let read = app.cx.store.read(move |tx| sight::actions(tx, &sight)).await;
    let mut all = match read {
        Ok(all) => all,
        Err(error) => return refusal(&view, &error),
    };
    let list = match List::of((&view, &asked), key, ("due", Way::Up), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let is_empty = all.is_empty();
    retain(&view, &asked, &mut all);
    list.sort(&mut all);
    let (shown, _) = list.page(&all);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&view, shown).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        @if is_empty { (empty(words.actions_none(), words.actions_none_next())) }
        @else {
            (ui::filters(&view, &asked, &fields(&view, &asked)))
            @if shown.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        (list.whole(words.actions(), &all))
    };
    page(&view, words.actions(), &body).into_response()
}

fn key((action, _): &Promised) -> String {
    action.id.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Promised>> {
    let (words, today) = (view.words, today(view));
    let what =
        |(action, _): &Promised| html! { a href={ "/actions/" (action.id) } { (action.text) } };
    let stands = move |(action, _): &Promised| standing(view, state(action, today));
    let due = |(action, _): &Promised| ui::day(view, action.due_on);
    let of = |(_, incident): &Promised| {
        html! { a.unparted href={ "/incidents/" (incident.reference) } { (incident.reference) } }
    };
    let kind =
        |(action, _): &Promised| html! { (view.words.action_kind_short(action.kind.as_str())) };
    vec![
        Column::<Promised>::new("action", words.action(), what),
        Column::<Promised>::new("state", words.state(), stands),
        Column::<Promised>::new("due", words.action_due(), due)
            .sorts(Way::Up, |(one, _), (other, _)| one.due_on.cmp(&other.due_on)),
        Column::<Promised>::new("owner", words.action_owner(), |(action, _)| {
            person(view, &action.owner)
        })
        .sorts(Way::Up, |(one, _), (other, _)| one.owner.cmp(&other.owner)),
        Column::<Promised>::new("kind", words.action_good_for(), kind),
        Column::<Promised>::new("incident", words.action_after(), of)
            .sorts(Way::Down, |(one, _), (other, _)| one.incident.cmp(&other.incident)),
    ]
}

/// How it stands, in a word.
fn standing(view: &View, stands: &str) -> Markup {
    let word = view.words.action_state(stands);
    html! { @if stands == "overdue" { strong.bad { (word) } } @else { (word) } }
}

/// Leaves what was asked for; open ones unless something else is asked.
fn retain(view: &View, asked: &Asked, all: &mut Vec<Promised>) {
    let today = today(view);
    let (wanted, kind, owner) = (asked.get("state"), asked.get("kind"), asked.get("owner"));
    let (service, text) = (asked.get("service"), asked.get("text").to_lowercase());
    all.retain(|(action, incident)| {
        let stands = state(action, today);
        let fits = match wanted {
            "" => action.ended.is_none(),
            "all" => true,
            other => stands == other,
        };
        let of = incident.service.as_ref().map_or("", |slug| slug.as_str());
        fits && (kind.is_empty() || action.kind.as_str() == kind)
            && (owner.is_empty() || action.owner == owner)
            && (service.is_empty() || of == service)
            && action.text.to_lowercase().contains(&text)
    });
}

fn fields(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let states = ["overdue", "done", "dropped"].map(|word| (word, words.action_state(word)));
    let mut of_state = vec![Choice { value: "", label: words.action_only_open() }];
    of_state.extend(states.iter().map(|(value, label)| Choice { value, label }));
    of_state.push(Choice { value: "all", label: words.action_all_states() });
    let kinds = ActionKind::ALL.map(|kind| (kind.as_str(), words.action_kind_short(kind.as_str())));
    let mut of_kind = vec![Choice { value: "", label: words.action_any_kind() }];
    of_kind.extend(kinds.iter().map(|(value, label)| Choice { value, label }));
    html! {
        (field("state", words.state()).select(&of_state))
        (field("kind", words.action_kind()).select(&of_kind))
        (Field { optional: true, ..field("owner", words.action_mine()) }.line("text"))
        (Field { optional: true, ..field("text", words.action_text()) }.line("text"))
    }
}

/// How an action stands, who does it, until when, and what it is good for.
fn promised(view: &View, action: &Action) -> Markup {
    let words = view.words;
    html! {
        p {
            (standing(view, state(action, today(view)))) " · " (person(view, &action.owner)) " · "
            (words.pair(words.action_due(), "")) (ui::day(view, action.due_on)) " · "
            (words.pair(words.action_good_for(), words.action_kind_short(action.kind.as_str())))
        }
    }
}

/// An action among those of its incident.
fn card(view: &View, action: &Action, incident: &Incident) -> Markup {
    html! {
        p.title { a href={ "/actions/" (action.id) } { (action.text) } }
        (promised(view, action))
        p.faint { a href={ "/incidents/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
    }
}

fn sheet(view: &View, shown: &[Promised]) -> Sheet {
    let today = today(view);
    let row = |(action, incident): &Promised| {
        let ended = action.ended.as_ref();
        vec![
            action.id.0.into(),
            incident.reference.to_string().into(),
            incident.service.as_ref().map(ToString::to_string).into(),
            action.kind.as_str().into(),
            action.text.clone().into(),
            action.owner.clone().into(),
            action.due_on.to_string().into(),
            state(action, today).into(),
            ended.map(|(_, _, how)| how.words().1.to_owned()).into(),
            ended.map(|(by, ..)| by.clone()).into(),
            Sheet::instant(ended.map(|(_, at, _)| *at)),
        ]
    };
    Sheet {
        name: "actions",
        columns: &[
            "id", "incident", "service", "kind", "action", "owner", "due_on", "state", "proof",
            "ended_by", "ended_at",
        ],
        rows: shown.iter().map(row).collect(),
    }
}

/// Whether the reader may change the actions of an incident.
fn works(view: &View, incident: &Incident) -> bool {
    sight::may_incident(&view.sight, Act::Respond, incident)
}
