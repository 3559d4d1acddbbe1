//! The parts of pages on one page, each with its states.

use super::layout::{View, page};
use super::ui::{self, Asked, Bar, Choice, Column, Field, Line, List, Theirs, Way};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use std::time::Duration;
use vigie_domain::check::Verdict;
use vigie_domain::severity::Severity;

/// The colours that have a name in the style, by the class that shows them.
const COLOURS: [&str; 7] = ["ink", "faint", "link", "bad", "warn", "good", "soft"];
/// States, one of each colour at least.
const STATES: [&str; 9] = [
    "critical",
    "warning",
    "info",
    "failing",
    "passing",
    "unknown",
    "open",
    "acknowledged",
    "resolved",
];

/// `GET /design`.
pub(super) async fn show(view: View, asked: Asked) -> Response {
    let words = view.words;
    let body = html! {
        p { (words.design_about()) }
        h2 { (words.design_colours()) }
        ul.plain { @for name in COLOURS {
            li { span class={ "swatch s-" (name) } {} " " code { (name) } }
        } }
        h2 { (words.design_badges()) }
        p { @for state in STATES { (ui::badge(&view, state)) " " } }
        (times_and_people(&view))
        h2 { (words.design_form()) }
        (form(&view))
        h2 { (words.design_list()) }
        (list(&view, &asked))
        h2 { (words.design_table()) }
        (table(&view))
        (ui::chart(words.last_looks(), &words.looks_said(12_usize, 3_usize), &bars()))
        h2 { (words.design_dialogue()) }
        (ui::confirm(words.close_asks(), words.design_question(), "/design", words.close()))
        h2 { (words.design_conflict()) }
        (conflict(&view))
        h2 { (words.timeline()) }
        (timeline(&view))
        (ui::notice(words.nobody_told(), &html! { (words.nobody_told_next()) }))
    };
    page(&view, words.design(), &body).into_response()
}

/// `POST /design`: the examples do nothing.
pub(super) async fn again(_: View) -> Redirect {
    Redirect::to("/design")
}

fn times_and_people(view: &View) -> Markup {
    let hours = |hours| Duration::from_hours(hours);
    let (near, far) = (view.now.minus(hours(1)), view.now.minus(hours(24 * 400)));
    html! {
        h2 { (view.words.design_times()) }
        ul.plain {
            @for at in [near, view.now + hours(30), view.now.minus(hours(72)), far] {
                li { (ui::time(view, at)) }
            }
            li { (ui::whole_time(view, view.now)) }
        }
        h2 { (view.words.design_people()) }
        p { (ui::person(view, &view.person)) }
    }
}

fn form(view: &View) -> Markup {
    let words = view.words;
    let field = Field { name: "example", label: words.title_field(), ..Field::default() };
    let severities = [Severity::Critical, Severity::Warning, Severity::Info].map(Severity::as_str);
    let names = severities.map(|word| (word, words.known(word)));
    let choices: Vec<Choice<'_>> =
        names.iter().map(|(value, label)| Choice { value, label }).collect();
    let severity = Field { name: "how-bad", label: words.severity(), ..field };
    html! {
        form method="get" action="/design" {
            (Field { hint: words.design_hint(), value: words.design_example(), ..field }.line("text"))
            (Field { name: "wrong", mistake: Some(words.design_mistake()), ..field }.line("text"))
            (severity.select(&choices))
            (Field { name: "long", label: words.note_field(), optional: true, ..field }.area())
            div.actions {
                button.main type="submit" { (words.declare()) }
                button type="submit" { (words.search()) }
                button.quiet type="submit" { (words.sign_out()) }
            }
        }
    }
}

fn list(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let name = Field {
        name: "name",
        label: words.name_contains(),
        value: asked.get("name"),
        optional: true,
        ..Field::default()
    };
    let states = |word: &&'static str| ui::badge(view, word);
    let columns = vec![
        Column::<&'static str>::new("name", words.col_name(), |_: &&str| {
            html! {
                a href="/design" { (view.words.design_example()) }
            }
        })
        .sorts(Way::Up, |one, other| one.cmp(other)),
        Column::<&'static str>::new("state", words.state(), states)
            .sorts(Way::Down, |one, other| one.cmp(other)),
        Column::<&'static str>::new("since", words.col_since(), |_| ui::time(view, view.now)),
        Column::<&'static str>::new("actions", words.col_actions(), |_| {
            html! {
                div.actions { (ui::button("/design", view.words.acknowledge(), "main")) }
            }
        }),
    ];
    let key = |word: &&'static str| (*word).to_owned();
    let rows = match List::of((view, asked), key, ("state", Way::Down), columns) {
        Ok(list) => {
            let mut rows = STATES;
            list.sort(&mut rows);
            list.whole(words.design_list(), &rows)
        }
        Err(_) => html! { p.problem { (words.no_such_order(asked.get("sort"))) } },
    };
    html! {
        (ui::filters(view, asked, &name.line("text")))
        (ui::empty(words.nothing_fits(), words.nothing_fits_next()))
        (rows)
        ul.cards { li {
            p.title { a href="/design" { (words.design_example()) } }
            p { (ui::badge(view, "critical")) " " (ui::badge(view, "open")) }
            div.actions { (ui::button("/design", words.acknowledge(), "main")) }
        } }
    }
}

fn table(view: &View) -> Markup {
    let words = view.words;
    let row = |word: &str| vec![ui::time(view, view.now), ui::badge(view, word)];
    let rows = [row(Verdict::Passing.as_str()), row(Verdict::Failing.as_str())];
    ui::table(words.history(), &[words.when(), words.state()], &rows)
}

fn bars() -> Vec<Bar> {
    let kinds = [("good", 60), ("good", 62), ("bad", 100), ("none", 20)];
    kinds.iter().cycle().take(12).map(|(kind, height)| Bar { height: *height, kind }).collect()
}

fn conflict(view: &View) -> Markup {
    let (words, at) = (view.words, view.now.minus(Duration::from_secs(40)));
    let (by, text) = (view.person.as_str(), words.design_example());
    let theirs = Theirs { by, at, text, version: "2" };
    let mine = Field { name: "text", label: words.your_text(), value: text, ..Field::default() };
    ui::both_texts(view, "/design", &theirs, &mine)
}

fn timeline(view: &View) -> Markup {
    let (words, who) = (view.words, view.person.as_str());
    let line = |what, minutes: u64| {
        let at = view.now.minus(Duration::from_secs(60 * minutes));
        Line { at, who, what, texts: vec![words.design_example()] }
    };
    let (declared, noted) = (words.known("incident_declared"), words.known("incident_noted"));
    ui::timeline(view, &[line(&declared, 12), line(&noted, 3)])
}
