//! Incidents: the list, declaring one, and one incident with its timeline.

mod edit;
mod links;
mod people;
mod split;
mod steps;

pub(super) use edit::{ask as ask_edit, write as write_edit};
pub(super) use links::{link, unlink};
pub(super) use people::{give, set_privacy};
pub(super) use split::{ask as ask_split, split};
pub(super) use steps::step;

use super::layout::{View, page, refusal, said};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, badge, empty, person, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Kind, Reference};
use vigie_domain::playbook::Level;
use vigie_domain::rights::Act;
use vigie_domain::severity::Severity;
use vigie_ops::store::journal::{self, Entry};
use vigie_ops::store::{Tx, alerts, clocks, contacts, qualifications, tasks};
use vigie_ops::{Error, respond, sight};

/// Lines of a timeline on one page.
const LINES_MAX: i64 = 2_000;
/// Alerts of one incident on its page.
const ALERTS_MAX: i64 = 100;

/// Who has it, in words.
fn lead(view: &View, incident: &Incident) -> Markup {
    let words = view.words;
    html! {
        (words.has_it()) " "
        @match &incident.lead { Some(lead) => (person(view, lead)), None => (words.nobody()) }
    }
}

/// Where an incident stands, as a word with a colour beside it.
fn stage_badge(view: &View, incident: &Incident) -> Markup {
    let stage = incident.stage.as_str();
    html! { span class={ "badge " (stage) } { (view.words.incident_stage(stage)) } }
}

/// That it is an exercise or a test, or private; nothing where neither.
pub(super) fn kind_mark(view: &View, incident: &Incident) -> Markup {
    html! {
        @if !incident.kind.is_real() { (badge(view, incident.kind.as_str())) " " }
        @if incident.participants.is_some() {
            span class="badge" { (view.words.private_mark()) } " "
        }
    }
}

/// Incidents as cards.
pub(super) fn cards<'a>(view: &View, found: impl IntoIterator<Item = &'a Incident>) -> Markup {
    html! {
        ul.cards {
            @for incident in found {
                li {
                    p.title { a href={ "/incidents/" (incident.reference) } {
                        (incident.reference) " · " (incident.title)
                    } }
                    p { (kind_mark(view, incident)) (badge(view, incident.severity.as_str()))
                        " " (stage_badge(view, incident))
                        @if let Some(service) = &incident.service { " " (view.service(service)) } }
                    p { (lead(view, incident)) }
                    p.faint { (view.words.since()) " " (time(view, incident.declared_at)) }
                }
            }
        }
    }
}

#[derive(Default, Deserialize)]
pub(super) struct Declared {
    #[serde(default)]
    title: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    private: String,
}

/// `GET /incidents`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    listed(&app, &view, &asked, (&Declared::default(), None)).await
}

async fn listed(
    app: &App,
    view: &View,
    asked: &Asked,
    (typed, mistake): (&Declared, Option<&str>),
) -> Response {
    let list = match List::of((view, asked), key, ("reference", Way::Down), columns(view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let only_open = !asked.get("open").is_empty();
    let reading = list.reading();
    let whole = reading.whole || only_open;
    let before = asked.get("before").parse().ok().filter(|_| !whole);
    let read = read(app, view, (only_open, before.unwrap_or(i64::MAX)), reading.rows).await;
    let (mut found, next) = match read {
        Ok(found) => found,
        Err(error) => return refusal(view, &error),
    };
    if whole {
        list.sort(&mut found);
    }
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&found).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let only = html! { label.inline {
        input type="checkbox" name="open" value="1" checked[only_open];
        (words.only_open())
    } };
    let body = html! {
        @if view.sight.may_somewhere(Act::Declare) {
            details open[mistake.is_some() || (found.is_empty() && asked.is_whole())] {
                summary { (words.declare()) }
                (declare_form(view, typed, mistake))
            }
        }
        (ui::filters(view, asked, &only))
        @if found.is_empty() { (empty(words.no_incident(), words.no_incident_next())) }
        (list.note_cut(next.is_some()))
        @if whole { (list.whole(words.incidents(), &found)) } @else {
            (list.part(words.incidents(), &found, next))
        }
    };
    page(view, words.incidents(), &body).into_response()
}

/// Incidents and, where there are more, the number below which they go on. Open ones are read all,
/// as no page is: there are few.
async fn read(
    app: &App,
    view: &View,
    (only_open, before): (bool, i64),
    rows: usize,
) -> Result<(Vec<Incident>, Option<i64>), Error> {
    let seen = view.sight.clone();
    let most = if only_open { ui::ROWS_MAX } else { rows };
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let unit = move |tx: &mut Tx<'_>| {
        if only_open {
            return Ok((sight::incidents_open(tx, &seen, limit)?, None));
        }
        sight::incidents_before(tx, &seen, IncidentId(before), limit)
    };
    let (mut found, next) = app.cx.store.read(unit).await?;
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().map(|last| last.id.0).filter(|_| more);
    Ok((found, last.or(next)))
}

