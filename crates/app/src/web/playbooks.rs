//! Playbooks: the list by situation, and one to follow with a finger.

use super::layout::{View, page, problem};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, badge, empty};
use crate::markdown;
use crate::playbook_repository::{self, short};
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::playbook::{Phase, Playbook, PlaybookStep, StepKind};
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;

/// `GET /playbooks`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let words = view.words;
    let list = match List::of((&view, &asked), key, ("situation", Way::Up), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let (name, whose) = (asked.get("name").to_lowercase(), asked.get("whose"));
    let fits = |playbook: &&Playbook| {
        let own = view.playbooks.is_own(&playbook.key);
        let texts = [playbook.title.as_str(), playbook.situation.as_str()];
        let named = texts.iter().any(|text| text.to_lowercase().contains(&name));
        named && (whose.is_empty() || (whose == "own") == own)
    };
    let mut found: Vec<&Playbook> = view.playbooks().values().filter(fits).collect();
    list.sort(&mut found);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&view, &found).asked_as(file)).flatten() {
        return whole;
    }
    let body = html! {
        p { (words.playbooks_intro()) }
        (repository(&app, &view))
        (faults(&view))
        (ui::filters(&view, &asked, &fields(&view, &asked)))
        @if found.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        (list.whole(words.playbooks(), &found))
    };
    page(&view, words.playbooks(), &body).into_response()
}

