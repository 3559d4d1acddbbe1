//! The deadlines that are in force, and the matrix of priorities.

use super::Answer;
use super::ask::{Known, Params};
use super::clocks::ClockTerms;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use vigie_domain::clock::{Deadline, Occasion};
use vigie_domain::qualification::Priorities;
use vigie_ops::words::Words;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// What laws, contracts and rules give, and what urgency and impact come to; they are few, and told
/// at once.
#[derive(Serialize, ToSchema)]
struct DeadlineTable {
    /// Those that Vigie brings along, as they were changed, then the operator's own.
    deadlines: Vec<DeadlineLine>,
    /// The priority, 1 to 5: a row for each urgency from 1, in it a number for each impact from 1.
    priorities: Vec<Vec<u8>>,
    /// Whether that matrix is the operator's own; GLPI's when not.
    own_priorities: bool,
}

/// A deadline.
#[derive(Serialize, ToSchema)]
struct DeadlineLine {
    /// Its short name: send it as `kind` to start a clock.
    slug: String,
    #[serde(flatten)]
    terms: ClockTerms,
    /// On which occasions a qualification starts it: `personal_data`, `red`, `orange`, `malicious`,
    /// `down`; on none, people start it.
    when: Vec<&'static str>,
    /// Whether it is switched off.
    off: bool,
}

impl DeadlineLine {
    fn new(deadline: &Deadline, words: Words) -> Self {
        Self {
            slug: deadline.terms.name.to_string(),
            terms: ClockTerms::new(&deadline.terms, words),
            when: deadline.when.iter().copied().map(Occasion::as_str).collect(),
            off: deadline.is_off,
        }
    }
}

/// List deadlines
///
/// With their sources and the days on which those were read, and the matrix of priorities.
#[utoipa::path(
    get,
    path = "/api/v1/deadlines",
    tag = "incidents",
    responses((status = 200, body = DeadlineTable))
)]
async fn list(State(app): State<App>, _: Known, params: Params) -> Answer<DeadlineTable> {
    params.only(&[])?;
    let setup = app.cx.setup();
    let words = Words::of(setup.settings.language);
    let all = setup.deadlines.all().iter();
    let matrix = setup.settings.priorities;
    Ok(Json(DeadlineTable {
        deadlines: all.map(|deadline| DeadlineLine::new(deadline, words)).collect(),
        priorities: matrix.0.map(|row| row.map(|degree| degree.number()).to_vec()).to_vec(),
        own_priorities: matrix != Priorities::default(),
    }))
}
