//! Who does what in an incident, and who sees it.

use super::super::super::error::Problem;
use super::super::Answer;
use super::super::ask::Known;
use super::super::body::Body;
use super::wire::{IncidentLine, IncidentStory, PrivacyForm, RoleForm};
use super::{reference, story};
use crate::state::App;
use axum::Json;
use axum::extract::{Path, State};
use vigie_domain::incident::{Incident, Reference, Seat};
use vigie_domain::rights::Act;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::respond::{self, Privacy, Seating};
use vigie_ops::store::{Tx, incidents};
use vigie_ops::{Error, sight};

/// Give, take or leave a role of an incident
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/roles",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = RoleForm,
    responses((status = 200, body = IncidentStory), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn give(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<RoleForm>,
) -> Answer<IncidentStory> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let own = &setup.settings.incident_roles;
    let seat = Seat::new(&form.role, own).ok_or_else(|| {
        let words: Vec<String> = Seat::all(own).iter().map(ToString::to_string).collect();
        let next = format!("write one of: {}", words.join(", "));
        Problem::field("role", format!("there is no role \"{}\"", form.role), next)
    })?;
    let wanted = Seating { seat, to: form.person, seen: form.seen };
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &by.1, Act::Respond, reference)?;
        respond::seat(tx, &setup, (reference, &wanted), &by.0, now)?;
        story(tx, &by.1, reference, now)
    };
    Ok(Json(app.cx.store.write(unit).await?))
}

/// Make an incident private or public, let somebody in or take them out
#[utoipa::path(
    post,
    path = "/api/v1/incidents/{reference}/privacy",
    tag = "incidents",
    params(("reference" = String, Path, description = "such as INC-2026-0042")),
    request_body = PrivacyForm,
    responses((status = 200, body = IncidentLine), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub(super) async fn set_privacy(
    State(app): State<App>,
    by: Known,
    Path(name): Path<String>,
    Body(form): Body<PrivacyForm>,
) -> Answer<IncidentLine> {
    let (reference, now, setup) = (reference(&name)?, app.cx.now(), app.cx.setup());
    let mut changes = form.changes();
    if form.private == Some(true) {
        changes.extend(admitted(&by, &[]));
    }
    let unit = move |tx: &mut Tx<'_>| {
        sight::incident(tx, &by.1, Act::Respond, reference)?;
        change(tx, &setup, (reference, &changes), &by, now)
    };
    Ok(Json(IncidentLine::new(&app.cx.store.write(unit).await?)))
}

/// Who takes part in what somebody makes private: a program lets others in, and stays outside.
pub(super) fn admitted(by: &Known, names: &[String]) -> Vec<Privacy> {
    let outside = (!by.1.who().is_person).then(|| Privacy::Dismiss(by.0.clone()));
    names.iter().cloned().map(Privacy::Admit).chain(outside).collect()
}

/// Changes who sees an incident; answers what became of it, to whoever was let change it.
pub(super) fn change(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (reference, changes): (Reference, &[Privacy]),
    by: &Known,
    now: Timestamp,
) -> Result<Incident, Error> {
    for change in changes {
        respond::set_privacy(tx, setup, (reference, change), &by.0, now)?;
    }
    incidents::by_reference(tx, reference)?.ok_or(Error::NotFound("incident"))
}

impl PrivacyForm {
    fn changes(&self) -> Vec<Privacy> {
        let whole = self.private.map(|on| if on { Privacy::Private } else { Privacy::Public });
        let admit = self.admit.iter().cloned().map(Privacy::Admit);
        let dismiss = self.dismiss.iter().cloned().map(Privacy::Dismiss);
        whole.into_iter().chain(admit).chain(dismiss).collect()
    }
}
