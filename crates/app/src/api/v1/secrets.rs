//! The key of the installation: changed, step by step.

use super::super::error::Problem;
use super::Answer;
use super::ask::Known;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_ops::secret::{Rotated, Step, rotate};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(turn))
}

/// How far the change of the key came.
#[derive(Debug, Serialize, ToSchema)]
struct RotationLine {
    /// `announced`, `in_use` or `done`.
    step: &'static str,
    /// Secrets that were hidden again with the new key.
    renewed: usize,
    /// Texts that no known key reveals: they must be given again.
    lost: usize,
    /// What to do next.
    next_step: &'static str,
}

impl RotationLine {
    fn new(done: Rotated) -> Self {
        let Rotated { step, renewed, lost } = done;
        let (step, next_step) = match step {
            Step::Announced => (
                "announced",
                "copy vigie.key to the data directory of every other node (each reads it within \
                 seconds), then run `vigie secret rotate` again",
            ),
            Step::InUse => (
                "in_use",
                "copy vigie.key to every other node once more, then run `vigie secret rotate` again",
            ),
            Step::Done => (
                "done",
                "copy vigie.key wherever it is kept; copies of the old key open nothing any more. \
                 Links in messages sent before no longer work: sign in instead",
            ),
        };
        Self { step, renewed, lost, next_step }
    }
}

/// Change the key that hides secrets
///
/// One server does all of it at once. Where several nodes share a database it takes three calls,
/// with a copy of the key file to the other nodes after each.
#[utoipa::path(
    post,
    path = "/api/v1/secrets/rotate",
    tag = "access",
    responses((status = 200, body = RotationLine), (status = 400, body = Problem))
)]
async fn turn(State(app): State<App>, by: Known) -> Answer<RotationLine> {
    let done = rotate(&app.cx, &by.0).await?;
    tracing::info!(step = ?done.step, renewed = done.renewed, lost = done.lost, "key changed");
    Ok(Json(RotationLine::new(done)))
}
