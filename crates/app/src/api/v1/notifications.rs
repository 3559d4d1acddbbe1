//! Notifications: who was told, who could not be, and another try by hand.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::page::Page;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::NotificationId;
use vigie_domain::rights::{Act, Sight};
use vigie_ops::store::outbox::{self, Notification};
use vigie_ops::store::{Tx, Wake};
use vigie_ops::words::Words;
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(retry))
}

/// A message that was owed to somebody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotificationLine {
    /// Its number.
    id: i64,
    /// `due`, `sending`, `sent`, `failed`, `given_up` or `superseded`.
    state: &'static str,
    /// The channel; `email` with a person is that person's own mail.
    channel: String,
    /// The person or address it goes to, for channels that reach one.
    person: Option<String>,
    /// What it says, in one line.
    summary: String,
    /// Since when it is owed.
    owed_at: String,
    /// When the next attempt is due.
    due_at: String,
    /// Attempts begun.
    attempts: u32,
    /// Why the last one failed; empty when none did.
    last_error: String,
}

impl NotificationLine {
    /// As somebody may see it: addresses are for those who may reach people.
    pub(super) fn new(notification: &Notification, sight: &Sight) -> Self {
        let shown = |person: &&String| sight.reads_address(person);
        Self {
            id: notification.id.0,
            state: notification.state.as_str(),
            channel: notification.owed.channel.clone(),
            person: notification.owed.person.as_ref().filter(shown).cloned(),
            summary: notification.owed.summary.clone(),
            owed_at: notification.owed_at.to_string(),
            due_at: notification.due_at.to_string(),
            attempts: notification.attempts,
            last_error: notification.last_error.clone(),
        }
    }
}

/// A page of notifications.
#[derive(Debug, Serialize, ToSchema)]
struct NotificationList {
    /// The notifications, newest first.
    notifications: Vec<NotificationLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// List notifications
#[utoipa::path(
    get,
    path = "/api/v1/notifications",
    tag = "notifications",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = NotificationList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<NotificationList> {
    params.only(&["limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let seen = by.1.clone();
    let unit = move |tx: &mut Tx<'_>| {
        sight::notifications_before(tx, &seen, NotificationId(page.before), page.limit)
    };
    let (found, next) = app.cx.store.read(unit).await?;
    let next_cursor = next.map(|number| number.to_string());
    let notifications = found.iter().map(|one| NotificationLine::new(one, &by.1)).collect();
    Ok(Json(NotificationList { notifications, next_cursor }))
}

/// Try a notification again that was given up
#[utoipa::path(
    post,
    path = "/api/v1/notifications/{id}/retry",
    tag = "notifications",
    params(("id" = i64, Path, description = "the notification's number")),
    responses((status = 200, body = NotificationLine), (status = 400, body = Problem), (status = 404, body = Problem))
)]
async fn retry(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
) -> Answer<NotificationLine> {
    let id = id.parse().map(NotificationId).map_err(|_| {
        let detail = format!("\"{id}\" is no notification's number");
        Problem::not_found(detail, "list the notifications and take an id from there")
    })?;
    let (now, seen) = (app.cx.now(), by.1.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::notification(tx, &seen, Act::Respond, id)?;
        let retried = outbox::retry(tx, id, now)?;
        let found = outbox::by_id(tx, id)?.ok_or(Error::NotFound("notification"))?;
        if !retried {
            let state = found.state.as_str();
            let why = |words: Words| words.notification_not_given_up(id, words.known(state));
            return Err(Error::refused(why, Words::notification_not_given_up_next));
        }
        tx.wake(Wake::Outbox);
        Ok(found)
    };
    Ok(Json(NotificationLine::new(&app.cx.store.write(unit).await?, &by.1)))
}
