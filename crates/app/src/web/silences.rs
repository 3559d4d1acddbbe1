//! Silences: the list, making one, ending one.

use super::layout::{View, page, refusal, said};
use super::ui::{
    self, Asked, Choice, Column, Field, List, Sheet, Way, badge, button_of, empty, person, time,
};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;
use std::time::Duration;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::Act;
use vigie_domain::silence::{Silence, SilenceState};
use vigie_ops::store::{Tx, silences};
use vigie_ops::words::Words;
use vigie_ops::{Error, alert, sight};

/// Silences looked at.
const LOOKED_AT_MAX: i64 = 10_000;
/// Ended silences are shown this long.
const SHOWN_FOR: Duration = Duration::from_hours(24);
/// Longest silence that the form makes: a year; longer ones are a configuration.
const HOURS_MAX: u32 = 24 * 366;

#[derive(Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    matchers: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    comment: String,
}

/// A mistake, and the field that it is about.
type Mistake<'a> = Option<(&'a str, &'a str)>;

/// `GET /silences`; `matchers` fills the form.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Query(typed): Query<Typed>,
) -> Response {
    listed(&app, &view, &asked, (&typed, None)).await
}

async fn listed(
    app: &App,
    view: &View,
    asked: &Asked,
    (typed, mistake): (&Typed, Mistake<'_>),
) -> Response {
    let (now, words) = (view.now, view.words);
    let list = match List::of((view, asked), key, ("state", Way::Up), columns(view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let since = now.minus(SHOWN_FOR);
    let read = app.cx.store.read(move |tx| Ok(silences::since(tx, since, LOOKED_AT_MAX)?));
    let found = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(view, &error),
    };
    let state = asked.get("state");
    let seen = found.into_iter().filter(|silence| sight::sees_silence(&view.sight, silence));
    let known = seen.map(|silence| (silence.state(now), silence));
    let mut found: Vec<Known> =
        known.filter(|(known, _)| state.is_empty() || known.as_str() == state).collect();
    list.sort(&mut found);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&found).asked_as(file)).flatten() {
        return whole;
    }
    let body = html! {
        @if view.sight.may_somewhere(Act::Silence) { (make_form(view, typed, mistake)) }
        (ui::filters(view, asked, &state_field(view, asked)))
        @if found.is_empty() { (empty(words.no_silence(), words.no_silence_next())) }
        (list.whole(words.silences(), &found))
    };
    page(view, words.silences(), &body).into_response()
}

/// A silence with its state now.
type Known = (SilenceState, Silence);

fn key((_, silence): &Known) -> String {
    silence.id.clone()
}

fn columns(view: &View) -> Vec<Column<'_, Known>> {
    let words = view.words;
    vec![
        Column::<Known>::new(
            "matchers",
            words.matchers(),
            |(_, one)| html! { code { (one.matchers) } },
        )
        .sorts(Way::Up, |(_, one), (_, other)| {
            one.matchers.to_string().cmp(&other.matchers.to_string())
        }),
        Column::<Known>::new("state", words.state(), |(state, _)| badge(view, state.as_str()))
            .sorts(Way::Up, |(state, one), (other_state, other)| {
                state.cmp(other_state).then(one.ends_at.cmp(&other.ends_at))
            }),
        Column::<Known>::new("until", words.col_until(), |(_, one)| time(view, one.ends_at))
            .sorts(Way::Up, |(_, one), (_, other)| one.ends_at.cmp(&other.ends_at)),
        Column::<Known>::new("why", words.col_why(), |(_, one)| html! { (one.comment) }),
        Column::<Known>::new("by", words.col_by(), |(_, one)| person(view, &one.created_by))
            .sorts(Way::Up, |(_, one), (_, other)| one.created_by.cmp(&other.created_by)),
        Column::<Known>::new("actions", words.col_actions(), |known| ending(view, known)),
    ]
}

/// The button that ends it, for who may.
fn ending(view: &View, (state, silence): &Known) -> Markup {
    let mine = view.sight.may_match(Act::Silence, &silence.matchers);
    html! {
        @if *state != SilenceState::Expired && mine {
            div.actions { (button_of(
                &format!("/silences/{}/expire", silence.id),
                (view.words.expire(), &silence.matchers.to_string()),
                "",
            )) }
        }
    }
}

