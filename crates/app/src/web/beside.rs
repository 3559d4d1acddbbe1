//! What lies beside the timeline of an incident.

use super::layout::View;
use super::{evidence, mirrors};
use maud::{Markup, html};
use vigie_domain::evidence::Evidence;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::{self, Tx};

/// What lies beside a timeline.
pub(super) struct Beside {
    evidence: Vec<Evidence>,
    /// How far its exercise is, while it goes on.
    pub(super) exercise: super::exercise::Progress,
    mirrors: Vec<mirrors::Shown>,
}

/// Reads what lies beside the timeline of an incident.
pub(super) fn read(tx: &mut Tx<'_>, setup: &Setup, incident: &Incident) -> Result<Beside, Error> {
    let mirrors = mirrors::read(tx, setup, incident)?;
    let exercise = super::exercise::read(tx, incident)?;
    let evidence = store::evidence::of_incident(tx, incident.id)?;
    Ok(Beside { exercise, evidence, mirrors })
}

/// The parts of the page that show it.
pub(super) fn section(view: &View, incident: &Incident, beside: &Beside) -> Markup {
    html! {
        (evidence::section(view, incident, &beside.evidence))
        (mirrors::section(view, &beside.mirrors))
    }
}
