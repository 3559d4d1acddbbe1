//! Contacts: how to reach those who can act, rung by rung, until somebody answers.
//! Owns the order of the ladder; never calls anybody.

use crate::person::{Person, Phone};
use crate::playbook::Level;
use crate::service::Service;
use crate::setup::Setup;
use crate::text::Slug;

/// A rung of the ladder, from the one that is tried first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// People of the service, by telephone.
    Phone,
    /// People of the service, by mail.
    Member,
    /// The mailbox that the team shares.
    Mailbox,
    /// The team's chat.
    Channel,
    /// Who leads beside or above: a co-lead, the head of the incubator.
    Lead,
    /// Where people can be found who answer nowhere else, such as social networks.
    Social,
    /// Any other means.
    Other,
}

impl Rung {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Phone,
        Self::Member,
        Self::Mailbox,
        Self::Channel,
        Self::Lead,
        Self::Social,
        Self::Other,
    ];

    /// The word in configuration, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Member => "member",
            Self::Mailbox => "mailbox",
            Self::Channel => "channel",
            Self::Lead => "lead",
            Self::Social => "social",
            Self::Other => "other",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.as_str() == word)
    }
}

/// Somebody, or a place, where those who can act are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactCard {
    /// Where it stands on the ladder.
    pub rung: Rung,
    /// What people call it.
    pub name: String,
    /// Its telephone number.
    pub phone: Option<Phone>,
    /// Its mail address.
    pub email: Option<String>,
    /// Its address on the web, such as a chat room.
    pub url: Option<String>,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactResult {
    /// Somebody answered.
    Reached,
    /// Nobody answered.
    NoAnswer,
    /// A message was left.
    MessageLeft,
    /// It is somebody else's number or address.
    WrongNumber,
}

impl ContactResult {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Reached, Self::NoAnswer, Self::MessageLeft, Self::WrongNumber];

    /// The word in database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NoAnswer => "no_answer",
            Self::MessageLeft => "message_left",
            Self::WrongNumber => "wrong_number",
        }
    }

    /// From that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.as_str() == word)
    }
}

/// The ladder of an incident's service: its owners and team, its contacts, its organisation's. By
/// telephone first when it is red, or when nobody said yet how bad it is.
pub fn ladder(setup: &Setup, service: Option<&Slug>, level: Option<Level>) -> Vec<ContactCard> {
    let service = service.and_then(|slug| setup.services.get(slug));
    let mut cards: Vec<ContactCard> = people_of(setup, service)
        .into_iter()
        .filter_map(|person| card_of(person, level != Some(Level::Orange)))
        .collect();
    let organisation = service
        .and_then(|service| service.organisation.as_ref())
        .and_then(|slug| setup.organisations.get(slug));
    cards.extend(service.into_iter().flat_map(|service| service.contacts.iter().cloned()));
    cards.extend(organisation.into_iter().flat_map(|one| one.contacts.iter().cloned()));
    cards.sort_by_key(|card| card.rung);
    cards
}

/// The people of a service: its owners, then its team.
pub fn people_of<'s>(setup: &'s Setup, service: Option<&'s Service>) -> Vec<&'s Person> {
    let Some(service) = service else { return Vec::new() };
    let team = service.team.as_ref().and_then(|team| setup.teams.get(team));
    let members = team.into_iter().flat_map(|team| team.members.iter());
    let mut found: Vec<&Person> = Vec::new();
    for slug in service.owners.iter().chain(members) {
        if let Some(person) = setup.people.get(slug)
            && found.iter().all(|other| other.slug != person.slug)
        {
            found.push(person);
        }
    }
    found
}

/// Somebody without a telephone or a mail address is on no rung: whoever looks must not wait for
/// them.
fn card_of(person: &Person, phone_first: bool) -> Option<ContactCard> {
    let rung = match (&person.phone, &person.email) {
        (Some(_), _) if phone_first => Rung::Phone,
        (_, Some(_)) => Rung::Member,
        (Some(_), None) => Rung::Phone,
        (None, None) => return None,
    };
    Some(ContactCard {
        rung,
        name: person.name.clone(),
        phone: person.phone.clone(),
        email: person.email.clone(),
        url: None,
    })
}
