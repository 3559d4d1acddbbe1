//! Search: one box for everything that has a name.

use super::alerts::title as alerts_title;
use super::layout::{View, page, refusal};
use super::ui::{Asked, Field, badge, empty, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_domain::id::{AlertId, IncidentId};
use vigie_domain::incident::{Incident, Reference};
use vigie_domain::matcher::{MatchOp, Matcher, Matchers};
use vigie_domain::rights::Sight;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::alert::{self, Stage, Wanted};
use vigie_ops::store::Tx;
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::{Error, sight};

/// Results of one kind on the page; the lists have the rest.
const SHOWN_MAX: usize = 10;
/// Letters of a question; more is no name of anything.
const LETTERS_MAX: usize = 200;
/// Latest incidents whose titles are compared.
const INCIDENTS_MAX: i64 = 20_000;
/// Latest live alerts whose texts are compared; the index finds the others by a whole label.
const ALERTS_MAX: i64 = 2_000;
/// Labels whose whole value is looked up in the index.
const LABELS: [&str; 5] = ["alertname", "instance", "service", "job", "host"];

/// One kind of results.
struct Group {
    name: &'static str,
    lines: Vec<Markup>,
    /// Where the rest is.
    more: Option<String>,
}

/// `GET /search`.
pub(super) async fn show(State(app): State<App>, view: View, asked: Asked) -> Response {
    let wanted: String = asked.get("q").chars().take(LETTERS_MAX).collect();
    let words = view.words;
    let field = Field { name: "q", label: words.search_all(), value: &wanted, ..Field::default() };
    let form = html! {
        form method="get" action="/search" {
            (field.line("search"))
            button type="submit" { (words.search()) }
        }
    };
    if wanted.is_empty() {
        let body = html! { (form) (empty(words.search_how(), "")) };
        return page(&view, words.search(), &body).into_response();
    }
    if let Ok(reference) = wanted.to_uppercase().parse::<Reference>() {
        return Redirect::to(&format!("/incidents/{reference}")).into_response();
    }
    let (text, now) = (wanted.to_lowercase(), view.now);
    let question = (wanted.clone(), text.clone(), view.sight.clone());
    let read = app.cx.store.read(move |tx| {
        let (whole, lower, seen) = &question;
        Ok((incidents_of(tx, lower, seen)?, alerts_of(tx, (whole, lower), seen, now)?))
    });
    let (found_incidents, found_alerts) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let mut groups = declared(&view, &text);
    groups.insert(0, of_incidents(&view, &found_incidents));
    groups.insert(1, of_alerts(&view, &found_alerts));
    groups.retain(|group| !group.lines.is_empty());
    let body = html! {
        (form)
        @if groups.is_empty() { (empty(words.search_nothing(), words.search_nothing_next())) }
        @for group in &groups { (results(&view, group)) }
    };
    page(&view, words.search(), &body).into_response()
}

fn results(view: &View, group: &Group) -> Markup {
    html! {
        h2 { (group.name) }
        ul.plain { @for line in group.lines.iter().take(SHOWN_MAX) { li { (line) } } }
        @if let Some(more) = group.more.as_ref().filter(|_| group.lines.len() > SHOWN_MAX) {
            p { a href=(more) { (view.words.show_all()) } }
        }
    }
}

/// Incidents whose title contains the text, newest first.
fn incidents_of(tx: &mut Tx<'_>, text: &str, seen: &Sight) -> Result<Vec<Incident>, Error> {
    let newest = IncidentId(i64::MAX);
    let (mut found, _) = sight::incidents_before(tx, seen, newest, INCIDENTS_MAX)?;
    found.retain(|incident| incident.title.to_lowercase().contains(text));
    found.truncate(SHOWN_MAX + 1);
    Ok(found)
}

/// Alerts that match what is asked: matchers, a whole label, or a part of what the latest say.
fn alerts_of(
    tx: &mut Tx<'_>,
    (whole, text): (&str, &str),
    seen: &Sight,
    now: Timestamp,
) -> Result<Vec<Stored>, Error> {
    let all = |matchers| Wanted {
        stage: Stage::All,
        matchers,
        before: AlertId(i64::MAX),
        sight: seen.clone(),
        limit: SHOWN_MAX + 1,
    };
    if whole.contains(['=', '~'])
        && let Ok(matchers) = Matchers::parse(whole)
    {
        return Ok(alert::page(tx, &all(matchers), now)?.0);
    }
    let mut found = alerts::live_before(tx, AlertId(i64::MAX), ALERTS_MAX)?;
    found.retain(|alert| sight::sees_alert(seen, alert));
    found.retain(|stored| says(stored, text));
    for label in LABELS {
        let matcher = Matcher::new(label, MatchOp::Equal, whole).ok();
        if let Some(matcher) = matcher.filter(|_| found.len() <= SHOWN_MAX) {
            found.extend(alert::page(tx, &all(std::iter::once(matcher).collect()), now)?.0);
        }
    }
    found.sort_by_key(|stored| std::cmp::Reverse(stored.alert.id));
    found.dedup_by_key(|stored| stored.alert.id);
    found.truncate(SHOWN_MAX + 1);
    Ok(found)
}

fn says(stored: &Stored, text: &str) -> bool {
    let claim = &stored.alert.claim;
    claim.title().to_lowercase().contains(text)
        || claim.labels.iter().any(|(_, value)| value.to_lowercase().contains(text))
}

fn of_incidents(view: &View, found: &[Incident]) -> Group {
    let line = |incident: &Incident| {
        html! {
            a href={ "/incidents/" (incident.reference) } {
                (incident.reference) " · " (incident.title)
            }
            " " (badge(view, incident.severity.as_str()))
            " " (time(view, incident.declared_at))
        }
    };
    let lines = found.iter().map(line).collect();
    Group { name: view.words.incidents(), lines, more: Some("/incidents".to_owned()) }
}

fn of_alerts(view: &View, found: &[Stored]) -> Group {
    let line = |stored: &Stored| {
        html! {
            a href={ "/alerts/" (stored.alert.id) } { (alerts_title(view, stored)) }
            " " (badge(view, stored.alert.claim.severity().as_str()))
            " " (badge(view, stored.alert.state.as_str()))
        }
    };
    Group { name: view.words.alerts(), lines: found.iter().map(line).collect(), more: None }
}

/// What is declared and has the text in a name.
fn declared(view: &View, text: &str) -> Vec<Group> {
    let (words, setup) = (view.words, &view.setup);
    let fits = |names: &[&str]| names.iter().any(|name| name.to_lowercase().contains(text));
    let link = |href: String, name: &str| html! { a href=(href) { (name) } };
    let sees = |service: Option<&Slug>| view.sight.sees_of(service);
    let services = setup.services.values().filter(|one| sees(Some(&one.slug)));
    let services = services.filter(|one| fits(&[&one.name, one.slug.as_str()]));
    let services = services.map(|one| link(format!("/services?name={}", one.slug), &one.name));
    let people = setup.people.values().filter(|one| fits(&[&one.name, one.slug.as_str()]));
    let people = people.filter(|one| view.sight.reaches(&one.slug));
    let people = people.map(|one| {
        html! {
            (one.name)
            @if let Some(mail) = &one.email { " · " a href={ "mailto:" (mail) } { (mail) } }
        }
    });
    let named = |name: &str| words.again(name);
    let checks = setup.checks.values().filter(|one| sees(one.service.as_ref()));
    let checks = checks.filter(|one| fits(&[&named(one.name.as_str()), one.slug.as_str()]));
    let checks = checks.map(|one| link(format!("/checks/{}", one.slug), &named(one.name.as_str())));
    let beats = setup.heartbeats.values().filter(|one| sees(one.service.as_ref()));
    let beats = beats.filter(|one| fits(&[one.name.as_str(), one.slug.as_str()]));
    let beats = beats.map(|one| link("/checks".to_owned(), one.name.as_str()));
    let playbooks = view.playbooks().values().filter(|one| fits(&[&one.title]));
    let playbooks = playbooks.map(|one| link(format!("/playbooks/{}", one.key), &one.title));
    let sources = setup.sources.values().filter(|one| sees(one.service.as_ref()));
    let sources = sources.filter(|one| fits(&[one.slug.as_str()]));
    let sources = sources.map(|one| link("/sources".to_owned(), one.slug.as_str()));
    let group = |name, lines, more: Option<&str>| Group {
        name,
        lines,
        more: more.map(|path| format!("{path}?name={}", super::ui::escaped(text))),
    };
    vec![
        group(words.services(), services.collect(), Some("/services")),
        group(words.people(), people.collect(), None),
        group(words.playbooks(), playbooks.collect(), Some("/playbooks")),
        group(words.checks(), checks.chain(beats).collect(), Some("/checks")),
        group(words.sources(), sources.collect(), Some("/sources")),
    ]
}
