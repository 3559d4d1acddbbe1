//! A room of a chat for one incident: made, its people invited, and told what happens.
//! Owns what makes the calls safe to repeat: a room has a name that only one can have, a message a
//! key or a mark that it is known by.

mod matrix;
mod mattermost;
mod whose;

pub(super) use whose::Whose;

use super::heard::{Heard, Saying};
use super::{News, SendError, secret};
use crate::outside::guard::Http;
use vigie_domain::mirror::{Chat, Rooms};
use vigie_domain::time::Timestamp;

/// What a conversation needs.
#[derive(Clone, Copy)]
struct Call<'a> {
    http: &'a Http,
    base: &'a str,
    token: &'a str,
    now: Timestamp,
}

/// Tells a room the news, made first where there is none. Answers its id.
pub(super) async fn tell(
    http: &Http,
    rooms: &Rooms,
    news: &News,
    now: Timestamp,
) -> Result<String, SendError> {
    let token = secret::read(&rooms.token).await?;
    let call = |base| Call { http, base, token: token.trim(), now };
    match &rooms.chat {
        Chat::Matrix { homeserver } => matrix::tell(call(homeserver), rooms, news).await,
        Chat::Mattermost { url, team } => mattermost::tell(call(url), (rooms, team), news).await,
    }
}

/// Listens to the rooms of a chat, from where it was left off.
pub(super) async fn listen(
    (http, whose): (&Http, &Whose),
    rooms: &Rooms,
    known: Option<(&str, &str)>,
    now: Timestamp,
) -> Result<Heard, SendError> {
    let token = secret::read(&rooms.token).await?;
    match &rooms.chat {
        Chat::Matrix { homeserver: base } => {
            matrix::sync(Call { http, base, token: token.trim(), now }, whose, known).await
        }
        Chat::Mattermost { .. } => Err(SendError::deaf()),
    }
}

/// Says something in a room of a chat that is listened to.
pub(super) async fn say(
    http: &Http,
    rooms: &Rooms,
    saying: &Saying,
    now: Timestamp,
) -> Result<(), SendError> {
    let token = secret::read(&rooms.token).await?;
    let Chat::Matrix { homeserver: base } = &rooms.chat else { return Err(SendError::deaf()) };
    let call = Call { http, base, token: token.trim(), now };
    if saying.joins {
        matrix::join(call, &saying.room).await?;
    }
    matrix::say(call, saying).await
}

/// The news as one message; the intro only at the beginning.
fn message(news: &News, begins: bool) -> String {
    let intro = Some(news.content.as_str()).filter(|intro| begins && !intro.is_empty());
    let lines: Vec<&str> = intro.into_iter().chain(news.lines.iter().map(String::as_str)).collect();
    lines.join("\n")
}

fn strange(what: &str) -> SendError {
    SendError::GiveUp {
        cause: format!("the chat answered what we do not understand: {what}"),
        advice: "check the address in settings.rooms",
    }
}
