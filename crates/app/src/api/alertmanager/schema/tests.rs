use super::*;

fn one(body: &str) -> Signal {
    let mut all = alerts(body.as_bytes()).unwrap();
    assert_eq!(all.len(), 1, "{body}");
    all.remove(0)
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn json_error(body: &str) -> String {
    match alerts(body.as_bytes()).unwrap_err() {
        Unread::Json(why) => why,
        other @ (Unread::TooMany | Unread::Schema(..)) => panic!("{other:?}"),
    }
}

#[test]
fn everything_that_alertmanager_takes_is_taken() {
    assert_eq!(alerts(b"[]").unwrap(), []);
    assert_eq!(alerts(b"null").unwrap(), []);
    assert_eq!(alerts(b"[] trailing").unwrap(), []);
    let full = one(r#"[{"LABELS":{"b":"2","a":"1","c":null,"d":""},"annotations":{"s":"x","t":""},
            "STARTSAT":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z",
            "generatorURL":"http://p/","status":{"state":["deep"]},"fingerprint":5}]"#);
    assert_eq!(full.labels, labels(&[("a", "1"), ("b", "2")]));
    assert_eq!(full.annotations, labels(&[("s", "x"), ("t", "")]));
    assert_eq!(full.starts_at.unwrap().to_string(), "2026-01-01T00:00:00.000Z");
    assert_eq!((full.ends_at, full.generator_url.as_str()), (None, "http://p/"));
    assert_eq!(one(r#"[{"labels":{"a":"1","a":"2"}}]"#).labels, labels(&[("a", "2")]));
    assert_eq!(one(r#"[{"labels":{"a":"\ud800"}}]"#).labels, labels(&[("a", "\u{fffd}")]));
    assert_eq!(one(r#"[{"labels":{"a":"\u0000"}}]"#).labels, labels(&[("a", "\u{fffd}")]));
    let bad_bytes = alerts(b"[{\"labels\":{\"a\":\"\xff\"}}]").unwrap();
    assert_eq!(bad_bytes[0].labels, labels(&[("a", "\u{fffd}")]));
}

#[test]
fn unreadable_bodies_are_named_by_their_place() {
    for (body, named) in [
        ("{}", "a list of alerts"),
        ("[1]", "[0]: invalid type: integer `1`, expected an alert"),
        (r#"[{"labels":{"a":1}}]"#, "[0].labels.a: invalid type: integer `1`"),
        (r#"[{"labels":["a"]}]"#, "[0].labels: invalid type: sequence, expected an object"),
        (r#"[{"labels":{"a":"1"},"startsAt":"yesterday"}]"#, "\"yesterday\" is no time"),
        (r#"[{"labels":{"a":"1"},"startsAt":5}]"#, "[0].startsAt: invalid type: integer `5`"),
        ("[", "EOF"),
        ("[{]", "[0]"),
    ] {
        let why = json_error(body);
        assert!(why.contains(named), "{body}: {why}");
    }
    let deep = "[".repeat(100_000);
    assert!(!json_error(&deep).is_empty());
}

#[test]
fn schema_errors_name_the_first_alert_that_is_wrong() {
    for (body, code, why) in [
        ("[null]", 602, "0.labels in body is required"),
        (r#"[{"labels":{"a":"1"}},{}]"#, 602, "1.labels in body is required"),
        (r#"[{"labels":null}]"#, 602, "0.labels in body is required"),
        (
            r#"[{"generatorURL":"foo"},{}]"#,
            601,
            "0.generatorURL in body must be of type uri: \"foo\"",
        ),
    ] {
        let wanted = Unread::Schema(code, why.to_owned());
        assert_eq!(alerts(body.as_bytes()).unwrap_err(), wanted, "{body}");
    }
}

#[test]
fn more_alerts_than_allowed_are_not_read() {
    let body = |count| format!("[{}]", vec![r#"{"labels":{"a":"1"}}"#; count].join(","));
    assert_eq!(alerts(body(ALERTS_MAX).as_bytes()).unwrap().len(), ALERTS_MAX);
    assert_eq!(alerts(body(ALERTS_MAX + 1).as_bytes()).unwrap_err(), Unread::TooMany);
}
