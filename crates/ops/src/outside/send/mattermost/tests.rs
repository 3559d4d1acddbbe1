use super::*;
use crate::outside::send::tests::{FakeHttp, alert, ended, notice, recipient, send};
use serde_json::Value;
use std::time::Duration;
use vigie_domain::channel::ChannelKind;
use vigie_domain::person::Language;

fn channel(address: &str) -> ChannelKind {
    ChannelKind::Mattermost {
        url: Secret::Plain(format!("{address}/hooks/s3cret")),
        channel: Some("ops".to_owned()),
    }
}

#[tokio::test]
async fn a_post_says_the_state_in_words_and_in_colour() {
    let mut fake = FakeHttp::answering(200, "", "ok").await;
    let alerts = vec![alert(1, "a:9100"), ended(alert(2, "b:9100"), "stopped reporting")];
    let receipt = send(&channel(&fake.address), &notice(alerts)).await.unwrap();
    assert_eq!(receipt, "accepted with HTTP 200");
    let request = fake.request().await;
    assert_eq!(request.line, "POST /hooks/s3cret HTTP/1.1");
    let post: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(post["channel"], "ops");
    assert_eq!(
        post["text"],
        "**critical: ApiDown (api)**\n\
         The API answers no request\n\
         Incident: [INC-2026-0042 API down](https://vigie.example.org/incidents/INC-2026-0042)\n\
         [I’m on it](https://vigie.example.org/a/k3y)"
    );
    let first = &post["attachments"][0];
    assert_eq!(first["title"], "ApiDown: critical, ongoing");
    assert_eq!(first["title_link"], "https://vigie.example.org/alerts/1");
    assert_eq!(first["color"], "#b3261e");
    let second = &post["attachments"][1];
    assert_eq!(second["title"], "ApiDown: stopped reporting");
    assert_ne!(second["color"], first["color"]);
    let fields = first["fields"].as_array().unwrap();
    let field = |title: &str| fields.iter().find(|field| field["title"] == title).unwrap();
    assert_eq!(field("instance")["value"], "a:9100");
    assert_eq!(field("job")["value"], "api");
}

#[test]
fn no_label_mentions_links_or_formats_in_mattermost() {
    for (text, expected) in [
        ("@all @channel", "@\u{200b}all @\u{200b}channel"),
        ("[bank](https://evil.example)", "\\[bank\\](https://evil.example)"),
        ("![](https://evil.example/x.png)", "!\\[\\](https://evil.example/x.png)"),
        ("`code` **bold** _it_", "\\`code\\` \\*\\*bold\\*\\* \\_it\\_"),
        ("<!channel> <https://a|b>", "&lt;!channel&gt; &lt;https://a\\|b&gt;"),
        ("#tag ~town", "\\#\u{200b}tag \\~\u{200b}town"),
        ("a\\`b", "a\\\\\\`b"),
        ("10.0.0.1:9100", "10.0.0.1:9100"),
    ] {
        assert_eq!(Dialect::Mattermost.escape(text), expected, "{text}");
    }
}

#[test]
fn no_label_mentions_or_links_in_slack() {
    assert_eq!(Dialect::of("https://hooks.slack.com/services/T/B/X"), Dialect::Slack);
    assert_eq!(Dialect::of("https://hooks.slack.com.evil.example/"), Dialect::Mattermost);
    for (text, expected) in [
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("<https://evil|bank> &lt;", "&lt;https://evil|bank&gt; &amp;lt;"),
        ("`x`", "'x'"),
        ("node_cpu", "node_cpu"),
    ] {
        assert_eq!(Dialect::Slack.escape(text), expected, "{text}");
    }
    assert_eq!(
        Dialect::Slack.link("a>b", "https://x.example/?a=1&b=2"),
        "<https://x.example/?a=1&amp;b=2|a&gt;b>"
    );
}

#[test]
fn a_hostile_alert_forges_nothing_in_the_whole_post() {
    let mut evil = alert(1, "@all [x](https://evil.example)");
    let attack = "@channel [x](https://evil.example) `";
    evil.labels.insert("alertname".to_owned(), attack.to_owned());
    evil.labels.insert("@here".to_owned(), attack.to_owned());
    evil.annotations.insert("summary".to_owned(), attack.to_owned());
    evil.annotations.insert("description".to_owned(), attack.to_owned());
    evil.annotations
        .insert("runbook_url".to_owned(), "https://wiki/x) @all [y](https://evil".to_owned());
    let mut notice = notice(vec![evil]);
    notice.incident.as_mut().unwrap().title = attack.to_owned();
    let letter = letter::write(&notice, &recipient(Language::En));
    let post = post(&letter, None, Dialect::Mattermost);
    let mut json = serde_json::to_value(&post).unwrap();
    for forged in ["@all", "@channel", "@here"] {
        assert!(!json.to_string().contains(forged), "{forged} in {json}");
    }
    // The fallback is no Markdown: brackets mean nothing there.
    json["attachments"][0].as_object_mut().unwrap().remove("fallback").unwrap();
    let json = json.to_string().replace("\\\\]", "ESCAPED");
    for forged in ["](https://evil", "](https://wiki/x)"] {
        assert!(!json.contains(forged), "{forged} in {json}");
    }
}

#[test]
fn a_post_stays_within_what_mattermost_takes() {
    let mut long = alert(1, "a:1");
    long.annotations.insert("description".to_owned(), "*".repeat(60_000));
    long.annotations.insert("summary".to_owned(), "_".repeat(60_000));
    for n in 0..200 {
        long.labels.insert(format!("label_{n}"), "`".repeat(1_000));
    }
    let alerts = (0..200).map(|_| long.clone()).collect();
    let letter = letter::write(&notice(alerts), &recipient(Language::Fr));
    let post = post(&letter, None, Dialect::Mattermost);
    assert!(post.text.chars().count() <= POST_CHARS_MAX);
    assert!(post.text.contains("et 190 autres alertes"), "{}", post.text);
    assert_eq!(post.attachments.len(), letter::ALERTS_TOLD_MAX);
    assert!(post.attachments.iter().all(|one| one.text.chars().count() <= POST_CHARS_MAX));
    let json = serde_json::to_string(&post).unwrap();
    assert!(json.len() < 400_000, "{} bytes", json.len());
}

#[test]
fn whole_lines_are_kept_as_far_as_they_fit() {
    let lines = vec!["a".repeat(16_000), "b".repeat(400), "c".to_owned()];
    let text = bounded(lines);
    assert!(text.starts_with('a') && !text.contains('b') && text.len() == 16_000);
}

#[tokio::test]
async fn a_refusal_is_passed_on_without_the_secret_address() {
    let notice = notice(vec![alert(1, "a:1")]);
    for (status, body, expected) in [
        (400, r#"{"id":"x","message":"Invalid webhook"}"#, "HTTP 400, Invalid webhook"),
        (404, "no_service", "HTTP 404, no_service"),
        (404, "Cannot POST /hooks/s3cret", "HTTP 404"),
    ] {
        let fake = FakeHttp::answering(status, "", body).await;
        let error = send(&channel(&fake.address), &notice).await.unwrap_err();
        let SendError::GiveUp { cause, .. } = error else { panic!("{error:?}") };
        assert_eq!(cause, expected);
    }
    let fake = FakeHttp::answering(429, "retry-after: 3\r\n", "").await;
    let error = send(&channel(&fake.address), &notice).await.unwrap_err();
    let after = Some(Duration::from_secs(3));
    assert_eq!(error, SendError::Retry { after, cause: "HTTP 429".to_owned() });
}
