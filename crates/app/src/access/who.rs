//! From who asks to what they were given.

use super::Caller;
use vigie_domain::account::{FIRST_ADMINISTRATOR, read_grants};
use vigie_domain::rights::{Grant, Role, Who};
use vigie_domain::setup::Setup;

/// Somebody with their roles; `None` for nobody we know. `by_hand` is the role of an account that
/// was made by hand.
pub(crate) fn of(caller: &Caller, setup: &Setup, by_hand: Option<&str>) -> Option<Who> {
    match caller {
        Caller::Person(name) => Some(of_person(name, setup, by_hand)),
        Caller::Program { name, grants } => {
            Some(Who { name: name.clone(), is_person: false, grants: grants.clone() })
        }
        Caller::Ended(_) | Caller::Nobody => None,
    }
}

/// A person as declared, or else as made by hand. Somebody who is no longer declared keeps no
/// right; whoever can start the program can always get in.
fn of_person(name: &str, setup: &Setup, by_hand: Option<&str>) -> Who {
    let everywhere = |role| vec![Grant::everywhere(role)];
    let grants = if name == FIRST_ADMINISTRATOR {
        everywhere(Role::Administrator)
    } else if let Some(person) = setup.people.get(name) {
        person.roles.clone()
    } else {
        by_hand.map(read_grants).unwrap_or_default()
    };
    Who { name: name.to_owned(), is_person: true, grants }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_declared_may_nothing_and_the_first_administrator_everything() {
        let setup = Setup::bare().unwrap();
        let grants =
            |name: &str| of(&Caller::Person(name.to_owned()), &setup, None).unwrap().grants;
        assert_eq!(grants("ada"), []);
        assert_eq!(grants(FIRST_ADMINISTRATOR), [Grant::everywhere(Role::Administrator)]);
        let by_hand = of(&Caller::Person("bo".to_owned()), &setup, Some("reader")).unwrap();
        assert_eq!(by_hand.grants, [Grant::everywhere(Role::Reader)]);
        assert_eq!(of(&Caller::Nobody, &setup, None), None);
    }
}
