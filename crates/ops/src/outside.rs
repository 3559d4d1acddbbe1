//! The world outside: everything that can fail for reasons that are not ours.
//! Knows the domain; never touches the database.

pub mod git;
pub mod guard;
pub mod oidc;
pub mod probe;
pub mod send;

use futures_util::future::BoxFuture;
use git::{Commit, Fetch, NotCommitted};
use send::{Attempt, Heard, News, Notice, Recipient, Saying, SendError, Sender, Told};
use std::sync::Arc;
use vigie_domain::channel::{ChannelKind, Smtp};
use vigie_domain::mirror::{MirrorPlace, PlaceKind, Rooms};
use vigie_domain::setup::Setup;
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

    /// Tells the mirror of an incident its news, once. Answers what the mirror is called there, and
    /// what somebody made of it.
    fn mirror(
        &self,
        place: PlaceKind,
        setup: Arc<Setup>,
        news: News,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Told, SendError>>;

    /// Commits a text to a Git repository, unless it stands there. Answers the commit.
    fn commit(&self, commit: Commit) -> BoxFuture<'_, Result<String, NotCommitted>> {
        Box::pin(async move { git::commit(&commit).await })
    }

    /// Reads the newest state of a folder of a Git repository. Answers its commit.
    fn fetch(&self, wanted: Fetch) -> BoxFuture<'_, Result<String, NotCommitted>> {
        Box::pin(async move { git::fetch(&wanted).await })
    }

    /// Listens to the rooms of a chat once, from where it was left off: whose account, and where.
    fn listen(
        &self,
        _rooms: Rooms,
        _known: Option<(String, String)>,
        _now: Timestamp,
    ) -> BoxFuture<'_, Result<Heard, SendError>> {
        Box::pin(async { Err(SendError::deaf()) })
    }

    /// Says something in a room of a chat, once.
    fn say(
        &self,
        _rooms: Rooms,
        _saying: Saying,
        _now: Timestamp,
    ) -> BoxFuture<'_, Result<(), SendError>> {
        Box::pin(async { Err(SendError::deaf()) })
    }
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
        place: PlaceKind,
        setup: Arc<Setup>,
        news: News,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Told, SendError>> {
        Box::pin(
            async move { self.sender.mirror(MirrorPlace::of(place, &setup), &news, now).await },
        )
    }

    fn listen(
        &self,
        rooms: Rooms,
        known: Option<(String, String)>,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<Heard, SendError>> {
        Box::pin(async move {
            let known = known.as_ref().map(|(account, since)| (account.as_str(), since.as_str()));
            self.sender.listen(&rooms, known, now).await
        })
    }

    fn say(
        &self,
        rooms: Rooms,
        saying: Saying,
        now: Timestamp,
    ) -> BoxFuture<'_, Result<(), SendError>> {
        Box::pin(async move { self.sender.say(&rooms, &saying, now).await })
    }
}
