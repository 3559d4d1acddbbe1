//! The journal: read, and its seals checked.

use super::super::error::Problem;
use super::Answer;
use super::alerts::instant;
use super::ask::{Known, Params};
use super::page::Page;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::id::EntryId;
use vigie_domain::incident::Reference;
use vigie_domain::note::NoteMark;
use vigie_domain::rights::Act;
use vigie_ops::journal::{Seals, find, holds, verify};
use vigie_ops::sight;
use vigie_ops::store::Tx;
use vigie_ops::store::journal::{Entry, Filter};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(check))
}

/// One line of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryLine {
    /// Its place in the journal; alerts opened by one message share it.
    seq: i64,
    /// When it happened.
    at: String,
    /// Who did it: a person, a program, a source, or `vigie`.
    actor: String,
    /// Its kind, a stable word.
    kind: String,
    /// The alert it is about.
    alert: Option<i64>,
    /// The name of the thing it is about.
    subject: String,
    /// The words that come with it.
    text: String,
    /// Of a correction: the line that it corrects, by its `seq`.
    corrects: Option<i64>,
    /// Of a note: when it happened, where that was not when it was written.
    occurred_at: Option<String>,
}

impl EntryLine {
    pub(super) fn new(entry: Entry) -> Self {
        let mark = NoteMark::read(&entry.kind, &entry.subject).unwrap_or_default();
        Self {
            corrects: mark.corrects.map(|line| line.0),
            occurred_at: mark.occurred_at.map(|at| at.to_string()),
            seq: entry.seq.0,
            at: entry.at.to_string(),
            actor: entry.actor,
            kind: entry.kind,
            alert: entry.alert.map(|id| id.0),
            subject: entry.subject,
            text: entry.text,
        }
    }
}

/// A page of the journal.
#[derive(Debug, Serialize, ToSchema)]
struct EntryList {
    /// The lines, newest first.
    entries: Vec<EntryLine>,
    /// Asks for the next page.
    next_cursor: Option<String>,
}

/// Whether the journal is as it was written.
#[derive(Debug, Serialize, ToSchema)]
struct SealReport {
    /// Whether every sealed block fits its entries and the block before.
    whole: bool,
    /// The last entry that is sealed; of a broken chain, the last of the first broken block.
    last: i64,
    /// The hash to keep elsewhere, to notice a rewritten chain; absent when broken.
    hash: Option<String>,
    /// The first entry of the first broken block.
    broken_from: Option<i64>,
    /// The last entry of the block with the `kept` hash; absent when no block has it any more:
    /// then the chain was rewritten.
    kept_until: Option<i64>,
}

/// Read the journal
#[utoipa::path(
    get,
    path = "/api/v1/journal",
    tag = "journal",
    params(
        ("actor" = Option<String>, Query, description = "who did it"),
        ("kind" = Option<String>, Query, description = "its kind, such as signed_in"),
        ("incident" = Option<String>, Query, description = "such as INC-2026-0042"),
        ("since" = Option<String>, Query, description = "from when on, RFC 3339"),
        ("until" = Option<String>, Query, description = "before when, RFC 3339"),
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = EntryList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, by: Known, params: Params) -> Answer<EntryList> {
    params.only(&["actor", "kind", "incident", "since", "until", "limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let text = |name: &str| params.all(name).last().unwrap_or_default().to_owned();
    let time = |name: &str| instant(name, params.all(name).last());
    let reference: Option<Reference> = params.last("incident", "such as INC-2026-0042")?;
    let filter = Filter {
        actor: text("actor"),
        kind: text("kind"),
        incident: None,
        since: time("since")?,
        until: time("until")?,
    };
    let unit = move |tx: &mut Tx<'_>| {
        let mut filter = filter.clone();
        if let Some(reference) = reference {
            filter.incident = Some(sight::incident(tx, &by.1, Act::See, reference)?.id);
        }
        let (found, next) = find(tx, &filter, EntryId(page.before), page.limit)?;
        Ok((sight::lines(tx, &by.1, found)?, next))
    };
    let (found, next) = app.cx.store.read(unit).await?;
    let next_cursor = next.map(|seq| seq.0.to_string());
    Ok(Json(EntryList { entries: found.into_iter().map(EntryLine::new).collect(), next_cursor }))
}

/// Check the journal's seals
#[utoipa::path(
    get,
    path = "/api/v1/journal/verify",
    tag = "journal",
    params(("kept" = Option<String>, Query, description = "a hash that was kept elsewhere: is it still in the chain?")),
    responses((status = 200, body = SealReport))
)]
async fn check(State(app): State<App>, _: Known, params: Params) -> Answer<SealReport> {
    params.only(&["kept"])?;
    let kept = params.all("kept").last().map(str::to_owned);
    let unit = move |tx: &mut Tx<'_>| {
        let held = kept.as_deref().map(|kept| holds(tx, kept)).transpose()?.flatten();
        Ok((verify(tx)?, held.map(|seq| seq.0)))
    };
    let (seals, kept_until) = app.cx.store.read(unit).await?;
    let (whole, last, hash, broken_from) = match seals {
        Seals::Whole { last, hash } => (true, last.0, Some(hash), None),
        Seals::Broken { first, last } => (false, last.0, None, Some(first.0)),
    };
    Ok(Json(SealReport { whole, last, hash, broken_from, kept_until }))
}
