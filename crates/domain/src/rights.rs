//! Rights: who may do what, on what. One table, asked by everything that somebody can reach.
//! Owns the decision; knows no session, no token, no address.

mod sight;
#[cfg(test)]
mod tests;

pub use sight::Sight;

use crate::text::Slug;

/// What somebody is, in an organisation or everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks: a client, a colleague, a wall screen.
    Reader,
    /// Works on alerts and incidents.
    Responder,
    /// Declares what is watched and who is told.
    Manager,
    /// Decides who comes in.
    Administrator,
    /// Security officer or DPO: follows every incident, private ones too.
    SecurityOfficer,
    /// A program that tells what it sees, and sees nothing itself.
    Sender,
}

/// What can be asked of Vigie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// See services, alerts, incidents and what watches.
    See,
    /// See how to reach people.
    SeeContacts,
    /// Read the journal.
    SeeJournal,
    /// Read the configuration.
    SeeConfiguration,
    /// Send signals.
    Signal,
    /// Acknowledge and close alerts, work on incidents, tell somebody again.
    Respond,
    /// Decide that a legal deadline does not apply.
    Waive,
    /// Declare an incident.
    Declare,
    /// Silence alerts for a time.
    Silence,
    /// Write the register of personal-data breaches.
    KeepRegister,
    /// Change what is declared.
    Configure,
    /// Make and withdraw the tokens of programs.
    ManageTokens,
    /// Decide who signs in, and as what.
    ManagePeople,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::See,
        Self::SeeContacts,
        Self::SeeJournal,
        Self::SeeConfiguration,
        Self::Signal,
        Self::Respond,
        Self::Waive,
        Self::Declare,
        Self::Silence,
        Self::KeepRegister,
        Self::Configure,
        Self::ManageTokens,
        Self::ManagePeople,
    ];
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Reader,
        Self::Responder,
        Self::Manager,
        Self::Administrator,
        Self::SecurityOfficer,
        Self::Sender,
    ];

    /// The table: what each role may do where it holds.
    pub fn acts(self) -> &'static [Act] {
        use Act::{
            Configure, Declare, KeepRegister, Respond, See, SeeConfiguration, SeeContacts,
            SeeJournal, Signal, Silence, Waive,
        };
        match self {
            Self::Reader => &[See],
            Self::Responder => &[See, SeeContacts, Signal, Respond, Declare, Silence],
            Self::Manager => &[
                See,
                SeeContacts,
                SeeJournal,
                SeeConfiguration,
                Signal,
                Respond,
                Declare,
                Silence,
                Configure,
            ],
            Self::Administrator => &Act::ALL,
            Self::SecurityOfficer => {
                &[See, SeeContacts, SeeJournal, Respond, Waive, Declare, KeepRegister]
            }
            Self::Sender => &[Signal],
        }
    }

    /// Whether it sees the private incidents of others.
    pub fn sees_private(self) -> bool {
        self == Self::SecurityOfficer
    }

    /// The word in configuration and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Responder => "responder",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
            Self::SecurityOfficer => "security_officer",
            Self::Sender => "sender",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A role and where it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Its organisation; `None` holds everywhere.
    pub organisation: Option<Slug>,
}

impl Grant {
    /// A role that holds everywhere.
    pub fn everywhere(role: Role) -> Self {
        Self { role, organisation: None }
    }

    fn covers(&self, organisation: Option<&Slug>) -> bool {
        self.organisation.is_none() || self.organisation.as_ref() == organisation
    }
}

/// Somebody who asks, with what they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The name that the journal shows.
    pub name: String,
    /// Whether it is a person; a program never takes part in a private incident.
    pub is_person: bool,
    /// Their roles.
    pub grants: Vec<Grant>,
}

/// What an act is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place<'a> {
    /// The organisation that it belongs to; `None` for what belongs to the whole installation.
    pub organisation: Option<&'a Slug>,
    /// For something private: the people who take part, by name.
    pub participants: Option<&'a [String]>,
}

impl Place<'_> {
    /// What belongs to nobody in particular: it takes a role that holds everywhere.
    pub const WHOLE: Self = Self { organisation: None, participants: None };
}

/// Whether somebody may do something on something. The one decision.
///
/// What is private takes, beside the role, that one takes part or watches over security:
/// administrators have no right to it.
pub fn may(who: &Who, what: Act, on: &Place<'_>) -> bool {
    let takes_part = |names: &[String]| who.is_person && names.contains(&who.name);
    let inside = on.participants.is_none_or(takes_part);
    who.grants.iter().any(|grant| {
        grant.covers(on.organisation)
            && grant.role.acts().contains(&what)
            && (inside || grant.role.sees_private())
    })
}

/// Whether somebody may do everything that a grant allows, so that they may pass it on: nobody gives
/// more than they have.
pub fn may_give(who: &Who, grant: &Grant) -> bool {
    let organisation = grant.organisation.as_ref();
    let place = Place { organisation, participants: None };
    let sees_private = |own: &Grant| own.covers(organisation) && own.role.sees_private();
    (!grant.role.sees_private() || who.grants.iter().any(sees_private))
        && grant.role.acts().iter().all(|act| may(who, *act, &place))
}

/// Whether there is any place where somebody may do something.
pub fn may_somewhere(who: &Who, what: Act) -> bool {
    who.grants.iter().any(|grant| grant.role.acts().contains(&what))
}
