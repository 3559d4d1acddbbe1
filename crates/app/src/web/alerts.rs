//! Alerts: the list, and one alert with its whole story.

use super::layout::{View, page, refusal};
use super::outbox;
use super::ui::{
    self, Asked, Cell, Column, Field, Line, List, Sheet, Way, badge, button, button_of, empty, time,
};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_domain::alert::State as Life;
use vigie_domain::id::AlertId;
use vigie_domain::incident::Incident;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::{Act, Sight};
use vigie_ops::alert::{self, Stage, Wanted};
use vigie_ops::journal::Told;
use vigie_ops::store::alerts::Stored;
use vigie_ops::store::journal::{self, Entry};
use vigie_ops::store::outbox::Notification;
use vigie_ops::store::{Tx, incidents};
use vigie_ops::{Error, sight};

/// The source of alerts that Vigie raises itself.
const OWN_SOURCE: &str = "vigie";
/// Lines of a story.
const STORY_LINES_MAX: i64 = 500;

/// `GET /alerts`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let filter = asked.get("filter");
    let matchers =
        if filter.is_empty() { Ok(Matchers::default()) } else { Matchers::parse(filter) };
    let matchers = match matchers {
        Ok(matchers) => matchers,
        Err(mistake) => {
            let mistake = view.words.again(&mistake.to_string());
            return listed(&view, &asked, (&html! {}, false), Some(&mistake));
        }
    };
    let list = match List::of((&view, &asked), key, ("number", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let reading = list.reading();
    let before = asked.get("before").parse().ok().filter(|_| !reading.whole);
    let wanted = Wanted {
        stage: if asked.get("past").is_empty() { Stage::Live } else { Stage::All },
        matchers,
        before: AlertId(before.unwrap_or(i64::MAX)),
        sight: view.sight.clone(),
        limit: reading.rows,
    };
    let now = app.cx.now();
    let (mut found, next) = match app.cx.store.read(move |tx| alert::page(tx, &wanted, now)).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    if reading.whole {
        list.sort(&mut found);
    }
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&found).asked_as(file)).flatten() {
        return whole;
    }
    let rows = html! {
        (list.note_cut(next.is_some()))
        @if reading.whole { (list.whole(view.words.alerts(), &found)) } @else {
            (list.part(view.words.alerts(), &found, next.map(|id| id.0)))
        }
    };
    listed(&view, &asked, (&rows, found.is_empty() && next.is_none()), None)
}

