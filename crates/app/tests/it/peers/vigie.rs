//! The real program, started as an operator starts it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{Peer, folder, free_port, http, is_root};

/// A running `vigie serve`, on a data directory of its own.
pub(crate) struct Vigie {
    peer: Peer,
    /// Its `host:port`; the same after a restart.
    pub(crate) address: String,
    args: Vec<String>,
    disk: Option<&'static str>,
    dir: tempfile::TempDir,
}

impl Vigie {
    /// Starts it with these further arguments, and waits until it is ready.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_on(None, args)
    }

    /// The same, with its data on a disk of this size that only it sees, such as `8m`. The disk
    /// goes when the program ends.
    pub(crate) fn start_on_disk(size: &'static str, args: &[&str]) -> Self {
        Self::start_on(Some(size), args)
    }

    /// Starts another node, which knows the same key.
    pub(crate) fn beside(&self, args: &[&str]) -> Self {
        let dir = folder("vigie");
        fs::create_dir(dir.path().join("data")).unwrap();
        let key = |data: PathBuf| data.join("vigie.key");
        fs::copy(key(self.data()), key(dir.path().join("data"))).unwrap();
        Self::start_in(dir, None, args)
    }

    fn start_on(disk: Option<&'static str>, args: &[&str]) -> Self {
        Self::start_in(folder("vigie"), disk, args)
    }

    fn start_in(dir: tempfile::TempDir, disk: Option<&'static str>, args: &[&str]) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        let peer = run(&address, &args, disk, dir.path());
        Self { peer, address, args, disk, dir }
    }

    /// The disk of its own, as this process can reach it.
    pub(crate) fn disk(&self) -> PathBuf {
        let inside = self.data();
        let root = PathBuf::from(format!("/proc/{}/root", self.peer.pid()));
        root.join(inside.strip_prefix("/").unwrap())
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// The `Authorization` header of the machine's own commands.
    pub(crate) fn bearer(&self) -> String {
        format!("Bearer {}", fs::read_to_string(self.data().join("cli.token")).unwrap().trim())
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// All that it logged, over every start.
    pub(crate) fn log(&self) -> String {
        self.peer.log()
    }

    /// `kill -9`, and nothing after it.
    pub(crate) fn kill(&mut self) {
        self.peer.kill();
    }

    /// Asks it to end, as systemd does, and says whether it ended well.
    pub(crate) fn terminate(&mut self) -> bool {
        self.peer.signal("TERM");
        self.peer.wait().success()
    }

    /// Sends a signal by its name, such as HUP.
    pub(crate) fn signal(&self, signal: &str) {
        self.peer.signal(signal);
    }

    /// Starts it again on the same data, address and arguments.
    pub(crate) fn start_again(&mut self) {
        self.peer = run(&self.address, &self.args, self.disk, self.dir.path());
    }
}

fn run(address: &str, args: &[String], disk: Option<&str>, dir: &Path) -> Peer {
    const SCRIPT: &str = r#"
        mkdir -p "$2"
        mount -t tmpfs -o size="$1" tmpfs "$2"
        shift 2
        exec "$@""#;
    let data = dir.join("data");
    let program = env!("CARGO_BIN_EXE_vigie");
    let mut command = match disk {
        None => Command::new(program),
        Some(size) => {
            let mut command = Command::new("unshare");
            // Without root, a mount of one's own needs a user namespace of one's own.
            let user: &[&str] = if is_root() { &[] } else { &["--user", "--map-root-user"] };
            command.args(user).args(["--mount", "sh", "-ec", SCRIPT, "sh", size]);
            command.arg(&data).arg(program);
            command
        }
    };
    command.args(["serve", "--listen", address, "--data"]).arg(&data).args(args);
    let mut peer = Peer::start("vigie", &mut command, dir);
    peer.wait_until("ready", || http::is_ok(address, "/-/ready"));
    peer
}

/// A command of the program must end within this time, or ends with the status 124.
const CLI_SECS_MAX: &str = "60";

/// Runs a command of the program to its end, with this text on its standard input.
pub(crate) fn cli(args: &[&str], input: &str) -> Output {
    let mut child = Command::new("timeout")
        .args([CLI_SECS_MAX, env!("CARGO_BIN_EXE_vigie")])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that wants no input may have ended already.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}
