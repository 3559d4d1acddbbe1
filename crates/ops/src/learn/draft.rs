//! Drafting: a report is written from the timeline as soon as an incident is over, and again as
//! long as nobody wrote in it.

use super::material::{self, Story};
use super::templates::{Templates, USUAL};
use super::values::Writing;
use crate::error::Error;
use crate::store::{Tx, journal, reports};
use crate::words::Words;
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::report::Version;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Whose words a draft is.
pub(super) const BY_ITSELF: &str = "vigie";

/// What a text is drafted with, as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// What is declared.
    pub setup: &'a Setup,
    /// The templates in use.
    pub templates: &'a Templates,
}

/// Drafts the report of an incident from its timeline, over the draft before. What people wrote
/// stays as it is: what is new is offered to them.
pub fn draft_report(
    tx: &mut Tx<'_>,
    given: Given<'_>,
    id: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let known = reports::of_incident(tx, id)?;
    if known.as_ref().is_some_and(|report| report.last.by != BY_ITSELF) {
        return Ok(());
    }
    let signed = known.as_ref().is_some_and(|report| report.last.signature.is_some());
    if signed {
        return Ok(());
    }
    let (template, language) = match &known {
        Some(report) => (report.template.clone(), report.language),
        None => (usual(given.setup), given.setup.settings.language),
    };
    let about = match &known {
        Some(report) => reports::incidents(tx, report.id)?,
        None => vec![id],
    };
    let text = written(tx, given, (&template, language), &about, now)?;
    let knows = journal::last(tx)?;
    let version = |number| {
        let by = BY_ITSELF.to_owned();
        Version { number, text: text.clone(), by, at: now, knows, signature: None }
    };
    match known {
        Some(report) => reports::redraft(tx, report.id, &version(report.last.number))?,
        None => {
            let begun = reports::begin(tx, id, (&template, language))?;
            reports::add(tx, begun, (&template, language), &version(1))?;
        }
    }
    Ok(journal::append(tx, &Fact::ReportDrafted { incident: id }, BY_ITSELF, now)?)
}

/// The template of drafts.
fn usual(setup: &Setup) -> String {
    let chosen = setup.settings.reports.template.as_ref();
    chosen.map_or_else(|| USUAL.to_owned(), ToString::to_string)
}

/// A text drafted from a template; the usual one stands in for one that is gone.
pub(super) fn written(
    tx: &mut Tx<'_>,
    given: Given<'_>,
    (template, language): (&str, Language),
    about: &[IncidentId],
    now: Timestamp,
) -> Result<String, Error> {
    let mut stories: Vec<Story> = Vec::new();
    for id in about {
        stories.push(material::story(tx, given.setup, *id)?);
    }
    let Given { setup, templates } = given;
    let found = templates.find(language, template).or_else(|| templates.find(language, USUAL));
    let template = found.ok_or(Error::NotFound("template"))?;
    let words = Words::of(language);
    let names_zone = template.names_zone();
    let writing = Writing { words, setup, names_zone, now, stories: &stories };
    Ok(writing.fill(template))
}
