//! The deadlines that are in force: what is to be done, by when, by which text, and when that text was
//! read; and the matrix that says how urgent an incident is.

use super::layout::{View, page};
use super::ui::table;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::clock::{Deadline, Terms};
use vigie_domain::qualification::Priorities;
use vigie_domain::rights::Act;

/// `GET /deadlines`.
pub(super) async fn show(view: View) -> Response {
    let words = view.words;
    let (off, in_force): (Vec<&Deadline>, Vec<&Deadline>) =
        view.setup.deadlines.all().iter().partition(|one| one.is_off);
    let declares = view.sight.may_everywhere(Act::SeeConfiguration);
    let body = html! {
        p { (words.deadlines_about()) @if declares { " " (words.deadlines_declare()) } }
        (rows(&view, words.deadlines(), &in_force))
        @if !off.is_empty() {
            h2 { (words.deadlines_off()) }
            (rows(&view, words.deadlines_off(), &off))
        }
        h2 id="priorities" { (words.priorities()) }
        p { (words.priorities_about()) " " (whose_matrix(&view)) }
        (matrix(&view))
    };
    page(&view, words.deadlines(), &body).into_response()
}

fn rows(view: &View, name: &str, all: &[&Deadline]) -> Markup {
    let words = view.words;
    let head = [
        words.deadline_do(),
        words.deadline_whom(),
        words.deadline_within(),
        words.deadline_begins(),
        words.deadline_source(),
    ];
    let row = |one: &&Deadline| {
        let terms = &one.terms;
        vec![
            html! { (words.title_of(terms)) br; code { (terms.name) } },
            html! { (words.recipient_of(terms)) },
            html! { (words.within(terms.within)) },
            html! { (words.begins(&one.when)) },
            sourced(view, terms),
        ]
    };
    table(name, &head, &all.iter().map(row).collect::<Vec<_>>())
}

/// The text that sets a deadline, when it was read, and whose the deadline is.
pub(super) fn sourced(view: &View, terms: &Terms) -> Markup {
    let words = view.words;
    let source = words.source_of(terms);
    let is_link = source.starts_with("https://") && !source.contains(' ');
    html! {
        @if is_link { a href=(source) rel="noreferrer" { (source) } } @else { (source) }
        ", " (words.deadline_read(terms.checked_on)) " · "
        (words.deadline_whose(terms.whose.as_str()))
    }
}

fn whose_matrix(view: &View) -> &'static str {
    match view.setup.settings.priorities == Priorities::default() {
        true => view.words.priorities_glpi(),
        false => view.words.priorities_own(),
    }
}

/// A row for each urgency, a column for each impact.
fn matrix(view: &View) -> Markup {
    let words = view.words;
    let impacts = ["1", "2", "3", "4", "5"].map(|impact| words.priorities_impact(impact));
    let head: Vec<&str> = [words.priorities_urgency()]
        .into_iter()
        .chain(impacts.iter().map(String::as_str))
        .collect();
    let rows = view.setup.settings.priorities.0;
    let row = |(urgency, row): (usize, &[_; 5])| -> Vec<Markup> {
        let numbers = row.iter().map(|degree: &vigie_domain::qualification::Degree| {
            html! { (degree.number()) }
        });
        [html! { (urgency + 1) }].into_iter().chain(numbers).collect()
    };
    table(words.priorities(), &head, &rows.iter().enumerate().map(row).collect::<Vec<_>>())
}
