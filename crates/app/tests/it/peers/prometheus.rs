//! The real Prometheus and its exporter of the machine's figures, from Debian's packages.

use std::fs;
use std::process::Command;

use super::{Peer, folder, free_port, http, program};

/// A running Prometheus.
pub(crate) struct Prometheus {
    _peer: Peer,
    /// Its `host:port`.
    pub(crate) address: String,
    _dir: tempfile::TempDir,
}

impl Prometheus {
    /// Starts it on these two files and waits until it is ready. The configuration refers to the
    /// rules as `rules.yml`.
    pub(crate) fn start(config: &str, rules: &str) -> Self {
        let dir = folder("prometheus");
        fs::write(dir.path().join("prometheus.yml"), config).unwrap();
        fs::write(dir.path().join("rules.yml"), rules).unwrap();
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = Command::new(program("prometheus", "prometheus"));
        command
            .current_dir(dir.path())
            .arg("--config.file=prometheus.yml")
            .arg("--storage.tsdb.path=tsdb")
            .arg(format!("--web.listen-address={address}"));
        let mut peer = Peer::start("prometheus", &mut command, dir.path());
        peer.wait_until("ready", || http::is_ok(&address, "/-/ready"));
        Self { _peer: peer, address, _dir: dir }
    }
}

/// A running node exporter; it can be stopped and started again on the same port.
pub(crate) struct NodeExporter {
    peer: Peer,
    /// Its `host:port`.
    pub(crate) address: String,
    dir: tempfile::TempDir,
}

impl NodeExporter {
    pub(crate) fn start() -> Self {
        let dir = folder("node-exporter");
        let address = format!("127.0.0.1:{}", free_port());
        let peer = run_exporter(&address, &dir);
        Self { peer, address, dir }
    }

    pub(crate) fn stop(&mut self) {
        self.peer.kill();
    }

    pub(crate) fn start_again(&mut self) {
        self.peer = run_exporter(&self.address, &self.dir);
    }
}

fn run_exporter(address: &str, dir: &tempfile::TempDir) -> Peer {
    let name = "prometheus-node-exporter";
    let mut command = Command::new(program(name, name));
    command
        .arg(format!("--web.listen-address={address}"))
        .args(["--collector.disable-defaults", "--collector.loadavg"]);
    let mut peer = Peer::start("node-exporter", &mut command, dir.path());
    peer.wait_until("ready", || http::is_ok(address, "/metrics"));
    peer
}
