//! Drafts of what the law wants written, filled from an incident: read, printed, copied. Nothing is
//! kept and nothing is sent.

use super::incidents::parse;
use super::layout::{View, page, refusal};
use super::take::Taken;
use super::ui::Asked;
use crate::markdown;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::clock::Clock;
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::person::Language;
use vigie_domain::report::Template;
use vigie_domain::rights::Act;
use vigie_ops::learn::{self, Given};
use vigie_ops::store::{Tx, clocks};
use vigie_ops::{Error, sight};

/// `GET /incidents/{reference}/drafts`.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let sight = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &sight, Act::See, parse(&reference)?)?;
        let clocks = clocks::of_incident(tx, incident.id)?;
        Ok((incident, clocks))
    };
    match app.cx.store.read(unit).await {
        Ok((incident, clocks)) => {
            let title = view.words.drafts_of(incident.reference);
            page(&view, &title, &all(&view, &incident, &clocks)).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}

fn all(view: &View, incident: &Incident, clocks: &[Clock]) -> Markup {
    let words = view.words;
    html! {
        p { a href={ "/incidents/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
        p { (words.drafts_about()) }
        ul.cards { @for letter in learn::letters(view.language) { li {
            p.title { a href={ "/incidents/" (incident.reference) "/drafts/" (letter.key) } {
                (letter.title)
            } }
            p { (letter.about) }
            @if let Some(clock) = learn::letter_clock(letter.key.as_str(), clocks) {
                p { strong { (words.draft_clock_runs(words.title_of(&clock.terms))) } }
            }
        } } }
    }
}

/// The drafts that serve a deadline, to be linked beside it.
pub(super) fn links(view: &View, reference: Reference, deadline: &str) -> Markup {
    let keys = learn::letters_for(deadline);
    let letters = learn::letters(view.language);
    html! {
        @if !keys.is_empty() {
            p.take { (view.words.draft_open()) " "
                @for letter in letters.iter().filter(|one| keys.contains(&one.key.as_str())) {
                    a href={ "/incidents/" (reference) "/drafts/" (letter.key) } { (letter.title) } " "
                }
            }
        }
    }
}

/// `GET /incidents/{reference}/drafts/{key}`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Path((reference, key)): Path<(String, String)>,
) -> Response {
    let language = Language::from_tag(asked.get("language")).unwrap_or(view.language);
    let (sight, now) = (view.sight.clone(), view.now);
    let (setup, templates) = (app.cx.setup(), app.cx.templates());
    let unit = move |tx: &mut Tx<'_>| {
        let given = Given { setup: &setup, templates: &templates };
        let incident = sight::incident(tx, &sight, Act::See, parse(&reference)?)?;
        let written = learn::letter(tx, given, (&key, language), incident.id, now)?;
        Ok::<_, Error>((incident.reference, written))
    };
    let (reference, (letter, text)) = match app.cx.store.read(unit).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    match asked.get("as") {
        "" => {
            let title = format!("{} · {reference}", letter.title);
            page(&view, &title, &one(&view, reference, (&letter, language), &text)).into_response()
        }
        kind => {
            let name = format!("{reference}-{}", letter.key);
            let (title, printed) = (format!("{} · {reference}", letter.title), text.clone());
            Taken { name, title, language, text, printed }.asked_as(&view, kind).await
        }
    }
}

fn one(
    view: &View,
    reference: Reference,
    (letter, language): (&Template, Language),
    text: &str,
) -> Markup {
    let words = view.words;
    let at = format!("/incidents/{reference}/drafts/{}?language={}", letter.key, language.tag());
    let mark = vigie_ops::words::Words::of(language).report_mark();
    let other = match language {
        Language::En => Language::Fr,
        Language::Fr => Language::En,
    };
    html! {
        p { a href={ "/incidents/" (reference) "/drafts" } { (words.drafts_of(reference)) } }
        p { (letter.about) }
        p { (words.report_questions(learn::open_questions(text), mark)) }
        p.take { (words.report_downloads()) " "
            a href={ (at) "&as=md" } { "Markdown" } " "
            a href={ (at) "&as=html" } { "HTML" } " "
            a href={ (at) "&as=pdf" } { "PDF" } " · "
            a href={ "?language=" (other.tag()) } lang=(other.tag()) hreflang=(other.tag()) {
                (vigie_ops::words::Words::of(other).draft_in_language())
            }
        }
        article.report lang=(language.tag()) { (markdown::page(text, words.table_region())) }
        details {
            summary { (words.draft_copy()) }
            label for="copied" { (words.draft_copy_field()) }
            textarea id="copied" readonly rows="20" lang=(language.tag()) { (text) }
        }
    }
}
