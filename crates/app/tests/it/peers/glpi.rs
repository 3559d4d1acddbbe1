//! A service desk that answers as GLPI's REST API (version 1) does, and keeps what it was told.

use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value, json};

use super::json::{Asked, serve};

/// What a desk knows.
#[derive(Default)]
pub(crate) struct State {
    /// Tickets, by number from 1.
    pub(crate) tickets: Vec<Value>,
    /// Ticket and text, in order.
    pub(crate) follow_ups: Vec<(i64, String)>,
    /// Ticket and text, in order.
    pub(crate) solutions: Vec<(i64, String)>,
    /// Sessions that are open.
    pub(crate) sessions: usize,
    /// Does what it is asked and then says nothing, that many times.
    pub(crate) silent: usize,
    /// The same, of what changes a ticket.
    pub(crate) silent_changes: usize,
    /// Changes of tickets that were asked for, in order.
    pub(crate) changes: Vec<Value>,
}

/// The desk. Its threads end with the test process.
pub(crate) struct Glpi {
    /// The address of its start page.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

/// The keys that it asks for.
pub(crate) const APP_TOKEN: &str = "the-app-token";
pub(crate) const USER_TOKEN: &str = "the-user-token";

impl Glpi {
    pub(crate) fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        let url = serve(move |asked| {
            let mut state = shared.lock().unwrap();
            let said = answer(&mut state, asked);
            let is_silent = state.silent > 0 && asked.line.starts_with("POST");
            state.silent -= usize::from(is_silent);
            let is_lost = state.silent_changes > 0 && asked.line.starts_with("PUT");
            state.silent_changes -= usize::from(is_lost);
            (!is_silent && !is_lost).then_some(said)
        });
        let url = url + "/glpi";
        Self { url, state }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn error(status: u16, word: &str) -> (u16, Value) {
    (status, json!([word, "as the manual says"]))
}

fn answer(state: &mut State, asked: &Asked) -> (u16, Value) {
    if !asked.head.contains(&format!("app-token:{APP_TOKEN}\n")) {
        return error(400, "ERROR_WRONG_APP_TOKEN_PARAMETER");
    }
    let line = asked.line.replace("/glpi/apirest.php", "");
    let line = line.as_str();
    if line == "GET /initSession" {
        if !asked.head.contains(&format!("authorization:user_token {USER_TOKEN}\n")) {
            return error(401, "ERROR_GLPI_LOGIN_USER_TOKEN");
        }
        state.sessions += 1;
        return (200, json!({ "session_token": "the-session" }));
    }
    if !asked.head.contains("session-token:the-session\n") {
        return error(401, "ERROR_SESSION_TOKEN_INVALID");
    }
    told(state, line, &asked.body["input"])
}

fn told(state: &mut State, line: &str, input: &Value) -> (u16, Value) {
    let text = || input["content"].as_str().unwrap().to_owned();
    let ticket = || input["items_id"].as_i64().unwrap();
    if line == "GET /killSession" {
        state.sessions -= 1;
        return (200, json!(true));
    }
    if let Some(name) = line.strip_prefix("GET /Ticket?range=0-1&searchText[name]=") {
        let named = |one: &&Value| one["name"].as_str().unwrap().contains(name);
        return (206, state.tickets.iter().filter(named).cloned().collect());
    }
    if line.starts_with("GET /Ticket/") && line.contains("/ITILFollowup?") {
        let last = state.follow_ups.iter().rev().take(50);
        return (206, last.map(|(_, text)| json!({ "content": text })).collect());
    }
    if let Some(at) = line.strip_prefix("GET /Ticket/").and_then(|at| at.parse::<usize>().ok()) {
        let ticket = state.tickets[at - 1].clone();
        return if ticket.is_null() { error(404, "ERROR_ITEM_NOT_FOUND") } else { (200, ticket) };
    }
    if line == "POST /Ticket" {
        let mut made = input.clone();
        let number = state.tickets.len() + 1;
        made["id"] = number.into();
        state.tickets.push(made);
        return (201, json!({ "id": number, "message": "" }));
    }
    if line == "POST /ITILFollowup" {
        state.follow_ups.push((ticket(), text()));
        return (201, json!({ "id": state.follow_ups.len() }));
    }
    if line == "POST /ITILSolution" {
        let at = usize::try_from(ticket()).unwrap() - 1;
        state.tickets[at]["status"] = 5.into();
        state.solutions.push((ticket(), text()));
        return (201, json!({ "id": state.solutions.len() }));
    }
    let Some(number) = line.strip_prefix("PUT /Ticket/") else {
        return error(404, "ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM");
    };
    let at = number.parse::<usize>().unwrap() - 1;
    state.changes.push(input.clone());
    for (name, value) in input.as_object().unwrap() {
        state.tickets[at][name] = value.clone();
    }
    (200, json!([{ (number): true, "message": "" }]))
}
