//! What somebody may see and change of all that hangs on services.

use super::{Act, Place, Who, may, may_somewhere};
use crate::check::{CheckState, Hold};
use crate::matcher::{MatchOp, Matchers};
use crate::person::Person;
use crate::setup::Setup;
use crate::text::Slug;
use std::sync::Arc;

/// Somebody, and what is declared: it knows whose each service is, so that lists and objects are
/// shown to those they belong to. Given to every read and every change that somebody asks for.
#[derive(Clone, Debug)]
pub struct Sight {
    who: Arc<Who>,
    setup: Arc<Setup>,
}

impl Sight {
    /// The sight of somebody.
    pub fn new(who: Arc<Who>, setup: Arc<Setup>) -> Self {
        Self { who, setup }
    }

    /// The sight of a declared person.
    pub fn of_person(person: &Person, setup: &Arc<Setup>) -> Self {
        let (name, grants) = (person.slug.to_string(), person.roles.clone());
        Self::new(Arc::new(Who { name, is_person: true, grants }), Arc::clone(setup))
    }

    /// Who looks.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The organisation of a service; `None` when it has none, or when nobody declared it.
    pub fn organisation(&self, service: Option<&str>) -> Option<&Slug> {
        self.setup.services.get(service?)?.organisation.as_ref()
    }

    /// Whether they may do something to what belongs to a service, or to none.
    pub fn may(&self, what: Act, service: Option<&str>) -> bool {
        // Whoever may everywhere may here: most readers need no look at whose it is.
        if self.may_everywhere(what) {
            return true;
        }
        let organisation = self.organisation(service);
        may(&self.who, what, &Place { organisation, participants: None })
    }

    /// The same for something private to some people.
    pub fn may_privately(&self, what: Act, service: Option<&str>, among: &[String]) -> bool {
        let organisation = self.organisation(service);
        may(&self.who, what, &Place { organisation, participants: Some(among) })
    }

    /// Whether there is anything to which they may do this.
    pub fn may_somewhere(&self, what: Act) -> bool {
        may_somewhere(&self.who, what)
    }

    /// Whether they may know how to reach somebody: who has a role, a team or a service in an
    /// organisation belongs to it, and everybody else to the whole installation.
    pub fn reaches(&self, person: &Slug) -> bool {
        let within = |organisation| {
            may(&self.who, Act::SeeContacts, &Place { organisation, participants: None })
        };
        within(None) || self.organisations_of(person).any(|one| within(Some(one)))
    }

    fn organisations_of<'a>(&'a self, person: &'a Slug) -> impl Iterator<Item = &'a Slug> {
        let setup = &self.setup;
        let declared = setup.people.get(person).into_iter();
        let roles = declared.flat_map(|known| &known.roles).map(|grant| &grant.organisation);
        let teams = setup.teams.values().filter(|team| team.members.contains(person));
        let owned = setup.services.values().filter(|service| service.owners.contains(person));
        let teams = teams.map(|team| &team.organisation);
        roles.chain(teams).chain(owned.map(|service| &service.organisation)).flatten()
    }

    /// Whether they see what belongs to a service, or to none.
    pub fn sees(&self, service: Option<&str>) -> bool {
        self.may(Act::See, service)
    }

    /// Whether they see what hangs on this service.
    pub fn sees_of(&self, service: Option<&Slug>) -> bool {
        self.sees(service.map(Slug::as_str))
    }

    /// How a check stands, as they may know it: without the name of a check that is not theirs.
    pub fn standing(&self, mut state: CheckState) -> CheckState {
        let sees = |slug: &Slug| {
            let check = self.setup.checks.get(slug);
            self.sees_of(check.and_then(|check| check.service.as_ref()))
        };
        if let Some(Hold::Dependency(slug)) = &state.held
            && !sees(slug)
        {
            state.held = Some(Hold::Elsewhere);
        }
        state
    }

    /// Whether they may read whom a message went to: a name is for all, an address is not.
    pub fn reads_address(&self, whom: &str) -> bool {
        !whom.contains('@') || self.may_somewhere(Act::SeeContacts)
    }

    /// Whether they may do something everywhere.
    pub fn may_everywhere(&self, what: Act) -> bool {
        may(&self.who, what, &Place::WHOLE)
    }

    /// Whether they may do something to all that these matchers can choose: everywhere, or to a
    /// service that they name.
    pub fn may_match(&self, what: Act, matchers: &Matchers) -> bool {
        let mut named = matchers
            .iter()
            .filter(|matcher| matcher.name() == "service" && matcher.op() == MatchOp::Equal);
        self.may_everywhere(what) || named.any(|matcher| self.may(what, Some(matcher.value())))
    }
}
