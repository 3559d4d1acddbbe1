//! What lies beside the timeline of an incident: changes of its service, and evidence.

use super::layout::View;
use super::{changes, evidence, mirrors};
use maud::{Markup, html};
use vigie_domain::change::Change;
use vigie_domain::evidence::Evidence;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_ops::Error;
use vigie_ops::store::{self, Tx};

/// What lies beside a timeline.
pub(super) struct Beside {
    changes: Vec<Change>,
    evidence: Vec<Evidence>,
    /// How far its exercise is, while it goes on.
    pub(super) exercise: super::exercise::Progress,
    mirrors: Vec<mirrors::Shown>,
}

/// Reads what lies beside the timeline of an incident.
pub(super) fn read(tx: &mut Tx<'_>, setup: &Setup, incident: &Incident) -> Result<Beside, Error> {
    Ok(Beside {
        changes: changes::of_incident(tx, setup, incident)?,
        evidence: store::evidence::of_incident(tx, incident.id)?,
        exercise: super::exercise::read(tx, incident)?,
        mirrors: mirrors::read(tx, setup, incident)?,
    })
}

/// The parts of the page that show it.
pub(super) fn section(view: &View, incident: &Incident, beside: &Beside) -> Markup {
    html! {
        (changes::section(view, incident, &beside.changes))
        (evidence::section(view, incident, &beside.evidence))
        (mirrors::section(view, &beside.mirrors))
    }
}
