//! The world outside: everything that can fail for reasons that are not ours.
//! Knows the domain; never touches the database.

pub mod guard;
pub mod oidc;
pub mod probe;
pub mod send;

use futures_util::future::BoxFuture;
use send::{Attempt, Notice, Recipient, SendError, Sender, TicketNews};
use vigie_domain::channel::{ChannelKind, Smtp};
use vigie_domain::ticket::Desk;
use vigie_domain::time::Timestamp;

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
    /// The time of this attempt.
    pub now: Timestamp,
}

/// The world outside, as use cases see it; stories put fake phones in its place.
pub trait Outside: Send + Sync {
    /// Sends a notification once. Answers what the other side said.
    fn send(&self, envelope: Envelope) -> BoxFuture<'_, Result<String, SendError>>;

    /// Tells the ticket that mirrors an incident its news, once. Answers the ticket's number.
    fn mirror(
        &self,
        desk: Desk,
        news: TicketNews,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<i64, SendError>>;
}

/// The real world.
pub struct Network {
    sender: Sender,
}

impl Network {
    /// The real world, called through this sender.
    pub fn new(sender: Sender) -> Self {
        Self { sender }
    }
}

impl Outside for Network {
    fn send(&self, envelope: Envelope) -> BoxFuture<'_, Result<String, SendError>> {
        Box::pin(async move {
            let attempt = Attempt {
                channel: &envelope.channel,
                smtp: envelope.smtp.as_ref(),
                to: &envelope.to,
                notice: &envelope.notice,
                now: envelope.now,
            };
            self.sender.send(attempt).await
        })
    }

    fn mirror(
        &self,
        desk: Desk,
        news: TicketNews,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<i64, SendError>> {
        Box::pin(async move { self.sender.mirror(&desk, &news, now).await })
    }
}
