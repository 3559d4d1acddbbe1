//! Who does what in an incident: the seats of a crisis cell.

use crate::text::Slug;
use std::fmt;

/// Something that one person does in an incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seat(String);

/// Whoever has it: decides what is done. The lead of an incident.
const LEAD: &str = "incident-lead";

impl Seat {
    /// The seats that every incident has.
    pub const USUAL: [&'static str; 4] = [LEAD, "cell-lead", "communication-lead", "scribe"];

    /// A seat by its word: a usual one, or one of the installation's own.
    pub fn new(word: &str, own: &[Slug]) -> Option<Self> {
        let known = Self::USUAL.contains(&word) || own.iter().any(|seat| seat.as_str() == word);
        known.then(|| Self(word.to_owned()))
    }

    /// All seats there are, the usual ones first.
    pub fn all(own: &[Slug]) -> Vec<Self> {
        let usual = Self::USUAL.into_iter().map(str::to_owned);
        let own =
            own.iter().map(ToString::to_string).filter(|own| !Self::USUAL.contains(&own.as_str()));
        usual.chain(own).map(Self).collect()
    }

    /// Its word, in database and API.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the incident lead's.
    pub fn is_lead(&self) -> bool {
        self.0 == LEAD
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
