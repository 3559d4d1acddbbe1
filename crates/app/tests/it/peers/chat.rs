//! A homeserver of Matrix and a server of Mattermost, as far as rooms of incidents need them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use super::json::{Asked, serve};

/// What a chat knows.
#[derive(Default)]
pub(crate) struct State {
    /// Rooms as they were asked for, by alias or name.
    pub(crate) rooms: BTreeMap<String, Value>,
    /// What was said, in order, by its key where it has one.
    pub(crate) said: Vec<(String, String)>,
    /// Who was let in by hand.
    pub(crate) members: Vec<String>,
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

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

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
        return (200, json!({ "user_id": "@vigie:example.org" }));
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
