//! Correcting what is known of an incident.

use super::super::super::error::Problem;
use super::super::Answer;
use super::super::ask::Known;
use super::super::body::Body;
use super::super::seen::Seen;
use super::wire::{IncidentLine, SEVERITIES, service};
use super::{reference, story};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use vigie_domain::incident::Particulars;
use vigie_domain::rights::Act;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Edit, Edited, MovedClock};
use vigie_ops::store::Tx;
use vigie_ops::{Error, sight};

/// What is known of an incident from now on. What is left out stays as it is; `null` says that
/// nobody knows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditForm {
    /// One line that says what is wrong.
    title: Option<String>,
    /// The service that suffers, by its short name.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    service: Option<Option<String>>,
    /// `info`, `warning` or `critical`.
    severity: Option<String>,
    /// When it began to be wrong, RFC 3339.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    occurred_at: Option<Option<String>>,
    /// When something or somebody saw it, RFC 3339.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    detected_at: Option<Option<String>>,
    /// When the team learned of it, RFC 3339. Legal clocks that count from there move with it.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    aware_at: Option<Option<String>>,
    /// When it hurt less, RFC 3339.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    mitigated_at: Option<Option<String>>,
    /// Why. Needed where a known time is replaced, and where legal clocks move.
    #[serde(default)]
    why: String,
    /// The version that was seen; the correction is refused when there is another one by now.
    seen: Option<i64>,
}

/// `null` is said, too.
fn said<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// An incident after a correction.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentEdit {
    /// The incident.
    #[serde(flatten)]
    incident: IncidentLine,
    /// The legal clocks that count from another moment now.
    moved_clocks: Vec<MovedClockLine>,
}

/// A legal clock that counts from another moment.
#[derive(Debug, Serialize, ToSchema)]
struct MovedClockLine {
    /// Which deadline, such as `gdpr-authority`.
    kind: String,
    /// When it ended before; null when it has no count.
    due_before: Option<String>,
    /// When it ends now; null when it has no count.
    due_at: Option<String>,
}

impl MovedClockLine {
    fn new(moved: &MovedClock) -> Self {
        let text = |due: Option<Timestamp>| due.map(|due| due.to_string());
        Self {
            kind: moved.after.deadline().to_owned(),
            due_before: text(moved.before.due_at),
            due_at: text(moved.after.due_at),
        }
    }
}

/// The fields that were said, read.
struct Patch {
    title: Option<String>,
    service: Option<Option<Slug>>,
    severity: Option<Severity>,
    times: [Option<Option<Timestamp>>; 4],
}

impl EditForm {
    fn read(&self, setup: &Setup) -> Result<Patch, Problem> {
        let severity = self.severity.as_deref().map(|word| {
            let found = SEVERITIES.into_iter().find(|known| known.as_str() == word);
            found.ok_or_else(|| {
                let detail = format!("\"{word}\" is no severity");
                Problem::field("severity", detail, "write info, warning or critical")
            })
        });
        let named = self
            .service
            .as_ref()
            .map(|name| name.as_deref().map(|name| service(name, setup)).transpose());
        Ok(Patch {
            title: self.title.clone(),
            service: named.transpose()?,
            severity: severity.transpose()?,
            times: [
                moment("occurred_at", self.occurred_at.as_ref())?,
                moment("detected_at", self.detected_at.as_ref())?,
                moment("aware_at", self.aware_at.as_ref())?,
                moment("mitigated_at", self.mitigated_at.as_ref())?,
            ],
        })
    }
}

fn moment(name: &str, said: Option<&Option<String>>) -> Result<Option<Option<Timestamp>>, Problem> {
    let Some(said) = said else { return Ok(None) };
    let read = said.as_deref().map(str::parse).transpose();
    read.map(Some).map_err(|_| {
        let next = "write it as 2026-11-20T22:00:00Z, or null for what nobody knows";
        Problem::field(name, "this is no instant", next)
    })
}

impl Patch {
    /// The particulars with what was said.
    fn over(&self, now: &Particulars) -> Particulars {
        let [occurred, detected, aware, mitigated] = self.times;
        Particulars {
            title: self.title.clone().unwrap_or_else(|| now.title.clone()),
            service: self.service.clone().unwrap_or_else(|| now.service.clone()),
            severity: self.severity.unwrap_or(now.severity),
            occurred: occurred.unwrap_or(now.occurred),
            detected: detected.unwrap_or(now.detected),
            aware: aware.unwrap_or(now.aware),
            mitigated: mitigated.unwrap_or(now.mitigated),
        }
    }
}

/// Correct what is known of an incident
///
/// Each change is a line of its timeline, with the old and the new. A correction of when the team was
/// aware moves the open legal clocks that count from there; the answer names them.
#[utoipa::path(
    patch,
    path = "/api/v1/incidents/{reference}",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = EditForm,
    responses((status = 200, body = IncidentEdit), (status = 400, body = Problem), (status = 412, body = Problem))
)]
pub(super) async fn edit(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    seen: Seen,
    Body(form): Body<EditForm>,
) -> Answer<IncidentEdit> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let (patch, named) = (form.read(&setup)?, seen.clone());
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        seen.check(|| story(tx, &by.1, reference, now))?;
        respond::unchanged(&incident, form.seen)?;
        let known = incident.particulars();
        let wanted = patch.over(&known);
        if wanted.service != known.service {
            sight::declares(&by.1, wanted.service.as_ref())?;
        }
        let edit = Edit { seen: known, wanted, why: form.why.clone(), moves_clocks: true };
        respond::edit(tx, &setup, (reference, &edit), &by.0, now)
    };
    match app.cx.store.write(unit).await.map_err(|error| named.problem(error))? {
        Edited::Kept(incident, moved) => Ok(Json(IncidentEdit {
            incident: IncidentLine::new(&incident),
            moved_clocks: moved.iter().map(MovedClockLine::new).collect(),
        })),
        Edited::Meanwhile(..) | Edited::WouldMove(_) => Err(Error::Stale.into()),
    }
}
