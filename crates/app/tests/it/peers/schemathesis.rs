//! Schemathesis: it reads an OpenAPI document, makes up requests, and complains about answers that
//! the document does not allow.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A run must end within this time, whatever it found.
const RUN_SECS_MAX: &str = "50";
/// The same requests at each run.
const SEED: &str = "20261120";

fn program() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
    let path = cache.unwrap_or_else(home).join("vigie-test-peers/schemathesis/bin/schemathesis");
    assert!(path.is_file(), "schemathesis is not installed: run `make test`");
    path
}

/// How hard it tries.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Which sorts of requests, in its own words.
    pub(crate) phases: &'static str,
    /// For how long at most, in seconds.
    pub(crate) secs: &'static str,
    /// Requests that it makes up for each address; `None` for as many as there is time for.
    pub(crate) examples: Option<&'static str>,
}

/// Runs it on a server's document, with this configuration and these headers; its report fails the
/// test.
pub(crate) fn run(
    dir: &Path,
    effort: Effort,
    document: &str,
    (configuration, headers): (&str, &[String]),
) {
    let file = dir.join("schemathesis.toml");
    std::fs::write(&file, configuration).unwrap();
    let mut command = Command::new("timeout");
    command.arg(RUN_SECS_MAX).arg(program()).arg("--config-file").arg(&file);
    command.args(["run", document, "--no-color", "--seed", SEED]);
    // One worker: with several, its Python trips over itself.
    command.args(["--max-time", effort.secs, "--workers", "1", "--phases", effort.phases]);
    if let Some(examples) = effort.examples {
        command.args(["--max-examples", examples]);
    }
    command.args(["--warnings", "off", "--generation-database", "none"]);
    command.args([
        "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,\
         response_headers_conformance,response_schema_conformance,unsupported_method,\
         allow_header_conformance",
    ]);
    for header in headers {
        command.args(["--header", header]);
    }
    let ran = command.current_dir(dir).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let end: Vec<&str> = said.lines().rev().take(120).collect();
    let end: Vec<&str> = end.into_iter().rev().collect();
    assert!(ran.status.success(), "{}\n{}", end.join("\n"), String::from_utf8_lossy(&ran.stderr));
}
