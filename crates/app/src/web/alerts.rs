//! Alerts: the list, and one alert with its whole story.

use super::layout::{View, badge, button, empty, page, problem, refusal, time};
use super::outbox;
use crate::state::App;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::alert::State as Life;
use vigie_domain::id::AlertId;
use vigie_domain::incident::Incident;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_ops::Error;
use vigie_ops::alert::{self, Page, Stage, Wanted};
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::store::journal::{self, Entry};
use vigie_ops::store::outbox::Notification;
use vigie_ops::store::{Tx, incidents};

/// Alerts on one page.
const PAGE_ALERTS: usize = 50;
/// Lines of a story.
const STORY_LINES_MAX: i64 = 500;

#[derive(Default, Deserialize)]
pub(super) struct Question {
    #[serde(default)]
    filter: String,
    past: Option<String>,
    before: Option<i64>,
}

/// `GET /alerts`.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    Query(question): Query<Question>,
) -> Response {
    let matchers = if question.filter.trim().is_empty() {
        Ok(Matchers::default())
    } else {
        Matchers::parse(question.filter.trim())
    };
    let (found, mistake) = match matchers {
        Err(mistake) => (Ok((Vec::new(), None)), Some(mistake.to_string())),
        Ok(matchers) => {
            let wanted = Wanted {
                stage: if question.past.is_some() { Stage::All } else { Stage::Live },
                matchers,
                before: AlertId(question.before.unwrap_or(i64::MAX)),
                limit: PAGE_ALERTS,
            };
            let now = app.cx.now();
            (app.cx.store.read(move |tx| alert::page(tx, &wanted, now)).await, None)
        }
    };
    match found {
        Ok(found) => listed(&view, &question, found, mistake.as_deref()),
        Err(error) => refusal(&view, &error),
    }
}

fn listed(
    view: &View,
    question: &Question,
    (found, next): Page,
    mistake: Option<&str>,
) -> Response {
    let words = view.words;
    let body = html! {
        form method="get" action="/alerts" {
            label for="filter" { (words.filter()) }
            input id="filter" name="filter" value=(question.filter)
                aria-invalid=[mistake.map(|_| "true")] aria-describedby=[mistake.map(|_| "mistake")];
            @if let Some(mistake) = mistake { p.problem id="mistake" { (mistake) } }
            label.inline {
                input type="checkbox" name="past" value="1" checked[question.past.is_some()];
                (words.past_too())
            }
            p { button type="submit" { (words.search()) } }
        }
        @if found.is_empty() && next.is_none() && mistake.is_none() {
            (empty(words.no_alert(), if question.filter.is_empty() { words.no_alert_next() } else { "" }))
        }
        (cards(view, &found))
        @if let Some(next) = next {
            form method="get" action="/alerts" {
                input type="hidden" name="filter" value=(question.filter);
                @if question.past.is_some() { input type="hidden" name="past" value="1"; }
                input type="hidden" name="before" value=(next);
                button type="submit" { (words.older()) }
            }
        }
    };
    page(view, words.alerts(), &body).into_response()
}

/// Alerts as cards, each with its button while it goes on.
pub(super) fn cards(view: &View, found: &[Stored]) -> Markup {
    let words = view.words;
    html! {
        ul.cards {
            @for stored in found {
                @let claim = &stored.alert.claim;
                li {
                    p.title { a href={ "/alerts/" (stored.alert.id) } { (claim.title()) } }
                    p {
                        (severity(view, stored)) " " (life(view, &stored.alert.state))
                    }
                    p.faint {
                        @if let Some(service) = claim.service() { (view.service(&service)) " · " }
                        (words.since()) " " (time(view, claim.starts_at))
                    }
                    @if stored.alert.state == Life::Open {
                        div.actions { (button(
                            &format!("/alerts/{}/acknowledge", stored.alert.id),
                            words.acknowledge(),
                            "main",
                        )) }
                    }
                }
            }
        }
    }
}

fn severity(view: &View, stored: &Stored) -> Markup {
    let severity = stored.alert.claim.severity().as_str();
    badge(view, severity)
}

fn life(view: &View, state: &Life) -> Markup {
    html! {
        (badge(view, state.as_str()))
        @match state {
            Life::Open => {},
            Life::Acknowledged { by, .. } => { " " (view.words.taken_by(by)) },
            Life::Resolved { how, .. } => { " " (view.words.known(how.as_str())) },
        }
    }
}

/// `GET /alerts/{id}`.
pub(super) async fn show(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    match app.cx.store.read(move |tx| whole(tx, AlertId(id))).await {
        Ok(found) => one(&view, &found),
        Err(error) => refusal(&view, &error),
    }
}

