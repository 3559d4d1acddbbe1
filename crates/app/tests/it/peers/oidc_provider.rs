//! A real identity provider: `oidc-provider`, certified by the OpenID Foundation, on Node.js.

use super::{Peer, free_port, http, program};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What our client is known by there, and its secret.
pub(crate) const CLIENT: (&str, &str) = ("vigie", "a secret that only these two know");

/// The running provider.
pub(crate) struct OidcProvider {
    pub(crate) peer: Peer,
    _dir: tempfile::TempDir,
}

/// Where `make test` puts the package.
fn home() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let path = cache.unwrap_or_else(home).join("vigie-test-peers/oidc-provider");
    assert!(
        path.join("node_modules/oidc-provider").is_dir(),
        "oidc-provider is not installed: run `make test` (it needs the packages nodejs and npm)"
    );
    path
}

impl OidcProvider {
    /// A port and an address to declare before it runs.
    pub(crate) fn place() -> (u16, String) {
        let port = free_port();
        (port, format!("http://127.0.0.1:{port}"))
    }

    /// Starts it on its port, for the Vigie at that address.
    pub(crate) fn start(port: u16, vigie: &str) -> Self {
        let dir = super::folder("oidc-provider");
        let script = "tests/it/peers/oidc_provider/server.mjs";
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
        let mut command = Command::new(program("node", "nodejs"));
        command.arg(script).arg(home()).arg(port.to_string()).arg(vigie);
        let mut peer = Peer::start("oidc-provider", &mut command, dir.path());
        let address = format!("127.0.0.1:{port}");
        peer.wait_until("answering", || http::is_ok(&address, "/.well-known/openid-configuration"));
        Self { peer, _dir: dir }
    }
}
