//! Notifications: what was owed to whom, and what became of each attempt.

use super::layout::{View, page, refusal};
use super::ui::{
    self, Asked, Choice, Column, Field, List, Sheet, Way, badge, button_of, empty, person, time,
};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_domain::id::NotificationId;
use vigie_domain::notification::NotificationState;
use vigie_domain::rights::{Act, Sight};
use vigie_ops::store::outbox::{Delivery, Notification};
use vigie_ops::store::{Tx, Wake, outbox};
use vigie_ops::{Error, sight};

/// Notifications read in one question.
const CHUNK: i64 = 500;
/// Notifications looked at for one page, so that a rare state can't hold the database.
const LOOKED_AT_MAX: i64 = 20_000;

type Told = (Notification, Vec<Delivery>);

/// Some notifications of a state that somebody sees, newest first, and where the next ones begin.
fn read(
    tx: &mut Tx<'_>,
    seen: &Sight,
    state: Option<NotificationState>,
    mut before: NotificationId,
    rows: usize,
) -> Result<(Vec<Told>, Option<NotificationId>), Error> {
    let fits = |one: &Notification| {
        state.is_none_or(|state| one.state == state) && sight::sees_notification(seen, one)
    };
    let (mut found, mut looked_at) = (Vec::new(), 0);
    while looked_at < LOOKED_AT_MAX {
        let chunk = outbox::before(tx, before, CHUNK)?;
        let Some(last) = chunk.last() else { return Ok((found, None)) };
        looked_at += CHUNK;
        before = last.id;
        for one in chunk.into_iter().filter(fits) {
            if found.len() == rows {
                let next = found.last().map(|(last, _): &Told| last.id);
                return Ok((found, next));
            }
            let attempts = outbox::deliveries(tx, one.id)?;
            found.push((one, attempts));
        }
    }
    Ok((found, Some(before)))
}

/// `GET /notifications`.
pub(super) async fn list(State(app): State<App>, view: View, asked: Asked) -> Response {
    let list = match List::of((&view, &asked), key, ("number", Way::Down), columns(&view)) {
        Ok(list) => list,
        Err(refused) => return *refused,
    };
    let reading = list.reading();
    let before = asked.get("before").parse().ok().filter(|_| !reading.whole);
    let before = NotificationId(before.unwrap_or(i64::MAX));
    let state = asked.get("state").parse().ok();
    let seen = view.sight.clone();
    let unit = move |tx: &mut Tx<'_>| read(tx, &seen, state, before, reading.rows);
    let (mut found, next) = match app.cx.store.read(unit).await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    if reading.whole {
        list.sort(&mut found);
    }
    let file = asked.get("as");
    if let Some(whole) = (!file.is_empty()).then(|| sheet(&view, &found).asked_as(file)).flatten() {
        return whole;
    }
    let words = view.words;
    let body = html! {
        (ui::filters(&view, &asked, &state_field(&view, &asked)))
        @if found.is_empty() {
            @if asked.is_whole() {
                (empty(words.no_notification(), words.no_notification_next()))
            } @else {
                (empty(words.nothing_fits(), words.nothing_fits_next()))
            }
        }
        (list.note_cut(next.is_some()))
        @if reading.whole { (list.whole(words.notifications(), &found)) } @else {
            (list.part(words.notifications(), &found, next.map(|id| id.0)))
        }
    };
    page(&view, words.notifications(), &body).into_response()
}

fn key((one, _): &Told) -> String {
    one.id.0.to_string()
}

fn columns(view: &View) -> Vec<Column<'_, Told>> {
    let words = view.words;
    let to = |(one, _): &Told| {
        html! {
            @if let Some(slug) = whom(view, one) { (person(view, slug)) }
        }
    };
    vec![
        Column::<Told>::new(
            "summary",
            words.col_title(),
            |(one, _)| html! { (summary(view, &one.owed.summary)) },
        )
        .sorts(Way::Up, |(one, _), (other, _)| one.owed.summary.cmp(&other.owed.summary)),
        Column::<Told>::new("state", words.state(), |(one, _)| badge(view, one.state.as_str()))
            .sorts(Way::Up, |(one, _), (other, _)| one.state.cmp(&other.state)),
        Column::<Told>::new(
            "channel",
            words.col_channel(),
            |(one, _)| html! { (one.owed.channel) },
        )
        .sorts(Way::Up, |(one, _), (other, _)| one.owed.channel.cmp(&other.owed.channel)),
        Column::<Told>::new("person", words.who(), to),
        Column::<Told>::new("owed", words.col_owed(), |(one, _)| time(view, one.owed_at))
            .sorts(Way::Up, |(one, _), (other, _)| one.owed_at.cmp(&other.owed_at)),
        Column::<Told>::new("attempts", words.col_attempts(), |(_, tries)| attempts(view, tries))
            .sorts(Way::Down, |(_, one), (_, other)| one.len().cmp(&other.len())),
        Column::<Told>::new("number", words.col_number(), |(one, _)| html! { (one.id) })
            .sorts(Way::Down, |(one, _), (other, _)| one.id.cmp(&other.id)),
        Column::<Told>::new("actions", words.col_actions(), |(one, _)| retrying(view, one)),
    ]
}

