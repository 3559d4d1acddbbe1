//! GitHub's webhooks: deployments and how they ended, pushes to the default branch, releases.

use super::{Told, change, first_line, instant, joined, short, text};
use serde_json::Value;
use vigie_domain::change::{ChangeKind, ChangeState};
use vigie_ops::detect::ToldChange;

/// Reads a message of an event.
pub(super) fn read(event: &str, body: &Value) -> Result<Told, String> {
    let found = match event {
        "" => return Err("the header X-GitHub-Event is missing: is this GitHub?".to_owned()),
        "deployment" => {
            Some(deployment(body, ChangeState::Started, text(body, "/deployment/created_at")))
        }
        "deployment_status" => deployment_status(body),
        "push" => push(body),
        "release" if text(body, "/action") == "published" => Some(release(body)),
        _ => None,
    };
    Ok(match found {
        Some(mut told) => {
            text(body, "/repository/full_name").clone_into(&mut told.place);
            Told::Change(Box::new(told))
        }
        None => Told::Other(event.to_owned()),
    })
}

fn deployment(body: &Value, state: ChangeState, at: &str) -> ToldChange {
    let (commit, environment) =
        (text(body, "/deployment/sha"), text(body, "/deployment/environment"));
    let arrow = if environment.is_empty() { "" } else { "→" };
    let description = first_line(text(body, "/deployment/description"));
    let mut told = change(ChangeKind::Deployment, state);
    told.at = instant(at);
    text(body, "/deployment/creator/login").clone_into(&mut told.who);
    let name = text(body, "/deployment/ref");
    told.what = joined(&[name, short(commit), arrow, environment, description]);
    told.url = format!("{}/deployments", text(body, "/repository/html_url"));
    told
}

fn deployment_status(body: &Value) -> Option<ToldChange> {
    let state = match text(body, "/deployment_status/state") {
        "success" => ChangeState::Done,
        "failure" | "error" => ChangeState::Failed,
        _ => return None,
    };
    let mut told = deployment(body, state, text(body, "/deployment_status/created_at"));
    let target = text(body, "/deployment_status/target_url");
    if !target.is_empty() {
        target.clone_into(&mut told.url);
    }
    Some(told)
}

/// A push to the branch that is deployed from; others change nothing that runs.
fn push(body: &Value) -> Option<ToldChange> {
    let branch = text(body, "/ref").strip_prefix("refs/heads/")?;
    if branch != text(body, "/repository/default_branch")
        || text(body, "/head_commit/id").is_empty()
    {
        return None;
    }
    let mut told = change(ChangeKind::Push, ChangeState::Done);
    text(body, "/pusher/name").clone_into(&mut told.who);
    let message = first_line(text(body, "/head_commit/message"));
    told.what = joined(&[branch, short(text(body, "/head_commit/id")), message]);
    text(body, "/compare").clone_into(&mut told.url);
    Some(told)
}

fn release(body: &Value) -> ToldChange {
    let mut told = change(ChangeKind::Release, ChangeState::Done);
    told.at = instant(text(body, "/release/published_at"));
    text(body, "/release/author/login").clone_into(&mut told.who);
    told.what = joined(&[text(body, "/release/tag_name"), text(body, "/release/name")]);
    text(body, "/release/html_url").clone_into(&mut told.url);
    told
}
