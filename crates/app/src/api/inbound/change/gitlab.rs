//! GitLab's webhooks: deployments, pipelines of the default branch that ended, releases.

use super::{Told, change, first_line, instant, joined, short, text};
use serde_json::Value;
use vigie_domain::change::{ChangeKind, ChangeState};
use vigie_ops::detect::ToldChange;

/// Reads a message.
pub(super) fn read(body: &Value) -> Told {
    let kind = text(body, "/object_kind");
    let found = match kind {
        "deployment" => deployment(body),
        "pipeline" => pipeline(body),
        "release" if text(body, "/action") == "create" => Some(release(body)),
        _ => None,
    };
    match found {
        Some(mut told) => {
            text(body, "/project/path_with_namespace").clone_into(&mut told.place);
            if told.who.is_empty() {
                text(body, "/user/username").clone_into(&mut told.who);
            }
            Told::Change(Box::new(told))
        }
        None => Told::Other(kind.to_owned()),
    }
}

fn ended(status: &str) -> Option<ChangeState> {
    match status {
        "running" => Some(ChangeState::Started),
        "success" => Some(ChangeState::Done),
        "failed" | "canceled" => Some(ChangeState::Failed),
        _ => None,
    }
}

fn deployment(body: &Value) -> Option<ToldChange> {
    let environment = text(body, "/environment");
    let arrow = if environment.is_empty() { "" } else { "→" };
    let title = first_line(text(body, "/commit_title"));
    let mut told = change(ChangeKind::Deployment, ended(text(body, "/status"))?);
    told.at = instant(text(body, "/status_changed_at"));
    let commit = text(body, "/short_sha");
    told.what = joined(&[text(body, "/ref"), commit, arrow, environment, title]);
    text(body, "/deployable_url").clone_into(&mut told.url);
    Some(told)
}

fn pipeline(body: &Value) -> Option<ToldChange> {
    let branch = text(body, "/object_attributes/ref");
    let state = ended(text(body, "/object_attributes/status"))?;
    if branch != text(body, "/project/default_branch") || state == ChangeState::Started {
        return None;
    }
    let mut told = change(ChangeKind::Pipeline, state);
    told.at = instant(text(body, "/object_attributes/finished_at"));
    let message = first_line(text(body, "/commit/message"));
    told.what = joined(&[branch, short(text(body, "/commit/id")), message]);
    text(body, "/object_attributes/url").clone_into(&mut told.url);
    Some(told)
}

fn release(body: &Value) -> ToldChange {
    let mut told = change(ChangeKind::Release, ChangeState::Done);
    told.at = instant(text(body, "/created_at"));
    told.what = joined(&[text(body, "/tag"), text(body, "/name")]);
    text(body, "/url").clone_into(&mut told.url);
    told
}
