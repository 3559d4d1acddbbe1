//! Exercises: an incident of that kind whose scenario happens on a clock, until it is stopped or the
//! incident is over. Owns when something happens; what is told and raised is owed to others.

use super::declare::{Declaration, declare};
use super::run::start_playbook;
use super::step::{Move, step};
use crate::error::Error;
use crate::store::exercises::{self, Exercise, Happening};
use crate::store::{Tx, Wake, incidents, journal};
use crate::words::Words;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use vigie_domain::fact::{Fact, Work};
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{Incident, Kind, Reference, Step};
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_domain::scenario::{EventKind, Scenario};
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Who says what happens in an exercise.
const BY_SCENARIO: &str = "exercise";

/// The names of the scenarios that ship, and their texts in both languages.
macro_rules! shipped {
    ($($key:literal),* $(,)?) => {
        const SHIPPED: &[(&str, &str, &str)] = &[$((
            $key,
            include_str!(concat!("../../../../content/en/scenarios/", $key, ".md")),
            include_str!(concat!("../../../../content/fr/scenarios/", $key, ".md")),
        )),*];
    };
}

shipped!["data-leak-ops", "database-down"];

/// The scenarios that ship, in a language, by the name of their playbook.
pub(super) fn scenarios(language: Language) -> &'static BTreeMap<Slug, Scenario> {
    static ENGLISH: OnceLock<BTreeMap<Slug, Scenario>> = OnceLock::new();
    static FRENCH: OnceLock<BTreeMap<Slug, Scenario>> = OnceLock::new();
    // A test reads all of them: one with a mistake does not ship.
    let read = |text: fn(&(&'static str, &'static str, &'static str)) -> &'static str| {
        let all = SHIPPED.iter().filter_map(|one| Scenario::read(one.0, text(one)).ok());
        all.map(|scenario| (scenario.key.clone(), scenario)).collect()
    };
    match language {
        Language::En => ENGLISH.get_or_init(|| read(|(_, en, _)| en)),
        Language::Fr => FRENCH.get_or_init(|| read(|(_, _, fr)| fr)),
    }
}

/// An exercise that somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal<'a> {
    /// What happens.
    pub scenario: &'a Scenario,
    /// The playbook that is tried.
    pub playbook: &'a Playbook,
    /// The language of both.
    pub language: Language,
    /// The service that is played with, where those who play see no other.
    pub service: Option<&'a Slug>,
    /// The receiver that is told what happens; nobody is, without one.
    pub receiver: Option<&'a str>,
}

/// Starts an exercise: an incident of that kind, its playbook, and the clock of its scenario.
pub fn start_exercise(
    tx: &mut Tx<'_>,
    setup: &Setup,
    wanted: Rehearsal<'_>,
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    if let Some(name) = wanted.receiver.filter(|name| !setup.receivers.contains_key(*name)) {
        return Err(Error::refused(
            |words| words.exercise_no_receiver(name),
            Words::exercise_no_receiver_next,
        ));
    }
    let words = Words::of(wanted.language);
    let title = words.exercise_title(&wanted.scenario.title);
    let declaration = Declaration {
        severity: Severity::Warning,
        kind: Kind::Exercise,
        ..Declaration::of(title, wanted.service.cloned())
    };
    let incident = declare(tx, &declaration, by, now)?;
    let exercise = Exercise {
        incident: incident.id,
        scenario: wanted.scenario.key.clone(),
        language: wanted.language,
        receiver: wanted.receiver.map(str::to_owned),
        started_by: by.to_owned(),
        started_at: now,
        ended_at: None,
    };
    exercises::start(tx, &exercise, wanted.scenario)?;
    let what = Work::ExerciseStarted { text: wanted.scenario.intro.clone() };
    journal::append(tx, &Fact::Worked { incident: incident.id, what }, by, now)?;
    start_playbook(tx, (incident.id, wanted.playbook, wanted.language), by, now)?;
    tx.wake(Wake::Timers);
    Ok(incident)
}

