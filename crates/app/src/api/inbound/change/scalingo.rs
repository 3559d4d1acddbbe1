//! Scalingo's notifications: deployments, scaling, restarts, databases, variables by their names
//! only. Scalingo signs nothing: the token in the address stands for it.

use super::{Told, change, instant, joined, short, text};
use serde_json::Value;
use vigie_domain::change::{ChangeKind, ChangeState};

/// Reads a message.
pub(super) fn read(body: &Value) -> Told {
    let name = text(body, "/type");
    let Some((kind, state)) = sort(name, text(body, "/type_data/status")) else {
        return Told::Other(name.to_owned());
    };
    let mut told = change(kind, state);
    told.at = instant(text(body, "/created_at"));
    text(body, "/id").clone_into(&mut told.delivery);
    text(body, "/app_name").clone_into(&mut told.place);
    text(body, "/user/username").clone_into(&mut told.who);
    told.what = match kind {
        ChangeKind::Deployment => {
            let commit = short(text(body, "/type_data/git_ref"));
            joined(&[commit, text(body, "/type_data/pusher")])
        }
        ChangeKind::Scaling => containers(body),
        ChangeKind::Configuration => text(body, "/type_data/name").to_owned(),
        ChangeKind::Push
        | ChangeKind::Release
        | ChangeKind::Pipeline
        | ChangeKind::Database
        | ChangeKind::Restart
        | ChangeKind::Other => String::new(),
    };
    let words = name.replace('_', " ");
    told.what = if told.what.is_empty() { words } else { format!("{words}: {}", told.what) };
    text(body, "/type_data/deployment_url").clone_into(&mut told.url);
    Told::Change(Box::new(told))
}

fn sort(name: &str, status: &str) -> Option<(ChangeKind, ChangeState)> {
    let done = ChangeState::Done;
    Some(match name.trim_start_matches("app_") {
        "deployment" | "deployed" => {
            let failed = status.contains("error") || status.contains("fail");
            let state = match status {
                "success" | "" => done,
                _ if failed => ChangeState::Failed,
                _ => ChangeState::Started,
            };
            (ChangeKind::Deployment, state)
        }
        "scale" | "scaled" => (ChangeKind::Scaling, done),
        "restart" | "restarted" | "stop_app" | "stopped" => (ChangeKind::Restart, done),
        "new_variable" | "edit_variable" | "edit_variables" | "delete_variable"
        | "variable_added" | "variable_edited" | "variable_deleted" => {
            (ChangeKind::Configuration, done)
        }
        "database_maintenance_started" => (ChangeKind::Database, ChangeState::Started),
        "database_maintenance_completed" => (ChangeKind::Database, done),
        "new_addon" | "upgrade_addon" | "delete_addon" | "addon_provisioned"
        | "addon_plan_changed" | "addon_deleted" => (ChangeKind::Database, done),
        _ => return None,
    })
}

/// `web 2 M, worker 1 S`.
fn containers(body: &Value) -> String {
    let all = body.pointer("/type_data/containers").and_then(Value::as_array);
    let one = |container: &Value| {
        let amount = container.get("amount").and_then(Value::as_i64).map(|n| n.to_string());
        joined(&[
            text(container, "/name"),
            amount.as_deref().unwrap_or_default(),
            text(container, "/size"),
        ])
    };
    all.into_iter().flatten().map(one).collect::<Vec<_>>().join(", ")
}
