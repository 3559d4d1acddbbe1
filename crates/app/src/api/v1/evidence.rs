//! Evidence of an incident: listed, kept as raw bytes, handed out as files.

use super::super::error::Problem;
use super::Answer;
use super::ask::{Known, Params};
use super::incidents::reference;
use crate::evidence::{announced, begin, broken_off, hand_out, hear_out, shelf, take};
use crate::state::App;
use axum::Json;
use axum::body::BodyDataStream;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::StreamExt;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::evidence::Evidence;
use vigie_domain::id::EvidenceId;
use vigie_domain::rights::Act;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Given, not_kept};
use vigie_ops::store::shelf::{Kept, NotKept};
use vigie_ops::store::{Tx, evidence};
use vigie_ops::{Error, sight};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(keep, show)).routes(routes!(check))
}

/// What is kept with an incident; it is little, and told at once.
#[derive(Serialize, ToSchema)]
struct EvidenceKept {
    evidence: Vec<EvidenceLine>,
}

/// A file or a pasted log that is kept with an incident.
#[derive(Serialize, ToSchema)]
struct EvidenceLine {
    id: i64,
    name: String,
    bytes: u64,
    /// The SHA-256 of its content, hexadecimal.
    sha256: String,
    /// When what it shows happened, if somebody said so.
    occurred_at: Option<String>,
    added_by: String,
    added_at: String,
}

impl From<Evidence> for EvidenceLine {
    fn from(one: Evidence) -> Self {
        Self {
            id: one.id.0,
            name: one.name,
            bytes: one.bytes,
            sha256: one.sha256.to_string(),
            occurred_at: one.occurred_at.map(|at| at.to_string()),
            added_by: one.added_by,
            added_at: one.added_at.to_string(),
        }
    }
}

/// What is in the folder of evidence, compared with what was noted.
#[derive(Serialize, ToSchema)]
struct EvidenceCheck {
    /// Pieces of evidence that were noted.
    noted: u64,
    /// Those whose file is not in the data directory of this server, or has another size.
    missing: u64,
}

/// List the evidence of an incident
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/evidence",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    responses((status = 200, body = EvidenceKept), (status = 404, body = Problem))
)]
async fn list(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path(name): Path<String>,
) -> Answer<EvidenceKept> {
    params.only(&[])?;
    let reference = reference(&name)?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::See, reference)?;
        Ok(evidence::of_incident(tx, incident.id)?)
    };
    let all = app.cx.store.read(unit).await?;
    Ok(Json(EvidenceKept { evidence: all.into_iter().map(EvidenceLine::from).collect() }))
}

/// Keep a file as evidence of an incident
///
/// The body is the content as it is, of any type, at most `settings.evidence_bytes_max` bytes. The
/// same content under the same name is kept once, so this may be repeated.
#[utoipa::path(
    put,
    path = "/api/v1/incidents/{reference}/evidence/{evidence}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("evidence" = String, Path, description = "the name of the file, such as access.log"),
        ("occurred_at" = Option<String>, Query, description = "when what it shows happened, RFC 3339"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = EvidenceLine), (status = 404, body = Problem), (status = 413, body = Problem))
)]
async fn keep(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path((name, file)): Path<(String, String)>,
    request: Request,
) -> Answer<EvidenceLine> {
    let (parts, body) = request.into_parts();
    let may = may_keep(&app, &by, (&params, &name), &parts.headers).await;
    let mut rest = body.into_data_stream();
    let kept = match may {
        Ok(()) => arrive(&app, &mut rest).await,
        Err(problem) => Err(problem),
    };
    let kept = match kept {
        Ok(kept) => kept,
        Err(problem) => {
            hear_out(rest);
            return Err(problem);
        }
    };
    let (reference, now) = (reference(&name)?, app.cx.now());
    let given = Given { name: file, occurred_at: occurred(&params)? };
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::add_evidence(tx, incident.id, (&given, &kept), &by.0, now)
    };
    Ok(Json(app.cx.store.write(unit).await?.into()))
}

/// Refuses before a byte is read what can be refused by then.
async fn may_keep(
    app: &App,
    by: &Known,
    (params, name): (&Params, &str),
    headers: &HeaderMap,
) -> Result<(), Problem> {
    params.only(&["occurred_at"])?;
    occurred(params)?;
    let (reference, seen) = (reference(name)?, by.1.clone());
    let read = app.cx.store.read(move |tx| sight::incident(tx, &seen, Act::Respond, reference));
    read.await?;
    announced(app, headers).map_err(too_large)
}

fn occurred(params: &Params) -> Result<Option<Timestamp>, Problem> {
    params.last("occurred_at", "an instant such as 2026-11-20T22:00:00Z")
}

/// The only refusal of a content that is not told by its status alone.
fn too_large(error: Error) -> Problem {
    match error {
        Error::Refused { why, next_step } => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, why.to_string(), next_step.to_string())
        }
        other @ (Error::NotFound(_) | Error::NotAllowed | Error::Stale | Error::Broken(_)) => {
            other.into()
        }
    }
}

async fn arrive(app: &App, rest: &mut BodyDataStream) -> Result<Kept, Problem> {
    let setup = app.cx.setup();
    let mut arriving = begin(app).await?;
    while let Some(part) = rest.next().await {
        let part = part.map_err(|_| Problem::from(broken_off()))?;
        let most = setup.settings.evidence_bytes_max;
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        if arriving.bytes().saturating_add(length) > most {
            return Err(too_large(not_kept(&setup, NotKept::TooLarge)));
        }
        take(app, &mut arriving, &part).await?;
    }
    Ok(arriving.keep().await.map_err(|why| not_kept(&setup, why))?)
}

/// Download a piece of evidence
///
/// The content is compared with its SHA-256 first; one that was changed is not handed out.
#[utoipa::path(
    get,
    path = "/api/v1/incidents/{reference}/evidence/{evidence}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("evidence" = String, Path, description = "its number, as the list shows it"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 404, body = Problem),
    )
)]
async fn show(
    State(app): State<App>,
    by: Known,
    params: Params,
    Path((name, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    params.only(&[])?;
    let reference = reference(&name)?;
    let id = EvidenceId(number.parse().map_err(|_| {
        Problem::not_found(format!("\"{number}\" is no number"), "take one from the list")
    })?);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::evidence_of(tx, incident.id, id)
    };
    let found = app.cx.store.read(unit).await?;
    Ok(hand_out(&app, &found).await?)
}

/// Compare the evidence that was noted with the files of this server
///
/// Looks at their names and sizes; `vigie doctor`, on the server's own machine, reads them through.
#[utoipa::path(
    get,
    path = "/api/v1/evidence/check",
    tag = "incidents",
    responses((status = 200, body = EvidenceCheck))
)]
async fn check(State(app): State<App>, params: Params) -> Answer<EvidenceCheck> {
    params.only(&[])?;
    let counted = respond::count_evidence(&app.cx, &shelf(&app)).await?;
    Ok(Json(EvidenceCheck { noted: counted.noted, missing: counted.missing }))
}