/// Lets the event happen that is due first. Answers whether there was one.
pub fn play_exercises(tx: &mut Tx<'_>, _: &Setup, now: Timestamp) -> Result<bool, Error> {
    let Some(happening) = exercises::due(tx, now)? else { return Ok(false) };
    let id = happening.incident;
    let over = incidents::by_id(tx, id)?.is_none_or(|incident| incident.stage.is_over());
    let exercise = exercises::of_incident(tx, id)?.filter(|_| !over);
    let Some(exercise) = exercise.filter(|exercise| exercise.ended_at.is_none()) else {
        end_exercise(tx, id, now)?;
        return Ok(true);
    };
    exercises::played(tx, (id, happening.place), now)?;
    happen(tx, &exercise, happening, now)?;
    Ok(true)
}

/// Writes what happens into the timeline, and owes it to those who are told.
fn happen(
    tx: &mut Tx<'_>,
    exercise: &Exercise,
    happening: Happening,
    now: Timestamp,
) -> Result<(), Error> {
    let (incident, place) = (happening.incident, happening.place);
    let text = happening.text;
    let what = match &happening.kind {
        EventKind::Alert(severity) => {
            Work::ExerciseAlerted { place, severity: *severity, text: text.clone() }
        }
        EventKind::Message(from) => {
            Work::ExerciseMessaged { from: from.clone(), text: text.clone() }
        }
    };
    journal::append(tx, &Fact::Worked { incident, what }, BY_SCENARIO, now)?;
    if let (EventKind::Message(from), Some(receiver)) = (&happening.kind, &exercise.receiver) {
        let words = Words::of(exercise.language);
        let what = Work::MessageAsked {
            key: format!("exercise-{incident}-{place}"),
            to: receiver.clone(),
            by_channel: false,
            text: words.exercise_title(words.exercise_said(from, text)),
        };
        journal::append(tx, &Fact::Worked { incident, what }, BY_SCENARIO, now)?;
    }
    Ok(())
}

/// Stops an exercise: nothing more happens, and its incident is resolved, so that its report is
/// drafted.
pub fn stop_exercise(
    tx: &mut Tx<'_>,
    setup: &Setup,
    reference: Reference,
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let incident = incidents::by_reference(tx, reference)?.ok_or(Error::NotFound("incident"))?;
    let exercise = exercises::of_incident(tx, incident.id)?;
    let exercise = exercise.ok_or(Error::NotFound("exercise"))?;
    if exercise.ended_at.is_some() {
        return Ok(incident);
    }
    end_exercise(tx, incident.id, now)?;
    let why = Words::of(exercise.language).exercise_stopped().to_owned();
    if Step::Resolve.from(incident.stage).is_none() {
        return Ok(incident);
    }
    step(tx, setup, (reference, &Move { step: Step::Resolve, why, seen: None }), by, now)
}

/// Nothing more happens in an exercise whose incident is over. Nothing for any other incident.
pub fn end_exercise(tx: &mut Tx<'_>, incident: IncidentId, now: Timestamp) -> Result<(), Error> {
    if exercises::end(tx, incident, now)? {
        let (all, played) = exercises::progress(tx, incident)?;
        let what = Work::ExerciseEnded { text: format!("{played}/{all}") };
        journal::append(tx, &Fact::Worked { incident, what }, BY_SCENARIO, now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::playbooks;

    #[test]
    fn every_scenario_that_ships_can_be_read_and_has_its_playbook() {
        for (key, en, fr) in SHIPPED {
            let [en, fr] = [en, fr].map(|text| {
                Scenario::read(key, text).unwrap_or_else(|mistakes| panic!("{key}: {mistakes:?}"))
            });
            let shape = |one: &Scenario| -> Vec<_> {
                let same = |kind: &EventKind| match kind {
                    EventKind::Alert(severity) => Some(*severity),
                    EventKind::Message(_) => None,
                };
                one.events.iter().map(|event| (event.after, same(&event.kind))).collect()
            };
            assert_eq!(shape(&en), shape(&fr), "{key} is the same in both languages");
            for language in [Language::En, Language::Fr] {
                assert!(playbooks(language).contains_key(&en.key), "{key} has no playbook");
                assert!(scenarios(language).contains_key(&en.key));
            }
        }
    }
}
