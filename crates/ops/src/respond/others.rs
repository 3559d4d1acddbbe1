//! Who could confirm somebody's work: the other people who may respond.

use crate::error::Error;
use crate::store::{Tx, accounts};
use vigie_domain::account::{FIRST_ADMINISTRATOR, read_grants};
use vigie_domain::incident::Incident;
use vigie_domain::person::Person;
use vigie_domain::rights::{Act, Grant, Place, Who, may};
use vigie_domain::setup::Setup;

/// Names that are said; one is enough to ask.
const NAMED_MAX: usize = 3;
/// Accounts that are looked at.
const ACCOUNTS_MAX: i64 = 1_000;

/// The declared people who could take part in an incident: those who may see what belongs to its
/// organisation, whether it is private or not.
pub fn candidates<'a>(setup: &'a Setup, incident: &Incident) -> Vec<&'a Person> {
    let sees = |person: &&Person| sees(setup, incident, person.slug.as_str(), &person.roles);
    setup.people.values().filter(sees).collect()
}

/// Whether a name belongs to somebody who could take part in an incident.
pub(super) fn could_take_part(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
    name: &str,
) -> Result<bool, Error> {
    if let Some(person) = setup.people.get(name) {
        return Ok(sees(setup, incident, name, &person.roles));
    }
    let account = accounts::one(tx, name)?.filter(|account| account.by_hand);
    let grants = account.and_then(|account| account.role).as_deref().map(read_grants);
    Ok(name == FIRST_ADMINISTRATOR || sees(setup, incident, name, &grants.unwrap_or_default()))
}

fn sees(setup: &Setup, incident: &Incident, name: &str, grants: &[Grant]) -> bool {
    let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
    let organisation = service.and_then(|service| service.organisation.as_ref());
    let who = Who { name: name.to_owned(), is_person: true, grants: grants.to_vec() };
    may(&who, Act::See, &Place { organisation, participants: None })
}

/// People other than one who may confirm an incident, a few of them by name.
pub fn others(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: &Incident,
    but: &str,
) -> Result<Vec<String>, Error> {
    let service = incident.service.as_ref().and_then(|slug| setup.services.get(slug));
    let place = Place {
        organisation: service.and_then(|service| service.organisation.as_ref()),
        participants: incident.participants.as_deref(),
    };
    let may_respond = |name: &str, grants: Vec<Grant>| {
        let who = Who { name: name.to_owned(), is_person: true, grants };
        name != but && may(&who, Act::Respond, &place)
    };
    let declared = setup.people.values();
    let mut found: Vec<String> = declared
        .filter(|person| may_respond(person.slug.as_str(), person.roles.clone()))
        .map(|person| person.name.clone())
        .take(NAMED_MAX)
        .collect();
    if found.is_empty() {
        for account in accounts::after(tx, "", ACCOUNTS_MAX)?.into_iter().filter(|a| a.by_hand) {
            let grants = account.role.as_deref().map(read_grants).unwrap_or_default();
            if found.len() < NAMED_MAX && may_respond(&account.name, grants) {
                found.push(account.name);
            }
        }
    }
    Ok(found)
}
