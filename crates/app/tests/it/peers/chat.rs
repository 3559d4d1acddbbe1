//! A homeserver of Matrix and a server of Mattermost, as far as rooms of incidents need them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use serde_json::{Value, json};

use super::json::{Asked, serve};
use super::until;
use vigie_ops::cx::{Clock, SystemClock};

/// What a chat knows.
#[derive(Default)]
pub(crate) struct State {
    /// Rooms as they were asked for, by alias or name.
    pub(crate) rooms: BTreeMap<String, Value>,
    /// What was said, in order, by its key where it has one.
    pub(crate) said: Vec<(String, String)>,
    /// Who was let in by hand.
    pub(crate) members: Vec<String>,
    /// What happened in rooms of Matrix, in order: the room and the event.
    pub(crate) events: Vec<(String, Value)>,
    /// Rooms that the bot is invited into, and by whom.
    pub(crate) invites: Vec<(String, String)>,
    /// Whether listening is refused for now.
    pub(crate) refuses: bool,
    /// Times that somebody asked whose token it is.
    pub(crate) whoamis: usize,
    /// Times that somebody listened.
    pub(crate) syncs: usize,
    /// Does what it is asked and then says nothing, that many times.
    pub(crate) silent: usize,
}

/// A chat.
pub(crate) struct Chat {
    /// Its base address.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

/// The token that both ask for.
pub(crate) const TOKEN: &str = "the-bot-token";

impl Chat {
    /// A homeserver called `example.org`.
    pub(crate) fn matrix() -> Self {
        Self::start(matrix)
    }

    /// A server with a team called `ops`.
    pub(crate) fn mattermost() -> Self {
        Self::start(mattermost)
    }

    fn start(answer: fn(&mut State, &Asked) -> (u16, Value)) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let url = serve(move |asked| {
            if asked.line.contains("/sync?") && asked.line.contains("since=") {
                until(Duration::from_millis(200), || None::<()>);
            }
            if !asked.head.contains(&format!("authorization:Bearer {TOKEN}\n")) {
                return Some((
                    401,
                    json!({ "errcode": "M_UNKNOWN_TOKEN", "id": "api.unauthorized" }),
                ));
            }
            let mut state = shared.lock().unwrap();
            let said = answer(&mut state, asked);
            let is_silent = state.silent > 0 && !asked.line.starts_with("GET");
            state.silent -= usize::from(is_silent);
            (!is_silent).then_some(said)
        });
        Self { url, state }
    }

