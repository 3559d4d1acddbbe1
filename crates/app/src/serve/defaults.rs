//! What Vigie watches before anybody declares anything: itself, its data directory, and the host
//! that it runs on.

use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use vigie_ops::prepare::Declared;
use vigie_ops::prepare::document::{Kind, Object};

/// Where these are declared, as pages show it.
const ORIGIN: &str = "built-in";

/// The checks of a machine on which nothing is declared; a declared check of the same name takes
/// its place.
pub(super) fn checks(data: &Path, address: SocketAddr, by_tls: bool) -> Vec<Declared> {
    // The certificate is for the name that people use, which need not lead here from within.
    let (look, at) = if by_tls {
        ("tcp", json!({ "host": address.ip().to_string(), "port": address.port() }))
    } else {
        ("http", json!({ "url": format!("http://{address}/-/ready") }))
    };
    let data = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    [
        json!({
            "slug": "vigie-data-disk",
            "name": "Space for Vigie's data",
            "disk": { "path": data.display().to_string(), "free_percent_min": 5 },
            "severity": "critical",
        }),
        json!({
            "slug": "vigie-listener",
            "name": "Vigie's own listener",
            look: at,
            "severity": "critical",
            "failures_to_fail": 3,
        }),
        json!({
            "slug": "host-root-disk",
            "name": "Space on the root disk",
            "disk": { "path": "/", "free_percent_min": 10, "inodes_percent_min": 5 },
        }),
        json!({
            "slug": "host-memory",
            "name": "Memory of the host",
            "memory": { "available_percent_min": 5 },
            "failures_to_fail": 5,
        }),
        json!({
            "slug": "host-load",
            "name": "Load of the host",
            "load": { "per_core_max": 4.0 },
            "failures_to_fail": 10,
        }),
        json!({
            "slug": "host-units",
            "name": "Failed systemd units of the host",
            "units": {},
            "failures_to_fail": 3,
        }),
    ]
    .into_iter()
    .filter_map(declared)
    .collect()
}

fn declared(body: Value) -> Option<Declared> {
    let name = body.get("slug")?.as_str()?.to_owned();
    let object = Object { kind: Kind::Check, name, body };
    Some(Declared { object, origin: ORIGIN.to_owned() })
}
