//! Silences: the list, making one, ending one.

use super::layout::{View, page, refusal, said};
use super::ui::{self, Asked, Choice, Field, Sheet, badge, button_of, empty, person, time};
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

/// Silences on one page.
const PAGE_SILENCES: usize = 500;
/// Silences looked at for one page.
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
    let since = now.minus(SHOWN_FOR);
    let read = app.cx.store.read(move |tx| Ok(silences::since(tx, since, LOOKED_AT_MAX)?));
    let mut found = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(view, &error),
    };
    let state = asked.get("state");
    found.retain(|silence| sight::sees_silence(&view.sight, silence));
    found.retain(|silence| state.is_empty() || silence.state(now).as_str() == state);
    found.sort_by(|one, other| one.list_order(other, now));
    found.truncate(PAGE_SILENCES);
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(view, &found).asked_as(file)).flatten() {
        return whole;
    }
    let body = html! {
        @if view.sight.may_somewhere(Act::Silence) { (make_form(view, typed, mistake)) }
        (ui::filters(view, asked, &state_field(view, asked), &[]))
        @if found.is_empty() { (empty(words.no_silence(), words.no_silence_next())) }
        (cards(view, &found))
        (ui::below(view, asked, None))
    };
    page(view, words.silences(), &body).into_response()
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

fn cards(view: &View, found: &[Silence]) -> Markup {
    let words = view.words;
    html! {
        ul.cards { @for silence in found {
            @let state = silence.state(view.now);
            li {
                p.title { code { (silence.matchers) } }
                p { (badge(view, state.as_str())) " "
                    (words.until()) " " (time(view, silence.ends_at)) }
                p { (silence.comment) " — " (person(view, &silence.created_by)) }
                @if state != SilenceState::Expired
                    && view.sight.may_match(Act::Silence, &silence.matchers) {
                    div.actions { (button_of(
                        &format!("/silences/{}/expire", silence.id),
                        (words.expire(), &silence.matchers.to_string()),
                        "",
                    )) }
                }
            }
        } }
    }
}

fn sheet(view: &View, found: &[Silence]) -> Sheet {
    let row = |silence: &Silence| {
        vec![
            silence.id.clone().into(),
            silence.matchers.to_string().into(),
            silence.state(view.now).as_str().into(),
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