fn state_field(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let names = ["active", "pending", "expired"].map(|word| (word, words.known(word)));
    let named = names.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> =
        std::iter::once(Choice { value: "", label: words.any_state() }).chain(named).collect();
    let field = Field { name: "state", label: words.state(), ..Field::default() };
    Field { value: asked.get("state"), ..field }.select(&all)
}

fn make_form(view: &View, typed: &Typed, mistake: Mistake<'_>) -> Markup {
    let words = view.words;
    let about = |name: &str| mistake.filter(|(field, _)| *field == name).map(|(_, why)| why);
    let field =
        |name, label, value| Field { name, label, value, mistake: about(name), ..Field::default() };
    let hours = if typed.hours.is_empty() { "2" } else { &typed.hours };
    let matchers = field("matchers", words.matchers(), &typed.matchers);
    html! {
        form method="post" action="/silences" {
            (Field { hint: words.matchers_hint(), ..matchers }.line("text"))
            (field("hours", words.hours(), hours).line("text"))
            (field("comment", words.comment(), &typed.comment).line("text"))
            button type="submit" { (words.make_silence()) }
        }
    }
}

fn sheet(found: &[Known]) -> Sheet {
    let row = |(state, silence): &Known| {
        vec![
            silence.id.clone().into(),
            silence.matchers.to_string().into(),
            state.as_str().into(),
            Sheet::instant(Some(silence.starts_at)),
            Sheet::instant(Some(silence.ends_at)),
            silence.created_by.clone().into(),
            silence.comment.clone().into(),
        ]
    };
    Sheet {
        name: "silences",
        columns: &["id", "matchers", "state", "starts_at", "ends_at", "created_by", "comment"],
        rows: found.iter().map(row).collect(),
    }
}

/// `POST /silences`.
pub(super) async fn create(
    State(app): State<App>,
    view: View,
    asked: Asked,
    Form(typed): Form<Typed>,
) -> Response {
    match make(&app, &view, &typed).await {
        Ok(()) => Redirect::to("/silences").into_response(),
        Err(Error::Refused { why, next_step }) => {
            let mistake = said(&view, &why, &next_step);
            listed(&app, &view, &asked, (&typed, Some((faulty(&typed), &mistake)))).await
        }
        Err(error) => refusal(&view, &error),
    }
}

/// The hours that were typed, if they are some.
fn hours(typed: &Typed) -> Option<u32> {
    typed.hours.trim().parse().ok().filter(|hours| (1..=HOURS_MAX).contains(hours))
}

/// The field that a refusal is about.
fn faulty(typed: &Typed) -> &'static str {
    if typed.comment.trim().is_empty() {
        return "comment";
    }
    let readable = Matchers::parse(typed.matchers.trim()).is_ok();
    if readable && hours(typed).is_none() { "hours" } else { "matchers" }
}

async fn make(app: &App, view: &View, typed: &Typed) -> Result<(), Error> {
    let matchers = Matchers::parse(typed.matchers.trim()).map_err(|error| {
        Error::refused(|words| words.again(&error.to_string()), Words::matchers_next)
    })?;
    let hours = hours(typed).ok_or_else(|| {
        Error::refused(Words::hours_wrong, |words| words.hours_wrong_next(HOURS_MAX))
    })?;
    let now = app.cx.now();
    let silence = Silence {
        id: String::new(),
        matchers,
        starts_at: now,
        ends_at: now + Duration::from_hours(hours.into()),
        updated_at: now,
        created_by: view.person.clone(),
        comment: typed.comment.trim().to_owned(),
        annotations: Labels::default(),
    };
    sight::silences(&view.sight, &silence.matchers)?;
    let fresh = uuid::Uuid::new_v4().to_string();
    app.cx.store.write(move |tx| alert::set_silence(tx, &silence, &fresh, now)).await?;
    Ok(())
}

/// `POST /silences/{id}/expire`.
pub(super) async fn expire(State(app): State<App>, view: View, Path(id): Path<String>) -> Response {
    let (now, by, seen) = (app.cx.now(), view.person.clone(), view.sight.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::silence(tx, &seen, Act::Silence, &id)?;
        alert::expire_silence(tx, &id, &by, now)
    };
    match app.cx.store.write(unit).await {
        Ok(()) => Redirect::to("/silences").into_response(),
        Err(error) => refusal(&view, &error),
    }
}
