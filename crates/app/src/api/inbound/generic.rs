//! JSON of any shape, read as its source declares it.
//! Owns the reading alone: no store, no clock, no defaults of the source.

use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::source::{Mapping, Pointer, StatusMapping};
use vigie_domain::time::Timestamp;

/// Reads a message into signals; an error names the pointer and what to change.
/// `now` ends an alert that the message calls over without saying since when.
pub(super) fn read(mapping: &Mapping, body: &Value, now: Timestamp) -> Result<Vec<Signal>, String> {
    let Some(list) = &mapping.list else { return Ok(vec![one(mapping, body, now)?]) };
    let Some(Value::Array(members)) = body.pointer(list.as_str()) else {
        return Err(format!("there is no list at \"{list}\": correct `list` of the mapping"));
    };
    let member = |(place, value)| {
        one(mapping, value, now).map_err(|why| format!("member {place} of \"{list}\": {why}"))
    };
    members.iter().enumerate().map(member).collect()
}

/// Reads one alert.
fn one(mapping: &Mapping, body: &Value, now: Timestamp) -> Result<Signal, String> {
    let title = text(body, &mapping.title)?
        .ok_or_else(|| format!("there is no title at \"{}\"", mapping.title))?;
    let mut labels = Labels::new(Vec::new()).with("alertname", &title);
    let mut annotations = Labels::new(Vec::new()).with("summary", &title);
    if let Some(at) = &mapping.key {
        let key = text(body, at)?.ok_or_else(|| format!("there is no key at \"{at}\""))?;
        // The key alone tells alerts apart: a title may change while the alert lasts.
        labels = Labels::new(Vec::new()).with("alertname", &key);
    }
    for (name, at) in [("severity", &mapping.severity), ("service", &mapping.service)] {
        if let Some(value) = optional(body, at.as_ref())? {
            labels = labels.with(name, &value);
        }
    }
    for (name, at) in &mapping.labels {
        if let Some(value) = text(body, at)? {
            labels = labels.with(name, &value);
        }
    }
    if let Some(words) = optional(body, mapping.description.as_ref())? {
        annotations = annotations.with("description", &words);
    }
    let over = mapping.status.as_ref().map_or(Ok(false), |status| is_over(body, status))?;
    let told_end = time(body, mapping.ends_at.as_ref())?;
    Ok(Signal {
        labels,
        annotations,
        starts_at: time(body, mapping.starts_at.as_ref())?,
        ends_at: if over { told_end.or(Some(now)) } else { told_end },
        generator_url: optional(body, mapping.url.as_ref())?.unwrap_or_default(),
    })
}

/// The value at a pointer as text; nothing where it is absent, null or empty.
fn text(body: &Value, at: &Pointer) -> Result<Option<String>, String> {
    match body.pointer(at.as_str()) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(Value::Number(number)) => Ok(Some(number.to_string())),
        Some(Value::Bool(yes)) => Ok(Some(yes.to_string())),
        Some(_) => Err(format!("\"{at}\" is a list or an object: point at a value inside it")),
    }
}

fn optional(body: &Value, at: Option<&Pointer>) -> Result<Option<String>, String> {
    at.map_or(Ok(None), |at| text(body, at))
}

fn time(body: &Value, at: Option<&Pointer>) -> Result<Option<Timestamp>, String> {
    let Some(at) = at else { return Ok(None) };
    let Some(told) = text(body, at)? else { return Ok(None) };
    told.parse().map(Some).map_err(|_| format!("\"{at}\" is no RFC 3339 time"))
}

/// Whether the status says that the alert is over.
fn is_over(body: &Value, status: &StatusMapping) -> Result<bool, String> {
    let at = &status.at;
    let told = text(body, at)?.ok_or_else(|| format!("there is no status at \"{at}\""))?;
    let among = |words: &[String]| words.iter().any(|w| w.to_lowercase() == told.to_lowercase());
    match (among(&status.firing), among(&status.resolved)) {
        (_, true) => Ok(true),
        (true, false) => Ok(false),
        (false, false) => {
            let shown: String = told.chars().take(80).collect();
            Err(format!("\"{at}\" says \"{shown}\": add it to `firing` or `resolved`"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn mapping() -> Mapping {
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        let words = |text: &str| vec![text.to_owned()];
        Mapping {
            list: Some(at("/l")),
            title: at("/t"),
            key: None,
            status: Some(StatusMapping {
                at: at("/s"),
                firing: words("down"),
                resolved: words("up"),
            }),
            severity: None,
            service: None,
            description: None,
            url: None,
            starts_at: None,
            ends_at: None,
            labels: vec![("host".to_owned(), at("/h"))],
        }
    }

    #[test]
    fn reads_a_list_and_names_what_is_wrong() {
        let now: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
        let body = json!({"l": [{"t": "Disk", "s": "Down", "h": 7}, {"t": "Disk", "s": "up"}]});
        let read_now = |body| read(&mapping(), body, now);
        let signals = read_now(&body).unwrap();
        assert_eq!(signals[0].labels.get("host"), Some("7"));
        assert_eq!((signals[0].ends_at, signals[1].ends_at), (None, Some(now)));
        let nothing = json!({});
        assert!(read_now(&nothing).unwrap_err().contains("\"/l\""));
        let odd = json!({"l": [{"t": "Disk", "s": "odd"}]});
        assert!(read_now(&odd).unwrap_err().contains("\"/s\" says \"odd\""));
        assert!(read_now(&json!({"l": [{"t": []}]})).unwrap_err().contains("\"/t\""));
    }
}
