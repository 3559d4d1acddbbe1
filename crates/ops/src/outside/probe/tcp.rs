//! TCP checks: whether a port opens, and says what it should.

use super::{Doing, Prober, Trace, Trouble, add, connect};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;
use vigie_domain::check::kind::Tcp;
use vigie_domain::check::words::bytes_words;

/// Most bytes read in wait for the expected text.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// How much of an unexpected answer is shown.
const SHOWN_CHARS_MAX: usize = 60;

/// Connects, and holds the short dialogue if there is one.
pub(super) async fn look(prober: &Prober, tcp: &Tcp, trace: &mut Trace) -> Result<(), Trouble> {
    let mut stream = connect::connect(prober, &tcp.host, tcp.port, tcp.ip, trace).await?;
    let started = Instant::now();
    if let Some(text) = &tcp.send {
        let sent = stream.write_all(text.as_bytes()).await;
        sent.map_err(|error| {
            Trouble::Failed(format!(
                "the connection broke while sending: {}",
                connect::plain(&error)
            ))
        })?;
    }
    match &tcp.expect {
        Some(expected) => read_until(&mut stream, expected, started, trace).await,
        None => Ok(()),
    }
}

async fn read_until(
    stream: &mut TcpStream,
    expected: &str,
    started: Instant,
    trace: &mut Trace,
) -> Result<(), Trouble> {
    trace.doing = Doing::Waiting;
    let mut answer = Vec::new();
    let mut part = [0_u8; 4096];
    loop {
        let read = stream.read(&mut part).await.map_err(|error| {
            Trouble::Failed(format!("the connection broke: {}", connect::plain(&error)))
        })?;
        if answer.is_empty() && read > 0 {
            add(&mut trace.phases.first_byte, started);
        }
        answer.extend_from_slice(part.get(..read).unwrap_or_default());
        if holds(&answer, expected.as_bytes()) {
            return Ok(());
        }
        if read == 0 || answer.len() > ANSWER_BYTES_MAX {
            return Err(unexpected(&answer, expected, read == 0));
        }
        trace.doing = Doing::Reading(u64::try_from(answer.len()).unwrap_or(u64::MAX));
    }
}

fn holds(answer: &[u8], expected: &[u8]) -> bool {
    answer.windows(expected.len().max(1)).any(|window| window == expected)
}

fn unexpected(answer: &[u8], expected: &str, closed: bool) -> Trouble {
    let came = match (answer.is_empty(), closed) {
        (true, _) => "the connection was closed without a word".to_owned(),
        (false, true) => {
            let text: String =
                String::from_utf8_lossy(answer).chars().take(SHOWN_CHARS_MAX).collect();
            format!("got \"{}\"", text.trim_end())
        }
        (false, false) => {
            let max = u64::try_from(ANSWER_BYTES_MAX).unwrap_or(u64::MAX);
            format!("it is not within the first {}", bytes_words(max))
        }
    };
    Trouble::Failed(format!("expected \"{}\", {came}", expected.trim_end()))
}
