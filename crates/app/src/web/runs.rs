//! Playbooks that are followed in an incident: started, and settled step by step with one thumb.

use super::incidents::parse;
use super::layout::{View, page_with_news, refusal, said};
use super::ui::{Choice, Field, badge, person, time};
use crate::markdown;
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use vigie_domain::id::{IncidentId, RunId};
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::playbook::run::{PlaybookRun, RunStep, StepEnding, StepMark, next_step, settled};
use vigie_domain::playbook::{Answer, Playbook, StepKind};
use vigie_domain::qualification::Qualification;
use vigie_domain::rights::Act;
use vigie_domain::task::Task;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond;
use vigie_ops::store::{StoreError, Tx, runs, tasks};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// Longest word on a step, as the use case takes it.
const WORDS_CHARS_MAX: usize = 1_000;

/// The runs of an incident, and how far each is.
pub(super) type Progress = Vec<(PlaybookRun, (i64, i64))>;

/// How far the playbooks of an incident are.
pub(super) fn read(tx: &mut Tx<'_>, incident: IncidentId) -> Result<Progress, StoreError> {
    let all = runs::of_incident(tx, incident)?;
    all.into_iter().map(|run| Ok((run.clone(), runs::progress(tx, run.id)?))).collect()
}

/// The playbooks of an incident, those that its qualification proposes, and a form for any other.
pub(super) fn section(
    view: &View,
    incident: &Incident,
    last: Option<&Qualification>,
    followed: &Progress,
) -> Markup {
    let words = view.words;
    let reference = incident.reference;
    let goes_on =
        |key: &Slug| followed.iter().any(|(run, (all, done))| run.playbook == *key && done < all);
    let (proposed, others): (Vec<&Playbook>, Vec<&Playbook>) = view
        .playbooks()
        .values()
        .filter(|playbook| !goes_on(&playbook.key))
        .partition(|playbook| last.is_some_and(|last| fits(playbook, last)));
    html! {
        h2 id="playbooks" { (words.run_playbooks()) }
        @if followed.is_empty() { p.faint { (words.run_none()) } }
        @else { ul.cards { @for (run, progress) in followed { li { (card(view, reference, run, *progress)) } } } }
        @if !incident.stage.is_over() && works(view, incident) {
            @if !proposed.is_empty() {
                h3 { (words.proposed_playbooks()) }
                ul.cards { @for playbook in proposed { li { (proposal(view, reference, playbook)) } } }
            }
            details {
                summary { (words.run_start_one()) }
                (start_form(view, reference, &others))
            }
        }
    }
}

fn works(view: &View, incident: &Incident) -> bool {
    sight::may_incident(&view.sight, Act::Respond, incident)
}

fn fits(playbook: &Playbook, last: &Qualification) -> bool {
    playbook.situation == last.answers.situation
        && (playbook.levels.is_empty() || playbook.levels.contains(&last.level))
}

fn card(view: &View, reference: Reference, run: &PlaybookRun, progress: (i64, i64)) -> Markup {
    html! {
        p.title { a href={ "/incidents/" (reference) "/playbooks/" (run.id) } { (run.title) } }
        p { (bar(view, progress)) }
    }
}

fn bar(view: &View, (steps, settled): (i64, i64)) -> Markup {
    let text = view.words.run_progress(settled, steps);
    html! { progress max=(steps) value=(settled) aria-hidden="true" {} " " (text) }
}

fn proposal(view: &View, reference: Reference, playbook: &Playbook) -> Markup {
    html! {
        p.title { a href={ "/playbooks/" (playbook.key) } { (playbook.title) } }
        p { @for level in &playbook.levels { (badge(view, level.as_str())) " " }
            (view.words.playbook_for(&playbook.reader)) }
        div.actions {
            form method="post" action={ "/incidents/" (reference) "/playbooks" } {
                button type="submit" name="playbook" value=(playbook.key)
                    aria-label={ (view.words.run_start()) " " (playbook.title) } { (view.words.run_start()) }
            }
        }
    }
}

