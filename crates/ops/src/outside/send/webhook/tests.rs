use super::*;
use crate::outside::send::tests::{FakeHttp, alert, ended, map, notice, send};
use std::time::Duration;
use vigie_domain::channel::ChannelKind;

fn channel(address: &str) -> ChannelKind {
    ChannelKind::Webhook {
        url: Secret::Plain(address.to_owned()),
        signing_key: None,
        bearer: None,
        basic: None,
        alerts_max: 0,
    }
}

#[test]
fn the_payload_is_alertmanagers_to_the_letter() {
    let mut firing = alert(7, "a:9100");
    firing.annotations = map(&[("summary", "down & out <now>")]);
    firing.starts_at = "2026-11-20T21:09:00.120Z".to_owned();
    let mut over = ended(alert(8, "b:9100"), "fixed");
    over.annotations = map(&[("summary", "fine again")]);
    let mut notice = notice(vec![firing, over]);
    notice.route_labels = map(&[("team", "web")]);
    let json = String::from_utf8(payload(&notice, 0).unwrap()).unwrap();
    let expected = concat!(
        r#"{"receiver":"oncall","status":"firing","alerts":["#,
        r#"{"status":"firing","labels":{"alertname":"ApiDown","instance":"a:9100","job":"api","#,
        r#""service":"api","severity":"critical"},"annotations":{"summary":"down & out <now>"},"#,
        r#""startsAt":"2026-11-20T21:09:00.12Z","endsAt":"0001-01-01T00:00:00Z","#,
        r#""generatorURL":"http://prometheus.example.org/graph?g0.expr=up","#,
        r#""fingerprint":"0000000000000007"},"#,
        r#"{"status":"resolved","labels":{"alertname":"ApiDown","instance":"b:9100","job":"api","#,
        r#""service":"api","severity":"critical"},"annotations":{"summary":"fine again"},"#,
        r#""startsAt":"2026-11-20T21:09:00Z","endsAt":"2026-11-20T21:31:00Z","#,
        r#""generatorURL":"http://prometheus.example.org/graph?g0.expr=up","#,
        r#""fingerprint":"0000000000000008"}],"notification_reason":"first notification","#,
        r#""groupLabels":{"alertname":"ApiDown"},"commonLabels":{"alertname":"ApiDown","job":"api","#,
        r#""service":"api","severity":"critical"},"commonAnnotations":{},"#,
        r#""routeLabels":{"team":"web"},"externalURL":"https://vigie.example.org","version":"4","#,
        r#""groupKey":"{}:{alertname=\"ApiDown\"}","truncatedAlerts":0}"#,
    );
    assert_eq!(json, expected);
}

#[test]
fn alerts_past_the_limit_are_counted() {
    let notice = notice((1..=5).map(|n| alert(n, "a:1")).collect());
    let json: serde_json::Value = serde_json::from_slice(&payload(&notice, 3).unwrap()).unwrap();
    assert_eq!(json["alerts"].as_array().unwrap().len(), 3);
    assert_eq!(json["truncatedAlerts"], 2);
}

#[test]
fn times_are_written_as_go_writes_them() {
    for (text, expected) in [
        ("2026-11-20T21:09:00.000Z", "2026-11-20T21:09:00Z"),
        ("2026-11-20T21:09:00.120Z", "2026-11-20T21:09:00.12Z"),
        ("2026-11-20T21:09:00.123Z", "2026-11-20T21:09:00.123Z"),
        ("2026-11-20T21:09:00Z", "2026-11-20T21:09:00Z"),
        ("2026-11-20T22:09:00.500+01:00", "2026-11-20T22:09:00.500+01:00"),
    ] {
        assert_eq!(go_time(text), expected);
    }
}

