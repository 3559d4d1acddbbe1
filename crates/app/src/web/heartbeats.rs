//! Heartbeats: what must speak at its time, and when it last did.

use super::layout::{View, page, refusal};
use super::ui::{self, Asked, Choice, Column, Field, List, Sheet, Way, badge, empty, time};
use crate::state::App;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::collections::HashMap;
use vigie_domain::heartbeat::{Heartbeat, HeartbeatState, Standing};
use vigie_domain::rights::Act;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::store::heartbeats;

/// A heartbeat, how it stands, and when it is expected next.
struct Beat<'a> {
    heartbeat: &'a Heartbeat,
    state: HeartbeatState,
    next: Option<Timestamp>,
}

impl Beat<'_> {
    fn trouble(&self) -> u8 {
        match self.state.standing {
            Standing::Failing { .. } => 2,
            Standing::New => 1,
            Standing::Passing => 0,
        }
    }
}

/// `GET /heartbeats`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let known = match app.cx.store.read(|tx| Ok(heartbeats::states(tx)?)).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let (words, base) = (view.words, app.base_url());
    let columns = columns(&view, &base);
    let list = match List::of((&view, &asked), key, ("state", Way::Down), columns) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let mut beats = wanted(&view, &asked, known);
    list.sort(&mut beats);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&beats).asked_as(file)).flatten() {
        return whole;
    }
    let sees = |beat: &Heartbeat| view.sight.sees_of(beat.service.as_ref());
    let body = html! {
        p { (words.heartbeats_what()) }
        @if !view.setup.heartbeats.values().any(sees) {
            (empty(words.no_heartbeat(), words.no_heartbeat_next()))
        } @else {
            (ui::filters(&view, &asked, &fields(&view, &asked)))
            @if beats.is_empty() { (empty(words.nothing_fits(), words.nothing_fits_next())) }
        }
        (list.whole(words.heartbeats(), &beats))
        p { a href="/checks" { (words.checks()) } }
    };
    page(&view, words.heartbeats(), &body).into_response()
}

fn key(beat: &Beat<'_>) -> String {
    beat.heartbeat.slug.to_string()
}

/// The heartbeats that fit the filters.
fn wanted<'a>(
    view: &'a View,
    asked: &Asked,
    known: Vec<(String, HeartbeatState)>,
) -> Vec<Beat<'a>> {
    let mut known: HashMap<String, HeartbeatState> = known.into_iter().collect();
    let (name, wanted) = (asked.get("name").to_lowercase(), asked.get("state"));
    let fits = |beat: &Beat<'_>| {
        let service = beat.heartbeat.service.as_ref().map_or("", |slug| view.service(slug));
        let named = [beat.heartbeat.name.as_str(), beat.heartbeat.slug.as_str(), service]
            .iter()
            .any(|text| text.to_lowercase().contains(&name));
        named && (wanted.is_empty() || beat.state.standing.as_str() == wanted)
    };
    let own = view.setup.heartbeats.values();
    let own = own.filter(|beat| view.sight.sees_of(beat.service.as_ref()));
    own.map(|heartbeat| {
        let state = known.remove(heartbeat.slug.as_str()).unwrap_or_default();
        let next = state.next_expected(heartbeat, view.now);
        Beat { heartbeat, state, next }
    })
    .filter(fits)
    .collect()
}

fn columns<'a>(view: &'a View, base: &'a str) -> Vec<Column<'a, Beat<'a>>> {
    let words = view.words;
    let state = |beat: &Beat<'_>| {
        let waits = beat.state.standing == Standing::New && beat.state.unended_since.is_none();
        html! {
            (badge(view, beat.state.standing.as_str())) " "
            @if !waits { (view.words.again(&beat.state.words(beat.heartbeat, view.now))) }
        }
    };
    let service = |beat: &Beat<'_>| {
        html! {
            @if let Some(service) = &beat.heartbeat.service { (view.service(service)) }
        }
    };
    let next = |beat: &Beat<'_>| html! { @if let Some(at) = beat.next { (time(view, at)) } };
    let last = |beat: &Beat<'_>| {
        html! {
            @match beat.state.last_ping { Some(at) => (time(view, at)), None => (view.words.never()) }
        }
    };
    vec![
        Column::<Beat<'_>>::new("name", words.col_name(), |beat| html! { (beat.heartbeat.name) })
            .sorts(Way::Up, |one, other| {
                one.heartbeat.name.as_str().cmp(other.heartbeat.name.as_str())
            }),
        Column::<Beat<'_>>::new("state", words.state(), state)
            .sorts(Way::Down, |one, other| one.trouble().cmp(&other.trouble())),
        Column::<Beat<'_>>::new("service", words.service(), service)
            .sorts(Way::Up, |one, other| one.heartbeat.service.cmp(&other.heartbeat.service)),
        Column::<Beat<'_>>::new("next", words.col_next(), next)
            .sorts(Way::Up, |one, other| one.next.cmp(&other.next)),
        Column::<Beat<'_>>::new("last", words.last_heard(), last)
            .sorts(Way::Down, |one, other| one.state.last_ping.cmp(&other.state.last_ping)),
        Column::<Beat<'_>>::new("address", words.col_address(), move |beat| {
            address(view, beat, base)
        }),
    ]
}

/// The address that it calls, for whoever may read the configuration: it is a key.
fn address(view: &View, beat: &Beat<'_>, base: &str) -> Markup {
    let service = beat.heartbeat.service.as_ref().map(Slug::as_str);
    html! {
        @if view.sight.may(Act::SeeConfiguration, service) {
            code { (base) "/ping/" (beat.heartbeat.ping_key.as_str()) }
        }
    }
}

fn fields(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let field = |name, label| Field { name, label, value: asked.get(name), ..Field::default() };
    let names = ["failing", "new", "passing"].map(|word| (word, words.known(word)));
    let named = names.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> =
        std::iter::once(Choice { value: "", label: words.any_state() }).chain(named).collect();
    html! {
        (Field { optional: true, ..field("name", words.name_contains()) }.line("text"))
        (field("state", words.state()).select(&all))
    }
}

fn sheet(found: &[Beat<'_>]) -> Sheet {
    let row = |beat: &Beat<'_>| {
        vec![
            beat.heartbeat.slug.to_string().into(),
            beat.heartbeat.name.to_string().into(),
            beat.heartbeat.service.as_ref().map(ToString::to_string).into(),
            beat.state.standing.as_str().into(),
            Sheet::instant(beat.state.last_ping),
            Sheet::instant(beat.next),
        ]
    };
    Sheet {
        name: "heartbeats",
        columns: &["slug", "name", "service", "state", "last_ping", "next_expected"],
        rows: found.iter().map(row).collect(),
    }
}

/// A heartbeat with how it stands.
pub(super) fn card(view: &View, heartbeat: &Heartbeat, state: Option<&HeartbeatState>) -> Markup {
    let words = view.words;
    let state = state.cloned().unwrap_or_default();
    html! {
        li {
            p.title { (heartbeat.name) }
            p {
                (badge(view, state.standing.as_str())) " "
                (view.words.again(&state.words(heartbeat, view.now)))
            }
            @if let Some(next) = state.next_expected(heartbeat, view.now) {
                p { (words.next_expected()) " " (time(view, next)) }
            }
        }
    }
}
