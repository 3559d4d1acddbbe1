//! Links between incidents, and splitting one.

use super::super::super::error::Problem;
use super::super::Answer;
use super::super::ask::Known;
use super::super::body::Body;
use super::wire::IncidentStory;
use super::{reference, story};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_domain::id::{AlertId, EntryId};
use vigie_domain::incident::{Incident, Relation};
use vigie_domain::rights::Act;
use vigie_ops::respond::{self, Split};
use vigie_ops::sight;
use vigie_ops::store::Tx;
use vigie_ops::store::links::Linked;

/// Another incident, and how it stands to this one.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinkLine {
    /// `related`, `caused-by`, `causes`, `split-from` or `split-into`.
    relation: &'static str,
    /// The other incident.
    reference: String,
    /// Its title.
    title: String,
    /// Its stage.
    stage: &'static str,
    /// Who linked it.
    linked_by: String,
    /// When.
    linked_at: String,
}

impl LinkLine {
    pub(super) fn new((link, other): &(Linked, Incident)) -> Self {
        Self {
            relation: link.relation.as_str(),
            reference: other.reference.to_string(),
            title: other.title.clone(),
            stage: other.stage.as_str(),
            linked_by: link.by.clone(),
            linked_at: link.at.to_string(),
        }
    }
}

/// Another incident to link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkForm {
    /// How the other stands to this one: `related`, `caused-by` or `causes`.
    relation: String,
    /// The other incident, such as INC-2026-0041.
    other: String,
}

/// What becomes a new incident.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitForm {
    /// One line that says what is wrong there.
    title: String,
    /// The alerts that go there.
    #[serde(default)]
    alerts: Vec<i64>,
    /// The lines of the timeline that it refers to, by their `seq`.
    #[serde(default)]
    lines: Vec<i64>,
}

/// Link an incident to another
///
/// Nothing of a private incident is shown to whoever may not see it, neither here nor in a timeline.
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/links",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = LinkForm,
    responses((status = 200, body = IncidentStory), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn link(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<LinkForm>,
) -> Answer<IncidentStory> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let said = Relation::SAID.into_iter().find(|one| one.as_str() == form.relation);
    let relation = said.ok_or_else(|| {
        let detail = format!("\"{}\" is no link that people say", form.relation);
        Problem::field("relation", detail, "write related, caused-by or causes")
    })?;
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        let other = sight::named(tx, &by.1, &form.other)?;
        respond::link(tx, &setup, (&incident, relation, &other), &by.0, now)?;
        story(tx, &by.1, reference, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Take the link to another incident back
#[utoipa::path(
    delete,
    path = "/api/v1/incidents/{reference}/links/{other}",
    tag = "incidents",
    params(
        ("reference" = String, Path, description = "such as INC-2026-0042"),
        ("other" = String, Path, description = "such as INC-2026-0041"),
    ),
    responses((status = 200, body = IncidentStory), (status = 404, body = Problem))
)]
pub(super) async fn unlink(
    State(app): State<App>,
    by: Known,
    Path((name, other)): Path<(String, String)>,
) -> Answer<IncidentStory> {
    let (now, setup) = (app.cx.now(), app.cx.setup());
    let (reference, other) = (reference(&name)?, reference(&other)?);
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        let other = sight::incident(tx, &by.1, Act::See, other)?;
        respond::unlink(tx, &setup, (&incident, &other), &by.0, now)?;
        story(tx, &by.1, reference, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Make a new incident of some alerts and lines of this one
///
/// Answers the new incident, which is linked to this one.
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/split",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = SplitForm,
    responses((status = 200, body = IncidentStory), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn split(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<SplitForm>,
) -> Answer<IncidentStory> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let wanted = Split {
        title: form.title,
        alerts: form.alerts.into_iter().map(AlertId).collect(),
        lines: form.lines.into_iter().map(EntryId).collect(),
    };
    let unit = move |tx: &mut Tx<'_>| {
        let incident = sight::incident(tx, &by.1, Act::Respond, reference)?;
        for alert in &wanted.alerts {
            sight::alert(tx, &by.1, Act::Respond, *alert)?;
        }
        let part = respond::split(tx, &setup, (&incident, &wanted), &by.0, now)?;
        story(tx, &by.1, part.reference, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}
