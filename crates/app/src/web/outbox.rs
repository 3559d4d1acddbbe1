//! Notifications: what was owed to whom, and what became of each attempt.

use super::layout::{View, badge, button, empty, page, refusal, time};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use vigie_domain::id::NotificationId;
use vigie_domain::notification::NotificationState;
use vigie_ops::Error;
use vigie_ops::store::outbox::Notification;
use vigie_ops::store::{Wake, outbox};

/// Notifications on one page.
const PAGE: i64 = 100;

/// `GET /notifications`.
pub(super) async fn list(State(app): State<App>, view: View) -> Response {
    let read = app.cx.store.read(|tx| {
        let found = outbox::before(tx, NotificationId(i64::MAX), PAGE)?;
        let attempts: Result<Vec<_>, _> =
            found.iter().map(|one| outbox::deliveries(tx, one.id)).collect();
        Ok(found.into_iter().zip(attempts?).collect::<Vec<_>>())
    });
    let found = match read.await {
        Ok(found) => found,
        Err(error) => return refusal(&view, &error),
    };
    let words = view.words;
    let body = html! {
        @if found.is_empty() { (empty(words.no_notification(), words.no_notification_next())) }
        ul.cards { @for (one, attempts) in &found {
            @let state = one.state.as_str();
            li {
                p.title { (one.owed.summary) }
                p { (badge(&view, state)) " "
                    (one.owed.channel) @if let Some(person) = &one.owed.person { " · " (person) } }
                p.faint { (time(&view, one.owed_at)) }
                @if !attempts.is_empty() { details {
                    summary { (words.attempts()) " (" (attempts.len()) ")" }
                    ul { @for attempt in attempts {
                        li { (time(&view, attempt.finished_at)) ": " (attempt.detail) }
                    } }
                } }
                @if one.state == NotificationState::GivenUp {
                    div.actions { (button(&format!("/notifications/{}/retry", one.id), words.retry(), "")) }
                }
            }
        } }
    };
    page(&view, words.notifications(), &body).into_response()
}

/// Who was told, and what became of it, without the attempts.
pub(super) fn brief(view: &View, told: &[Notification]) -> Markup {
    html! {
        ul.cards { @for one in told { li {
            p {
                (badge(view, one.state.as_str())) " "
                (one.owed.person.as_ref().unwrap_or(&one.owed.channel)) ": " (one.owed.summary)
            }
            @if !one.last_error.is_empty() { p { (one.last_error) } }
            p.faint { (time(view, one.owed_at)) }
        } } }
    }
}

/// `POST /notifications/{id}/retry`.
pub(super) async fn retry(State(app): State<App>, view: View, Path(id): Path<i64>) -> Response {
    let now = app.cx.now();
    let done = app.cx.store.write(move |tx| {
        tx.wake(Wake::Outbox);
        Ok(outbox::retry(tx, NotificationId(id), now)?)
    });
    match done.await {
        Ok(true) => Redirect::to("/notifications").into_response(),
        Ok(false) => refusal(&view, &Error::NotFound("notification")),
        Err(error) => refusal(&view, &error),
    }
}
