//! What somebody may see and change of all that hangs on services.

use super::{Act, Place, Who, may, may_somewhere};
use crate::matcher::{MatchOp, Matchers};
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
        let organisation = self.organisation(service);
        may(&self.who, what, &Place { organisation, participants: None })
    }

    /// The same for something private to some people.
    pub fn may_privately(&self, what: Act, service: Option<&str>, among: &[String]) -> bool {
        let organisation = self.organisation(service);
        may(&self.who, what, &Place { organisation, participants: Some(among) })
    }

    /// Whether they see what belongs to a service, or to none.
    pub fn sees(&self, service: Option<&str>) -> bool {
        self.may(Act::See, service)
    }

    /// Whether they see what hangs on this service.
    pub fn sees_of(&self, service: Option<&Slug>) -> bool {
        self.sees(service.map(Slug::as_str))
    }

    /// Whether they may read whom a message went to: a name is for all, an address is not.
    pub fn reads_address(&self, whom: &str) -> bool {
        !whom.contains('@') || may_somewhere(&self.who, Act::SeeContacts)
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