fn key(incident: &Incident) -> String {
    incident.reference.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Incident>> {
    let words = view.words;
    let what = |one: &Incident| {
        html! {
            a href={ "/incidents/" (one.reference) } { (one.title) } " " (kind_mark(view, one))
        }
    };
    let service = |one: &Incident| {
        html! {
            @if let Some(service) = &one.service { (view.service(service)) }
        }
    };
    let lead = |one: &Incident| {
        html! {
            @match &one.lead { Some(lead) => (person(view, lead)), None => (view.words.nobody()) }
        }
    };
    vec![
        Column::<Incident>::new(
            "reference",
            words.col_reference(),
            |one| html! { (one.reference) },
        )
        .sorts(Way::Down, |one, other| one.id.cmp(&other.id)),
        Column::<Incident>::new("title", words.col_title(), what)
            .sorts(Way::Up, |one, other| one.title.cmp(&other.title)),
        Column::<Incident>::new("severity", words.severity(), |one| {
            badge(view, one.severity.as_str())
        })
        .sorts(Way::Down, |one, other| one.severity.cmp(&other.severity)),
        Column::<Incident>::new("stage", words.state(), |one| stage_badge(view, one))
            .sorts(Way::Up, |one, other| one.stage.cmp(&other.stage)),
        Column::<Incident>::new("service", words.service(), service)
            .sorts(Way::Up, |one, other| one.service.cmp(&other.service)),
        Column::<Incident>::new("lead", words.col_lead(), lead)
            .sorts(Way::Up, |one, other| one.lead.cmp(&other.lead)),
        Column::<Incident>::new("since", words.col_since(), |one| time(view, one.declared_at))
            .sorts(Way::Up, |one, other| one.declared_at.cmp(&other.declared_at)),
    ]
}

fn sheet(found: &[Incident]) -> Sheet {
    let row = |incident: &Incident| {
        vec![
            incident.reference.to_string().into(),
            incident.title.clone().into(),
            incident.severity.as_str().into(),
            incident.stage.as_str().into(),
            incident.service.as_ref().map(ToString::to_string).into(),
            incident.lead.clone().into(),
            Sheet::instant(Some(incident.declared_at)),
            Sheet::instant(incident.resolved.as_ref().map(|noted| noted.at)),
            Sheet::instant(incident.closed_at),
        ]
    };
    Sheet {
        name: "incidents",
        columns: &[
            "reference",
            "title",
            "severity",
            "stage",
            "service",
            "lead",
            "declared_at",
            "resolved_at",
            "closed_at",
        ],
        rows: found.iter().map(row).collect(),
    }
}

fn declare_form(view: &View, typed: &Declared, mistake: Option<&str>) -> Markup {
    let words = view.words;
    let title = Field {
        name: "title",
        label: words.title_field(),
        value: &typed.title,
        mistake,
        letters_max: 200,
        ..Field::default()
    };
    let service = Field {
        name: "service",
        label: words.service(),
        value: &typed.service,
        ..Field::default()
    };
    let severity =
        Field { name: "severity", label: words.severity(), value: &typed.severity, ..service };
    let may = |service| view.sight.may(Act::Declare, service);
    let declared = view.setup.services.values().filter(|one| may(Some(one.slug.as_str())));
    let declared = declared.map(|one| Choice { value: one.slug.as_str(), label: &one.name });
    let none = may(None).then_some(Choice { value: "", label: "—" });
    let services: Vec<Choice<'_>> = none.into_iter().chain(declared).collect();
    let names = ["critical", "warning", "info"].map(|word| (word, words.known(word)));
    let severities: Vec<Choice<'_>> =
        names.iter().map(|(value, label)| Choice { value, label }).collect();
    let kind = Field { name: "kind", label: words.kind_field(), value: &typed.kind, ..service };
    let named = Kind::ALL.map(|kind| (kind.as_str(), words.incident_kind(kind.as_str())));
    let kinds: Vec<Choice<'_>> =
        named.iter().map(|(value, label)| Choice { value, label }).collect();
    html! {
        form method="post" action="/incidents" {
            (title.line("text"))
            (service.select(&services))
            details {
                summary { (words.declare_more()) }
                (severity.select(&severities))
                (kind.select(&kinds))
                label.inline {
                    input type="checkbox" name="private" value="1" checked[!typed.private.is_empty()];
                    (words.private_field())
                }
            }
            button.main type="submit" { (words.declare()) }
        }
    }
}

/// `POST /incidents`.
pub(super) async fn declare(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Form(typed): Form<Declared>,
) -> Response {
    let declaration = respond::Declaration {
        severity: typed.severity.parse().unwrap_or(Severity::Critical),
        kind: Kind::from_word(&typed.kind).unwrap_or_default(),
        private: !typed.private.is_empty(),
        ..respond::Declaration::of(typed.title.clone(), typed.service.parse().ok())
    };
    let (now, by, seen) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::declares(&seen, declaration.service.as_ref())?;
        respond::declare(tx, &declaration, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(incident) => Redirect::to(&format!("/incidents/{}", incident.reference)).into_response(),
        Err(Error::Refused { why, next_step }) => {
            let mistake = said(&view, &why, &next_step);
            listed(&app, &view, &asked, (&typed, Some(&mistake))).await
        }
        Err(error) => refusal(&view, &error),
    }
}

pub(super) fn parse(text: &str) -> Result<Reference, Error> {
    text.parse().map_err(|_| Error::NotFound("incident"))
}

/// `GET /incidents/{reference}`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Path(reference): Path<String>,
) -> Response {
    let (setup, by, seen) = (app.cx.setup(), view.person.clone(), view.sight.clone());
    let read = app.cx.store.read(move |tx| {
        let incident = sight::incident(tx, &seen, Act::See, parse(&reference)?)?;
        let confirmers = respond::others(tx, &setup, &incident, &by)?;
        let seated = respond::seated(tx, &incident)?;
        let lines = journal::of_incident(tx, incident.id, LINES_MAX)?;
        let mut alerts = alerts::of_incident(tx, incident.id, ALERTS_MAX)?;
        alerts.retain(|alert| sight::sees_alert(&seen, alert));
        let last = qualifications::last(tx, incident.id)?;
        let running = clocks::of_incident(tx, incident.id)?;
        let followed = super::runs::read(tx, incident.id)?;
        let (owed, tried) =
            (tasks::of_incident(tx, incident.id)?, contacts::of_incident(tx, incident.id)?);
        let beside = super::beside::read(tx, &setup, &incident)?;
        let linked = sight::links(tx, &seen, incident.id)?;
        let work = (followed, owed, (tried, beside, linked));
        Ok(((incident, confirmers, seated), lines, alerts, (last, running, work)))
    });
    match read.await {
        Ok(((incident, confirmers, seated), lines, alerts, (last, running, work))) => {
            let (followed, owed, (tried, beside, linked)) = work;
            let alerts = match alerts.as_slice() {
                [] => html! { p { (view.words.none()) } },
                some => super::alerts::cards(&view, some),
            };
            let judged = html! {
                (super::beside::section(&view, &incident, &beside))
                div id="qualification" { (super::qualify::section(&view, &incident, last.as_ref())) }
                div id="clocks" { (super::clocks::section(&view, &incident, &running)) }
                (super::contacts::section(&view, &incident, &tried))
                (super::runs::section(&view, &incident, last.as_ref(), &followed))
                (super::tasks::section(&view, &incident, &owed))
                div id="roles" {
                    (people::roles(&view, &incident, &seated))
                    (people::privacy(&view, &incident))
                }
                div id="links" { (links::section(&view, &incident, &linked)) }
            };
            let level = last.as_ref().map(|last| last.level);
            let next = html! {
                (super::exercise::section(&view, &incident, beside.exercise))
                (super::contacts::first(&view, &incident, level, &tried))
                (steps::section(&view, &incident, &confirmers))
            };
            one(&view, &incident, &lines, (level, &next, &alerts, &judged))
        }
        Err(error) => refusal(&view, &error),
    }
}