fn start_form(view: &View, reference: Reference, others: &[&Playbook]) -> Markup {
    let words = view.words;
    let field = Field { name: "playbook", label: words.run_which(), ..Field::default() };
    let choices: Vec<Choice<'_>> = std::iter::once(Choice { value: "", label: "—" })
        .chain(others.iter().map(|one| Choice { value: one.key.as_str(), label: &one.title }))
        .collect();
    html! {
        form method="post" action={ "/incidents/" (reference) "/playbooks" } {
            (field.select(&choices))
            button type="submit" { (words.run_start()) }
        }
    }
}

pub(super) fn number(text: &str) -> Result<RunId, Error> {
    text.parse().map(RunId).map_err(|_| Error::NotFound("playbook of this incident"))
}

fn address(reference: &str, run: RunId) -> String {
    format!("/incidents/{reference}/playbooks/{run}")
}

#[derive(Deserialize)]
pub(super) struct Started {
    #[serde(default)]
    playbook: String,
}

/// `POST /incidents/{reference}/playbooks`.
pub(super) async fn start(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Started>,
) -> Response {
    let (now, by, language) = (app.cx.now(), view.person.clone(), view.language);
    let (sight, target, library) =
        (view.sight.clone(), reference.clone(), Arc::clone(&view.playbooks));
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, parse(&target)?)?;
        let chosen = typed.playbook.parse::<Slug>().ok();
        let found = chosen.and_then(|key| library.playbooks(language).get(&key));
        let playbook = found
            .ok_or_else(|| Error::refused(Words::run_which_none, Words::run_which_none_next))?;
        respond::start_playbook(tx, (incident.id, playbook, language), &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(run) => Redirect::to(&address(&reference, run)).into_response(),
        Err(error) => refusal(&view, &error),
    }
}

/// A run with all that its page shows.
struct Story {
    incident: Incident,
    run: PlaybookRun,
    steps: Vec<RunStep>,
    waits: Vec<Task>,
}

async fn story(app: &App, view: &View, (reference, run): (&str, &str)) -> Result<Story, Error> {
    let (reference, id, sight) = (parse(reference)?, number(run)?, view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::See, reference)?;
        let (run, steps) = respond::run_of(tx, incident.id, id)?;
        let mut waits = tasks::of_incident(tx, incident.id)?;
        waits.retain(|task| steps.iter().any(|step| step.task == Some(task.id)));
        Ok(Story { incident, run, steps, waits })
    };
    app.cx.store.read(unit).await
}

/// What somebody typed into a step, and why it was refused.
struct Mistake {
    place: i64,
    why: String,
    text: String,
}

/// `GET /incidents/{reference}/playbooks/{run}`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Path((reference, run)): Path<(String, String)>,
) -> Response {
    match story(&app, &view, (&reference, &run)).await {
        Ok(story) => whole(&view, &story, None),
        Err(error) => refusal(&view, &error),
    }
}

#[derive(Deserialize)]
pub(super) struct Settled {
    #[serde(default)]
    how: String,
    #[serde(default)]
    text: String,
}

/// `POST /incidents/{reference}/playbooks/{run}/steps/{place}`.
pub(super) async fn settle(
    State(app): State<App>,
    view: View,
    Path((reference, run, place)): Path<(String, String, i64)>,
    Form(typed): Form<Settled>,
) -> Response {
    let (now, by, setup) = (app.cx.now(), view.person.clone(), app.cx.setup());
    let (sight, target, id) = (view.sight.clone(), parse(&reference), number(&run));
    let how = StepEnding::from_words(&typed.how, &typed.text)
        .ok_or_else(|| Error::refused(Words::step_unclear, Words::step_asks_not_next));
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, target.clone()?)?;
        let at = (incident.id, id.clone()?, place);
        respond::settle_step(tx, &setup, (at, &how.clone()?), &by, now)
    };
    let done = app.cx.store.write(unit).await;
    after(&app, &view, (&reference, &run), (place, typed.text, done)).await
}