    /// Somebody writes into a room of Matrix, with more content where that is given.
    pub(crate) fn writes(&self, (room, sender): (&str, &str), text: &str, more: &Value) {
        let mut content = json!({ "msgtype": "m.text", "body": text });
        for (name, value) in more.as_object().into_iter().flatten() {
            content[name] = value.clone();
        }
        self.state().happens((room, sender), "m.room.message", &content);
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn happens(&mut self, (room, sender): (&str, &str), kind: &str, content: &Value) {
        let mut event = json!({
            "type": kind, "event_id": format!("$e{}", self.events.len()), "sender": sender,
            "origin_server_ts": SystemClock.now().as_millis(), "content": content,
        });
        if kind == "m.room.member" {
            event["state_key"] = json!(sender);
        }
        self.events.push((room.to_owned(), event));
    }

    /// Somebody writes what only those who have the keys can read.
    pub(crate) fn happens_encrypted(&mut self, room: &str, sender: &str) {
        let content = json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" });
        self.happens((room, sender), "m.room.encrypted", &content);
    }

    /// What happened in a room from one place to another.
    fn of_room(&self, room: &str, from: usize, until: usize) -> Vec<(usize, Value)> {
        let all = self.events.iter().enumerate().take(until).skip(from);
        let own = all.filter(|(_, (name, _))| name == room);
        own.map(|(at, (_, event))| (at, event.clone())).collect()
    }

    /// What happened since, as `/sync` tells it.
    fn sync(&mut self, query: &str) -> Value {
        self.syncs += 1;
        let since = place(query, "since").unwrap_or(0);
        let limit = query.split("%22limit%22%3A").nth(1).unwrap();
        let limit: usize = limit.split('%').next().unwrap().parse().unwrap();
        let rooms: std::collections::BTreeSet<String> =
            self.events.iter().skip(since).map(|(room, _)| room.clone()).collect();
        let mut join = serde_json::Map::new();
        for room in rooms {
            let mut all = self.of_room(&room, since, self.events.len());
            let last = all.split_off(all.len().saturating_sub(limit));
            let timeline = json!({
                "limited": !all.is_empty(), "prev_batch": format!("s{}", last[0].0),
                "events": last.into_iter().map(|(_, event)| event).collect::<Vec<_>>(),
            });
            join.insert(room, json!({ "timeline": timeline }));
        }
        let invite = |(room, by): (String, String)| {
            let member = json!({ "type": "m.room.member", "state_key": BOT, "sender": by,
                "content": { "membership": "invite" } });
            (room, json!({ "invite_state": { "events": [member] } }))
        };
        let invites: serde_json::Map<String, Value> =
            std::mem::take(&mut self.invites).into_iter().map(invite).collect();
        json!({
            "next_batch": format!("s{}", self.events.len()),
            "rooms": { "join": join, "invite": invites },
        })
    }

    /// A page of what a limited answer left out.
    fn page(&self, room: &str, query: &str) -> Value {
        let from = place(query, "from").unwrap();
        let mut all = self.of_room(room, from, place(query, "to").unwrap());
        let rest = all.split_off(all.len().min(place(query, "limit").unwrap()));
        let end = rest.first().map(|(at, _)| format!("s{at}"));
        let chunk: Vec<Value> = all.into_iter().map(|(_, event)| event).collect();
        json!({ "chunk": chunk, "end": end })
    }
}

/// A number of a query, after the `s` of tokens.
fn place(query: &str, name: &str) -> Option<usize> {
    let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")))?;
    pair.trim_start_matches('s').parse().ok()
}

/// The account that the token belongs to.
pub(crate) const BOT: &str = "@vigie:example.org";

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

fn matrix(state: &mut State, asked: &Asked) -> (u16, Value) {
    let line = asked.line.replace("/_matrix/client/v3", "");
    if line == "POST /createRoom" {
        let alias = text(&asked.body, "room_alias_name");
        if state.rooms.contains_key(&alias) {
            return (400, json!({ "errcode": "M_ROOM_IN_USE", "error": "taken" }));
        }
        state.rooms.insert(alias.clone(), asked.body.clone());
        return (200, json!({ "room_id": format!("!{alias}:example.org") }));
    }
    if line == "GET /account/whoami" {
        state.whoamis += 1;
        return (200, json!({ "user_id": BOT }));
    }
    if let Some(query) = line.strip_prefix("GET /sync?") {
        if state.refuses {
            return (503, json!({ "errcode": "M_UNKNOWN", "error": "later" }));
        }
        return (200, state.sync(query));
    }
    let page = line.strip_prefix("GET /rooms/").and_then(|rest| rest.split_once("/messages?"));
    if let Some((room, query)) = page {
        return (200, state.page(room, query));
    }
    if let Some(room) = line.strip_prefix("POST /join/") {
        state.happens((room, BOT), "m.room.member", &json!({ "membership": "join" }));
        return (200, json!({ "room_id": room }));
    }
    if let Some(alias) = line.strip_prefix("GET /directory/room/%23") {
        let alias = alias.trim_end_matches(":example.org");
        assert!(state.rooms.contains_key(alias), "{alias}");
        return (200, json!({ "room_id": format!("!{alias}:example.org") }));
    }
    let Some(key) = line.strip_prefix("PUT /rooms/").and_then(|rest| rest.rsplit_once('/')) else {
        return (404, json!({ "errcode": "M_UNRECOGNIZED" }));
    };
    // A key that is known already is answered and not said again.
    if state.said.iter().all(|(known, _)| known != key.1) {
        state.said.push((key.1.to_owned(), text(&asked.body, "body")));
        let room = key.0.trim_end_matches("/send/m.room.message");
        state.happens((room, BOT), "m.room.message", &asked.body);
    }
    (200, json!({ "event_id": "$1" }))
}

fn mattermost(state: &mut State, asked: &Asked) -> (u16, Value) {
    let line = asked.line.replace("/api/v4", "");
    if line == "GET /teams/name/ops" {
        return (200, json!({ "id": "team1" }));
    }
    if let Some(name) = line.strip_prefix("GET /teams/team1/channels/name/") {
        return match state.rooms.contains_key(name) {
            true => (200, json!({ "id": format!("id-{name}") })),
            false => (404, json!({ "id": "app.channel.get_by_name.missing.app_error" })),
        };
    }
    if line == "POST /channels" {
        let name = text(&asked.body, "name");
        state.rooms.insert(name.clone(), asked.body.clone());
        return (201, json!({ "id": format!("id-{name}") }));
    }
    if let Some(name) = line.strip_prefix("GET /users/username/") {
        return (200, json!({ "id": format!("user-{name}") }));
    }
    if line.starts_with("POST /channels/") && line.ends_with("/members") {
        state.members.push(text(&asked.body, "user_id"));
        return (201, json!({}));
    }
    if line.starts_with("GET /channels/") {
        let posts = state.said.iter().enumerate();
        let posts = posts.map(|(at, (_, text))| (at.to_string(), json!({ "message": text })));
        return (200, json!({ "posts": posts.collect::<serde_json::Map<String, Value>>() }));
    }
    assert_eq!(line, "POST /posts");
    state.said.push((String::new(), text(&asked.body, "message")));
    (201, json!({ "id": "post" }))
}
