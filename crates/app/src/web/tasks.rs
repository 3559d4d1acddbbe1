//! What is owed in an incident, and until when: the next update, and tasks.

use super::clocks::instant;
use super::incidents::parse;
use super::layout::{View, refusal};
use super::ui::{Choice, Field, person, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use vigie_domain::contact::people_of;
use vigie_domain::id::TaskId;
use vigie_domain::incident::Incident;
use vigie_domain::rights::Act;
use vigie_domain::task::{Task, TaskEnding, TaskKind};
use vigie_ops::respond::{self, Wanted};
use vigie_ops::store::Tx;
use vigie_ops::{Error, sight};

/// Minutes until the next update, as the form offers them; 0 promises none.
const UPDATE_MINUTES: [u64; 6] = [15, 30, 60, 120, 240, 0];

/// The next update and the tasks of an incident.
pub(super) fn section(view: &View, incident: &Incident, tasks: &[Task]) -> Markup {
    let words = view.words;
    let of =
        |kind: TaskKind| tasks.iter().filter(move |task| task.kind == kind && task.ended.is_none());
    let over = tasks.iter().filter(|task| task.kind == TaskKind::Work && task.ended.is_some());
    let over: Vec<&Task> = over.collect();
    let is_open =
        !incident.stage.is_over() && sight::may_incident(&view.sight, Act::Respond, incident);
    html! {
        h2 id="next-update" { (words.update_next()) }
        @for update in of(TaskKind::Update) { (promised(view, update)) }
        @if is_open && of(TaskKind::Update).next().is_none() { p.faint { (words.update_none()) } }
        @for wait in of(TaskKind::Wait).filter(|wait| wait.is_late(view.now)) {
            p.problem role="alert" { (words.task_late("wait", &wait.text)) }
        }
        @if is_open { (update_form(view, incident)) }
        h2 id="tasks" { (words.tasks()) }
        @if of(TaskKind::Work).next().is_none() { p.faint { (words.tasks_none()) } }
        ul.cards { @for task in of(TaskKind::Work) { li { (one(view, incident, task)) } } }
        @if !over.is_empty() {
            details {
                summary { (words.tasks_over(over.len())) }
                ul.plain { @for task in over { li { (task.text) (ended(view, task)) } } }
            }
        }
        @if is_open { details { summary { (words.task_add()) } (add_form(view, incident)) } }
    }
}

fn promised(view: &View, update: &Task) -> Markup {
    let words = view.words;
    let late = update.is_late(view.now);
    html! {
        @if let Some(due) = update.due_at {
            p.notice role=[late.then_some("alert")] {
                strong { @if late { (words.update_late()) } @else { (words.update_at()) } }
                (time(view, due)) " · " (person(view, update.owner.as_ref().unwrap_or(&update.added_by)))
            }
        }
    }
}

fn ended(view: &View, task: &Task) -> Markup {
    html! {
        @if let Some((by, at, how)) = &task.ended {
            " · " (view.words.task_ending(how.as_str())) " · " (person(view, by)) " · " (time(view, *at))
        }
    }
}

fn one(view: &View, incident: &Incident, task: &Task) -> Markup {
    let words = view.words;
    let action = format!("/incidents/{}/tasks/{}", incident.reference, task.id);
    html! {
        p.title { (task.text) }
        p {
            @match &task.owner { Some(owner) => (person(view, owner)), None => (words.nobody()) }
            @if let Some(due) = task.due_at {
                " · "
                @if task.is_late(view.now) { strong.bad { (words.task_is_late()) } " " }
                (time(view, due))
            }
        }
        @if sight::may_incident(&view.sight, Act::Respond, incident) { div.actions {
            form method="post" action=(action) {
                button type="submit" name="how" value="done" aria-label={ (words.task_do()) " " (task.text) } { (words.task_do()) }
            }
            form method="post" action=(action) {
                button.quiet type="submit" name="how" value="dropped" aria-label={ (words.task_drop()) " " (task.text) } { (words.task_drop()) }
            }
        } }
    }
}

fn update_form(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let said = Field {
        name: "update",
        label: words.update_said(),
        hint: words.update_said_hint(),
        optional: true,
        letters_max: 20_000,
        ..Field::default()
    };
    let spans: Vec<(String, String)> = UPDATE_MINUTES
        .into_iter()
        .map(|minutes| match minutes {
            0 => ("0".to_owned(), words.update_no_more().to_owned()),
            _ => (minutes.to_string(), words.span(Duration::from_secs(minutes * 60))),
        })
        .collect();
    let choices: Vec<Choice<'_>> =
        spans.iter().map(|(value, label)| Choice { value, label }).collect();
    let next = Field { name: "minutes", label: words.update_in(), value: "30", ..Field::default() };
    html! {
        form method="post" action={ "/incidents/" (incident.reference) "/updates" } {
            (said.area())
            (next.select(&choices))
            button type="submit" { (words.update_do()) }
        }
    }
}

fn add_form(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let text =
        Field { name: "task", label: words.task_text(), letters_max: 500, ..Field::default() };
    let due = Field { name: "due", label: words.task_due(), optional: true, ..Field::default() };
    let owner =
        Field { name: "owner", label: words.task_owner(), value: &view.person, ..Field::default() };
    // The people of the service; whoever sees everything may ask anybody.
    let setup = &view.setup;
    let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
    let people = if view.sight.may_everywhere(Act::See) {
        setup.people.values().collect()
    } else {
        people_of(setup, service)
    };
    let own = people.iter().all(|one| one.slug.as_str() != view.person);
    let own = own.then_some(Choice { value: &view.person, label: &view.person });
    let choices: Vec<Choice<'_>> = std::iter::once(Choice { value: "", label: "—" })
        .chain(own)
        .chain(people.iter().map(|one| Choice { value: one.slug.as_str(), label: &one.name }))
        .collect();
    html! {
        form method="post" action={ "/incidents/" (incident.reference) "/tasks" } {
            (text.line("text"))
            (owner.select(&choices))
            (due.line("datetime-local"))
            button type="submit" { (words.task_add()) }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Added {
    #[serde(default)]
    task: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due: String,
}

/// `POST /incidents/{reference}/tasks`.
pub(super) async fn add(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Added>,
) -> Response {
    let due = (!typed.due.trim().is_empty()).then(|| instant(&view, &typed.due)).transpose();
    let (now, by, sight) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let number = parse(&reference);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
        let wanted = Wanted {
            kind: TaskKind::Work,
            text: typed.task.clone(),
            owner: Some(typed.owner.clone()),
            due_at: due.clone()?,
        };
        respond::add_task(tx, incident.id, &wanted, &by, now).map(drop)
    };
    after(&view, &reference, "tasks", app.cx.store.write(unit).await)
}

#[derive(Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    how: String,
}

/// `POST /incidents/{reference}/tasks/{id}`.
pub(super) async fn end(
    State(app): State<App>,
    view: View,
    Path((reference, id)): Path<(String, String)>,
    Form(typed): Form<Ended>,
) -> Response {
    let (now, by, sight, setup) =
        (app.cx.now(), view.person.clone(), view.sight.clone(), app.cx.setup());
    let number = parse(&reference);
    let id = id.parse().map(TaskId).map_err(|_| Error::NotFound("task"));
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
        let how = TaskEnding::from_word(&typed.how).unwrap_or(TaskEnding::Done);
        respond::end_task(tx, &setup, (incident.id, id.clone()?, how), &by, now)
    };
    after(&view, &reference, "tasks", app.cx.store.write(unit).await)
}

#[derive(Deserialize)]
pub(super) struct Updated {
    #[serde(default)]
    update: String,
    #[serde(default)]
    minutes: u32,
}

/// `POST /incidents/{reference}/updates`.
pub(super) async fn update(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Updated>,
) -> Response {
    let (now, by, sight) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let number = parse(&reference);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, number.clone()?)?;
        let next = (typed.minutes > 0).then(|| Duration::from_secs(60) * typed.minutes);
        respond::give_update(tx, (incident.reference, &typed.update, next), &by, now)
    };
    after(&view, &reference, "next-update", app.cx.store.write(unit).await)
}

fn after(view: &View, reference: &str, part: &str, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}#{part}")).into_response(),
        Err(error) => refusal(view, &error),
    }
}