fn state_field(view: &View, asked: &Asked) -> Markup {
    let words = view.words;
    let names = NotificationState::ALL.map(|state| (state.as_str(), words.known(state.as_str())));
    let named = names.iter().map(|(value, label)| Choice { value, label });
    let all: Vec<Choice<'_>> =
        std::iter::once(Choice { value: "", label: words.any_state() }).chain(named).collect();
    let field = Field { name: "state", label: words.state(), ..Field::default() };
    Field { value: asked.get("state"), ..field }.select(&all)
}

/// What was told, with its first word in the reader's language: it is kept as it was sent.
fn summary(view: &View, kept: &str) -> String {
    match kept.split_once(": ") {
        Some((state @ ("firing" | "resolved"), what)) => {
            // What a check says stands behind its name.
            let (name, why) = what.split_once(": ").unwrap_or(("", what));
            let again = view.words.again(why);
            let is_known = again != why && !name.is_empty();
            let what = if is_known { view.words.pair(name, again) } else { what.to_owned() };
            view.words.pair(&view.words.told_state(state), what)
        }
        Some(_) | None => kept.to_owned(),
    }
}

/// Whom it goes to, where the reader may know that.
fn whom<'a>(view: &View, one: &'a Notification) -> Option<&'a str> {
    one.owed.person.as_deref().filter(|whom| view.sight.reads_address(whom))
}

fn attempts(view: &View, tries: &[Delivery]) -> Markup {
    let words = view.words;
    html! {
        @if !tries.is_empty() { details {
            summary { (words.attempts()) " (" (tries.len()) ")" }
            ul { @for one in tries {
                li { (time(view, one.finished_at)) (words.colon()) (one.detail) }
            } }
        } }
    }
}

/// The button that tries it again, where it was given up.
fn retrying(view: &View, one: &Notification) -> Markup {
    html! {
        @if one.state == NotificationState::GivenUp
            && sight::may_notification(&view.sight, Act::Respond, one) {
            div.actions { (button_of(
                &format!("/notifications/{}/retry", one.id),
                (view.words.retry(), &summary(view, &one.owed.summary)),
                "",
            )) }
        }
    }
}

fn sheet(view: &View, found: &[Told]) -> Sheet {
    let row = |(one, attempts): &Told| {
        vec![
            one.id.0.into(),
            one.owed.summary.clone().into(),
            one.state.as_str().into(),
            one.owed.channel.clone().into(),
            whom(view, one).map(ToString::to_string).into(),
            Sheet::instant(Some(one.owed_at)),
            attempts.len().into(),
            one.last_error.clone().into(),
        ]
    };
    Sheet {
        name: "notifications",
        columns: &[
            "id",
            "summary",
            "state",
            "channel",
            "person",
            "owed_at",
            "attempts",
            "last_error",
        ],
        rows: found.iter().map(row).collect(),
    }
}

/// Who was told, and what became of it, without the attempts.
pub(super) fn brief(view: &View, told: &[Notification]) -> Markup {
    html! {
        ul.cards { @for one in told { li {
            p {
                (badge(view, one.state.as_str())) " "
                @match whom(view, one) {
                    Some(slug) => (person(view, slug)), None => (one.owed.channel),
                }
                (view.words.colon()) (summary(view, &one.owed.summary))
            }
            @if !one.last_error.is_empty() { p { (one.last_error) } }
            p.faint { (time(view, one.owed_at)) }
        } } }
    }
}

/// `POST /notifications/{id}/retry`.
pub(super) async fn retry(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    let (now, seen) = (app.cx.now(), view.sight.clone());
    let done = app.cx.store.write(move |tx| {
        sight::notification(tx, &seen, Act::Respond, NotificationId(id))?;
        tx.wake(Wake::Outbox);
        Ok(outbox::retry(tx, NotificationId(id), now)?)
    });
    match done.await {
        Ok(true) => Redirect::to("/notifications").into_response(),
        Ok(false) => refusal(&view, &Error::NotFound("notification")),
        Err(error) => refusal(&view, &error),
    }
}
