//! A server that speaks JSON, and answers as it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use serde_json::Value;

/// One request.
pub(crate) struct Asked {
    /// Method and path, as in `POST /api/v4/posts`.
    pub(crate) line: String,
    /// `name:value`, names in lower case, each on its line.
    pub(crate) head: String,
    pub(crate) body: Value,
}

/// Answers each request with a status and a body; `None` ends the connection without a word. Its
/// threads end with the test process. Answers where it listens, `http://host:port`.
pub(crate) fn serve<F>(answer: F) -> String
where
    F: Fn(&Asked) -> Option<(u16, Value)> + Send + Sync + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || converse(&stream, answer.as_ref()));
        }
    });
    url
}

fn converse(stream: &TcpStream, answer: &dyn Fn(&Asked) -> Option<(u16, Value)>) {
    let mut reader = BufReader::new(stream);
    while let Some((status, said)) = read(&mut reader).and_then(|asked| answer(&asked)) {
        let body = said.to_string();
        let text = format!(
            "HTTP/1.1 {status} as told\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = stream;
        if stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Asked> {
    let (mut line, mut head, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut text = String::new();
        if reader.read_line(&mut text).ok()? == 0 {
            return None;
        }
        let text = text.trim_end();
        match text.split_once(':').filter(|_| !line.is_empty()) {
            None if text.is_empty() => break,
            None => text.clone_into(&mut line),
            Some((name, value)) => {
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().unwrap();
                }
                head += &format!("{}:{}\n", name.to_lowercase(), value.trim());
            }
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Some(Asked { line: line.trim_end_matches(" HTTP/1.1").to_owned(), head, body })
}
