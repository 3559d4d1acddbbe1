//! Grafana's webhook before unified alerting: one rule a message.

use super::LASTS_AT_MOST;
use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::time::Timestamp;

/// Whether a message has this shape.
pub(super) fn is_legacy(body: &Value) -> bool {
    body.get("alerts").is_none() && body.get("ruleName").is_some()
}

/// Reads a message; an error names the field.
pub(super) fn read(body: &Value, now: Timestamp) -> Result<Signal, String> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = text("ruleName");
    if name.is_empty() {
        return Err("\"ruleName\" is empty or no text".to_owned());
    }
    // A rule that is paused or that has no value any more no longer says that anything is wrong;
    // "no_data" does: what it watched can't be seen.
    let ends_at = match text("state") {
        "ok" | "paused" => now,
        "alerting" | "no_data" => now + LASTS_AT_MOST,
        "pending" => return Err("\"state\" is \"pending\": nothing is said yet".to_owned()),
        other => return Err(format!("\"state\" says \"{other}\", not alerting, no_data or ok")),
    };
    let rule = body.get("ruleId").map(Value::to_string).unwrap_or_default();
    let mut labels = Labels::default();
    if let Some(Value::Object(tags)) = body.get("tags") {
        for (name, value) in tags {
            if let Some(value) = value.as_str() {
                labels = labels.with(name, value);
            }
        }
    }
    // After the tags: the name of the rule is the name of the alert, whatever they say.
    let labels = labels.with("alertname", name);
    let mut annotations = Labels::default();
    for (name, words) in [("summary", text("title")), ("description", text("message"))] {
        if !words.is_empty() {
            annotations = annotations.with(name, words);
        }
    }
    if let Some(matches) = body.get("evalMatches").filter(|matches| !is_empty(matches)) {
        annotations = annotations.with("matches", &matches.to_string());
    }
    Ok(Signal {
        identity: Some(Labels::default().with("rule", &rule).with("name", name)),
        labels,
        annotations,
        starts_at: Some(now),
        ends_at: Some(ends_at),
        generator_url: text("ruleUrl").to_owned(),
    })
}

fn is_empty(matches: &Value) -> bool {
    matches.as_array().is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_rule_fires_and_is_fine_again_under_one_identity() {
        let now = Timestamp::from_millis(1_795_208_400_000);
        let body = |state: &str| {
            json!({ "ruleId": 7, "ruleName": "Disk", "ruleUrl": "https://g/d/1", "state": state,
                "title": format!("[{state}] Disk"), "message": "look", "tags": { "team": "db", "alertname": "no" },
                "evalMatches": [{ "metric": "used", "value": 97 }] })
        };
        let (bad, good) = (read(&body("alerting"), now).unwrap(), read(&body("ok"), now).unwrap());
        assert_eq!(bad.identity, good.identity);
        assert_eq!((bad.labels.get("team"), good.ends_at), (Some("db"), Some(now)));
        assert_eq!(bad.labels.get("alertname"), Some("Disk"));
        assert!(bad.annotations.get("matches").unwrap().contains("97"));
        assert!(read(&body("odd"), now).unwrap_err().contains("\"state\" says \"odd\""));
    }
}
