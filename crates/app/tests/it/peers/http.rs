//! A plain HTTP/1.1 client for tests: one connection for each request, nothing added to what the
//! test asked for, and the answer as it was on the wire.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take.
const ANSWER_SECS_MAX: u64 = 30;

/// An answer. A server that hangs up without one gives the status 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in lower case, in the order of the wire.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|why| panic!("not JSON ({why}): {} {}", self.status, self.text()))
    }
}

/// A request, ready to be sent to any server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Vec<u8>>,
}

impl Request {
    pub(crate) fn new(method: &str, path: impl Into<String>) -> Self {
        Self { method: method.into(), path: path.into(), ..Self::default() }
    }

    /// A request with a JSON body.
    pub(crate) fn json(method: &str, path: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(method, path).header("Content-Type", "application/json").body(body)
    }

    /// A form, as a page of the same site sends it.
    pub(crate) fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let encoded = |text: &str| -> String {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            let sign = |byte: u8| {
                if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            };
            text.bytes().map(sign).collect()
        };
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        Self::new("POST", path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Sec-Fetch-Site", "same-origin")
            .body(body)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends it to `address` (host:port). `None` when nobody listens there.
    pub(crate) fn try_send(&self, address: &str) -> Option<Answer> {
        self.try_send_as(address, address)
    }

    /// Sends it to `address`, under another host's name.
    pub(crate) fn send_as(&self, address: &str, host: &str) -> Answer {
        self.try_send_as(address, host).unwrap_or_else(|| panic!("nobody listens on {address}"))
    }

    fn try_send_as(&self, address: &str, host: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(address).ok()?;
        let patience = Some(Duration::from_secs(ANSWER_SECS_MAX));
        stream.set_read_timeout(patience).unwrap();
        stream.set_write_timeout(patience).unwrap();
        let mut wire = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        wire += &format!("Host: {host}\r\nConnection: close\r\n");
        for (name, value) in &self.headers {
            wire += &format!("{name}: {value}\r\n");
        }
        if let Some(body) = &self.body {
            wire += &format!("Content-Length: {}\r\n", body.len());
        }
        wire += "\r\n";
        let mut bytes = wire.into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        // A server may answer and hang up before it read all: its answer counts.
        drop(stream.write_all(&bytes));
        Some(parse(&read_to_end(&mut stream), &self.method))
    }

    pub(crate) fn send(&self, address: &str) -> Answer {
        self.try_send(address).unwrap_or_else(|| panic!("nobody listens on {address}"))
    }
}

/// GET, for the usual case.
pub(crate) fn get(address: &str, path: &str) -> Answer {
    Request::new("GET", path).send(address)
}

/// Whether a GET of the path answers 200.
pub(crate) fn is_ok(address: &str, path: &str) -> bool {
    Request::new("GET", path).try_send(address).is_some_and(|answer| answer.status == 200)
}

fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(why) if why.kind() == ErrorKind::ConnectionReset => {}
        Err(why) => panic!("no whole answer: {why}: {}", String::from_utf8_lossy(&bytes)),
    }
    bytes
}

fn parse(wire: &[u8], method: &str) -> Answer {
    let Some(end) = find(wire, b"\r\n\r\n") else { return Answer::default() };
    let head = String::from_utf8_lossy(&wire[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let mut answer = Answer { status: status.parse().unwrap(), ..Answer::default() };
    for line in lines {
        let (name, value) = line.split_once(':').unwrap();
        answer.headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let body = &wire[end + 4..];
    let chunked = answer.header("transfer-encoding") == Some("chunked") && method != "HEAD";
    answer.body = if chunked { unchunk(body) } else { body.to_vec() };
    answer
}

fn unchunk(mut wire: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = find(wire, b"\r\n").expect("a chunk's length");
        let length = usize::from_str_radix(str::from_utf8(&wire[..end]).unwrap().trim(), 16);
        let (start, length) = (end + 2, length.unwrap());
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&wire[start..start + length]);
        wire = &wire[start + length + 2..];
    }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}
