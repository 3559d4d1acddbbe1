//! Alertmanager's webhook, version 4, and Grafana's, which has the same shape and more.

use super::read::{Standing, few};
use super::{LASTS_AT_MOST, instant};
use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::time::Timestamp;

/// What Grafana says beside the annotations, and people want to see.
const EXTRAS: [&str; 4] = ["valueString", "dashboardURL", "panelURL", "silenceURL"];

/// Reads a message, each alert by itself; an error names the field.
pub(super) fn read(body: &Value, now: Timestamp) -> Result<Vec<Result<Signal, String>>, String> {
    let Some(Value::Array(alerts)) = body.get("alerts") else {
        return Err("\"alerts\" is no list: is this an alerting webhook?".to_owned());
    };
    few(alerts)?;
    let one =
        |(place, alert)| signal(alert, now).map_err(|why| Standing::Alerts.named(place, &why));
    Ok(alerts.iter().enumerate().map(one).collect())
}

fn signal(alert: &Value, now: Timestamp) -> Result<Signal, String> {
    let labels = labels(alert, "labels")?;
    let mut annotations = labels_or_none(alert, "annotations")?;
    for name in EXTRAS {
        if let Some(value) = alert.get(name).and_then(Value::as_str).filter(|v| !v.is_empty()) {
            annotations = annotations.with(name, value);
        }
    }
    let ended = alert.get("status").and_then(Value::as_str) == Some("resolved");
    let (told_start, told_end) = (time(alert, "startsAt")?, time(alert, "endsAt")?);
    if let (Some(start), Some(end)) = (told_start, told_end)
        && end < start
    {
        return Err(format!("\"endsAt\" {end} is before \"startsAt\" {start}"));
    }
    let ends_at = if ended { told_end.unwrap_or(now).min(now) } else { now + LASTS_AT_MOST };
    Ok(Signal {
        identity: None,
        labels,
        annotations,
        starts_at: Some(told_start.unwrap_or(now).min(ends_at)),
        ends_at: Some(ends_at),
        generator_url: alert
            .get("generatorURL")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
    })
}

fn labels_or_none(alert: &Value, field: &str) -> Result<Labels, String> {
    match alert.get(field) {
        None | Some(Value::Null) => Ok(Labels::default()),
        Some(_) => labels(alert, field),
    }
}

fn labels(alert: &Value, field: &str) -> Result<Labels, String> {
    let Some(Value::Object(pairs)) = alert.get(field) else {
        return Err(format!("\"{field}\" is no object of names and texts"));
    };
    let pair = |(name, value): (&String, &Value)| match value {
        Value::String(text) => Ok((name.clone(), text.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Err(format!("\"{field}.{name}\" is no text"))
        }
    };
    pairs.iter().map(pair).collect()
}

fn time(alert: &Value, field: &str) -> Result<Option<Timestamp>, String> {
    match alert.get(field).and_then(Value::as_str) {
        None | Some("") => Ok(None),
        Some(text) => instant(text).map_err(|error| format!("\"{field}\": {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn now() -> Timestamp {
        Timestamp::from_millis(1_795_208_400_000)
    }

    #[test]
    fn a_firing_and_a_resolved_alert_are_read() {
        let body = json!({ "version": "4", "alerts": [
            { "status": "firing", "labels": { "alertname": "X" }, "annotations": null,
              "startsAt": "2026-11-20T20:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
              "valueString": "[ value=1 ]" },
            { "status": "resolved", "labels": { "alertname": "Y" },
              "startsAt": "2026-11-20T20:00:00Z", "endsAt": "2026-11-20T20:30:00Z" },
        ]});
        let read: Vec<Signal> = read(&body, now()).unwrap().into_iter().flatten().collect();
        assert!(read[0].ends_at.unwrap() > now());
        assert_eq!(read[0].annotations.get("valueString"), Some("[ value=1 ]"));
        assert_eq!(read[1].ends_at.unwrap().to_string(), "2026-11-20T20:30:00.000Z");
    }

    #[test]
    fn a_refusal_names_the_field() {
        let number = json!({ "alerts": [{ "labels": { "a": 1 } }] });
        let refused = read(&number, now()).unwrap().remove(0).unwrap_err();
        assert_eq!(refused, "alerts[0]: \"labels.a\" is no text");
        assert!(read(&json!([]), now()).unwrap_err().contains("\"alerts\""));
        for status in ["firing", "resolved"] {
            let backwards = json!({ "alerts": [{ "labels": { "a": "b" }, "status": status,
                "startsAt": "2026-11-20T20:00:00Z", "endsAt": "2026-11-20T19:00:00Z" }] });
            let refused = read(&backwards, now()).unwrap().remove(0).unwrap_err();
            assert!(refused.starts_with("alerts[0]: \"endsAt\" 2026-11-20T19"), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let status = text.clone();
            let body = json!({ "alerts": [{ "labels": { "a": text }, "endsAt": status }] });
            drop(read(&body, now()));
        }
    }
}
