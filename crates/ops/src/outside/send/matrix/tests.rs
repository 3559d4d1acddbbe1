use super::*;
use crate::outside::send::tests::{FakeHttp, alert, ended, notice, now, recipient, send};
use crate::outside::send::{Notice, Recipient};
use serde_json::Value;
use vigie_domain::channel::ChannelKind;
use vigie_domain::person::Language;

fn channel(address: &str) -> ChannelKind {
    ChannelKind::Matrix {
        homeserver: address.to_owned(),
        room: "!ops/1:example.org".to_owned(),
        token: Secret::Plain("t0ken".to_owned()),
    }
}

fn written(notice: &Notice, to: &[Recipient]) -> Value {
    let channel = channel("https://matrix.example.org");
    let attempt = Attempt { channel: &channel, smtp: None, to, notice, now: now() };
    serde_json::to_value(message(attempt)).unwrap()
}

#[tokio::test]
async fn a_message_is_put_under_the_key_of_its_notice() {
    let mut fake = FakeHttp::answering(200, "", r#"{"event_id":"$abc"}"#).await;
    let mut notice = notice(vec![alert(1, "a:9100")]);
    notice.key = "k/1 é".to_owned();
    let receipt = send(&channel(&format!("{}/", fake.address)), &notice).await.unwrap();
    assert_eq!(receipt, "in the room as $abc");
    let request = fake.request().await;
    assert_eq!(
        request.line,
        "PUT /_matrix/client/v3/rooms/!ops%2F1:example.org/send/m.room.message/k%2F1%20%C3%A9 \
         HTTP/1.1"
    );
    assert_eq!(request.headers["authorization"], "Bearer t0ken");
    let message: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(message["msgtype"], "m.text");
    assert_eq!(message["format"], "org.matrix.custom.html");
    assert_eq!(message["m.mentions"], serde_json::json!({}));
    assert!(message["body"].as_str().unwrap().starts_with("critical: ApiDown (api)\n"));
}

#[test]
fn what_has_ended_wakes_nobody() {
    let over = notice(vec![ended(alert(1, "a:9100"), "fixed")]);
    let message = written(&over, &[recipient(Language::Fr)]);
    assert_eq!(message["msgtype"], "m.notice");
    assert!(message["body"].as_str().unwrap().starts_with("Résolu"));
    let nobody_named = written(&over, &[]);
    assert!(nobody_named["body"].as_str().unwrap().starts_with("Resolved: "));
}

#[test]
fn a_room_is_led_to_the_page_where_one_person_takes_it() {
    let room = Recipient { acknowledge_url: None, ..recipient(Language::En) };
    let told = |notice: &Notice| {
        let message = written(notice, std::slice::from_ref(&room));
        let part = |name: &str| message[name].as_str().unwrap().to_owned();
        (part("body"), part("formatted_body"))
    };
    let (text, page) = told(&notice(vec![alert(7, "a:9100")]));
    assert!(text.contains("I’m on it: https://vigie.example.org/alerts/7\nSign in"), "{text}");
    assert!(
        page.contains("<a href=\"https://vigie.example.org/alerts/7\">I’m on it</a>"),
        "{page}"
    );
    let (several, _) = told(&notice(vec![alert(7, "a:9100"), alert(8, "b:9100")]));
    let incident = "I’m on it: https://vigie.example.org/incidents/INC-2026-0042";
    assert!(several.contains(incident), "{several}");
    let (over, _) = told(&notice(vec![ended(alert(7, "a:9100"), "fixed")]));
    assert!(!over.contains("I’m on it"), "{over}");
}

#[test]
fn the_formatted_body_is_escaped() {
    let mut evil = alert(1, "<b>a</b>");
    let attack = "<a href=\"https://matrix.to/#/@bob:example.org\">Bob</a> & \"co\"";
    evil.labels.insert("alertname".to_owned(), attack.to_owned());
    evil.labels.insert("<i>".to_owned(), attack.to_owned());
    evil.annotations.insert("summary".to_owned(), attack.to_owned());
    evil.annotations.insert("runbook_url".to_owned(), "https://x/\"><script>".to_owned());
    let mut notice = notice(vec![evil]);
    notice.incident.as_mut().unwrap().title = attack.to_owned();
    let message = written(&notice, &[recipient(Language::En)]);
    let html = message["formatted_body"].as_str().unwrap();
    for forged in ["<a href=\"https://matrix.to", "<b>", "<i>", "<script"] {
        assert!(!html.contains(forged), "{forged} in {html}");
    }
    assert!(html.contains("&lt;a href=&quot;https://matrix.to/#/@bob:example.org&quot;&gt;"));
}

#[test]
fn a_message_stays_within_what_matrix_takes() {
    let mut long = alert(1, "a:1");
    long.annotations.insert("description".to_owned(), "\"é\n".repeat(60_000));
    long.annotations.insert("summary".to_owned(), "\"".repeat(60_000));
    for n in 0..200 {
        long.labels.insert(format!("label_{n}"), format!("\"{n}<").repeat(300));
    }
    for count in [1, 200] {
        let alerts: Vec<_> = (0..count)
            .map(|n| {
                let mut one = long.clone();
                one.labels.insert("label_0".to_owned(), n.to_string());
                one
            })
            .collect();
        let message = written(&notice(alerts), &[recipient(Language::En)]);
        let bytes = serde_json::to_vec(&message).unwrap().len();
        assert!(bytes < 60_000, "{bytes} bytes");
        let body = message["body"].as_str().unwrap();
        assert!(body.starts_with("critical: ApiDown"), "{body}");
        assert!(body.contains("https://vigie.example.org/incidents/INC-2026-0042"), "{body}");
    }
}

#[tokio::test]
async fn the_homeservers_code_says_what_to_do() {
    let notice = notice(vec![alert(1, "a:1")]);
    for (status, code, word) in [
        (403, "M_FORBIDDEN", "invite the account"),
        (404, "M_NOT_FOUND", "room's id"),
        (401, "M_UNKNOWN_TOKEN", "access token"),
        (413, "M_TOO_LARGE", "annotations"),
        (400, "M_BAD_JSON", "log"),
    ] {
        let body = format!(r#"{{"errcode":"{code}","error":"No\nway"}}"#);
        let fake = FakeHttp::answering(status, "", &body).await;
        let error = send(&channel(&fake.address), &notice).await.unwrap_err();
        let SendError::GiveUp { cause, advice } = error else { panic!("{error:?}") };
        assert_eq!(cause, format!("HTTP {status}, {code}: No way"));
        assert!(advice.contains(word), "{code}: {advice}");
    }
}

#[tokio::test]
async fn too_many_messages_are_sent_again_when_the_homeserver_says() {
    let notice = notice(vec![alert(1, "a:1")]);
    let body = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"slow","retry_after_ms":2500}"#;
    for (headers, expected) in [("", 2500), ("retry-after: 4\r\n", 4000)] {
        let fake = FakeHttp::answering(429, headers, body).await;
        let error = send(&channel(&fake.address), &notice).await.unwrap_err();
        let SendError::Retry { after, .. } = error else { panic!("{error:?}") };
        assert_eq!(after, Some(Duration::from_millis(expected)));
    }
    let fake = FakeHttp::answering(502, "", "<html>bad gateway</html>").await;
    let error = send(&channel(&fake.address), &notice).await.unwrap_err();
    assert_eq!(error, SendError::Retry { after: None, cause: "HTTP 502".to_owned() });
}

#[tokio::test]
async fn a_homeserver_that_is_no_address_is_given_up() {
    let error = send(&channel("matrix.example.org"), &notice(vec![alert(1, "a:1")])).await;
    assert!(matches!(error, Err(SendError::GiveUp { .. })), "{error:?}");
}