/// One alert with all that there is about it.
struct Whole {
    stored: Stored,
    incident: Option<Incident>,
    told: Vec<Notification>,
    story: Vec<Entry>,
}

fn whole(tx: &mut Tx<'_>, id: AlertId) -> Result<Whole, Error> {
    let stored = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    let incident = match stored.incident {
        Some(incident) => incidents::by_id(tx, incident)?,
        None => None,
    };
    let (told, story) = (alert::told(tx, &stored)?, journal::of_alert(tx, id, STORY_LINES_MAX)?);
    Ok(Whole { stored, incident, told, story })
}

fn one(view: &View, Whole { stored, incident, told, story }: &Whole) -> Response {
    let (words, claim, id) = (view.words, &stored.alert.claim, stored.alert.id);
    let live = stored.alert.state.is_live();
    let body = html! {
        p { (severity(view, stored)) " " (life(view, &stored.alert.state)) }
        @if live {
            div.actions {
                (button(&format!("/alerts/{id}/acknowledge"), words.acknowledge(), "main"))
                (button(&format!("/alerts/{id}/close"), words.close_alert(), ""))
            }
            p { a href={ "/silences?matchers=" (query(&claim.labels)) } { (words.silence_this()) } }
        }
        dl {
            dt { (words.began()) } dd { (time(view, claim.starts_at)) }
            dt { (words.last_heard()) } dd { (time(view, claim.updated_at)) }
            dt { (words.sources()) } dd { (stored.alert.source) }
            @if let Some(incident) = incident {
                dt { (words.incident()) }
                dd { a href={ "/incidents/" (incident.reference) } {
                    (incident.reference) " · " (incident.title)
                } }
            }
        }
        h2 { (words.who_was_told()) }
        @if told.is_empty() { p { (words.nobody_was_told()) } } @else { (outbox::brief(view, told)) }
        h2 { (words.labels()) } (pairs(&claim.labels))
        h2 { (words.annotations()) } (pairs(&claim.annotations))
        h2 { (words.story()) } (timeline(view, story))
    };
    page(view, &claim.title(), &body).into_response()
}

fn pairs(labels: &Labels) -> Markup {
    html! { dl { @for (name, value) in labels.iter() { dt { (name) } dd { (linked(value)) } } } }
}

/// A value that is a web address as a link, such as that of a runbook. Other schemes stay text: a
/// link may not run a script.
fn linked(value: &str) -> Markup {
    let address = value.starts_with("https://") || value.starts_with("http://");
    html! {
        @if address && !value.contains(char::is_whitespace) {
            a href=(value) rel="noopener noreferrer" { (value) }
        } @else { (value) }
    }
}

/// The matchers that mean exactly these labels, for an address.
fn query(labels: &Labels) -> String {
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
    let matchers: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect();
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let text = format!("{{{}}}", matchers.join(","));
    text.bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// Lines of the journal, oldest first.
pub(super) fn timeline(view: &View, story: &[Entry]) -> Markup {
    let words = view.words;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words.timeline()) {
            table {
                thead { tr {
                    th scope="col" { (words.when()) } th scope="col" { (words.who()) }
                    th scope="col" { (words.what()) }
                } }
                tbody { @for entry in story { tr {
                    td { (time(view, entry.at)) }
                    td { (entry.actor) }
                    td {
                        strong { (words.known(&entry.kind)) }
                        @let known = words.known(&entry.subject);
                        @let subject = if known.is_empty() { &entry.subject } else { &known };
                        @if !subject.is_empty() { " · " (subject) }
                        @if !entry.text.is_empty() { " · " span.text { (entry.text) } }
                    }
                } } }
            }
        }
    }
}

/// `POST /alerts/{id}/acknowledge`.
pub(super) async fn acknowledge(
    State(app): State<App>,
    view: View,
    Path(id): Path<i64>,
) -> Response {
    let (now, by) = (app.cx.now(), view.person.clone());
    let done = app.cx.store.write(move |tx| alert::acknowledge(tx, AlertId(id), &by, now));
    after(&view, id, done.await)
}

/// `POST /alerts/{id}/close`.
pub(super) async fn close(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    let (now, by) = (app.cx.now(), view.person.clone());
    let done = app.cx.store.write(move |tx| alert::resolve_by_hand(tx, AlertId(id), &by, now));
    after(&view, id, done.await)
}

fn after(view: &View, id: i64, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/alerts/{id}")).into_response(),
        Err(Error::NotFound(_)) => problem(view, StatusCode::NOT_FOUND, view.words.no_such_page()),
        Err(error) => refusal(view, &error),
    }
}
