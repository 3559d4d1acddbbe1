//! A receiver of webhooks that keeps what it got and answers as it was told.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::until;

/// One request that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// Method and path, as in `POST /hook`.
    pub(crate) line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

struct State {
    received: Vec<Received>,
    answer: String,
}

/// The receiver. Its threads end with the test process.
pub(crate) struct Sink {
    /// Where it listens, `http://host:port`.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Sink {
    /// Listens on a port of the loopback and answers 200.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State { received: Vec::new(), answer: answer_of(200) }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream.unwrap(), &state));
            }
        });
        Self { url, state }
    }

    /// Answers this status from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.state().answer = answer_of(status);
    }

    /// Answers these bytes from now on, status line and headers included.
    pub(crate) fn answer_raw(&self, wire: &str) {
        wire.clone_into(&mut self.state().answer);
    }

    /// All that arrived so far, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// Waits until `count` requests have arrived, and gives all of them.
    pub(crate) fn wait_for(&self, count: usize, patience: Duration) -> Vec<Received> {
        let enough = until(patience, || Some(self.received()).filter(|all| all.len() >= count));
        enough.unwrap_or_else(|| {
            panic!("{} of {count} requests arrived in {patience:?}", self.received().len())
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn answer_of(status: u16) -> String {
    format!("HTTP/1.1 {status} as told\r\nContent-Length: 0\r\n\r\n")
}

fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(received) = read_request(&mut reader) {
        let last = received.header("connection") == Some("close");
        let answer = {
            let mut state = state.lock().unwrap();
            state.received.push(received);
            state.answer.clone()
        };
        if reader.get_mut().write_all(answer.as_bytes()).is_err() || last {
            return;
        }
    }
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Received> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        lines.push(line.to_owned());
    }
    let headers: Vec<(String, String)> = lines
        .iter()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    let line = lines.first()?.trim_end_matches(" HTTP/1.1").to_owned();
    Some(Received { line, headers, body })
}