/// The way to the parts of the page, for a thumb that does not want to scroll.
fn parts(view: &View) -> Markup {
    let words = view.words;
    let all = [
        ("timeline", words.timeline()),
        ("changes", words.changes()),
        ("evidence", words.evidence()),
        ("qualification", words.qualification()),
        ("clocks", words.clocks()),
        ("contacts", words.contacts()),
        ("playbooks", words.run_playbooks()),
        ("roles", words.incident_roles()),
        ("links", words.incident_links()),
        ("alerts", words.alerts()),
    ];
    html! {
        nav.parts aria-label=(words.incident_parts()) {
            @for (id, label) in all { a href={ "#" (id) } { (label) } " " }
        }
    }
}

fn one(
    view: &View,
    incident: &Incident,
    lines: &[Entry],
    (level, next, alerts, judged): (Option<Level>, &Markup, &Markup, &Markup),
) -> Response {
    let (words, reference) = (view.words, incident.reference);
    let works = sight::may_incident(&view.sight, Act::Respond, incident);
    let body = html! {
        p {
            (kind_mark(view, incident))
            @if let Some(level) = level { (badge(view, level.as_str())) " " }
            (badge(view, incident.severity.as_str())) " "
            (stage_badge(view, incident))
            @if let Some(service) = &incident.service { " " (view.service(service)) }
        }
        p { (lead(view, incident)) }
        p.faint { (steps::standing(view, incident)) }
        @if works { (next) }
        (edit::known(view, incident, works))
        (parts(view))
        h2 id="timeline" { (words.timeline()) }
        @if works { (super::notes::form(view, incident)) }
        (super::notes::timeline(view, incident, lines))
        p { a href={ "/incidents/" (reference) "/report" } { (words.report_open_page()) } " · "
            a href={ "/incidents/" (reference) "/drafts" } { (words.drafts_open_page()) } }
        (judged)
        h2 id="alerts" { (words.alerts()) }
        (alerts)
        @if works { p { a href={ "/incidents/" (reference) "/split" } { (words.split()) } } }
    };
    page(view, &format!("{reference} · {}", incident.title), &body).into_response()
}
