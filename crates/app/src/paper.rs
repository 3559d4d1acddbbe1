//! Markdown as a file that is kept, sent and printed: one that needs no other.
//! Owns how such a file looks; what it says is its author's.

use crate::markdown;
use maud::{DOCTYPE, PreEscaped, html};
use std::io::{self, ErrorKind};
use std::process::{Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use vigie_domain::person::Language;
use vigie_print::{Paper, PrintError};

/// How it looks, on screen and on paper.
const STYLE: &str = include_str!("paper/paper.css");

/// A page with its style in it, and nothing that runs.
pub fn html(title: &str, language: Language, text: &str) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Vigie" }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (markdown::document(text)) } }
        }
    };
    markup.into_string()
}

/// Longest time for one page: hundreds of sheets take a few seconds.
const PRINTED_WITHIN: Duration = Duration::from_secs(60);
/// Pages printed at once: each takes a core and tens of megabytes.
static PLACES: Semaphore = Semaphore::const_new(1);
/// The program that prints, where the one that runs is another.
static PROGRAM: OnceLock<&str> = OnceLock::new();
/// The program that runs, even where a newer one has taken its place on disk.
const RUNNING: &str = "/proc/self/exe";

/// Has this program print: for a process that runs ours within its own and can't print itself.
pub fn print_by(program: &'static str) {
    PROGRAM.get_or_init(|| program);
}

/// A page as PDF, tagged, so that it can be heard. It takes a moment, and memory that stays with
/// the process: in a server, see [`printed`].
pub fn pdf(title: &str, language: Language, html: &str) -> Result<Vec<u8>, PrintError> {
    vigie_print::pdf(&Paper { title, language: language.tag(), html })
}

/// A page as PDF, made by a process of its own (`vigie paper`): the memory that it takes is given
/// back, and a page on which the printer fails takes nobody along. The error says why there is
/// none.
pub async fn printed(title: &str, language: Language, html: &str) -> io::Result<Vec<u8>> {
    let _place = PLACES.acquire().await.map_err(io::Error::other)?;
    let answer = timeout(PRINTED_WITHIN, print(title, language, html)).await;
    let output = answer.map_err(|_| io::Error::from(ErrorKind::TimedOut))??;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

/// Hands the page to the process, and waits for what it makes. It needs nothing of our
/// environment, and ends with us.
async fn print(title: &str, language: Language, html: &str) -> io::Result<Output> {
    let mut child = Command::new(PROGRAM.get().unwrap_or(&RUNNING))
        .args(["paper", "--title", title, "--language", language.tag()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut page) = child.stdin.take() {
        page.write_all(html.as_bytes()).await?;
    }
    child.wait_with_output().await
}
