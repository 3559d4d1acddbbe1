//! JSON of any shape, read as its source declares it.
//! Owns the reading alone: no store, no clock, no defaults of the source.

use super::instant;
use super::read::{Standing, few};
use serde_json::Value;
use vigie_domain::alert::Signal;
use vigie_domain::label::Labels;
use vigie_domain::source::{Mapping, Pointer, StatusMapping};
use vigie_domain::time::Timestamp;

/// Reads a message, each member of its list by itself; an error names the pointer and what to
/// change. `now` ends an alert that the message calls over without saying since when.
pub(super) fn read(
    mapping: &Mapping,
    body: &Value,
    now: Timestamp,
) -> Result<Vec<Result<Signal, String>>, String> {
    let Some(list) = &mapping.list else { return Ok(vec![one(mapping, body, now)]) };
    let Some(Value::Array(members)) = body.pointer(list.as_str()) else {
        return Err(format!("there is no list at \"{list}\": correct `list` of the mapping"));
    };
    few(members)?;
    let standing = Standing::List(list.clone());
    let member =
        |(place, value)| one(mapping, value, now).map_err(|why| standing.named(place, &why));
    Ok(members.iter().enumerate().map(member).collect())
}

/// The label that shows a declared key.
const KEY_LABEL: &str = "key";

/// Reads one alert.
fn one(mapping: &Mapping, body: &Value, now: Timestamp) -> Result<Signal, String> {
    let title = text(body, &mapping.title)?
        .ok_or_else(|| format!("there is no title at \"{}\"", mapping.title))?;
    let mut labels = Labels::default().with("alertname", &title);
    let mut annotations = Labels::default().with("summary", &title);
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
    let identity = identity(mapping, body, &labels)?;
    if let Some(at) = &mapping.key
        && labels.get(KEY_LABEL).is_none()
        && let Some(key) = text(body, at)?
    {
        labels = labels.with(KEY_LABEL, &key);
    }
    if let Some(words) = optional(body, mapping.description.as_ref())? {
        annotations = annotations.with("description", &words);
    }
    let over = mapping.status.as_ref().map_or(Ok(false), |status| is_over(body, status))?;
    let told_start = time(body, mapping.starts_at.as_ref())?;
    let told_end = time(body, mapping.ends_at.as_ref())?;
    let fires = mapping.status.is_some() && !over;
    in_order(mapping, told_start, told_end.filter(|_| !fires))?;
    Ok(Signal {
        identity: Some(identity),
        labels,
        annotations,
        starts_at: told_start,
        ends_at: match told_end {
            // The status is the sender's word; an end in the past beside it is an old one.
            Some(at) if fires && at <= now => None,
            Some(at) if over => Some(at.min(now)),
            None if over => Some(now),
            told => told,
        },
        generator_url: optional(body, mapping.url.as_ref())?.unwrap_or_default(),
    })
}

/// Refuses an end before the start, by the names of both. While it fires, the end of last time may
/// still stand there.
fn in_order(
    mapping: &Mapping,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
) -> Result<(), String> {
    match (mapping.starts_at.as_ref().zip(start), mapping.ends_at.as_ref().zip(end)) {
        (Some((from, start)), Some((to, end))) if end < start => {
            Err(format!("\"{to}\" {end} is before \"{from}\" {start}"))
        }
        _ => Ok(()),
    }
}

/// What stays the same from firing to resolved: the key; without one the title and the labels,
/// but not how bad it is.
fn identity(mapping: &Mapping, body: &Value, labels: &Labels) -> Result<Labels, String> {
    let Some(at) = &mapping.key else {
        let lasting = labels.iter().filter(|(name, _)| *name != "severity");
        return Ok(lasting.map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    };
    let key = text(body, at)?.ok_or_else(|| format!("there is no key at \"{at}\""))?;
    Ok(Labels::default().with(KEY_LABEL, &key))
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
    instant(&told).map_err(|_| format!("\"{at}\" is no RFC 3339 time"))
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
        let signals: Vec<Signal> = read_now(&body).unwrap().into_iter().flatten().collect();
        assert_eq!(signals[0].labels.get("host"), Some("7"));
        assert_eq!((signals[0].ends_at, signals[1].ends_at), (None, Some(now)));
        let nothing = json!({});
        assert!(read_now(&nothing).unwrap_err().contains("\"/l\""));
        let odd = json!({"l": [{"t": "Disk", "s": "odd"}]});
        let first = |body| read_now(body).unwrap().remove(0).unwrap_err();
        assert!(first(&odd).contains("\"/s\" says \"odd\""));
        assert!(first(&json!({"l": [{"t": []}]})).contains("\"/t\""));
    }

    #[test]
    fn one_problem_keeps_its_identity_while_its_severity_changes() {
        let now: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Pointer>().unwrap();
        let keyed =
            Mapping { list: None, key: Some(at("/id")), severity: Some(at("/v")), ..mapping() };
        let title = Mapping { key: None, ..keyed.clone() };
        let body = |title: &str, severity: &str, state: &str| json!({ "id": 4, "t": title, "v": severity, "s": state, "h": "db" });
        let one =
            |mapping: &Mapping, body: Value| read(mapping, &body, now).unwrap().remove(0).unwrap();
        let (bad, worse) =
            (one(&keyed, body("A", "low", "down")), one(&keyed, body("B", "high", "up")));
        assert_eq!(bad.identity, worse.identity);
        assert_eq!((bad.labels.get("alertname"), bad.labels.get("key")), (Some("A"), Some("4")));
        let (bad, worse) =
            (one(&title, body("A", "low", "down")), one(&title, body("A", "high", "up")));
        assert_eq!(bad.identity, worse.identity);
        assert_ne!(bad.identity, one(&title, body("B", "low", "down")).identity);
    }

    proptest::proptest! {
        #[test]
        fn no_message_makes_it_panic_and_every_refusal_names_a_place(
            text in "[\\PC]{0,20}", number in proptest::num::f64::ANY, deep in 0_usize..40,
        ) {
            let now: Timestamp = "2026-11-20T21:00:00Z".parse().unwrap();
            let mut odd = json!([text, number, null, { text.clone(): number }]);
            for _ in 0..deep {
                odd = json!({ "l": [odd], "t": text, "s": number, "h": { "t": text } });
            }
            for body in [odd.clone(), json!({ "l": odd }), json!({ "l": [{ "t": text, "s": text }] })] {
                match read(&mapping(), &body, now) {
                    Err(why) => assert!(why.contains('"'), "{why}"),
                    Ok(read) => {
                        for why in read.into_iter().filter_map(Result::err) {
                            assert!(why.contains('"') && why.contains("member"), "{why}");
                        }
                    }
                }
            }
        }
    }
}
