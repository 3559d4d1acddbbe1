//! The table, as people read it, and the rules around it.

use super::{Act, Grant, Place, Role, Sight, Who, may, may_give, may_somewhere};
use crate::matcher::Matchers;
use crate::organisation::Organisation;
use crate::service::Service;
use crate::setup::Setup;
use crate::text::Slug;
use std::sync::Arc;

/// Reader, responder, manager, administrator, security officer, sender.
const TABLE: [(Act, &str); 13] = [
    (Act::See, "x x x x x ."),
    (Act::SeeContacts, ". x x x x ."),
    (Act::SeeJournal, ". . x x x ."),
    (Act::SeeConfiguration, ". . x x . ."),
    (Act::Signal, ". x x x . x"),
    (Act::Respond, ". x x x x ."),
    (Act::Waive, ". . . x x ."),
    (Act::Declare, ". x x x x ."),
    (Act::Silence, ". x x x . ."),
    (Act::KeepRegister, ". . . x x ."),
    (Act::Configure, ". . x x . ."),
    (Act::ManageTokens, ". . . x . ."),
    (Act::ManagePeople, ". . . x . ."),
];

fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

fn person(grants: Vec<Grant>) -> Who {
    Who { name: "ada".to_owned(), is_person: true, grants }
}

fn role_in(role: Role, organisation: &str) -> Who {
    person(vec![Grant { role, organisation: Some(slug(organisation)) }])
}

#[test]
fn the_table_says_who_may_what() {
    assert_eq!(TABLE.map(|(act, _)| act), Act::ALL, "every act has its line");
    for (act, line) in TABLE {
        for (role, mark) in Role::ALL.into_iter().zip(line.split(' ')) {
            let who = person(vec![Grant::everywhere(role)]);
            assert_eq!(may(&who, act, &Place::WHOLE), mark == "x", "{role:?} {act:?}");
            assert_eq!(may_somewhere(&who, act), mark == "x", "{role:?} {act:?}");
        }
    }
}

#[test]
fn a_role_holds_in_its_organisation_only() {
    let (acme, other) = (slug("acme"), slug("other"));
    let at = |organisation| Place { organisation, participants: None };
    for (act, line) in TABLE {
        for (role, mark) in Role::ALL.into_iter().zip(line.split(' ')) {
            let who = role_in(role, "acme");
            assert_eq!(may(&who, act, &at(Some(&acme))), mark == "x", "{role:?} {act:?}");
            assert!(!may(&who, act, &at(Some(&other))), "{role:?} {act:?} elsewhere");
            assert!(!may(&who, act, &Place::WHOLE), "{role:?} {act:?} on the whole");
        }
    }
    let two = person(vec![
        Grant { role: Role::Reader, organisation: Some(acme.clone()) },
        Grant { role: Role::Responder, organisation: Some(other.clone()) },
    ]);
    assert!(may(&two, Act::See, &at(Some(&acme))) && may(&two, Act::Respond, &at(Some(&other))));
    assert!(!may(&two, Act::Respond, &at(Some(&acme))), "roles do not add up across");
}

#[test]
fn nobody_without_a_role_may_anything() {
    for act in Act::ALL {
        assert!(!may(&person(Vec::new()), act, &Place::WHOLE));
        assert!(!may_somewhere(&person(Vec::new()), act));
    }
}

#[test]
fn what_is_private_is_for_those_who_take_part_and_for_security() {
    let acme = slug("acme");
    let (with, without) = (["ada".to_owned()], ["bo".to_owned()]);
    let private = |names| Place { organisation: Some(&acme), participants: Some(names) };
    for role in Role::ALL {
        let who = role_in(role, "acme");
        let officer = role == Role::SecurityOfficer;
        assert_eq!(may(&who, Act::See, &private(&without)), officer, "{role:?}");
        let sees = role.acts().contains(&Act::See);
        assert_eq!(may(&who, Act::See, &private(&with)), sees, "{role:?} takes part");
        let program = Who { is_person: false, ..who };
        assert_eq!(may(&program, Act::See, &private(&with)), officer, "a namesake program");
    }
    let elsewhere = role_in(Role::SecurityOfficer, "other");
    assert!(!may(&elsewhere, Act::See, &private(&without)), "an officer of another organisation");
}

fn setup() -> Arc<Setup> {
    let mut setup = Setup::bare().unwrap();
    for name in ["acme", "other"] {
        let organisation =
            Organisation { slug: slug(name), name: name.to_owned(), contacts: Vec::new() };
        setup.organisations.insert(slug(name), organisation);
    }
    for (name, organisation) in [("shop", Some("acme")), ("desk", Some("other")), ("dns", None)] {
        let service = Service {
            slug: slug(name),
            name: name.to_owned(),
            description: String::new(),
            owners: Vec::new(),
            depends_on: Vec::new(),
            url: None,
            organisation: organisation.map(slug),
            team: None,
            contacts: Vec::new(),
        };
        setup.services.insert(slug(name), service);
    }
    Arc::new(setup)
}

#[test]
fn a_sight_ends_at_the_organisation() {
    let sight = |who| Sight::new(Arc::new(who), setup());
    let acme = sight(role_in(Role::Responder, "acme"));
    assert!(acme.sees(Some("shop")));
    for elsewhere in [Some("desk"), Some("dns"), Some("undeclared"), Some(""), None] {
        assert!(!acme.sees(elsewhere), "{elsewhere:?}");
    }
    let all = sight(person(vec![Grant::everywhere(Role::Reader)]));
    for service in [Some("shop"), Some("desk"), Some("dns"), Some("undeclared"), None] {
        assert!(all.sees(service), "{service:?}");
    }
    assert!(acme.may_privately(Act::Respond, Some("shop"), &["ada".to_owned()]));
    assert!(!acme.may_privately(Act::Respond, Some("shop"), &["bo".to_owned()]));
}

#[test]
fn matchers_stay_inside_when_they_name_a_service_of_ones_own() {
    let acme = Sight::new(Arc::new(role_in(Role::Responder, "acme")), setup());
    let may = |text: &str| acme.may_match(Act::Silence, &Matchers::parse(text).unwrap());
    assert!(may(r#"{service="shop"}"#) && may(r#"{alertname=~".+",service="shop"}"#));
    for wide in [r#"{service="desk"}"#, r#"{service=~"shop|desk"}"#, r#"{alertname="X"}"#] {
        assert!(!may(wide), "{wide}");
    }
}

#[test]
fn nobody_passes_on_more_than_they_have() {
    let places = [None, Some(slug("acme")), Some(slug("umbrella"))];
    let grants = || {
        let each = |role| places.iter().map(move |place| (role, place.clone()));
        let all = Role::ALL.into_iter().flat_map(each);
        all.map(|(role, organisation)| Grant { role, organisation })
    };
    for own in grants() {
        let who = person(vec![own.clone()]);
        for given in grants() {
            let wider = own.organisation.is_some() && own.organisation != given.organisation;
            let more = given.role.acts().iter().any(|act| !own.role.acts().contains(act));
            let private = given.role.sees_private() && !own.role.sees_private();
            let expected = !wider && !more && !private;
            assert_eq!(may_give(&who, &given), expected, "{own:?} gives {given:?}");
        }
    }
    let both = [Role::Administrator, Role::SecurityOfficer].map(Grant::everywhere);
    let who = person(both.to_vec());
    assert!(grants().all(|given| may_give(&who, &given)));
}
