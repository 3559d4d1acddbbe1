//! What is heard in the rooms of a chat, and said there.

use vigie_domain::time::Timestamp;

/// What one call heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The account that listens.
    pub account: String,
    /// Where the next call goes on.
    pub since: String,
    /// What people wrote, oldest first in each room.
    pub lines: Vec<HeardLine>,
    /// Rooms that the account is invited into, each with who invites.
    pub invites: Vec<(String, String)>,
}

/// A message that somebody else wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardLine {
    /// Its id, which no other message has.
    pub event: String,
    /// The room.
    pub room: String,
    /// Who wrote it, by their id.
    pub sender: String,
    /// When, by the clock of their server.
    pub at: Timestamp,
    /// What was said.
    pub said: Heeded,
}

/// What was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heeded {
    /// Words.
    Text {
        /// The words, without those of what they answer.
        text: String,
        /// Whether the account is mentioned.
        mentions: bool,
        /// Whether they answer what the account said.
        answers: bool,
    },
    /// Something that only those who have the keys can read.
    Encrypted,
}

/// What is said in a room, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    /// The room.
    pub room: String,
    /// What the message is known by: the same for every attempt.
    pub key: String,
    /// Whether the room is entered first.
    pub joins: bool,
    /// The words.
    pub text: String,
}
