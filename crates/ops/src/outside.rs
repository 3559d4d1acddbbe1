//! The world outside: everything that can fail for reasons that are not ours.
//! Knows the domain; never touches the database.

pub mod guard;
pub mod probe;
pub mod send;

use futures_util::future::BoxFuture;
use send::{Notice, Recipient, SendError};
use vigie_domain::channel::{ChannelKind, Smtp};

/// A notification with everything that its sender needs.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The channel it goes through.
    pub channel: ChannelKind,
    /// The mail server of the settings.
    pub smtp: Option<Smtp>,
    /// Who it goes to, for channels that reach people.
    pub to: Vec<Recipient>,
    /// What it says.
    pub notice: Notice,
}

/// The world outside, as use cases see it; stories put fake phones in its place.
pub trait Outside: Send + Sync {
    /// Sends a notification once. Answers what the other side said.
    fn send(&self, envelope: Envelope) -> BoxFuture<'_, Result<String, SendError>>;
}
