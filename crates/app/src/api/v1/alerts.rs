//! Alerts: listed, shown with their story, sent, acknowledged and closed.

mod find;
mod wire;

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::body::Body;
use super::page::Page;
use super::seen::{Seen, Tagged};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use find::STATES;
pub(super) use find::lines;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::alert::Signal;
use vigie_domain::id::AlertId;
use vigie_domain::matcher::Matcher;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::text::Slug;
use vigie_ops::alert::{Judged, Wanted, acknowledge, receive, resolve_by_hand};
use vigie_ops::store::{Tx, alerts};
use vigie_ops::{detect, sight};
pub(super) use wire::{AlertLine, SignalForm, instant};
use wire::{AlertList, AlertStory, Refused, Taken};

/// The source of what is sent here.
const SOURCE: &str = "api";
/// Signals in one message; what is more comes in several.
const SIGNALS_MAX: usize = 1_000;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, send))
        .routes(routes!(show))
        .routes(routes!(take))
        .routes(routes!(close))
}

/// List alerts
///
/// `filter` holds one matcher and may be repeated: all must match.
#[utoipa::path(
    get,
    path = "/api/v1/alerts",
    tag = "alerts",
    params(
        ("filter" = Option<Vec<String>>, Query, description = "a matcher, such as severity=critical"),
        ("state" = Option<String>, Query, description = "live (unless said), open, acknowledged, resolved or all"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = AlertList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<AlertList> {
    params.only(&["filter", "state", "limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let state = params.word("state", &STATES)?.unwrap_or("live");
    let filter = params
        .all("filter")
        .map(|text| matcher("filter", text))
        .collect::<Result<Vec<_>, _>>()?
        .into();
    let wanted = Wanted {
        stage: find::stage(state),
        matchers: filter,
        sight: by.1,
        before: AlertId(page.before),
        limit: usize::try_from(page.limit).unwrap_or(1),
    };
    let now = app.cx.now();
    let found = app.cx.store.read(move |tx| find::page(tx, &wanted, now)).await?;
    Ok(Json(found))
}

/// A matcher of a parameter or form.
pub(super) fn matcher(field: &str, text: &str) -> Result<Matcher, Problem> {
    Matcher::parse(text).map_err(|error| {
        let detail = format!("\"{text}\" is no matcher: {error}");
        let next = "write it as name=value, name!=value, name=~regex or name!~regex";
        Problem::field(field, detail, next)
    })
}

/// Show an alert with its story
#[utoipa::path(
    get,
    path = "/api/v1/alerts/{id}",
    tag = "alerts",
    params(("id" = i64, Path, description = "the alert's number")),
    responses((status = 200, body = AlertStory, headers(("ETag" = String, description = "what is shown"))), (status = 404, body = Problem))
)]
async fn show(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
) -> Result<Tagged<AlertStory>, Problem> {
    let (id, now) = (number(&id)?, app.cx.now());
    Ok(Tagged(app.cx.store.read(move |tx| find::story(tx, &by.1, id, now)).await?))
}

fn number(text: &str) -> Result<AlertId, Problem> {
    text.parse().map(AlertId).map_err(|_| {
        let detail = format!("\"{text}\" is no alert's number");
        Problem::not_found(detail, "list the alerts and take an id from there")
    })
}

/// Send signals
///
/// Each opens, refreshes or (with an end in the past) ends the alert of its labels.
#[utoipa::path(
    post,
    path = "/api/v1/alerts",
    tag = "alerts",
    request_body = Vec<SignalForm>,
    responses((status = 200, body = Taken), (status = 400, body = Problem))
)]
async fn send(
    State(app): State<App>,
    by: Known,
    Body(forms): Body<Vec<SignalForm>>,
) -> Answer<Taken> {
    if forms.is_empty() || forms.len() > SIGNALS_MAX {
        let detail = format!("{} signals in one message", forms.len());
        return Err(Problem::refused(detail, format!("send 1 to {SIGNALS_MAX} of them")));
    }
    let now = app.cx.now();
    let signals = forms
        .into_iter()
        .enumerate()
        .map(|(place, form)| form.signal(place, now))
        .collect::<Result<Vec<Signal>, Problem>>()?;
    if let Some(place) = signals.iter().position(|one| !sends(&by.1, one)) {
        let field = format!("[{place}].labels.service");
        let next = "send it with the service label of one of your services";
        return Err(Problem::field(&field, "it is about something that is not yours", next));
    }
    let taken = store(&app, signals).await?;
    if let (0, Some(first)) = (taken.taken, taken.refused.first()) {
        let field = format!("[{}]", first.place);
        return Err(Problem::field(&field, &first.why, "correct the signal and send it again"));
    }
    Ok(Json(taken))
}

fn sends(sight: &Sight, signal: &Signal) -> bool {
    sight.may(Act::Signal, signal.labels.get("service"))
}

async fn store(app: &App, signals: Vec<Signal>) -> Result<Taken, Problem> {
    let (setup, now) = (app.cx.setup(), app.cx.now());
    let source: Slug = SOURCE.parse().map_err(|_| Problem::broken("the source has no name"))?;
    let judged = Judged::new(signals, &setup, now);
    let unit = move |tx: &mut Tx<'_>| {
        let received = receive(tx, &setup, &source, &judged, now)?;
        let count = |count| i64::try_from(count).unwrap_or(i64::MAX);
        let counts = (count(received.taken), count(received.refused.len()));
        detect::heard(tx, &source, counts, now)?;
        let mut ids = Vec::new();
        for claim in &judged.claims {
            let known = alerts::latest(tx, claim.key)?;
            ids.extend(known.map(|stored| stored.alert.id.0));
        }
        Ok((received, ids))
    };
    let (received, ids) = app.cx.store.write(unit).await?;
    let refused = received.refused.into_iter();
    Ok(Taken {
        taken: received.taken,
        ids,
        refused: refused
            .map(|refusal| Refused { place: refusal.place, why: refusal.why })
            .collect(),
    })
}

/// Acknowledge an alert: whoever does has it until it clears
#[utoipa::path(
    post,
    path = "/api/v1/alerts/{id}/acknowledge",
    tag = "alerts",
    params(("id" = i64, Path, description = "the alert's number")),
    responses((status = 200, body = AlertLine), (status = 412, body = Problem))
)]
async fn take(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    seen: Seen,
) -> Answer<AlertLine> {
    let (id, now, named) = (number(&id)?, app.cx.now(), seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::alert(tx, &by.1, Act::Respond, id)?;
        seen.check(|| find::story(tx, &by.1, id, now))?;
        acknowledge(tx, id, &by.0, now)?;
        find::line(tx, id, now)
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}

/// End an alert by hand, for what no source will ever end
#[utoipa::path(
    post,
    path = "/api/v1/alerts/{id}/close",
    tag = "alerts",
    params(("id" = i64, Path, description = "the alert's number")),
    responses((status = 200, body = AlertLine), (status = 412, body = Problem))
)]
async fn close(
    State(app): State<App>,
    by: Known,
    Path(id): Path<String>,
    seen: Seen,
) -> Answer<AlertLine> {
    let (id, now, named) = (number(&id)?, app.cx.now(), seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        sight::alert(tx, &by.1, Act::Respond, id)?;
        seen.check(|| find::story(tx, &by.1, id, now))?;
        resolve_by_hand(tx, id, &by.0, now)?;
        find::line(tx, id, now)
    };
    Ok(Json(app.cx.store.write(unit).await.map_err(|error| named.problem(error))?))
}
