//! Matrix: a message in a room, such as one of Tchap.
//! Owns the form of the message and the reading of the homeserver's errors; never logs in, and
//! never encrypts: the room has to be one without encryption.
//!
//! The transaction id is the notice's key, so a homeserver that got the first attempt answers the
//! second one with the same message. What fires is `m.text`: `m.notice` is what machines should
//! say, but the default push rules keep it from phones. What has ended is `m.notice`, which wakes
//! nobody.

mod html;

use super::answer::Answer;
use super::clean::line;
use super::letter::{self, Tone};
use super::{Attempt, SendError, reader, secret, text};
use crate::outside::guard::Http;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use vigie_domain::channel::Secret;
use vigie_domain::notification::ASKED_WAIT_MAX;
use vigie_domain::time::Timestamp;

/// Most bytes of each form of the text: a whole message of Matrix holds 65,536, both forms and
/// their JSON escapes included.
const BODY_BYTES_MAX: usize = 12 * 1024;
/// Longest explanation that a homeserver gives and that we pass on.
const SAID_CHARS_MAX: usize = 200;

/// Where to post, and as whom.
pub(super) struct Room<'a> {
    pub homeserver: &'a str,
    pub id: &'a str,
    pub token: &'a Secret,
}

#[derive(Serialize)]
struct Message {
    msgtype: &'static str,
    body: String,
    format: &'static str,
    formatted_body: String,
    /// Empty: nothing in the text mentions anybody, whatever it looks like.
    #[serde(rename = "m.mentions")]
    mentions: BTreeMap<String, String>,
}

/// An error of the homeserver.
#[derive(serde::Deserialize)]
struct MatrixError {
    errcode: String,
    #[serde(default)]
    error: String,
    retry_after_ms: Option<u64>,
}

fn message(attempt: Attempt<'_>) -> Message {
    let mut letter = letter::write(attempt.notice, &reader(attempt.to));
    let fires = matches!(letter.tone, Tone::Firing(_));
    // Fewer alerts until both forms fit: a text cut in the middle would lose its end tags.
    let (body, formatted_body) = loop {
        let (plain, html) = (text::render(&letter), html::fragment(&letter));
        let fits = plain.len() <= BODY_BYTES_MAX && html.len() <= BODY_BYTES_MAX * 2;
        if fits || letter.stories.is_empty() {
            break (plain, html);
        }
        letter.leave_out_last();
    };
    Message {
        msgtype: if fires { "m.text" } else { "m.notice" },
        body,
        format: "org.matrix.custom.html",
        formatted_body,
        mentions: BTreeMap::new(),
    }
}

/// The address of the message: each part is one path segment, whatever it holds.
fn address(room: &Room<'_>, key: &str) -> Result<String, SendError> {
    let refused = |why: String| SendError::GiveUp {
        cause: format!("the homeserver's address is no web address: {why}"),
        advice: "write it as https://matrix.example.org in the channel",
    };
    let mut url = reqwest::Url::parse(room.homeserver).map_err(|why| refused(why.to_string()))?;
    let path = ["_matrix", "client", "v3", "rooms", room.id, "send", "m.room.message", key];
    url.path_segments_mut()
        .map_err(|()| refused("it has no path".to_owned()))?
        .pop_if_empty()
        .extend(path);
    Ok(url.into())
}

/// The outcome by the homeserver's own code first: it says more than the status.
pub(super) fn outcome(answer: &Answer, now: Timestamp) -> Result<(), SendError> {
    let error = serde_json::from_slice::<MatrixError>(&answer.body).ok();
    let Some(error) = error.filter(|_| answer.status >= 400) else {
        return answer.outcome(None, now);
    };
    let code = line(&error.errcode, SAID_CHARS_MAX);
    let said = format!("{code}: {}", line(&error.error, SAID_CHARS_MAX));
    let give_up = |advice| {
        Err(SendError::GiveUp { cause: format!("HTTP {}, {said}", answer.status), advice })
    };
    match code.as_str() {
        "M_LIMIT_EXCEEDED" => {
            let asked = error.retry_after_ms.map(Duration::from_millis);
            Err(SendError::Retry {
                after: answer.asked_wait(now).or(asked).map(|wait| wait.min(ASKED_WAIT_MAX)),
                cause: format!("HTTP {}, {said}", answer.status),
            })
        }
        "M_FORBIDDEN" => give_up("invite the account into the room and let it join and write"),
        "M_NOT_FOUND" => give_up("check the room's id: it starts with ! and ends with the server"),
        "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN" => give_up("renew the account's access token"),
        "M_USER_DEACTIVATED" | "M_USER_LOCKED" => give_up("use an account that is active"),
        "M_TOO_LARGE" => give_up("shorten the annotations: the room takes no message of this size"),
        _ => answer.outcome(Some(&said), now),
    }
}

/// Puts the message into the room.
pub(super) async fn send(
    http: &Http,
    room: Room<'_>,
    attempt: Attempt<'_>,
) -> Result<String, SendError> {
    let address = address(&room, &attempt.notice.key)?;
    let token = secret::read(room.token).await?;
    let request =
        http.request(reqwest::Method::PUT, &address)?.bearer_auth(token).json(&message(attempt));
    let answer = Answer::read(http.call(request).await?).await;
    outcome(&answer, attempt.now)?;
    let json = serde_json::from_slice::<serde_json::Value>(&answer.body).ok();
    let id = json.as_ref().and_then(|json| json.get("event_id")?.as_str());
    Ok(match id {
        Some(id) => format!("in the room as {}", line(id, SAID_CHARS_MAX)),
        None => format!("accepted with HTTP {}", answer.status),
    })
}

#[cfg(test)]
mod tests;
