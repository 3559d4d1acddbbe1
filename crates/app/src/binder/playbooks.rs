//! The playbooks on paper: a box to tick before each step.

use crate::markdown;
use maud::{Markup, html};
use vigie_domain::playbook::{Phase, Playbook, PlaybookStep, StepKind};
use vigie_ops::respond::Library;
use vigie_ops::words::Words;

pub(super) fn all(words: Words, library: &Library) -> Markup {
    let all = library.playbooks(words.language());
    html! {
        p { (words.playbooks_intro()) }
        ul { @for playbook in all.values() {
            li { a href={ "#p-" (playbook.key) } { (playbook.title) } }
        } }
        @for playbook in all.values() { (one(words, playbook)) }
    }
}

fn one(words: Words, playbook: &Playbook) -> Markup {
    let levels: Vec<String> =
        playbook.levels.iter().map(|level| words.known(level.as_str())).collect();
    html! {
        div.playbook {
            h3 id={ "p-" (playbook.key) } { (playbook.title) }
            p { @if !levels.is_empty() { (levels.join(", ")) " · " } (words.playbook_for(&playbook.reader)) }
            (markdown::block(&playbook.intro))
            @for phase in &playbook.phases { (part(words, phase)) }
        }
    }
}

fn part(words: Words, phase: &Phase) -> Markup {
    html! {
        h4 { (phase.title) }
        ul.steps { @for step in &phase.steps { li { (line(words, step)) } } }
    }
}

fn line(words: Words, step: &PlaybookStep) -> Markup {
    html! {
        @match step.kind {
            StepKind::Do => {}
            StepKind::Ask => { strong { (words.step_ask()) } " " }
            StepKind::Wait(most) => { strong { (words.step_wait(words.span(most))) } " " }
            StepKind::Act(_) => { strong { (words.step_act()) } " " }
        }
        (markdown::line(&step.text))
        @if !step.details.is_empty() { (markdown::block(&step.details)) }
        @if !step.answers.is_empty() { ul { @for (answer, meaning) in &step.answers {
            li { strong { (words.answer(answer.as_str())) (words.colon()) } (markdown::line(meaning)) }
        } } }
    }
}
