//! What lies beside the timeline of an incident.

use super::evidence;
use super::layout::View;
use maud::{Markup, html};
use vigie_domain::evidence::Evidence;
use vigie_domain::incident::Incident;
use vigie_ops::Error;
use vigie_ops::store::{self, Tx};

/// What lies beside a timeline.
pub(super) struct Beside {
    evidence: Vec<Evidence>,
}

/// Reads what lies beside the timeline of an incident.
pub(super) fn read(tx: &mut Tx<'_>, incident: &Incident) -> Result<Beside, Error> {
    Ok(Beside { evidence: store::evidence::of_incident(tx, incident.id)? })
}

/// The parts of the page that show it.
pub(super) fn section(view: &View, incident: &Incident, beside: &Beside) -> Markup {
    html! { (evidence::section(view, incident, &beside.evidence)) }
}
