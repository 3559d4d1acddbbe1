//! Drafting: a report is written from the timeline as soon as an incident is over.

use super::report;
use crate::error::Error;
use crate::store::{Tx, alerts, incidents, journal};
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Lines of a timeline that a report shows; a longer one is in the journal.
const LINES_MAX: i64 = 2_000;
/// Alerts that a report lists.
const ALERTS_MAX: i64 = 500;

/// Drafts the report of an incident from its timeline, over the draft before.
pub fn draft_report(
    tx: &mut Tx<'_>,
    setup: &Setup,
    id: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let incident = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
    let timeline = journal::of_incident(tx, id, LINES_MAX)?;
    let alerts = alerts::of_incident(tx, id, ALERTS_MAX)?;
    let markdown = report::markdown(&setup.settings, &incident, &timeline, &alerts);
    incidents::save_report(tx, id, &markdown, now)?;
    Ok(journal::append(tx, &Fact::ReportDrafted { incident: id }, "vigie", now)?)
}
