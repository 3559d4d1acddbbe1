//! Writing in a report: a section or the whole, with a preview, and both texts when two people
//! wrote at the same place.

use super::super::layout::{View, page, refusal, said};
use super::super::ui::{Asked, Field, Theirs, both_texts};
use super::find;
use crate::markdown;
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use vigie_domain::report::{Report, sections};
use vigie_domain::rights::Act;
use vigie_ops::Error;
use vigie_ops::learn::{self, Edit, Saved, TEXT_CHARS_MAX};
use vigie_ops::store::Tx;

/// What somebody typed.
#[derive(Default, Deserialize)]
pub(in crate::web) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    text: String,
    #[serde(default)]
    preview: String,
}

/// The section that an address is about; `None` for the whole text.
fn section(asked: &Asked) -> Option<usize> {
    asked.get("section").parse().ok()
}

/// Where the form of a section is.
fn address(reference: &str, section: Option<usize>) -> String {
    match section {
        Some(place) => format!("/incidents/{reference}/report/edit?section={place}"),
        None => format!("/incidents/{reference}/report/edit"),
    }
}

/// The text that a form begins with.
fn beginning(report: &Report, section: Option<usize>) -> Option<String> {
    match section {
        Some(place) => sections(&report.last.text).get(place).cloned(),
        None => Some(report.last.text.clone()),
    }
}

/// `GET /incidents/{reference}/report/edit`.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Path(reference): Path<String>,
) -> Response {
    let (sight, target, section) = (view.sight.clone(), reference.clone(), section(&asked));
    let read = app.cx.store.read(move |tx| {
        let (_, report) = find(tx, &sight, Act::Respond, &target)?;
        report.ok_or(Error::NotFound("report"))
    });
    match read.await {
        Ok(report) if report.last.signature.is_some() => {
            Redirect::to(&format!("/incidents/{reference}/report")).into_response()
        }
        Ok(report) => match beginning(&report, section) {
            Some(text) => {
                let typed = Typed { version: report.last.number, text, preview: String::new() };
                form(&view, (&reference, section), &typed, None)
            }
            None => refusal(&view, &Error::NotFound("section")),
        },
        Err(error) => refusal(&view, &error),
    }
}

fn form(
    view: &View,
    (reference, section): (&str, Option<usize>),
    typed: &Typed,
    mistake: Option<&str>,
) -> Response {
    let words = view.words;
    let field = Field {
        name: "text",
        label: words.report_text(),
        value: &typed.text,
        mistake,
        letters_max: TEXT_CHARS_MAX,
        ..Field::default()
    };
    let body = html! {
        form.writing method="post" action=(address(reference, section)) {
            input type="hidden" name="version" value=(typed.version);
            (field.area())
            div.actions {
                button.main type="submit" { (words.report_save()) }
                button type="submit" name="preview" value="1" { (words.report_preview()) }
                a.button href={ "/incidents/" (reference) "/report" } { (words.report_cancel()) }
            }
        }
        @if !typed.preview.is_empty() {
            section aria-labelledby="previewed" {
                h2 #previewed { (words.report_previewed()) }
                article.report { (markdown::page(&typed.text, words.table_region())) }
            }
        }
    };
    let status = if mistake.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    (status, page(view, &words.report_of(reference), &body)).into_response()
}

/// `POST /incidents/{reference}/report/edit`.
pub(in crate::web) async fn write(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let place = section(&asked);
    if !typed.preview.is_empty() {
        return form(&view, (&reference, place), &typed, None);
    }
    let (sight, now, by) = (view.sight.clone(), app.cx.now(), view.person.clone());
    let edit = Edit { version: typed.version, section: place, text: typed.text.clone() };
    let target = reference.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let (incident, _) = find(tx, &sight, Act::Respond, &target)?;
        learn::write_report(tx, incident.id, &edit, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(Saved::Kept) => Redirect::to(&format!("/incidents/{reference}/report")).into_response(),
        Ok(Saved::Both { theirs, section }) => both(&view, (&reference, section), &theirs, &typed),
        Err(Error::Refused { why, next_step }) => {
            let mistake = said(&view, &why, &next_step);
            form(&view, (&reference, place), &typed, Some(&mistake))
        }
        Err(error) => refusal(&view, &error),
    }
}

/// Both texts: nothing of either is lost.
fn both(
    view: &View,
    (reference, section): (&str, Option<usize>),
    theirs: &vigie_domain::report::Version,
    typed: &Typed,
) -> Response {
    let version = theirs.number.to_string();
    let shown = Theirs { by: &theirs.by, at: theirs.at, text: &theirs.text, version: &version };
    let mine = Field {
        name: "text",
        label: view.words.your_text(),
        value: &typed.text,
        letters_max: TEXT_CHARS_MAX,
        ..Field::default()
    };
    let body = both_texts(view, &address(reference, section), &shown, &mine);
    (StatusCode::CONFLICT, page(view, &view.words.report_of(reference), &body)).into_response()
}
