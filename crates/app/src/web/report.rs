//! The report of an incident: read, commented, signed, and taken along.

mod edit;
mod filing;
mod steps;

pub(super) use edit::{ask, write};
pub(super) use steps::step;

use super::incidents::parse;
use super::layout::{View, page, refusal};
use super::take::Taken;
use super::ui::{self, Asked, Choice, Field, person, time};
use crate::markdown;
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::action::Action;
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::person::Language;
use vigie_domain::report::{Comment, Filing, Report, Version, sections, title_of};
use vigie_domain::rights::{Act, Sight};
use vigie_ops::learn::{self, COMMENT_CHARS_MAX};
use vigie_ops::store::journal::Entry;
use vigie_ops::store::{Tx, actions, filings, incidents, reports};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

/// Texts of one report on its page.
const VERSIONS_MAX: i64 = 200;
/// Comments on one page.
const COMMENTS_MAX: i64 = 500;

/// The incident and report of an address, for somebody who may do this to all that it tells.
fn find(
    tx: &mut Tx<'_>,
    sight: &Sight,
    act: Act,
    reference: &str,
) -> Result<(Incident, Option<Report>), Error> {
    let incident = sight::incident(tx, sight, act, parse(reference)?)?;
    let report = reports::of_incident(tx, incident.id)?;
    if let Some(report) = &report {
        for id in reports::incidents(tx, report.id)? {
            let other = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
            sight::incident(tx, sight, act, other.reference)?;
        }
    }
    Ok((incident, report))
}

/// All that the page shows.
struct Shown {
    incident: Incident,
    report: Option<Report>,
    told: Vec<Reference>,
    news: Vec<Entry>,
    comments: Vec<Comment>,
    versions: Vec<Version>,
    filings: Vec<Filing>,
    actions: Vec<Action>,
    is_private: bool,
}

fn shown(tx: &mut Tx<'_>, sight: &Sight, reference: &str) -> Result<Shown, Error> {
    let (incident, report) = find(tx, sight, Act::See, reference)?;
    let incident_id = incident.id;
    let mut shown = Shown {
        incident,
        report: None,
        told: Vec::new(),
        news: Vec::new(),
        comments: Vec::new(),
        versions: Vec::new(),
        filings: Vec::new(),
        actions: actions::of_incident(tx, incident_id)?,
        is_private: false,
    };
    if let Some(report) = report {
        for id in reports::incidents(tx, report.id)? {
            let told = incidents::by_id(tx, id)?;
            shown.is_private |= told.as_ref().is_some_and(|one| one.participants.is_some());
            shown.told.extend(told.map(|incident| incident.reference));
        }
        shown.news = learn::news(tx, &report)?;
        shown.comments = reports::comments(tx, report.id, COMMENTS_MAX)?;
        shown.versions = reports::versions(tx, report.id, VERSIONS_MAX)?;
        shown.filings = filings::of_report(tx, report.id, VERSIONS_MAX)?;
        shown.report = Some(report);
    }
    Ok(shown)
}

/// `GET /incidents/{reference}/report`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Path(reference): Path<String>,
) -> Response {
    let sight = view.sight.clone();
    match app.cx.store.read(move |tx| shown(tx, &sight, &reference)).await {
        Ok(shown) => page_of(&view, &shown, asked.get("action")),
        Err(error) => refusal(&view, &error),
    }
}

fn page_of(view: &View, shown: &Shown, chosen: &str) -> Response {
    let (words, incident) = (view.words, &shown.incident);
    let at = format!("/incidents/{}/report", incident.reference);
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    let body = html! {
        p { a href={ "/incidents/" (incident.reference) } {
            (incident.reference) " · " (incident.title)
        } }
        @match &shown.report {
            None => {
                (ui::empty(words.report_none(), words.report_none_next()))
                @if works { (ui::button(&format!("{at}/begin"), words.report_begin(), "main")) }
            }
            Some(report) => {
                (state(view, report, &at))
                (filing::section(view, shown, report, (&at, works)))
                @if works {
                    (change(view, report, &at))
                    (news(view, report, &at, &shown.news))
                }
                (text(view, report, &at, works))
                (super::actions::section(view, incident, &shown.actions, (&report.last.text, chosen)))
                (comments(view, report, (&at, works), &shown.comments))
                (more(view, shown, report, (&at, works)))
            }
        }
    };
    page(view, &words.report_of(incident.reference), &body).into_response()
}

