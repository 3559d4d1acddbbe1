//! `vigie alert`: send, list, show and acknowledge.

use super::client::Client;
use super::failure::Failure;
use super::show;
use clap::Subcommand;
use serde_json::{Map, Value, json};
use vigie_ops::cx::{Clock, SystemClock};
use vigie_ops::prepare::document::DurationText;

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Send a signal: it opens the alert of its labels, or refreshes it
    Send {
        /// Labels that say what it is about: alertname=DiskFull severity=critical
        #[arg(required = true, value_name = "NAME=VALUE", value_parser = pair)]
        labels: Vec<(String, String)>,
        /// Words for people: summary="The disk is full"
        #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
        annotation: Vec<(String, String)>,
        /// When it is taken as ended unless sent again, such as 5m; 0s ends it now
        #[arg(long, value_name = "DURATION")]
        ends_in: Option<DurationText>,
    },
    /// List alerts, the newest first
    List {
        /// Only alerts that match, such as severity=critical; may be repeated
        #[arg(long, value_name = "MATCHER")]
        filter: Vec<String>,
        /// Only alerts in this state
        #[arg(long, default_value = "live", value_parser = ["live", "open", "acknowledged", "resolved", "all"])]
        state: String,
        /// Most alerts
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=500))]
        limit: u16,
    },
    /// Show an alert with its story
    Show {
        /// Its number
        id: i64,
    },
    /// Acknowledge an alert: whoever does has it until it clears
    Ack {
        /// Its number
        id: i64,
    },
    /// End an alert by hand, for what no source will ever end
    Close {
        /// Its number
        id: i64,
    },
}

/// Reads `name=value`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write it as NAME=VALUE".to_owned()),
    }
}

pub(super) async fn run(client: &Client, verb: Verb, json: bool) -> Result<String, Failure> {
    match verb {
        Verb::Send { labels, annotation, ends_in } => {
            let answer =
                client.post("/api/v1/alerts", &signal(labels, annotation, ends_in)).await?;
            Ok(if json {
                show::json(&answer)
            } else {
                format!("alert {}", show::text(&answer, "ids"))
            })
        }
        Verb::List { filter, state, limit } => list(client, &filter, &state, limit, json).await,
        Verb::Show { id } => {
            let answer = client.get(&format!("/api/v1/alerts/{id}"), &[]).await?;
            Ok(if json { show::json(&answer) } else { story(&answer) })
        }
        Verb::Ack { id } => {
            let path = format!("/api/v1/alerts/{id}/acknowledge");
            let answer = client.post(&path, &Value::Null).await?;
            let by = show::text(&answer, "acknowledged_by");
            Ok(if json {
                show::json(&answer)
            } else {
                format!("alert {id} is acknowledged by {by}")
            })
        }
        Verb::Close { id } => {
            let path = format!("/api/v1/alerts/{id}/close");
            let answer = client.post(&path, &Value::Null).await?;
            Ok(if json { show::json(&answer) } else { format!("alert {id} is closed") })
        }
    }
}

fn signal(
    labels: Vec<(String, String)>,
    annotations: Vec<(String, String)>,
    ends_in: Option<DurationText>,
) -> Value {
    let object = |pairs: Vec<(String, String)>| -> Map<String, Value> {
        pairs.into_iter().map(|(name, value)| (name, Value::from(value))).collect()
    };
    let mut signal = json!({"labels": object(labels), "annotations": object(annotations)});
    if let (Some(DurationText(span)), Some(signal)) = (ends_in, signal.as_object_mut()) {
        let ends_at = (SystemClock.now() + span).to_string();
        signal.insert("ends_at".to_owned(), Value::from(ends_at));
    }
    Value::Array(vec![signal])
}

async fn list(
    client: &Client,
    filter: &[String],
    state: &str,
    limit: u16,
    json: bool,
) -> Result<String, Failure> {
    let limit = limit.to_string();
    let mut parameters = vec![("state", state), ("limit", limit.as_str())];
    parameters.extend(filter.iter().map(|matcher| ("filter", matcher.as_str())));
    let answer = client.get("/api/v1/alerts", &parameters).await?;
    if json {
        return Ok(show::json(&answer));
    }
    let rows: Vec<Vec<String>> = show::list(&answer, "alerts").iter().map(row).collect();
    let mut text = show::table(
        &["ID", "STATE", "SEVERITY", "SERVICE", "SINCE", "TITLE", "WHO", "INCIDENT"],
        &rows,
        "no such alert",
    );
    if !show::text(&answer, "next_cursor").is_empty() {
        text.push_str("\nthere may be more: ask with --filter, or a larger --limit");
    }
    Ok(text)
}

fn row(alert: &Value) -> Vec<String> {
    let text = |field: &str| show::text(alert, field);
    let silenced = if text("silenced_by").is_empty() { "" } else { " (silenced)" };
    vec![
        text("id"),
        format!("{}{silenced}", text("state")),
        text("severity"),
        text("service"),
        show::time(alert, "starts_at"),
        text("title"),
        text("acknowledged_by"),
        text("incident"),
    ]
}

fn story(alert: &Value) -> String {
    let text = |field: &str| show::text(alert, field);
    let labels = |field: &str| {
        let pairs = alert.get(field).and_then(Value::as_object).into_iter().flatten();
        let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join(" ")
    };
    let facts = show::pairs(&[
        ("alert", format!("{} {}", text("id"), text("title"))),
        ("state", text("state")),
        ("ended", text("ended_how")),
        ("who", text("acknowledged_by")),
        ("severity", text("severity")),
        ("service", text("service")),
        ("source", text("source")),
        ("incident", text("incident")),
        ("silenced by", text("silenced_by")),
        ("began", show::time(alert, "starts_at")),
        ("last heard", show::time(alert, "updated_at")),
        ("labels", labels("labels")),
        ("annotations", labels("annotations")),
        ("link", text("generator_url")),
    ]);
    let story = show::story(show::list(alert, "story"));
    let told = show::notifications(show::list(alert, "notifications"));
    format!("{facts}\n\n{story}\n\n{told}")
}
