//! The timeline of an incident on its page: its lines, what people add to it, and how they correct
//! a line, which stays as it was.

use super::evidence::{occurred, occurred_field};
use super::incidents::parse;
use super::layout::{View, page, refusal};
use super::ui::{Field, person, time, told};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use vigie_domain::id::EntryId;
use vigie_domain::incident::Incident;
use vigie_domain::note::{Note, NoteKind, NoteMark};
use vigie_domain::rights::Act;
use vigie_ops::journal::Told;
use vigie_ops::store::Tx;
use vigie_ops::store::journal::{self, Entry};
use vigie_ops::{Error, respond, sight};

/// Letters of a note.
const LETTERS_MAX: usize = 20_000;

/// What a line says: what happened, and the words that come with it.
fn said(view: &View, entry: &Entry) -> (String, Vec<String>) {
    let Told { what, about, text } = told(view, entry);
    (what, [about, text].into_iter().filter(|text| !text.is_empty()).collect())
}

/// Which lines were corrected, and by which.
type Corrected<'a> = BTreeMap<EntryId, Vec<&'a Entry>>;

fn corrected(entries: &[Entry]) -> Corrected<'_> {
    let mut found = Corrected::new();
    for entry in entries {
        let mark = NoteMark::read(&entry.kind, &entry.subject);
        if let Some(target) = mark.and_then(|mark| mark.corrects) {
            found.entry(target).or_default().push(entry);
        }
    }
    found
}

/// The lines of an incident's timeline, oldest first.
pub(super) fn timeline(view: &View, incident: &Incident, entries: &[Entry]) -> Markup {
    let corrected = corrected(entries);
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    html! {
        ol.timeline {
            @for entry in entries {
                li id={ "entry-" (entry.seq) } {
                    p.faint {
                        (time(view, entry.at)) " · " (person(view, &entry.actor))
                        @if works { span.change { " · " (way_to_correct(view, incident, entry)) } }
                    }
                    (line(view, entries, entry, &corrected))
                }
            }
        }
    }
}

fn way_to_correct(view: &View, incident: &Incident, entry: &Entry) -> Markup {
    let words = view.words;
    html! {
        a href={ "/incidents/" (incident.reference) "/entries/" (entry.seq) }
            aria-label=(words.correct_line(entry.seq)) { (words.correct()) }
    }
}

fn line(view: &View, all: &[Entry], entry: &Entry, corrected: &Corrected<'_>) -> Markup {
    let words = view.words;
    let (what, texts) = said(view, entry);
    let mark = NoteMark::read(&entry.kind, &entry.subject).unwrap_or_default();
    let target = mark.corrects.and_then(|seq| all.iter().find(|one| one.seq == seq));
    let by = corrected.get(&entry.seq);
    html! {
        p {
            strong { (what) }
            @if let Some(target) = target {
                " " a href={ "#entry-" (target.seq) } {
                    (words.correction_of()) " " (time(view, target.at))
                } ", " (person(view, &target.actor))
            }
            @for text in &texts {
                " · " @if by.is_some() { del.text { (text) } } @else { span.text { (text) } }
            }
        }
        @if let Some(at) = mark.occurred_at {
            p.faint { (words.occurred_at()) " " (time(view, at)) }
        }
        @for correction in by.into_iter().flatten() {
            p {
                strong { (words.corrected()) } " " (time(view, correction.at)) " · "
                (person(view, &correction.actor)) " · "
                a.text href={ "#entry-" (correction.seq) } { (correction.text) }
            }
        }
    }
}

/// The form that adds a note or a decision.
pub(super) fn form(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    let text = Field {
        name: "text",
        label: words.note_field(),
        letters_max: LETTERS_MAX,
        ..Field::default()
    };
    html! {
        form method="post" action={ "/incidents/" (incident.reference) "/notes" } {
            (text.area())
            details {
                summary { (words.note_more()) }
                label.inline {
                    input type="checkbox" name="decision" value="1";
                    (words.note_decision())
                }
                (occurred_field(view, "note-occurred"))
            }
            button type="submit" { (words.add_note()) }
        }
    }
}

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    text: String,
    #[serde(default)]
    decision: String,
    #[serde(default, rename = "note-occurred")]
    occurred: String,
}

/// `POST /incidents/{reference}/notes`.
pub(super) async fn add(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let kind = if typed.decision.is_empty() { NoteKind::Remark } else { NoteKind::Decision };
    after(&view, &reference, written(&app, &view, &reference, (kind, &typed)).await)
}

async fn written(
    app: &App,
    view: &View,
    reference: &str,
    (kind, typed): (NoteKind, &Typed),
) -> Result<(), Error> {
    let (now, by, target) = (app.cx.now(), view.person.clone(), parse(reference)?);
    let sight = view.sight.clone();
    let may = sight.clone();
    app.cx.store.read(move |tx| sight::incident(tx, &may, Act::Respond, target)).await?;
    let occurred_at = occurred(view, &typed.occurred)?;
    let note = Note { kind, text: typed.text.clone(), occurred_at };
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &sight, Act::Respond, target)?;
        respond::write_note(tx, target, &note, &by, now)
    };
    app.cx.store.write(unit).await
}

fn after(view: &View, reference: &str, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/incidents/{reference}")).into_response(),
        Err(error) => refusal(view, &error),
    }
}

fn number(text: &str) -> Result<EntryId, Error> {
    text.parse().map(EntryId).map_err(|_| Error::NotFound("entry"))
}

/// `GET /incidents/{reference}/entries/{entry}`: a line, and a form that corrects it.
pub(super) async fn ask(
    State(app): State<App>,
    view: View,
    Path((reference, entry)): Path<(String, String)>,
) -> Response {
    let sight = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let incident = sight::incident(tx, &sight, Act::Respond, parse(&reference)?)?;
        let found = journal::by_seq(tx, number(&entry)?)?;
        let found = found.filter(|line| line.incident == Some(incident.id));
        Ok((incident, found.ok_or(Error::NotFound("entry"))?))
    });
    match read.await {
        Ok((incident, entry)) => correction(&view, &incident, &entry),
        Err(error) => refusal(&view, &error),
    }
}

fn correction(view: &View, incident: &Incident, entry: &Entry) -> Response {
    let (words, reference) = (view.words, incident.reference);
    let text = Field {
        name: "text",
        label: words.correction_field(),
        hint: words.correction_hint(),
        letters_max: LETTERS_MAX,
        ..Field::default()
    };
    let (what, texts) = said(view, entry);
    let body = html! {
        p { a href={ "/incidents/" (reference) } { (words.run_back(reference)) } " · " (incident.title) }
        ol.timeline { li {
            p.faint { (time(view, entry.at)) " · " (person(view, &entry.actor)) }
            p { strong { (what) } @for text in &texts { " · " span.text { (text) } } }
        } }
        form method="post" action={ "/incidents/" (reference) "/entries/" (entry.seq) } {
            (text.area())
            (occurred_field(view, "note-occurred"))
            button.main type="submit" { (words.correct()) }
        }
    };
    page(view, words.correction_title(), &body).into_response()
}

/// `POST /incidents/{reference}/entries/{entry}`.
pub(super) async fn correct(
    State(app): State<App>,
    view: View,
    Path((reference, entry)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Response {
    let done = match number(&entry) {
        Ok(entry) => written(&app, &view, &reference, (NoteKind::Correction(entry), &typed)).await,
        Err(error) => Err(error),
    };
    after(&view, &format!("{reference}#entry-{entry}"), done)
}