/// Where the text is in its life, and what can be done with it.
fn state(view: &View, report: &Report, at: &str) -> Markup {
    let (words, last) = (view.words, &report.last);
    let open = learn::open_questions(&last.text);
    html! {
        p {
            (words.report_version(last.number)) ", " (words.report_written_by()) " "
            (person(view, &last.by)) " · " (time(view, last.at))
        }
        @if last.by == "vigie" { p.faint { (words.report_by_itself()) } }
        @match &last.signature {
            Some(signature) => {
                p { strong { (words.report_signed_by()) " " (person(view, &signature.by)) }
                    " · " (time(view, signature.at)) }
                p.faint { (words.report_seal()) " " code.long { (signature.sha256) } }
            }
            None => { p {
                @let mark = Words::of(report.language).report_mark().trim_end_matches(UNSAID);
                (with_lang(&words.report_questions(open, mark), mark, report.language))
            } }
        }
        p.take { (words.report_downloads()) " "
            a href={ (at) ".md" } { "Markdown" } " "
            a href={ (at) ".html" } { "HTML" } " "
            a href={ (at) ".pdf" } { "PDF" }
        }
    }
}

/// What whoever works on the incident may do with the text.
fn change(view: &View, report: &Report, at: &str) -> Markup {
    let words = view.words;
    let open = learn::open_questions(&report.last.text);
    html! {
        div.actions {
            @if report.last.signature.is_some() {
                (ui::confirm(words.report_again(), words.report_again_question(),
                    &format!("{at}/again"), words.report_again()))
            } @else {
                a.button.main href={ (at) "/edit" } { (words.report_edit_all()) }
                (sign(view, report, at, open))
            }
        }
    }
}

fn sign(view: &View, report: &Report, at: &str, open: usize) -> Markup {
    let words = view.words;
    html! {
        details.dialogue {
            summary { (words.report_sign()) }
            div {
                @if open > 0 { p.problem { (words.report_sign_open()) } }
                p { (words.report_sign_question()) }
                form method="post" action={ (at) "/sign" } {
                    input type="hidden" name="version" value=(report.last.number);
                    button type="submit" { (words.report_sign()) }
                }
            }
        }
    }
}

/// What the timeline says since the text was written.
fn news(view: &View, report: &Report, at: &str, news: &[Entry]) -> Markup {
    let words = view.words;
    html! {
        @if !news.is_empty() {
            section aria-labelledby="news" {
                h2 #news { (words.report_news()) }
                p { (words.report_news_about()) }
                form method="post" action={ (at) "/news" } {
                    input type="hidden" name="version" value=(report.last.number);
                    ul.plain { @for entry in news { li { label.inline {
                        input type="checkbox" name={ "e" (entry.seq) } value="1" checked;
                        span {
                            (time(view, entry.at)) " · " (person(view, &entry.actor)) " · "
                            (ui::in_one_line(view, entry))
                        }
                    } } } }
                    div.actions {
                        button.main type="submit" { (words.report_news_take()) }
                        button.quiet type="submit" name="leave" value="1" {
                            (words.report_news_leave())
                        }
                    }
                }
            }
        }
    }
}

/// What ends a mark in a text, and is not said where the mark is named.
const UNSAID: [char; 3] = [':', '\u{a0}', '\u{202f}'];

/// What is said in the reader's language, with a part of it that is in the report's.
fn with_lang(said: &str, part: &str, language: Language) -> Markup {
    html! {
        @match said.split_once(part) {
            Some((before, after)) => { (before) span lang=(language.tag()) { (part) } (after) },
            None => (said),
        }
    }
}

/// The text, with a way to change each of its sections.
fn text(view: &View, report: &Report, at: &str, works: bool) -> Markup {
    let words = view.words;
    let open = works && report.last.signature.is_none();
    let link = |section: &str| match title_of(section) {
        "" => html! { (words.report_edit_start()) },
        // What others wrote stands in the text with its signs made harmless; here they are words.
        title => {
            let title = title.replace("&lt;", "<").replace('\\', "");
            with_lang(&words.report_edit_section(&title), &title, report.language)
        }
    };
    html! {
        article.report lang=(report.language.tag()) {
            @for (place, section) in sections(&report.last.text).iter().enumerate() {
                (markdown::page(section, words.table_region()))
                @if open {
                    p.take { a href={ (at) "/edit?section=" (place) } lang=(view.language.tag()) {
                        (link(section))
                    } }
                }
            }
        }
    }
}

fn comments(
    view: &View,
    report: &Report,
    (at, works): (&str, bool),
    comments: &[Comment],
) -> Markup {
    let words = view.words;
    let field = Field {
        name: "text",
        label: words.report_comment(),
        letters_max: COMMENT_CHARS_MAX,
        ..Field::default()
    };
    html! {
        h2 { (words.report_comments()) }
        ul.cards { @for said in comments { li {
            p.faint { (person(view, &said.by)) " · " (time(view, said.at)) " · "
                (words.report_on_version(said.version)) }
            (markdown::block(&said.text))
        } } }
        @if works {
            form method="post" action={ (at) "/comment" } {
                input type="hidden" name="version" value=(report.last.number);
                (field.area())
                button type="submit" { (words.report_comment_do()) }
            }
        }
    }
}

