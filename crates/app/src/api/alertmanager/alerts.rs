//! `/api/v2/alerts`: taking alerts, and listing those that go on.

use super::answer::{done, failure, refusal, schema, unreadable};
use super::look::{self, Found, Look, push_alert};
use super::query::Query;
use super::schema::{ALERTS_MAX, Unread, alerts};
use super::sender::Sender;
use super::spooled::{Posted, take};
use super::stream::{self, Cut, Out};
use crate::state::App;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use vigie_domain::id::AlertId;
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::Tx;
use vigie_ops::store::alerts::{Shown, shown};

/// Alerts read from the database at once.
pub(super) const PAGE: usize = 1_000;

/// `POST /api/v2/alerts`
pub(super) async fn post(app: &App, sender: &Sender, body: Bytes) -> Response {
    let signals = match alerts(&body) {
        Ok(signals) => signals,
        Err(unread) => return whole_refused(&unread, "alerts"),
    };
    let posted = Posted::judge((sender, body), signals, &app.cx.setup(), app.cx.now());
    let reasons: Vec<String> =
        posted.judged.refused.iter().map(|refused| refused.why.clone()).collect();
    match receive(app, posted).await {
        Ok(()) if reasons.is_empty() => done(),
        Ok(()) => refusal(StatusCode::BAD_REQUEST, &reasons.join("; ")),
        Err(error) => failure(&error),
    }
}

/// The answer to a body of which nothing is taken.
pub(super) fn whole_refused(unread: &Unread, what: &str) -> Response {
    match unread {
        Unread::Json(why) => unreadable(what, why),
        Unread::Schema(code, why) => schema(*code, why),
        Unread::TooMany => {
            let said = format!("more than {ALERTS_MAX} alerts in one request: send fewer at once");
            refusal(StatusCode::PAYLOAD_TOO_LARGE, &said)
        }
    }
}

/// Takes what is sound: into the spool, or at once where other nodes share the database and must
/// see it in order.
async fn receive(app: &App, posted: Posted) -> Result<(), Error> {
    if let Some(spool) = &app.spool {
        return Ok(spool.keep(posted).await?);
    }
    let setup = app.cx.setup();
    let work = move |tx: &mut Tx<'_>| take(tx, &setup, &[&posted]);
    app.cx.store.write(work).await
}

/// `GET /api/v2/alerts`
pub(super) async fn list(app: &App, uri: &Uri) -> Response {
    let query = match Query::read(uri) {
        Ok(query) => query,
        Err(refused) => return *refused,
    };
    match look::find(app, &query).await {
        Ok(found) => {
            let app = app.clone();
            stream::answer(|out| async move { write(&app, &query, &found, out).await })
        }
        Err(error) => failure(&error),
    }
}

async fn write(app: &App, query: &Query, found: &Found, mut out: Out) -> Result<(), Cut> {
    let setup = app.cx.setup();
    let look = Look::new(&setup, found);
    out.text().push('[');
    let mut first = true;
    for chunk in found.alerts.chunks(PAGE) {
        let ids = chunk.iter().map(|(_, id)| *id).collect();
        for alert in page(app, ids, &out).await? {
            let before = out.text().len();
            match push(out.text(), &alert, (&setup, query, &look), first) {
                Ok(()) => first = first && out.text().len() == before,
                Err(error) => return Err(out.fail(&error).await),
            }
        }
        out.flow().await?;
    }
    out.text().push_str("]\n");
    out.flush().await
}

/// Reads alerts by number.
pub(super) async fn page(app: &App, ids: Vec<AlertId>, out: &Out) -> Result<Vec<Shown>, Cut> {
    match app.cx.store.read(move |tx| Ok(shown(tx, &ids)?)).await {
        Ok(alerts) => Ok(alerts),
        Err(error) => Err(out.fail(&error).await),
    }
}

/// Writes an alert if it is wanted.
fn push(
    text: &mut String,
    alert: &Shown,
    (setup, query, look): (&Setup, &Query, &Look<'_>),
    first: bool,
) -> Result<(), Error> {
    if !look.goes_on(alert) {
        return Ok(());
    }
    let labels = look::labels(alert)?;
    let routes = setup.root.chosen(&labels);
    let receivers: Vec<&str> = routes.iter().map(|route| route.receiver.as_str()).collect();
    let status = look.status(&labels);
    if status.is_wanted(query) && receivers.iter().any(|name| query.wants_receiver(name)) {
        if !first {
            text.push(',');
        }
        push_alert(text, alert, &status, &receivers, &[]);
    }
    Ok(())
}
