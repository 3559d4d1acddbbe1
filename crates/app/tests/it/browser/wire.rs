//! The protocol of Chrome's developer tools: a command, its answer, and the events in between.

use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::{Message, WebSocket};

use super::process;
use super::record::Record;

/// How long the browser may take over one command; a loaded machine of two cores needs some of it.
const ANSWER_SECS_MAX: u64 = 60;

/// A connection to the browser. What it made is gone when it closes.
pub(super) struct Wire {
    socket: WebSocket<TcpStream>,
    last_id: u64,
    /// The page that commands are for; empty for the browser itself.
    session: String,
    pub(super) record: Record,
}

impl Wire {
    pub(super) fn connect() -> Self {
        let endpoint = process::endpoint();
        let address = endpoint.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(ANSWER_SECS_MAX))).unwrap();
        let (socket, _) = tungstenite::client(endpoint, stream).unwrap();
        Self { socket, last_id: 0, session: String::new(), record: Record::default() }
    }

    /// From now on commands are for this page.
    pub(super) fn attach(&mut self, session: String) {
        self.session = session;
    }

    /// Gives a command, which must succeed.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        self.try_ask(method, params).unwrap_or_else(|why| panic!("{method}: {why}"))
    }

    /// Gives a command; answers why it was refused.
    pub(super) fn try_ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        self.last_id += 1;
        let mut command = json!({ "id": self.last_id, "method": method });
        command["params"] = params;
        if !self.session.is_empty() {
            command["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(command.to_string())).unwrap();
        loop {
            let mut said = self.hear(method);
            if said["id"] == self.last_id {
                return match said["error"]["message"].as_str() {
                    Some(why) => Err(why.to_owned()),
                    None => Ok(said["result"].take()),
                };
            }
            self.record.note(&said);
        }
    }

    fn hear(&mut self, method: &str) -> Value {
        loop {
            let message = self.socket.read().unwrap_or_else(|why| panic!("{method}: {why}"));
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }
}
