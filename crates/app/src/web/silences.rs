//! Silences: the list, making one, ending one.

use super::layout::{View, badge, button, empty, page, refusal, said, time};
use crate::state::App;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;
use std::time::Duration;
use vigie_domain::label::Labels;
use vigie_domain::matcher::Matchers;
use vigie_domain::silence::{Silence, SilenceState};
use vigie_ops::store::silences;
use vigie_ops::words::Words;
use vigie_ops::{Error, alert};

/// Silences on one page.
const PAGE_SILENCES: i64 = 500;
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

/// `GET /silences`; `matchers` fills the form.
pub(super) async fn list(
    State(app): State<App>,
    view: View,
    Query(typed): Query<Typed>,
) -> Response {
    listed(&app, &view, &typed, None).await
}

async fn listed(app: &App, view: &View, typed: &Typed, mistake: Option<&str>) -> Response {
    let (now, words) = (view.now, view.words);
    let since = now.minus(SHOWN_FOR);
    let read = app.cx.store.read(move |tx| Ok(silences::since(tx, since, PAGE_SILENCES)?));
    let mut found = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(view, &error),
    };
    found.sort_by(|one, other| one.list_order(other, now));
    let hours = if typed.hours.is_empty() { "2" } else { &typed.hours };
    let body = html! {
        form method="post" action="/silences" {
            label for="matchers" { (words.matchers()) }
            input id="matchers" name="matchers" required value=(typed.matchers)
                placeholder="alertname=\"ApiDown\"" aria-describedby=[mistake.map(|_| "mistake")];
            @if let Some(mistake) = mistake { p.problem id="mistake" { (mistake) } }
            label for="hours" { (words.hours()) }
            input id="hours" name="hours" inputmode="numeric" required value=(hours);
            label for="comment" { (words.comment()) }
            input id="comment" name="comment" required value=(typed.comment);
            button type="submit" { (words.make_silence()) }
        }
        @if found.is_empty() { (empty(words.no_silence(), words.no_silence_next())) }
        ul.cards { @for silence in &found {
            @let state = silence.state(now);
            li {
                p.title { code { (silence.matchers) } }
                p { (badge(view, state.as_str())) " "
                    (words.until()) " " (time(view, silence.ends_at)) }
                p { (silence.comment) " — " (silence.created_by) }
                @if state != SilenceState::Expired {
                    div.actions { (button(&format!("/silences/{}/expire", silence.id), words.expire(), "")) }
                }
            }
        } }
    };
    page(view, words.silences(), &body).into_response()
}

/// `POST /silences`.
pub(super) async fn create(
    State(app): State<App>,
    view: View,
    Form(typed): Form<Typed>,
) -> Response {
    match make(&app, &view, &typed).await {
        Ok(()) => Redirect::to("/silences").into_response(),
        Err(Error::Refused { why, next_step }) => {
            listed(&app, &view, &typed, Some(&said(&view, &why, &next_step))).await
        }
        Err(error) => refusal(&view, &error),
    }
}

async fn make(app: &App, view: &View, typed: &Typed) -> Result<(), Error> {
    let matchers = Matchers::parse(typed.matchers.trim())
        .map_err(|error| Error::refused(|_| error.to_string(), Words::matchers_next))?;
    let hours: u32 = typed
        .hours
        .trim()
        .parse()
        .ok()
        .filter(|hours| (1..=HOURS_MAX).contains(hours))
        .ok_or_else(|| {
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
    let fresh = uuid::Uuid::new_v4().to_string();
    app.cx.store.write(move |tx| alert::set_silence(tx, &silence, &fresh, now)).await?;
    Ok(())
}

/// `POST /silences/{id}/expire`.
pub(super) async fn expire(State(app): State<App>, view: View, Path(id): Path<String>) -> Response {
    let (now, by) = (app.cx.now(), view.person.clone());
    match app.cx.store.write(move |tx| alert::expire_silence(tx, &id, &by, now)).await {
        Ok(()) => Redirect::to("/silences").into_response(),
        Err(error) => refusal(&view, &error),
    }
}
