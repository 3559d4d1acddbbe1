//! Letters: what the law wants written, drafted from an incident in French and in English. Nothing is
//! kept and nothing is sent: people copy them, and fill in what is not known.

use super::draft::Given;
use super::material;
use super::templates;
use super::values::Writing;
use crate::error::Error;
use crate::store::Tx;
use crate::words::Words;
use vigie_domain::clock::{Clock, ClockKind};
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::report::Template;
use vigie_domain::time::Timestamp;

/// The letters in a language.
pub fn letters(language: Language) -> &'static [Template] {
    templates::letters(language)
}

/// The letters that serve a clock, by name.
pub fn letters_for(kind: ClockKind) -> &'static [&'static str] {
    match kind {
        ClockKind::GdprAuthority => &["cnil-initial", "cnil-complement"],
        ClockKind::GdprPersons => &["persons"],
        ClockKind::Nis2Early => &["nis2-early"],
        ClockKind::Nis2Notification => &["nis2-notification"],
        ClockKind::Nis2Final => &["nis2-final"],
        ClockKind::GdprController
        | ClockKind::GdprRegister
        | ClockKind::StateSecurity
        | ClockKind::InsuranceComplaint
        | ClockKind::RedReport
        | ClockKind::OrangeFix
        | ClockKind::SecretAnswer
        | ClockKind::VulnerabilityAnswer => &[],
    }
}

/// The clock that runs, of those of an incident, and that a letter serves.
pub fn letter_clock(key: &str, clocks: &[Clock]) -> Option<ClockKind> {
    let mut running = clocks.iter().filter(|clock| clock.ended.is_none()).map(|clock| clock.kind);
    running.find(|kind| letters_for(*kind).contains(&key))
}

/// A letter, filled from an incident; what is not known is marked as to be written.
pub fn letter(
    tx: &mut Tx<'_>,
    given: Given<'_>,
    (key, language): (&str, Language),
    incident: IncidentId,
    now: Timestamp,
) -> Result<(Template, String), Error> {
    let found = letters(language).iter().find(|one| one.key.as_str() == key);
    let template = found.cloned().ok_or(Error::NotFound("letter"))?;
    let stories = [material::story(tx, given.setup, incident)?];
    let (words, names_zone) = (Words::of(language), template.names_zone());
    let writing = Writing { words, setup: given.setup, names_zone, now, stories: &stories };
    let text = writing.fill(&template);
    Ok((template, text))
}
