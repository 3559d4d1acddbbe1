//! Who could confirm somebody's work: the other people who may respond.

use crate::error::Error;
use crate::store::{Tx, accounts};
use vigie_domain::account::read_grants;
use vigie_domain::rights::{Act, Grant, Place, Who, may};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;

/// Names that are said; one is enough to ask.
const NAMED_MAX: usize = 3;
/// Accounts that are looked at.
const ACCOUNTS_MAX: i64 = 1_000;

/// People other than one who may respond to what happens to a service, a few of them by name.
pub fn others(
    tx: &mut Tx<'_>,
    setup: &Setup,
    service: Option<&Slug>,
    but: &str,
) -> Result<Vec<String>, Error> {
    let service = service.and_then(|slug| setup.services.get(slug));
    let place = Place {
        organisation: service.and_then(|service| service.organisation.as_ref()),
        participants: None,
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
