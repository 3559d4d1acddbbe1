//! Starters of the real programs that Vigie is tested against, and of Vigie itself.
//!
//! Each gives a handle that ends its program when dropped and shows the end of its log when the
//! test failed. A program that is not installed fails the test and names its Debian package:
//! nothing here is ever skipped.

pub(crate) mod alertmanager;
pub(crate) mod chat;
pub(crate) mod glpi;
pub(crate) mod http;
pub(crate) mod json;
pub(crate) mod oidc_provider;
pub(crate) mod postgres;
pub(crate) mod prometheus;
pub(crate) mod provider;
pub(crate) mod schemathesis;
pub(crate) mod sink;
pub(crate) mod smtp;
mod tests;
pub(crate) mod vigie;

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

/// How long a peer may take until it answers; a loaded machine of two cores needs some of it.
const START_SECS_MAX: u64 = 60;
/// Lines of a peer's log that a failed test shows.
const LOG_LINES_SHOWN: usize = 40;

/// A running program that ends with this value.
pub(crate) struct Peer {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Peer {
    /// Starts the command with its output in `dir/NAME.log`.
    pub(crate) fn start(name: &'static str, command: &mut Command, dir: &Path) -> Self {
        let log = dir.join(format!("{name}.log"));
        let out = File::options().create(true).append(true).open(&log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap_or_else(|why| panic!("{name} does not start: {why}"));
        Self { name, child, log }
    }

    /// Waits until the condition holds; fails at once when the program ended.
    pub(crate) fn wait_until(&mut self, what: &str, mut met: impl FnMut() -> bool) {
        let ended = until(Duration::from_secs(START_SECS_MAX), || {
            if met() { Some(None) } else { self.child.try_wait().unwrap().map(Some) }
        });
        match ended {
            Some(None) => {}
            Some(Some(status)) => panic!("{} ended ({status}): {}", self.name, self.log_end()),
            None => panic!("{}: not {what} in time: {}", self.name, self.log_end()),
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by its name: TERM, HUP, STOP...
    pub(crate) fn signal(&self, signal: &str) {
        let args = [format!("-{signal}"), self.pid().to_string()];
        let sent = Command::new("kill").args(args).status().unwrap();
        assert!(sent.success(), "{} is not there to be signalled", self.name);
    }

    /// Kills as `kill -9` does, and waits for the end.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end that somebody asked for.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let child = &mut self.child;
        until(Duration::from_secs(START_SECS_MAX), || child.try_wait().unwrap())
            .unwrap_or_else(|| panic!("{} does not end: {}", self.name, self.log_end()))
    }

    /// All that the program wrote so far.
    pub(crate) fn log(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap()
    }

    fn log_end(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let from = lines.len().saturating_sub(LOG_LINES_SHOWN);
        format!("the end of its log:\n{}", lines[from..].join("\n"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- {}, {}", self.name, self.log_end());
        }
        // It may have ended already, which is what we want.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Asks again and again, a few hundred times a second, until there is an answer or time is up.
#[expect(clippy::disallowed_methods, reason = "real programs live in real time")]
pub(crate) fn until<T>(patience: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = std::time::Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() > patience {
            return answer;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

/// A TCP port of the loopback that nobody listens on. Below the range that the system hands out
/// for outgoing connections, and different for each test process that runs at the same time.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let base = 10_000 + u16::try_from(std::process::id() % 200).unwrap() * 100;
    for _ in 0..2_000 {
        let port = 10_000 + (base + NEXT.fetch_add(1, Ordering::Relaxed)) % 20_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free port between 10000 and 30000");
}

/// Where the program is; a test that needs it fails when it is missing.
pub(crate) fn program(name: &str, package: &str) -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/sbin".into(), "/sbin".into()]);
    if let Ok(versions) = fs::read_dir("/usr/lib/postgresql") {
        folders.extend(versions.flatten().map(|version| version.path().join("bin")));
    }
    let found = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed: run `make test`, or `apt-get install {package}`")
    })
}

/// Whether this test runs as root.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

/// A folder for one peer, gone with it.
pub(crate) fn folder(name: &str) -> tempfile::TempDir {
    tempfile::Builder::new().prefix(&format!("vigie-test-{name}-")).tempdir().unwrap()
}

/// Runs the `git` program in a folder, as Ada. Answers what it said.
pub(crate) fn git(place: &Path, arguments: &[&str]) -> String {
    let who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C"];
    let ran = Command::new("git").args(who).arg(place).args(arguments).output().unwrap();
    assert!(ran.status.success(), "{arguments:?}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}
