//! `/api/v2/status` and `/api/v2/receivers`.

use super::ALERTMANAGER_VERSION;
use super::answer::json;
use crate::state::App;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

/// `GET /api/v2/status`
pub(super) fn status(app: &App) -> Response {
    let about = json!({
        "cluster": { "peers": [], "status": "disabled" },
        "config": { "original": app.alertmanager_config() },
        "uptime": app.started_at.to_string(),
        "versionInfo": {
            "branch": "",
            "buildDate": "",
            "buildUser": "vigie",
            "goVersion": "",
            "revision": env!("CARGO_PKG_VERSION"),
            "version": ALERTMANAGER_VERSION,
        },
    });
    json(StatusCode::OK, format!("{about}\n"))
}

/// `GET /api/v2/receivers`
pub(super) fn receivers(app: &App) -> Response {
    let setup = app.cx.setup();
    let config = app.alertmanager_config();
    let mut names: Vec<&str> = setup.receivers.keys().map(|name| name.as_str()).collect();
    names.sort_by_key(|name| place(&config, name));
    let list: Vec<Value> = names.into_iter().map(|name| json!({ "name": name })).collect();
    json(StatusCode::OK, format!("{}\n", Value::from(list)))
}

/// The line of a configuration that declares a receiver: lists follow the file, not the alphabet.
fn place(config: &str, name: &str) -> usize {
    let declares = |line: &str| {
        let rest = line.trim().trim_start_matches('-').trim_start().strip_prefix("name:");
        rest.is_some_and(|value| value.trim().trim_matches(['"', '\'']) == name)
    };
    config.lines().position(declares).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receivers_stand_where_the_file_has_them() {
        let config = "route:\n  receiver: a\nreceivers:\n- name: 'b'\n- name: a\n  webhook: x\n";
        assert!(place(config, "b") < place(config, "a"));
        assert!(place(config, "a") < place(config, "other"));
    }
}
