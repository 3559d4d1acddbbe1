//! Letters: what the law wants written, drafted from an incident in French and in English. Nothing is
//! kept and nothing is sent: people copy them, and fill in what is not known.

use super::draft::Given;
use super::material;
use super::templates;
use super::values::Writing;
use crate::error::Error;
use crate::store::Tx;
use crate::words::Words;
use vigie_domain::clock::{
    Clock, GDPR_AUTHORITY, GDPR_PERSONS, NIS2_EARLY, NIS2_FINAL, NIS2_NOTIFICATION,
};
use vigie_domain::id::IncidentId;
use vigie_domain::person::Language;
use vigie_domain::report::Template;
use vigie_domain::time::Timestamp;

/// The letters in a language.
pub fn letters(language: Language) -> &'static [Template] {
    templates::letters(language)
}

/// The letters that serve a deadline, by name.
pub fn letters_for(deadline: &str) -> &'static [&'static str] {
    match deadline {
        GDPR_AUTHORITY => &["cnil-initial", "cnil-complement"],
        GDPR_PERSONS => &["persons"],
        NIS2_EARLY => &["nis2-early"],
        NIS2_NOTIFICATION => &["nis2-notification"],
        NIS2_FINAL => &["nis2-final"],
        _ => &[],
    }
}

/// The clock that runs, of those of an incident, and that a letter serves.
pub fn letter_clock<'c>(key: &str, clocks: &'c [Clock]) -> Option<&'c Clock> {
    let mut running = clocks.iter().filter(|clock| clock.ended.is_none());
    running.find(|clock| letters_for(clock.deadline()).contains(&key))
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
