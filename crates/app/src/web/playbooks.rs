//! Playbooks: the list by situation, and one to follow with a finger.

use super::layout::{View, page, problem};
use super::ui::badge;
use crate::markdown;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::BTreeMap;
use vigie_domain::playbook::{Phase, Playbook, PlaybookStep, StepKind};
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;

/// `GET /playbooks`.
pub(super) async fn list(State(_): State<App>, view: View) -> Response {
    let words = view.words;
    let mut situations: BTreeMap<&Slug, Vec<&Playbook>> = BTreeMap::new();
    for playbook in view.playbooks().values() {
        situations.entry(&playbook.situation).or_default().push(playbook);
    }
    let body = html! {
        p { (words.playbooks_intro()) }
        (faults(&view))
        ul.cards { @for playbook in situations.values().flatten() {
            li {
                p.title { a href={ "/playbooks/" (playbook.key) } { (playbook.title) } }
                p { @for level in &playbook.levels { (badge(&view, level.as_str())) " " }
                    (words.playbook_for(&playbook.reader)) }
                p.faint { (about(&view, playbook)) }
            }
        } }
    };
    page(&view, words.playbooks(), &body).into_response()
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