/// Its incidents, its templates and its history.
fn more(view: &View, shown: &Shown, report: &Report, (at, works): (&str, bool)) -> Markup {
    let words = view.words;
    let join = Field {
        name: "reference",
        label: words.report_join_field(),
        letters_max: 20,
        ..Field::default()
    };
    html! {
        h2 { (words.report_incidents()) }
        ul.plain { @for told in &shown.told { li {
            a href={ "/incidents/" (told) } { (told) }
        } } }
        @if works && report.last.signature.is_none() {
            details {
                summary { (words.report_join()) }
                form method="post" action={ (at) "/join" } {
                    (join.line("text"))
                    button type="submit" { (words.report_join_do()) }
                }
            }
            details {
                summary { (words.report_template()) }
                (templates(view, report, at))
            }
        }
        h2 { (words.report_history()) }
        ol.plain reversed { @for version in &shown.versions { li {
            a href={ (at) "/" (version.number) } { (words.report_version(version.number)) } " · "
            (person(view, &version.by)) " · " (time(view, version.at))
            @if let Some(signature) = &version.signature {
                " · " strong { (words.report_signed_by()) " " (person(view, &signature.by)) }
            }
        } } }
    }
}

fn templates(view: &View, report: &Report, at: &str) -> Markup {
    let words = view.words;
    let named: Vec<(String, String)> = [view.language, other(view.language)]
        .into_iter()
        .flat_map(|language| view.templates.of(language).iter().map(move |one| (language, one)))
        .map(|(language, one)| (format!("{}/{}", language.tag(), one.key), one.title.clone()))
        .collect();
    let choices: Vec<Choice<'_>> =
        named.iter().map(|(value, label)| Choice { value, label }).collect();
    let value = format!("{}/{}", report.language.tag(), report.template);
    let field = Field {
        name: "template",
        label: words.report_template_field(),
        hint: words.report_template_hint(),
        value: &value,
        ..Field::default()
    };
    html! {
        @for fault in &view.templates.faults {
            p.problem { (words.report_unreadable()) " " (fault) }
        }
        form method="post" action={ (at) "/draft" } {
            (field.select(&choices))
            button type="submit" { (words.report_template_do()) }
        }
    }
}

fn other(language: Language) -> Language {
    match language {
        Language::En => Language::Fr,
        Language::Fr => Language::En,
    }
}

/// `GET /incidents/{reference}/report/{version}`: one of its texts, as it was.
pub(super) async fn version(
    State(app): State<App>,
    view: View,
    Path((reference, number)): Path<(String, i64)>,
) -> Response {
    let sight = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let (incident, report) = find(tx, &sight, Act::See, &reference)?;
        let report = report.ok_or(Error::NotFound("report"))?;
        let version = reports::version(tx, report.id, number)?;
        Ok((incident.reference, report.language, version.ok_or(Error::NotFound("version"))?))
    });
    let (reference, language, version) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let title = format!("{} · {}", words.report_of(reference), words.report_version(number));
    let body = html! {
        p { a href={ "/incidents/" (reference) "/report" } { (words.report_back()) } }
        p { (words.report_written_by()) " " (person(&view, &version.by)) " · "
            (time(&view, version.at)) }
        @if let Some(signature) = &version.signature {
            p { strong { (words.report_signed_by()) " " (person(&view, &signature.by)) }
                " · " (time(&view, signature.at)) }
            p.faint { (words.report_seal()) " " code.long { (signature.sha256) } }
        }
        article.report lang=(language.tag()) { (markdown::page(&version.text, words.table_region())) }
    };
    page(&view, &title, &body).into_response()
}

/// `GET /incidents/{reference}/report.md`.
pub(super) async fn as_markdown(app: State<App>, view: View, reference: Path<String>) -> Response {
    download(app, view, reference, "md").await
}

/// `GET /incidents/{reference}/report.html`: one file that needs no other.
pub(super) async fn as_html(app: State<App>, view: View, reference: Path<String>) -> Response {
    download(app, view, reference, "html").await
}

/// `GET /incidents/{reference}/report.pdf`.
pub(super) async fn as_pdf(app: State<App>, view: View, reference: Path<String>) -> Response {
    download(app, view, reference, "pdf").await
}

async fn download(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
    kind: &str,
) -> Response {
    let sight = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        let (incident, report) = find(tx, &sight, Act::See, &reference)?;
        Ok((incident.reference, report.ok_or(Error::NotFound("report"))?))
    });
    let (reference, report) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let title = Words::of(report.language).report_of(reference);
    let printed = signed(&view, &report);
    let (name, language, text) = (reference.to_string(), report.language, report.last.text);
    Taken { name, title, language, text, printed }.asked_as(&view, kind).await
}

/// The report's text, with who signed it below.
fn signed(view: &View, report: &Report) -> String {
    let words = Words::of(report.language);
    let mut text = report.last.text.clone();
    if let Some(signature) = &report.last.signature {
        let zone = &view.setup.settings.zone;
        let (who, at) = (view.person_name(&signature.by), words.moment(signature.at, zone));
        let (by, seal) = (words.report_signed_by(), words.report_seal());
        text = format!("{text}\n\n---\n\n{by} **{who}**, {at}.\n\n{seal} `{}`\n", signature.sha256);
    }
    text
}