#[test]
fn the_signature_matches_one_computed_elsewhere() {
    // printf '1763672946.{"a":1}' | openssl dgst -sha256 -hmac "whsec"
    let at = Timestamp::from_millis(1_763_672_946_999);
    assert_eq!(
        signature("whsec", at, br#"{"a":1}"#),
        "t=1763672946,v1=004a53d1f6b7380e9ef47545efec00eec8798cbafdf840424fe226a1ac903dc5"
    );
}

#[tokio::test]
async fn a_receiver_gets_payload_key_and_signature() {
    let mut fake = FakeHttp::answering(200, "", "").await;
    let notice = notice(vec![alert(1, "a:9100")]);
    let channel = ChannelKind::Webhook {
        url: Secret::Plain(format!("{}/in?x=1", fake.address)),
        signing_key: Some(Secret::Plain("whsec".to_owned())),
        bearer: Some(Secret::Plain("t0ken".to_owned())),
        basic: None,
        alerts_max: 0,
    };
    let receipt = send(&channel, &notice).await.unwrap();
    assert_eq!(receipt, "accepted with HTTP 200");
    let request = fake.request().await;
    assert_eq!(request.line, "POST /in?x=1 HTTP/1.1");
    let at = crate::outside::send::tests::now();
    for (name, value) in [
        ("content-type", "application/json"),
        ("idempotency-key", notice.key.as_str()),
        ("user-agent", concat!("Vigie/", env!("CARGO_PKG_VERSION"))),
        ("authorization", "Bearer t0ken"),
        ("vigie-signature", signature("whsec", at, request.body.as_bytes()).as_str()),
    ] {
        assert_eq!(request.headers.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(request.body.as_bytes(), payload(&notice, 0).unwrap());
}

#[tokio::test]
async fn basic_authentication_is_sent_and_nothing_is_signed_without_a_key() {
    let mut fake = FakeHttp::answering(204, "", "").await;
    let basic = Some(("vigie".to_owned(), Secret::Plain("pass".to_owned())));
    let mut channel = channel(&fake.address);
    if let ChannelKind::Webhook { basic: slot, .. } = &mut channel {
        *slot = basic;
    }
    send(&channel, &notice(vec![alert(1, "a:1")])).await.unwrap();
    let request = fake.request().await;
    assert_eq!(request.headers["authorization"], "Basic dmlnaWU6cGFzcw==");
    assert!(!request.headers.contains_key("vigie-signature"));
}

#[tokio::test]
async fn the_answer_decides_about_another_attempt() {
    let notice = notice(vec![alert(1, "a:1")]);
    let fake = FakeHttp::answering(503, "retry-after: 30\r\n", "").await;
    let outcome = send(&channel(&fake.address), &notice).await;
    let expected =
        SendError::Retry { after: Some(Duration::from_secs(30)), cause: "HTTP 503".to_owned() };
    assert_eq!(outcome, Err(expected));
    let fake = FakeHttp::answering(401, "", "POST /hooks/s3cret refused").await;
    let outcome = send(&channel(&fake.address), &notice).await.unwrap_err();
    assert!(matches!(&outcome, SendError::GiveUp { .. }), "{outcome:?}");
    assert!(!outcome.to_string().contains("s3cret"), "{outcome}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut elsewhere = FakeHttp::answering(200, "", "").await;
    let location = format!("location: {}\r\n", elsewhere.address);
    let fake = FakeHttp::answering(308, &location, "").await;
    let outcome = send(&channel(&fake.address), &notice(vec![alert(1, "a:1")])).await;
    let Err(SendError::GiveUp { advice, .. }) = outcome else { panic!("{outcome:?}") };
    assert!(advice.contains("final address"), "{advice}");
    assert!(elsewhere.saw_nothing());
}

#[tokio::test]
async fn a_forbidden_address_is_given_up_and_a_dead_one_is_tried_again() {
    let notice = notice(vec![alert(1, "a:1")]);
    let outcome = send(&channel("http://169.254.169.254/latest/meta-data"), &notice).await;
    assert!(matches!(outcome, Err(SendError::GiveUp { .. })), "{outcome:?}");
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/hooks/s3cret", free.local_addr().unwrap());
    drop(free);
    let outcome = send(&channel(&address), &notice).await.unwrap_err();
    assert!(matches!(outcome, SendError::Retry { .. }), "{outcome:?}");
    assert!(!outcome.to_string().contains("s3cret"), "{outcome}");
}
