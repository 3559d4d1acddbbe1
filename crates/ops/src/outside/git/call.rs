//! One call of the `git` program: what it is given, and what it said.

use super::{Commit, NotCommitted, said};
use data_encoding::BASE64;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use vigie_domain::report::FilingError;

/// Longest call: fetching the newest state of a large repository.
const CALL_MAX: Duration = Duration::from_secs(120);
/// Most of what one call says that is read; a hook may say more, and is not heard.
const SAID_MAX: u64 = 64 * 1024;
/// What is passed on of our own environment: how to get out, and whom to trust there.
pub(super) const PASSED_ON: [&str; 9] = [
    "PATH",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "GIT_SSL_CAINFO",
];

/// How the program is called for one text.
pub(super) struct Git<'a> {
    pub(super) program: &'a str,
    /// A folder of its own, empty, that goes with it.
    pub(super) home: &'a Path,
    pub(super) wanted: &'a Commit,
    /// What lets us in, read for this attempt.
    pub(super) token: Option<String>,
}

/// One call.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    /// Where it works.
    pub(super) place: &'a Path,
    pub(super) arguments: &'a [&'a str],
    /// What it reads.
    pub(super) input: &'a str,
}

/// What it came to.
pub(super) struct Ended {
    pub(super) is_well: bool,
    pub(super) out: String,
    pub(super) err: String,
}

impl Git<'_> {
    /// Runs a call that must end well; answers what it wrote.
    pub(super) async fn run(&self, call: Call<'_>) -> Result<String, NotCommitted> {
        let ended = self.call(call).await?;
        if ended.is_well {
            return Ok(ended.out.trim().to_owned());
        }
        Err(self.failed(&ended))
    }

    /// The same without anything to read.
    pub(super) async fn ask(
        &self,
        place: &Path,
        arguments: &[&str],
    ) -> Result<String, NotCommitted> {
        self.run(Call { place, arguments, input: "" }).await
    }

    /// What a call that failed means.
    pub(super) fn failed(&self, ended: &Ended) -> NotCommitted {
        said::failure(ended, self.token.as_deref())
    }

    /// Runs a call to its end.
    pub(super) async fn call(&self, call: Call<'_>) -> Result<Ended, NotCommitted> {
        let mut command = Command::new(self.program);
        command.arg("-C").arg(call.place).args(call.arguments).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.env_clear().envs(self.environment());
        let child = command.spawn().map_err(|error| {
            if error.kind() == ErrorKind::NotFound {
                return NotCommitted::new(FilingError::NoGit, "git is not found");
            }
            NotCommitted::new(FilingError::Other, format!("git can't be started: {error}"))
        })?;
        let ended = timeout(CALL_MAX, end(child, call.input)).await.map_err(|_| {
            let what = call.arguments.first().copied().unwrap_or_default();
            let why = format!("git {what} did not end within {} s", CALL_MAX.as_secs());
            NotCommitted::new(FilingError::Unreachable, why)
        })?;
        ended.map_err(|error| {
            NotCommitted::new(FilingError::Other, format!("git can't be heard: {error}"))
        })
    }

    /// All that the program knows of this machine and of us.
    fn environment(&self) -> Vec<(String, String)> {
        let wanted = self.wanted;
        let passed = |name: &&str| Some(((*name).to_owned(), std::env::var(name).ok()?));
        let mut all: Vec<(String, String)> = PASSED_ON.iter().filter_map(passed).collect();
        let mut set = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
        set("HOME", &self.home.to_string_lossy());
        set("LC_ALL", "C");
        set("GIT_CONFIG_NOSYSTEM", "1");
        set("GIT_CONFIG_GLOBAL", "/dev/null");
        set("GIT_TERMINAL_PROMPT", "0");
        set("GIT_ALLOW_PROTOCOL", "https:file");
        // A folder inside another repository is not that repository.
        if let Some(above) = Path::new(&wanted.repository.address).parent() {
            set("GIT_CEILING_DIRECTORIES", &above.to_string_lossy());
        }
        let at = format!("{} +0000", wanted.at.as_millis().div_euclid(1_000));
        let author = match wanted.author.trim() {
            "" => "Vigie",
            name => name,
        };
        for (who, name) in [("AUTHOR", author), ("COMMITTER", "Vigie")] {
            set(&format!("GIT_{who}_NAME"), name);
            set(&format!("GIT_{who}_EMAIL"), &wanted.email);
            set(&format!("GIT_{who}_DATE"), &at);
        }
        let configured = self.configuration();
        set("GIT_CONFIG_COUNT", &configured.len().to_string());
        for (place, (key, value)) in configured.iter().enumerate() {
            set(&format!("GIT_CONFIG_KEY_{place}"), key);
            set(&format!("GIT_CONFIG_VALUE_{place}"), value);
        }
        all
    }

    /// Git's own settings for this call; the token is here and nowhere else.
    fn configuration(&self) -> Vec<(String, String)> {
        let repository = &self.wanted.repository;
        let mut all: Vec<(String, String)> = [
            ("safe.directory", repository.address.as_str()),
            ("credential.helper", ""),
            ("commit.gpgsign", "false"),
            ("gc.auto", "0"),
            ("maintenance.auto", "false"),
            ("http.followRedirects", "false"),
            ("http.lowSpeedLimit", "1"),
            ("http.lowSpeedTime", "30"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
        if let Some(token) = &self.token {
            let pair = BASE64.encode(format!("{}:{token}", repository.user).as_bytes());
            let key = format!("http.{}.extraHeader", repository.address);
            all.push((key, format!("Authorization: Basic {pair}")));
        }
        all
    }
}

async fn end(mut child: Child, input: &str) -> std::io::Result<Ended> {
    let (stdin, out, err) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let Some(mut stdin) = stdin {
            // A call that reads nothing may have ended already.
            drop(stdin.write_all(input.as_bytes()).await);
        }
    };
    let ((), out, err) = tokio::join!(write, heard(out), heard(err));
    let status = child.wait().await?;
    Ok(Ended { is_well: status.success(), out: out?, err: err? })
}

/// What a call says, as far as it is read; the rest is taken from it and thrown away.
async fn heard(from: Option<impl AsyncRead + Unpin>) -> std::io::Result<String> {
    let Some(mut from) = from else { return Ok(String::new()) };
    let mut bytes = Vec::new();
    (&mut from).take(SAID_MAX).read_to_end(&mut bytes).await?;
    tokio::io::copy(&mut from, &mut tokio::io::sink()).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
