//! Changes: the list of what was changed in what we run, and those beside an incident.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, empty, person, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use vigie_domain::change::{Change, ChangeKind, beside};
use vigie_domain::id::ChangeId;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_ops::store::{Tx, changes};
use vigie_ops::{Error, sight};

/// Changes that the page looks at; the API walks through all.
const LOOKED_AT_MAX: i64 = 5_000;
/// Changes beside one incident.
const BESIDE_MAX: i64 = 100;

/// Reads the changes of an incident's service around it.
pub(super) fn of_incident(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
) -> Result<Vec<Change>, Error> {
    let Some(service) = &incident.service else { return Ok(Vec::new()) };
    let within = beside(incident, setup.settings.changes_before);
    Ok(changes::of_service(tx, service, within, BESIDE_MAX)?)
}

/// The changes beside an incident, so that times can be compared.
pub(super) fn section(view: &View, incident: &Incident, found: &[Change]) -> Markup {
    let words = view.words;
    let span = words.span(view.setup.settings.changes_before);
    html! {
        h2 id="changes" { (words.changes()) }
        @match &incident.service {
            None => { p.faint { (words.changes_no_service()) } }
            Some(_) if found.is_empty() => { p.faint { (words.changes_none_beside(&span)) } }
            Some(_) => {
                p.hint { (words.changes_beside(&span)) }
                ul.cards { @for one in found { li { (card(view, one)) } } }
            }
        }
        p { a href="/changes" { (words.changes_all()) } }
    }
}

/// What was changed, with the way to where its source shows it.
fn linked(one: &Change) -> Markup {
    html! {
        @if one.url.is_empty() { (one.what) }
        @else { a href=(one.url) rel="noopener noreferrer" { (one.what) } }
    }
}

fn card(view: &View, one: &Change) -> Markup {
    let words = view.words;
    html! {
        p.title { (linked(one)) }
        p {
            (words.change_kind(one.kind.as_str())) ", " (words.change_state(one.state.as_str()))
            @if let Some(service) = &one.service { " · " (view.service(service)) }
        }
        p.faint {
            (time(view, one.at))
            @if !one.who.is_empty() { " · " (person(view, &one.who)) }
            " · " (one.source)
            @if !one.place.is_empty() { " · " (one.place) }
        }
    }
}

fn fits(one: &Change, asked: &Asked) -> bool {
    let (kind, service, text) = (asked.get("kind"), asked.get("service"), asked.get("text"));
    let text = text.to_lowercase();
    let says = [&one.what, &one.who, &one.place, &one.source];
    (kind.is_empty() || one.kind.as_str() == kind)
        && (service.is_empty() || one.service.as_ref().map(Slug::as_str) == Some(service))
        && (text.is_empty() || says.iter().any(|said| said.to_lowercase().contains(&text)))
}

fn filters(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let text = Field {
        name: "text",
        label: words.changes_text(),
        value: asked.get("text"),
        optional: true,
        ..Field::default()
    };
    let service = Field {
        name: "service",
        label: words.service(),
        value: asked.get("service"),
        ..Field::default()
    };
    let kind = Field { name: "kind", label: words.col_kind(), value: asked.get("kind"), ..service };
    let any = || Choice { value: "", label: view.words.any_state() };
    let own = view.setup.services.values().filter(|one| view.sight.sees(Some(one.slug.as_str())));
    let own = own.map(|one| Choice { value: one.slug.as_str(), label: &one.name });
    let services: Vec<Choice<'_>> = std::iter::once(any()).chain(own).collect();
    let named = ChangeKind::ALL.map(|kind| (kind.as_str(), words.change_kind(kind.as_str())));
    let kinds = named.iter().map(|(value, label)| Choice { value, label });
    let kinds: Vec<Choice<'_>> = std::iter::once(any()).chain(kinds).collect();
    let fields = html! { (text.line("search")) (service.select(&services)) (kind.select(&kinds)) };
    ui::filters(view, asked, &fields)
}

fn key(one: &Change) -> String {
    one.id.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Change>> {
    let words = view.words;
    let what = |one: &Change| html! { (linked(one)) };
    let kind = move |one: &Change| {
        html! {
            (words.change_kind(one.kind.as_str())) ", " (words.change_state(one.state.as_str()))
        }
    };
    let service = |one: &Change| {
        html! { @if let Some(service) = &one.service { (view.service(service)) } }
    };
    let who = |one: &Change| html! { @if !one.who.is_empty() { (person(view, &one.who)) } };
    let source = |one: &Change| {
        html! { (one.source) @if !one.place.is_empty() { " · " (one.place) } }
    };
    vec![
        Column::<Change>::new("what", words.col_title(), what)
            .sorts(Way::Up, |one, other| one.what.cmp(&other.what)),
        Column::<Change>::new("at", words.changes_at(), |one| html! { (time(view, one.at)) })
            .sorts(Way::Down, |one, other| (one.at, one.id).cmp(&(other.at, other.id))),
        Column::<Change>::new("kind", words.col_kind(), kind)
            .sorts(Way::Up, |one, other| one.kind.as_str().cmp(other.kind.as_str())),
        Column::<Change>::new("service", words.service(), service)
            .sorts(Way::Up, |one, other| one.service.cmp(&other.service)),
        Column::<Change>::new("who", words.col_by(), who)
            .sorts(Way::Up, |one, other| one.who.cmp(&other.who)),
        Column::<Change>::new("source", words.sources(), source)
            .sorts(Way::Up, |one, other| one.source.cmp(&other.source)),
    ]
}

/// `GET /changes`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let list = match List::of((&view, &asked), key, ("at", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let seen = view.sight.clone();
    let read = app.cx.store.read(move |tx| {
        sight::changes_before(tx, &seen, (ChangeId(i64::MAX), LOOKED_AT_MAX), |_| true)
    });
    let (mut found, next) = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let is_empty = found.is_empty();
    found.retain(|one| fits(one, &asked));
    list.sort(&mut found);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&found).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        (filters(&view, &asked))
        @if is_empty { (empty(words.changes_none(), words.changes_none_next())) }
        @else if found.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        (list.whole(words.changes(), &found))
        @if next.is_some() { p.faint { (words.changes_cut(LOOKED_AT_MAX)) } }
    };
    page(&view, words.changes(), &body).into_response()
}

fn sheet(found: &[Change]) -> Sheet {
    let row = |one: &Change| {
        vec![
            one.id.0.into(),
            Sheet::instant(Some(one.at)),
            one.kind.as_str().into(),
            one.state.as_str().into(),
            one.service.as_ref().map(ToString::to_string).into(),
            one.what.clone().into(),
            one.who.clone().into(),
            one.source.clone().into(),
            one.place.clone().into(),
            one.url.clone().into(),
        ]
    };
    Sheet {
        name: "changes",
        columns: &["id", "at", "kind", "state", "service", "what", "who", "source", "place", "url"],
        rows: found.iter().map(row).collect(),
    }
}