#[derive(Deserialize)]
pub(super) struct Reopened {
    #[serde(default)]
    seen: i64,
}

/// `POST /incidents/{reference}/playbooks/{run}/steps/{place}/reopen`.
pub(super) async fn reopen(
    State(app): State<App>,
    view: View,
    Path((reference, run, place)): Path<(String, String, i64)>,
    Form(typed): Form<Reopened>,
) -> Response {
    let (now, by) = (app.cx.now(), view.person.clone());
    let (sight, target, id) = (view.sight.clone(), parse(&reference), number(&run));
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::Respond, target.clone()?)?;
        let at = (incident.id, id.clone()?, place);
        respond::reopen_step(tx, (at, Timestamp::from_millis(typed.seen)), &by, now)
    };
    let done = app.cx.store.write(unit).await;
    after(&app, &view, (&reference, &run), (place, String::new(), done)).await
}

/// The next step; or the page again, with what was typed and why it was refused.
pub(super) async fn after(
    app: &App,
    view: &View,
    names: (&str, &str),
    (place, text, done): (i64, String, Result<(), Error>),
) -> Response {
    let why = match &done {
        Ok(()) => String::new(),
        Err(Error::Refused { why, next_step }) => said(view, why, next_step),
        Err(error) => return refusal(view, error),
    };
    let story = match story(app, view, names).await {
        Ok(story) => story,
        Err(error) => return refusal(view, &error),
    };
    if done.is_ok() {
        let next = next_step(&story.steps).map_or(place, |next| next.place);
        let to = format!("{}#step-{next}", address(names.0, story.run.id));
        return Redirect::to(&to).into_response();
    }
    let page = whole(view, &story, Some(&Mistake { place, why, text }));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn whole(view: &View, story: &Story, mistake: Option<&Mistake>) -> Response {
    let (words, run, steps) = (view.words, &story.run, &story.steps);
    let reference = story.incident.reference;
    let next = next_step(steps).map(|step| step.place);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let progress = (count(steps.len()), count(settled(steps)));
    let news = words.run_progress(progress.1, progress.0);
    let mut phases: Vec<&str> = steps.iter().map(|step| step.phase.as_str()).collect();
    phases.dedup();
    let body = html! {
        @if let Some(mistake) = mistake {
            p.problem role="alert" { (mistake.why) }
        }
        p { a href={ "/incidents/" (reference) } { (words.run_back(reference)) } " · " (story.incident.title) }
        p { (bar(view, progress))
            @if let Some(next) = next { " · " a href={ "#step-" (next) } { (words.run_next()) } } }
        @if next.is_none() { p.notice { strong { (words.run_all_done()) } } }
        div {
            @for phase in phases {
                h2 lang=(run.language.tag()) { (phase) }
                ol.steps.run {
                    @for step in steps.iter().filter(|step| step.phase == phase) {
                        (one(view, story, step, (next == Some(step.place), mistake)))
                    }
                }
            }
        }
        p.faint { (words.run_copy()) " " (words.run_started(view.person_name(&run.started_by))) " " (time(view, run.started_at)) }
    };
    page_with_news(view, &run.title, &news, &body).into_response()
}

fn one(
    view: &View,
    story: &Story,
    step: &RunStep,
    (is_next, mistake): (bool, Option<&Mistake>),
) -> Markup {
    let words = view.words;
    let base = format!(
        "{}/steps/{}",
        address(&story.incident.reference.to_string(), story.run.id),
        step.place
    );
    let lang = story.run.language.tag();
    let class = if step.mark.is_some() {
        "settled"
    } else if is_next {
        "next"
    } else {
        "later"
    };
    let mistake = mistake.filter(|mistake| mistake.place == step.place);
    let works = works(view, &story.incident);
    html! {
        li id={ "step-" (step.place) } value=(step.place) class=(class) {
            p.what id={ "what-" (step.place) } lang=(lang) { (markdown::line(&step.step.text)) }
            @if step.mark.is_none() && !step.step.details.is_empty() {
                div.faint lang=(lang) { (markdown::block(&step.step.details)) }
            }
            @match &step.mark {
                Some(mark) => (settled_by(view, mark, works.then_some(&base))),
                None => {
                    (time_box(view, story, step))
                    @if works {
                        @if let StepKind::Act(action) = step.step.kind {
                        (super::act::form(view, (&base, step.place), &story.incident, action))
                    }
                    (choices(view, &base, step, is_next))
                        details open[mistake.is_some_and(|mistake| !mistake.text.is_empty())] {
                            summary { (words.run_skip()) }
                            (skip_form(view, &base, step.place, mistake))
                        }
                    }
                }
            }
        }
    }
}

/// Who settled a step, and a way back.
fn settled_by(view: &View, mark: &StepMark, base: Option<&String>) -> Markup {
    let words = view.words;
    let (word, text) = mark.how.words();
    html! {
        p { span.good aria-hidden="true" { "✓ " } strong { (words.step_ending(word)) }
            @if !text.is_empty() { " · " span.text { (text) } } }
        p.faint { (person(view, &mark.by)) " · " (time(view, mark.at)) }
        @if let Some(base) = base { details {
            summary { (words.run_undo()) }
            div {
                p { (words.run_undo_question()) }
                form method="post" action={ (base) "/reopen" } {
                    input type="hidden" name="seen" value=(mark.at.as_millis());
                    button type="submit" { (words.run_undo_asks()) }
                }
            }
        } }
    }
}

/// Until when a step waits, once its time-box runs.
fn time_box(view: &View, story: &Story, step: &RunStep) -> Markup {
    let words = view.words;
    let wait = story.waits.iter().find(|task| step.task == Some(task.id));
    let StepKind::Wait(most) = step.step.kind else { return html! {} };
    html! {
        @match wait.and_then(|task| Some((task, task.due_at?))) {
            Some((task, _)) if task.is_late(view.now) => {
                p.problem role="alert" { (words.run_wait_late()) }
            }
            Some((_, due)) => p { strong { (words.run_waits()) " " (time(view, due)) } },
            None => p.faint { (words.playbook_at_most(words.span(most))) },
        }
    }
}

fn choices(view: &View, base: &str, step: &RunStep, is_next: bool) -> Markup {
    let words = view.words;
    let class = is_next.then_some("main");
    // Many buttons of a sheet say the same: each is described by its step.
    let what = format!("what-{}", step.place);
    html! {
        form.thumb method="post" action=(base) {
            @match step.step.kind {
                StepKind::Ask => {
                    @for answer in [Answer::Yes, Answer::No, Answer::Unknown] {
                        button type="submit" name="how" value=(answer.as_str()) aria-describedby=(what) { (words.answer(answer.as_str())) }
                        @if let Some(meaning) = step.step.answers.get(&answer) {
                            p.hint { (markdown::line(meaning)) }
                        }
                    }
                }
                StepKind::Do | StepKind::Wait(_) | StepKind::Act(_) => {
                    button class=[class] type="submit" name="how" value="done" aria-describedby=(what) { (words.run_do()) }
                }
            }
        }
    }
}

fn skip_form(view: &View, base: &str, place: i64, mistake: Option<&Mistake>) -> Markup {
    let id = format!("why-{place}");
    let typed = mistake.map_or("", |mistake| mistake.text.as_str());
    html! {
        form method="post" action=(base) {
            label for=(id) { (view.words.run_skip_why()) }
            input id=(id) name="text" required maxlength=(WORDS_CHARS_MAX) value=(typed);
            button type="submit" name="how" value="skipped" { (view.words.run_skip()) }
        }
    }
}
