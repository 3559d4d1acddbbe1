//! Rooms on a Matrix homeserver. They are private and, as the homeserver allows, not encrypted.

mod listen;
mod reading;

pub(super) use listen::{join, say, sync};

use super::super::answer::Answer;
use super::super::matrix::outcome;
use super::super::{News, SendError};
use super::{Call, message, strange};
use reqwest::Method;
use serde_json::{Value, json};
use vigie_domain::mirror::Rooms;

/// Tells a room. Its alias keeps a second one from being made.
pub(super) async fn tell(call: Call<'_>, rooms: &Rooms, news: &News) -> Result<String, SendError> {
    let (room, begins) = match &news.name {
        Some(room) => (room.clone(), false),
        None => (make(call, rooms, news).await?, true),
    };
    let text = message(news, begins);
    if !text.is_empty() {
        let path = ["rooms", &room, "send", "m.room.message", &news.mark];
        let body = json!({ "msgtype": "m.notice", "body": text, "m.mentions": {} });
        ask(call, Method::PUT, &path, Some(&body)).await?;
    }
    Ok(room)
}

async fn make(call: Call<'_>, rooms: &Rooms, news: &News) -> Result<String, SendError> {
    let alias = format!("vigie-{}", news.reference.to_lowercase());
    let body = json!({
        "preset": "private_chat", "name": news.title, "topic": news.content,
        "room_alias_name": alias, "invite": rooms.invite,
    });
    let made = ask(call, Method::POST, &["createRoom"], Some(&body)).await;
    let in_use = |error: &SendError| matches!(error, SendError::GiveUp { cause, .. } if cause.contains("M_ROOM_IN_USE"));
    let room = match made {
        Err(error) if in_use(&error) => find(call, &alias).await?,
        other => other?,
    };
    let id = room.get("room_id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| strange("a room without an id"))
}

/// The account's own id.
pub(super) async fn whoami(call: Call<'_>) -> Result<String, SendError> {
    let me = ask(call, Method::GET, &["account", "whoami"], None).await?;
    let id = me.get("user_id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| strange("an account without an id"))
}

/// The room that an attempt made whose answer never came.
async fn find(call: Call<'_>, alias: &str) -> Result<Value, SendError> {
    let me = whoami(call).await?;
    let (_, server) = me.split_once(':').ok_or_else(|| strange("an account without a server"))?;
    ask(call, Method::GET, &["directory", "room", &format!("#{alias}:{server}")], None).await
}

async fn ask(
    call: Call<'_>,
    method: Method,
    path: &[&str],
    body: Option<&Value>,
) -> Result<Value, SendError> {
    let url = address(call, path)?;
    let request = call.http.request(method, url.as_str())?.bearer_auth(call.token);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    let answer = Answer::read(call.http.call(request).await?).await;
    outcome(&answer, call.now)?;
    Ok(serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

fn address(call: Call<'_>, path: &[&str]) -> Result<reqwest::Url, SendError> {
    let mut url = reqwest::Url::parse(call.base).map_err(|_| strange("no web address"))?;
    url.path_segments_mut()
        .map_err(|()| strange("an address without a path"))?
        .pop_if_empty()
        .extend(["_matrix", "client", "v3"])
        .extend(path);
    Ok(url)
}