fn key(stored: &Stored) -> String {
    stored.alert.id.0.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Stored>> {
    let words = view.words;
    let what = |stored: &Stored| {
        html! {
            a href={ "/alerts/" (stored.alert.id) } { (title(view, stored)) }
        }
    };
    let service = |stored: &Stored| {
        html! {
            @if let Some(service) = stored.alert.claim.service() { (view.service(&service)) }
        }
    };
    let number = |stored: &Stored| html! { (stored.alert.id) };
    vec![
        Column::<Stored>::new("title", words.col_title(), what)
            .sorts(Way::Up, |one, other| one.alert.claim.title().cmp(&other.alert.claim.title())),
        Column::<Stored>::new("severity", words.severity(), |stored| severity(view, stored))
            .sorts(Way::Down, |one, other| {
                one.alert.claim.severity().cmp(&other.alert.claim.severity())
            }),
        Column::<Stored>::new("state", words.state(), |stored| life(view, &stored.alert.state))
            .sorts(Way::Up, |one, other| stage(one).cmp(&stage(other))),
        Column::<Stored>::new("service", words.service(), service).sorts(Way::Up, |one, other| {
            one.alert.claim.service().cmp(&other.alert.claim.service())
        }),
        Column::<Stored>::new("since", words.col_since(), |stored| {
            time(view, stored.alert.claim.starts_at)
        })
        .sorts(Way::Up, |one, other| one.alert.claim.starts_at.cmp(&other.alert.claim.starts_at)),
        Column::<Stored>::new("number", words.col_number(), number)
            .sorts(Way::Down, |one, other| one.alert.id.cmp(&other.alert.id)),
        Column::<Stored>::new("actions", words.col_actions(), |stored| acknowledging(view, stored)),
    ]
}

/// Where an alert is in its life: those that nobody has first.
fn stage(stored: &Stored) -> u8 {
    match stored.alert.state {
        Life::Open => 0,
        Life::Acknowledged { .. } => 1,
        Life::Resolved { .. } => 2,
    }
}

fn sheet(found: &[Stored]) -> Sheet {
    let row = |stored: &Stored| {
        let claim = &stored.alert.claim;
        let labels = claim.labels.iter().map(|(name, value)| (name.to_owned(), value.into()));
        vec![
            stored.alert.id.0.into(),
            claim.title().into(),
            claim.severity().as_str().into(),
            stored.alert.state.as_str().into(),
            claim.service().map(|service| service.to_string()).into(),
            Sheet::instant(Some(claim.starts_at)),
            stored.alert.source.to_string().into(),
            Cell::Object(labels.collect()),
        ]
    };
    Sheet {
        name: "alerts",
        columns: &["id", "title", "severity", "state", "service", "since", "source", "labels"],
        rows: found.iter().map(row).collect(),
    }
}

fn listed(
    view: &View,
    asked: &Asked,
    (rows, is_empty): (&Markup, bool),
    mistake: Option<&str>,
) -> Response {
    let words = view.words;
    let filter = Field {
        name: "filter",
        label: words.filter(),
        value: asked.get("filter"),
        mistake,
        optional: true,
        ..Field::default()
    };
    let fields = html! {
        (filter.line("text"))
        label.inline {
            input type="checkbox" name="past" value="1" checked[!asked.get("past").is_empty()];
            (words.past_too())
        }
    };
    let body = html! {
        (ui::filters(view, asked, &fields))
        @if is_empty {
            @if asked.is_whole() { (empty(words.no_alert(), words.no_alert_next())) }
            @else { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        (rows)
    };
    page(view, words.alerts(), &body).into_response()
}

/// What an alert is called; those of Vigie's own checks in the reader's language.
pub(super) fn title(view: &View, stored: &Stored) -> String {
    let (title, words) = (stored.alert.claim.title(), view.words);
    match title.split_once(": ") {
        Some((name, why)) if stored.alert.source.as_str() == OWN_SOURCE => {
            words.pair(&words.again(name.trim_end()), words.again(why))
        }
        Some(_) | None => title,
    }
}

/// Alerts as cards, each with its button while nobody has it.
pub(super) fn cards(view: &View, found: &[Stored]) -> Markup {
    let words = view.words;
    html! {
        ul.cards {
            @for stored in found {
                @let claim = &stored.alert.claim;
                li {
                    p.title { a href={ "/alerts/" (stored.alert.id) } { (title(view, stored)) } }
                    p {
                        (severity(view, stored)) " " (life(view, &stored.alert.state))
                    }
                    p.faint {
                        @if let Some(service) = claim.service() { (view.service(&service)) " · " }
                        (words.since()) " " (time(view, claim.starts_at))
                    }
                    (acknowledging(view, stored))
                }
            }
        }
    }
}

/// The button that takes it, while nobody has it.
fn acknowledging(view: &View, stored: &Stored) -> Markup {
    html! {
        @if stored.alert.state == Life::Open && may_respond(view, stored) {
            div.actions { (button_of(
                &format!("/alerts/{}/acknowledge", stored.alert.id),
                (view.words.acknowledge(), &title(view, stored)),
                "main",
            )) }
        }
    }
}

fn may_respond(view: &View, stored: &Stored) -> bool {
    sight::may_alert(&view.sight, Act::Respond, stored)
}

fn severity(view: &View, stored: &Stored) -> Markup {
    let severity = stored.alert.claim.severity().as_str();
    badge(view, severity)
}

fn life(view: &View, state: &Life) -> Markup {
    let words = view.words;
    html! {
        (badge(view, state.as_str()))
        @match state {
            Life::Open => {},
            Life::Acknowledged { by, .. } => { " " (words.taken_by(view.person_name(by))) },
            Life::Resolved { how, .. } => { " " (words.known(how.as_str())) },
        }
    }
}

/// `GET /alerts/{id}`.
pub(super) async fn show(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    let seen = view.sight.clone();
    match app.cx.store.read(move |tx| whole(tx, &seen, AlertId(id))).await {
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

fn whole(tx: &mut Tx<'_>, seen: &Sight, id: AlertId) -> Result<Whole, Error> {
    let stored = sight::alert(tx, seen, Act::See, id)?;
    let incident = match stored.incident {
        Some(incident) => incidents::by_id(tx, incident)?,
        None => None,
    };
    let incident = incident.filter(|one| sight::sees_incident(seen, one));
    let mut told = alert::told(tx, &stored)?;
    told.retain(|one| sight::sees_notification(seen, one));
    let story = journal::of_alert(tx, id, STORY_LINES_MAX)?;
    Ok(Whole { stored, incident, told, story })
}

fn one(view: &View, Whole { stored, incident, told, story }: &Whole) -> Response {
    let (words, claim, id) = (view.words, &stored.alert.claim, stored.alert.id);
    let live = stored.alert.state.is_live();
    let body = html! {
        p { (severity(view, stored)) " " (life(view, &stored.alert.state)) }
        @if live && may_respond(view, stored) {
            div.actions {
                (button(&format!("/alerts/{id}/acknowledge"), words.acknowledge(), "main"))
                (ui::confirm(
                    words.close_alert_asks(),
                    words.close_alert_question(),
                    &format!("/alerts/{id}/close"),
                    words.close_alert(),
                ))
            }
        }
        @if live && sight::may_alert(&view.sight, Act::Silence, stored) {
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
    page(view, &title(view, stored), &body).into_response()
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
    let said: Vec<Told> = story.iter().map(|entry| ui::told(view, entry)).collect();
    let lines: Vec<Line<'_>> = story
        .iter()
        .zip(&said)
        .map(|(entry, Told { what, about, text })| Line {
            at: entry.at,
            who: &entry.actor,
            what,
            texts: vec![about, text],
        })
        .collect();
    ui::timeline(view, &lines)
}

/// `POST /alerts/{id}/acknowledge`.
pub(super) async fn acknowledge(
    State(app): State<App>,
    view: View,
    Path(id): Path<i64>,
) -> Response {
    let (now, by, seen) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::alert(tx, &seen, Act::Respond, AlertId(id))?;
        alert::acknowledge(tx, AlertId(id), &by, now)
    };
    after(&view, id, app.cx.store.write(unit).await)
}

/// `POST /alerts/{id}/close`.
pub(super) async fn close(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    let (now, by, seen) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::alert(tx, &seen, Act::Respond, AlertId(id))?;
        alert::resolve_by_hand(tx, AlertId(id), &by, now)
    };
    after(&view, id, app.cx.store.write(unit).await)
}

fn after(view: &View, id: i64, done: Result<(), Error>) -> Response {
    match done {
        Ok(()) => Redirect::to(&format!("/alerts/{id}")).into_response(),
        Err(error) => refusal(view, &error),
    }
}
