//! The journal: read, and its seals checked.

use super::super::error::Problem;
use super::Answer;
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
use vigie_ops::journal::{Seals, verify};
use vigie_ops::store::journal::{self, Entry};

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
}

impl EntryLine {
    pub(super) fn new(entry: Entry) -> Self {
        Self {
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
}

/// Read the journal
#[utoipa::path(
    get,
    path = "/api/v1/journal",
    tag = "journal",
    params(
        ("limit" = Option<i64>, Query, description = "entries on a page, 1 to 500"),
        ("cursor" = Option<String>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = EntryList), (status = 400, body = Problem))
)]
async fn list(State(app): State<App>, _: Known, params: Params) -> Answer<EntryList> {
    params.only(&["limit", "cursor"])?;
    let page = Page::asked(&params)?;
    let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
        Ok(journal::before(tx, EntryId(page.before), page.limit)?)
    };
    let found = app.cx.store.read(unit).await?;
    let next_cursor = page.next(found.len(), found.last().map(|entry| entry.seq.0));
    let lines = found.into_iter().flat_map(|entry| entry.lines().into_iter().rev());
    Ok(Json(EntryList { entries: lines.map(EntryLine::new).collect(), next_cursor }))
}

/// Check the journal's seals
#[utoipa::path(
    get,
    path = "/api/v1/journal/verify",
    tag = "journal",
    responses((status = 200, body = SealReport))
)]
async fn check(State(app): State<App>, _: Known, params: Params) -> Answer<SealReport> {
    params.only(&[])?;
    Ok(Json(match app.cx.store.read(verify).await? {
        Seals::Whole { last, hash } => {
            SealReport { whole: true, last: last.0, hash: Some(hash), broken_from: None }
        }
        Seals::Broken { first, last } => {
            SealReport { whole: false, last: last.0, hash: None, broken_from: Some(first.0) }
        }
    }))
}
