//! `vigie mail`: what a mail server pipes a mail into. It answers as mail servers understand, with
//! the codes of sysexits.h: what could be taken later comes again, and so nothing is lost.

use super::Reach;
use super::client::Client;
use super::failure::Failure;
use clap::Subcommand;
use reqwest::StatusCode;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The mail itself can't be taken: it is too large (`EX_DATAERR`).
const DATA: u8 = 65;
/// Not now; the mail server keeps it and tries again (`EX_TEMPFAIL`).
const LATER: u8 = 75;
/// Its author may not do that (`EX_NOPERM`).
const NOT_ALLOWED: u8 = 77;
/// Largest mail that is read; the source's own limit is far below it.
const MAIL_BYTES_MAX: u64 = 256 * 1024 * 1024;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Hand over the mail that comes in, as the delivery command of a mail server
    Deliver {
        /// A file with the token of the source of kind mail
        #[arg(long)]
        token_file: PathBuf,
    },
}

pub(super) async fn run(reach: &Reach, verb: Verb) -> Result<String, Failure> {
    let Verb::Deliver { token_file } = verb;
    let token = token(&token_file)?;
    let mail = mail()?;
    let reach = Reach { token: Some(token.clone()), ..reach.clone() };
    let later = |failure: Failure| Failure::Mail(LATER, failure.to_string());
    let client = Client::new(&reach).map_err(later)?;
    let (status, text) =
        client.hand_over(&format!("/in/mail/{token}"), mail).await.map_err(later)?;
    judge(status, &text)
}

fn token(file: &Path) -> Result<String, Failure> {
    let later = |why: String| {
        let next = "write the token of the source into it, for the account that delivers";
        Failure::Mail(LATER, format!("{}: {why}\n  next: {next}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| later(error.to_string()))?;
    let token = text.trim();
    if token.is_empty() { Err(later("it is empty".to_owned())) } else { Ok(token.to_owned()) }
}

fn mail() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAIL_BYTES_MAX + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::Mail(LATER, format!("the mail can't be read: {error}")))?;
    if u64::try_from(bytes.len()).map_or(true, |length| length > MAIL_BYTES_MAX) {
        return Err(Failure::Mail(DATA, format!("a mail has at most {MAIL_BYTES_MAX} bytes")));
    }
    Ok(bytes)
}

/// What an answer means for the mail server. A wrong token is a mistake of ours: the mails wait
/// until it is mended.
fn judge(status: StatusCode, text: &str) -> Result<String, Failure> {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    let why = answer.get("error").and_then(Value::as_str).unwrap_or_default();
    let told = || format!("{status}: {why}");
    match status {
        status if status.is_success() => Ok(String::new()),
        // It was kept as it came, and whoever looks after Vigie sees why.
        StatusCode::UNPROCESSABLE_ENTITY => Ok(String::new()),
        StatusCode::PAYLOAD_TOO_LARGE => Err(Failure::Mail(DATA, told())),
        StatusCode::FORBIDDEN => Err(Failure::Mail(NOT_ALLOWED, told())),
        _ => Err(Failure::Mail(LATER, told())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_server_learns_what_to_do() {
        let code = |status: u16| {
            let judged = judge(StatusCode::from_u16(status).unwrap(), r#"{"error": "why"}"#);
            judged.map_or_else(|failure| failure, |_| Failure::Mail(0, String::new()))
        };
        let expected = [(200, 0), (422, 0), (413, 65), (403, 77), (404, 75), (429, 75), (503, 75)];
        for (status, exit) in expected {
            assert!(matches!(code(status), Failure::Mail(code, _) if code == exit), "{status}");
        }
        assert!(code(403).to_string().contains("why"));
    }
}
