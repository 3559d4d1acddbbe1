//! The page behind the link in a message: one button, for one person and one notification.
//! Opening it changes nothing, so that mail scanners acknowledge nothing.

use super::layout::{Stranger, View, page, problem, refusal};
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use vigie_domain::id::{AlertId, NotificationId};
use vigie_ops::Error;
use vigie_ops::alert;

struct Asked {
    person: String,
    alerts: Vec<(AlertId, String)>,
}

async fn asked(app: &App, signed: &str) -> Result<Option<Asked>, Error> {
    let opened = app.cx.keys.verify(alert::ACKNOWLEDGE, signed, app.cx.now());
    let parts = opened.as_deref().and_then(|text| text.split_once('.'));
    let Some((Ok(id), person)) = parts.map(|(id, who)| (id.parse(), who)) else {
        return Ok(None);
    };
    let found = app.cx.store.read(move |tx| alert::asked_for(tx, NotificationId(id))).await?;
    Ok(found.map(|alerts| Asked { person: person.to_owned(), alerts }))
}

fn bad(view: &View) -> Response {
    problem(view, StatusCode::GONE, view.words.ack_bad())
}

/// `GET /ack/{signed}`.
pub(super) async fn ask(
    State(app): State<App>,
    Stranger(view): Stranger,
    Path(signed): Path<String>,
) -> Response {
    let asked = match asked(&app, &signed).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return bad(&view),
        Err(error) => return refusal(&view, &error),
    };
    let body = html! {
        ul { @for (_, title) in &asked.alerts { li { (title) } } }
        p { (view.words.ack_ask()) }
        div.actions {
            form method="post" action={ "/ack/" (signed) } {
                button.main type="submit" { (view.words.acknowledge()) }
            }
        }
    };
    page(&view, view.words.ack_title(), &body).into_response()
}

/// `POST /ack/{signed}`.
pub(super) async fn take(
    State(app): State<App>,
    Stranger(view): Stranger,
    Path(signed): Path<String>,
) -> Response {
    let asked = match asked(&app, &signed).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return bad(&view),
        Err(error) => return refusal(&view, &error),
    };
    let ids: Vec<AlertId> = asked.alerts.into_iter().map(|(id, _)| id).collect();
    let (now, person) = (app.cx.now(), asked.person);
    let taken = app.cx.store.write(move |tx| alert::acknowledge_many(tx, &ids, &person, now)).await;
    let said = match taken {
        Ok(0) => view.words.ack_over(),
        Ok(_) => view.words.ack_done(),
        Err(error) => return refusal(&view, &error),
    };
    page(&view, view.words.ack_title(), &html! { p { (said) } }).into_response()
}
