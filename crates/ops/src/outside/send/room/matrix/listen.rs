//! Listening on Matrix: one long poll of `/sync`, and what a limited answer left out.
//! Owns the calls and their limits; never says what a message means.

use super::super::{Call, SendError, Whose, strange};
use super::reading::{self, Room};
use super::{address, ask, whoami};
use crate::outside::send::answer::Answer;
use crate::outside::send::heard::{Heard, Saying};
use crate::outside::send::matrix::outcome;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// How long the homeserver holds an answer back when nothing happens.
const POLL: Duration = Duration::from_secs(10);
/// Longest call: the homeserver's wait, and a slow line.
const CALL_MAX: Duration = Duration::from_secs(25);
const _: () = assert!(POLL.as_secs() < CALL_MAX.as_secs());
/// Messages of one room in one answer; a homeserver takes 64 KiB of each.
const LINES_MAX: u32 = 20;
/// Calls that fetch what a limited answer left out of one room.
const PAGES_MAX: u32 = 50;

/// What happened since, waiting a while for it. Without `known`, where to begin: no history is read.
pub(in super::super) async fn sync(
    call: Call<'_>,
    whose: &Whose,
    known: Option<(&str, &str)>,
) -> Result<Heard, SendError> {
    let me = match whose.known(call) {
        Some(me) => me,
        None => whoami(call).await?,
    };
    whose.keep(call, &me);
    // Where another account stopped listening says nothing to this one.
    let since = known.filter(|(account, _)| *account == me).map(|(_, since)| since);
    let mut all = poll(call, since, LINES_MAX).await?;
    if all.is_none() {
        all = poll(call, since, 1).await?;
    }
    let all = all.ok_or_else(|| strange("more than is read at once"))?;
    let mut heard = Heard {
        since: reading::next(&all).ok_or_else(|| strange("a sync without a next_batch"))?,
        invites: reading::invites(&all, &me),
        account: me.clone(),
        lines: Vec::new(),
    };
    let Some(since) = since else { return Ok(heard) };
    for mut room in reading::rooms(&all) {
        if let Some(until) = room.left_out_until.take() {
            let missing = between(call, &room, (since, &until)).await?;
            room.events.splice(0..0, missing);
        }
        heard.lines.extend(reading::lines(&room, &me));
    }
    Ok(heard)
}

fn query(lines: u32) -> String {
    let nothing = json!({ "not_types": ["*"] });
    json!({
        "presence": nothing, "account_data": nothing,
        "room": {
            "state": nothing, "ephemeral": nothing, "account_data": nothing,
            "timeline": { "limit": lines, "types": reading::TYPES },
        },
    })
    .to_string()
}

/// One poll; `None` when the answer is too large to be read.
async fn poll(call: Call<'_>, since: Option<&str>, lines: u32) -> Result<Option<Value>, SendError> {
    let wait = since.map_or(0, |_| POLL.as_millis()).to_string();
    let filter = query(lines);
    let mut with =
        vec![("filter", filter.as_str()), ("timeout", &wait), ("set_presence", "offline")];
    with.extend(since.map(|since| ("since", since)));
    get(call, &["sync"], &with).await
}

/// What a limited answer left out of a room, oldest first.
async fn between(
    call: Call<'_>,
    room: &Room,
    (since, until): (&str, &str),
) -> Result<Vec<Value>, SendError> {
    let (mut all, mut from) = (Vec::new(), since.to_owned());
    let (limit, filter) = (LINES_MAX.to_string(), json!({ "types": reading::TYPES }).to_string());
    for _ in 0..PAGES_MAX {
        let with =
            [("dir", "f"), ("from", &from), ("to", until), ("limit", &limit), ("filter", &filter)];
        let page = get(call, &["rooms", &room.id, "messages"], &with).await?;
        let Some((events, next)) = page.as_ref().map(reading::page) else { break };
        all.extend(events);
        match next.filter(|next| *next != from && next != until) {
            Some(next) => from = next,
            None => return Ok(all),
        }
    }
    tracing::warn!(room = room.id, "more was written in this room than is read at once");
    Ok(all)
}

/// Reads JSON; `None` when it is too large.
async fn get(
    call: Call<'_>,
    path: &[&str],
    with: &[(&str, &str)],
) -> Result<Option<Value>, SendError> {
    let mut url = address(call, path)?;
    url.query_pairs_mut().extend_pairs(with);
    let request = call.http.request(Method::GET, url.as_str())?;
    let request = request.bearer_auth(call.token).timeout(CALL_MAX);
    let Some(answer) = Answer::whole(call.http.call(request).await?).await? else {
        return Ok(None);
    };
    outcome(&answer, call.now)?;
    serde_json::from_slice(&answer.body).map(Some).map_err(|_| strange("no JSON"))
}

/// Says something in a room. The homeserver knows a message that it got before by its key.
pub(in super::super) async fn say(call: Call<'_>, saying: &Saying) -> Result<(), SendError> {
    let path = ["rooms", &saying.room, "send", "m.room.message", &saying.key];
    let body = json!({ "msgtype": "m.notice", "body": saying.text, "m.mentions": {} });
    ask(call, Method::PUT, &path, Some(&body)).await.map(drop)
}

/// Enters a room that the account is invited into; in a room already, nothing changes.
pub(in super::super) async fn join(call: Call<'_>, room: &str) -> Result<(), SendError> {
    ask(call, Method::POST, &["join", room], Some(&json!({}))).await.map(drop)
}
