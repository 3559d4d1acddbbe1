//! The real Alertmanager and its command line, from Debian's packages.

use std::fs;
use std::process::Command;

use super::{Peer, folder, free_port, http, program};

const PACKAGE: &str = "prometheus-alertmanager";

/// A lone Alertmanager.
pub(crate) struct Alertmanager {
    peer: Peer,
    /// Its `host:port`.
    pub(crate) address: String,
    _dir: tempfile::TempDir,
}

impl Alertmanager {
    /// Starts it on this configuration, and waits until it is ready.
    pub(crate) fn start(config: &str, args: &[&str]) -> Self {
        let dir = folder("alertmanager");
        let file = dir.path().join("alertmanager.yml");
        fs::write(&file, config).unwrap();
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = Command::new(program("prometheus-alertmanager", PACKAGE));
        command
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.path={}", dir.path().join("storage").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--cluster.listen-address=")
            .args(args);
        let mut peer = Peer::start("alertmanager", &mut command, dir.path());
        peer.wait_until("ready", || http::is_ok(&address, "/-/ready"));
        Self { peer, address, _dir: dir }
    }

    pub(crate) fn log(&self) -> String {
        self.peer.log()
    }
}

/// What a run of `amtool` gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The standard output of a run that must have gone well.
    pub(crate) fn good(self) -> String {
        assert!(self.ok, "amtool failed: {} {}", self.out, self.err);
        self.out
    }
}

/// Runs `amtool` against a server, without any configuration of this machine.
pub(crate) fn amtool(address: &str, args: &[&str]) -> Ran {
    let ran = Command::new(program("amtool", PACKAGE))
        .arg(format!("--alertmanager.url=http://{address}"))
        .args(args)
        .env("HOME", "/nonexistent")
        .env("TZ", "UTC")
        .output()
        .unwrap();
    Ran {
        ok: ran.status.success(),
        out: String::from_utf8_lossy(&ran.stdout).into_owned(),
        err: String::from_utf8_lossy(&ran.stderr).into_owned(),
    }
}
