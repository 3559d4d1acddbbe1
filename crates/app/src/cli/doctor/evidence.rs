//! Whether evidence is as it was kept: read through on this machine, and counted by the server.

use super::super::client::Client;
use super::{Finding, Tested};
use serde_json::Value;
use std::path::Path;
use vigie_ops::store::shelf::{Found, Shelf};

/// Names of changed files that are shown.
const SHOWN_MAX: usize = 3;

/// Whether each file of the data directory is what its name says.
pub(super) fn files(data: &Path) -> Tested {
    const WHAT: &str = "evidence files";
    let shelf = Shelf::of(data);
    let all = shelf.all();
    let mut bad: Vec<String> = Vec::new();
    for sha256 in &all {
        match shelf.look(sha256) {
            Ok(Found::Sound) => {}
            Ok(Found::Changed | Found::Missing) => bad.push(sha256.to_string()),
            Err(error) => bad.push(format!("{sha256} ({error})")),
        }
    }
    if bad.is_empty() {
        return Tested::ok(WHAT, format!("{} read through, each as it was kept", all.len()));
    }
    let shown: Vec<&str> = bad.iter().take(SHOWN_MAX).map(String::as_str).collect();
    let found =
        format!("{} of {} can't be used as a proof: {}", bad.len(), all.len(), shown.join(", "));
    let next =
        "bring these files back from a backup of the data directory, into its folder evidence";
    Tested::not_ok(WHAT, Finding::Fail, found, next)
}

/// Whether all that was noted is there.
pub(super) async fn noted(client: &Client) -> Tested {
    const WHAT: &str = "evidence noted";
    let counted = match client.get("/api/v1/evidence/check", &[]).await {
        Ok(counted) => counted,
        Err(failure) => {
            let next = "use a token that may read the whole journal";
            return Tested::not_ok(WHAT, Finding::Unknown, failure.to_string(), next);
        }
    };
    let count = |field: &str| counted.get(field).and_then(Value::as_u64).unwrap_or(0);
    let (noted, missing) = (count("noted"), count("missing"));
    if missing == 0 {
        return Tested::ok(WHAT, format!("{noted}, each with its file"));
    }
    let found = format!("{missing} of {noted} have no file in the server's data directory");
    let next =
        "bring the folder evidence back from a backup; with several servers, from the others";
    Tested::not_ok(WHAT, Finding::Fail, found, next)
}