fn key(playbook: &&Playbook) -> String {
    playbook.key.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, &Playbook>> {
    let words = view.words;
    let title = |playbook: &&Playbook| {
        html! {
            a href={ "/playbooks/" (playbook.key) } { (playbook.title) }
            @if view.playbooks.is_own(&playbook.key) { " · " strong { (view.words.playbook_own()) } }
        }
    };
    let levels = |playbook: &&Playbook| {
        html! {
            @for level in &playbook.levels { (badge(view, level.as_str())) " " }
        }
    };
    let most = move |playbook: &&Playbook| {
        html! {
            @if let Some(most) = playbook.time_box { (words.span(most)) }
        }
    };
    vec![
        Column::<&Playbook>::new("title", words.col_title(), title)
            .sorts(Way::Up, |one, other| one.title.cmp(&other.title)),
        Column::<&Playbook>::new(
            "situation",
            words.col_about(),
            |one| html! { (view.situation(one.situation.as_str())) },
        )
        .sorts(Way::Up, |one, other| one.situation.cmp(&other.situation)),
        Column::<&Playbook>::new("reader", words.col_reader(), |one| html! { (one.reader) })
            .sorts(Way::Up, |one, other| one.reader.cmp(&other.reader)),
        Column::<&Playbook>::new("level", words.col_level(), levels),
        Column::<&Playbook>::new("steps", words.col_steps(), |one| html! { (one.steps()) })
            .sorts(Way::Up, |one, other| one.steps().cmp(&other.steps())),
        Column::<&Playbook>::new("most", words.col_time_box(), most)
            .sorts(Way::Up, |one, other| one.time_box.cmp(&other.time_box)),
    ]
}

fn fields(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let choices = [
        Choice { value: "", label: words.any_state() },
        Choice { value: "own", label: words.own_only() },
        Choice { value: "library", label: words.shipped_only() },
    ];
    html! {
        (Field { optional: true, ..field("name", words.playbook_contains()) }.line("text"))
        (field("whose", words.col_whose()).select(&choices))
    }
}

fn sheet(view: &View, found: &[&Playbook]) -> Sheet {
    let row = |playbook: &&Playbook| {
        let levels: Vec<&str> = playbook.levels.iter().map(|level| level.as_str()).collect();
        vec![
            playbook.key.to_string().into(),
            playbook.title.clone().into(),
            playbook.situation.to_string().into(),
            playbook.reader.clone().into(),
            levels.join(" ").into(),
            playbook.steps().into(),
            playbook.time_box.map(|most| most.as_secs() / 60).into(),
            view.playbooks.is_own(&playbook.key).into(),
        ]
    };
    Sheet {
        name: "playbooks",
        columns: &["key", "title", "situation", "reader", "levels", "steps", "minutes_most", "own"],
        rows: found.iter().map(row).collect(),
    }
}

/// Where own playbooks come from, and how that stands, for whoever may see the configuration.
fn repository(app: &App, view: &View) -> Markup {
    let setup = app.cx.setup();
    let declared = setup.settings.playbook_repository.as_ref();
    let Some(wanted) = declared.filter(|_| view.sight.may_everywhere(Act::SeeConfiguration)) else {
        return html! {};
    };
    let (words, known) = (view.words, playbook_repository::known(&app.folders.data, wanted));
    html! {
        p {
            @match (&known.commit, known.read_at()) {
                (Some(commit), Some(at)) => {
                    (words.playbooks_commit(&known.address)) " " code { (short(commit)) } " · "
                    (words.playbooks_read()) " " (ui::whole_time(view, at))
                }
                (Some(_), None) | (None, _) => { (words.playbooks_commit_none(&known.address)) }
            }
        }
        @if let Some(error) = &known.error {
            div.problem role="alert" {
                p { strong { (words.playbooks_unread()) } " " (words.filing_error(error)) }
                p { code { (known.cause) } }
            }
        }
        @if !known.faults.is_empty() {
            div.problem role="alert" {
                p { strong { (words.playbooks_newest(short(known.newest.as_deref().unwrap_or_default()))) } }
                ul { @for fault in &known.faults { li { code { (fault) } } } }
            }
        }
    }
}

/// Own files that are not used, for whoever may see the configuration.
fn faults(view: &View) -> Markup {
    let faults = &view.playbooks.faults;
    let sees = view.sight.may_everywhere(Act::SeeConfiguration);
    html! {
        @if sees && !faults.is_empty() {
            div.problem role="alert" {
                p { strong { (view.words.own_faults(faults.len())) } }
                ul { @for fault in faults { li { code { (fault) } } } }
            }
        }
    }
}

fn about(view: &View, playbook: &Playbook) -> Markup {
    let words = view.words;
    html! {
        @if view.playbooks.is_own(&playbook.key) { strong { (words.playbook_own()) } " · " }
        (words.playbook_steps(playbook.steps()))
        @if let Some(most) = playbook.time_box { " · " (words.playbook_at_most(words.span(most))) }
    }
}

/// `GET /playbooks/{key}`.
pub(super) async fn show(State(_): State<App>, view: View, Path(key): Path<String>) -> Response {
    let all = view.playbooks();
    let found = key.parse::<Slug>().ok().and_then(|key| all.get(&key));
    let Some(playbook) = found else {
        return problem(&view, StatusCode::NOT_FOUND, view.words.no_such_page());
    };
    let words = view.words;
    let before = playbook.after.as_ref().and_then(|key| all.get(key));
    let body = html! {
        p { @for level in &playbook.levels { (badge(&view, level.as_str())) " " }
            (words.playbook_for(&playbook.reader)) }
        p.faint { (about(&view, playbook)) }
        @if let Some(before) = before {
            p.notice { (words.playbook_after()) " "
                a href={ "/playbooks/" (before.key) } { (before.title) } }
        }
        (markdown::block(&playbook.intro))
        @for phase in &playbook.phases { (part(&view, phase)) }
        p.faint { (words.playbook_source(&playbook.source)) }
        (super::exercise::offer(&view, playbook))
    };
    page(&view, &playbook.title, &body).into_response()
}

fn part(view: &View, phase: &Phase) -> Markup {
    html! {
        section {
            h2 { (phase.title) }
            ol.steps { @for step in &phase.steps { li { (one(view, step)) } } }
        }
    }
}

fn one(view: &View, step: &PlaybookStep) -> Markup {
    let words = view.words;
    html! {
        p {
            @match step.kind {
                StepKind::Do => {}
                StepKind::Ask => { strong { (words.step_ask()) " " } }
                StepKind::Wait(most) => { strong { (words.step_wait(words.span(most))) " " } }
                StepKind::Act(_) => { strong { (words.step_act()) " " } }
            }
            (markdown::line(&step.text))
        }
        @if !step.details.is_empty() { div.faint { (markdown::block(&step.details)) } }
        @if !step.answers.is_empty() {
            dl { @for (answer, meaning) in &step.answers {
                dt { (words.answer(answer.as_str())) } dd { (markdown::line(meaning)) }
            } }
        }
    }
}
