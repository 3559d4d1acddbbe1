//! Nudges: whoever owes an action is told that it is due, and whoever owns the service when it is
//! overdue. Owed like any notification.

use super::message::{Message, owe_message};
use super::notice::{MAIL_OF_PERSON, Target};
use crate::error::Error;
use crate::store::{Tx, Wake, actions, incidents, journal};
use crate::words::Words;
use vigie_domain::action::{Action, Nudge, day_of};
use vigie_domain::fact::Fact;
use vigie_domain::id::ActionId;
use vigie_domain::incident::Incident;
use vigie_domain::person::Person;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Owes the reminder of an action to those whom it is for.
pub fn tell_action(
    tx: &mut Tx<'_>,
    setup: &Setup,
    id: ActionId,
    now: Timestamp,
) -> Result<(), Error> {
    let action = actions::by_id(tx, id)?.ok_or(Error::NotFound("action"))?;
    if action.ended.is_some() {
        return Ok(());
    }
    let found = incidents::by_id(tx, action.incident)?;
    let incident = found.ok_or(Error::NotFound("incident"))?;
    let today = day_of(now, &setup.settings.time_zone());
    let people = people(setup, &incident, &action, action.nudge(today));
    if people.is_empty() {
        let why = Words::of(setup.settings.language).action_unreached();
        let fact = Fact::NotTold {
            incident: Some(incident.id),
            whom: action.owner.clone(),
            why: why.to_owned(),
        };
        return Ok(journal::append(tx, &fact, super::SELF, now)?);
    }
    for person in people {
        let message = Message {
            incident: incident.id,
            key: format!("action-{id}-{today}"),
            to: person.slug.to_string(),
            by_channel: false,
            text: said(&incident, &action, action.nudge(today), person),
        };
        let target = Target {
            channel: MAIL_OF_PERSON.to_owned(),
            person: Some(person.slug.to_string()),
            tells_resolved: false,
        };
        owe_message(tx, setup, &incident, (&message, &target), now)?;
    }
    tx.wake(Wake::Outbox);
    Ok(())
}

/// Who is told: its owner; the owners of the service too when it is overdue, or when the owner
/// can't be reached.
fn people<'s>(
    setup: &'s Setup,
    incident: &Incident,
    action: &Action,
    nudge: Nudge,
) -> Vec<&'s Person> {
    let reached = |slug: &str| setup.people.get(slug).filter(|person| person.email.is_some());
    let mut all: Vec<&Person> = reached(&action.owner).into_iter().collect();
    if nudge == Nudge::Overdue || all.is_empty() {
        let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
        let owners = service.into_iter().flat_map(|service| &service.owners);
        for person in owners.filter_map(|slug: &Slug| reached(slug.as_str())) {
            if !all.iter().any(|known| known.slug == person.slug) {
                all.push(person);
            }
        }
    }
    all
}

/// What somebody is told; whoever may not see the incident reads its reference alone.
fn said(incident: &Incident, action: &Action, nudge: Nudge, person: &Person) -> String {
    let words = Words::of(person.language);
    let sees = incident
        .participants
        .as_ref()
        .is_none_or(|names| names.iter().any(|name| name == person.slug.as_str()));
    let text = if sees { action.text.as_str() } else { words.action_private() };
    let due = action.due_on;
    let reference = incident.reference;
    match nudge {
        Nudge::Soon => words.action_told_soon(due, reference, text),
        Nudge::Due => words.action_told_due(due, reference, text),
        Nudge::Overdue => words.action_told_late(due, &action.owner, reference, text),
    }
}
