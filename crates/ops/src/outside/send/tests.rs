//! What the tests of all senders share: a notice, a reader, and an HTTP server that records.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// A request as the fake received it.
#[derive(Debug)]
pub(super) struct Request {
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// An HTTP server that answers every request with the same bytes, and hands the requests over.
pub(super) struct FakeHttp {
    pub address: String,
    requests: mpsc::UnboundedReceiver<Request>,
}

impl FakeHttp {
    pub(super) async fn answering(status: u16, headers: &str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
        );
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.ok();
                if sender.send(request).is_err() {
                    return;
                }
            }
        });
        Self { address, requests }
    }

    pub(super) async fn request(&mut self) -> Request {
        self.requests.recv().await.unwrap()
    }

    pub(super) fn saw_nothing(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

async fn read_request(stream: &mut tokio::net::TcpStream) -> Request {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the request broke off");
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap().to_owned();
    let headers: BTreeMap<String, String> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the body broke off");
    }
    let body = String::from_utf8(bytes[head_end + 4..].to_vec()).unwrap();
    Request { line, headers, body }
}

pub(super) fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An alert that fires, as Prometheus sends one.
pub(super) fn alert(id: i64, instance: &str) -> NoticeAlert {
    NoticeAlert {
        id,
        status: "firing".to_owned(),
        labels: map(&[
            ("alertname", "ApiDown"),
            ("instance", instance),
            ("job", "api"),
            ("service", "api"),
            ("severity", "critical"),
        ]),
        annotations: map(&[
            ("summary", "The API answers no request"),
            ("description", "3 of 3 probes failed.\nUsers see an error page."),
            ("runbook_url", "https://wiki.example.org/api-down"),
        ]),
        starts_at: "2026-11-20T21:09:00.000Z".to_owned(),
        ends_at: "0001-01-01T00:00:00.000Z".to_owned(),
        generator_url: "http://prometheus.example.org/graph?g0.expr=up".to_owned(),
        fingerprint: format!("{id:016x}"),
        severity: "critical".to_owned(),
        ended_how: None,
    }
}

/// A notice about these alerts, as the outbox holds it.
pub(super) fn notice(alerts: Vec<NoticeAlert>) -> Notice {
    let mut common = alerts.first().map(|alert| alert.labels.clone()).unwrap_or_default();
    for alert in &alerts {
        common.retain(|name, value| alert.labels.get(name) == Some(value));
    }
    let firing = alerts.iter().any(|alert| alert.status == "firing");
    Notice {
        key: "01939e2a-7c1b-7f00-8000-000000000001.mail".to_owned(),
        thread: "INC-2026-0042".to_owned(),
        reason: "first notification".to_owned(),
        receiver: "oncall".to_owned(),
        status: if firing { "firing" } else { "resolved" }.to_owned(),
        group_key: "{}:{alertname=\"ApiDown\"}".to_owned(),
        group_labels: map(&[("alertname", "ApiDown")]),
        common_labels: common,
        common_annotations: BTreeMap::new(),
        route_labels: BTreeMap::new(),
        external_url: "https://vigie.example.org".to_owned(),
        alerts,
        incident: Some(NoticeIncident {
            reference: "INC-2026-0042".to_owned(),
            title: "API down".to_owned(),
        }),
        declared_by: None,
        owed_at: "2026-11-20T21:09:05.000Z".to_owned(),
    }
}

/// The same alert, ended.
pub(super) fn ended(mut alert: NoticeAlert, how: &str) -> NoticeAlert {
    alert.status = "resolved".to_owned();
    alert.ends_at = "2026-11-20T21:31:00.000Z".to_owned();
    alert.ended_how = Some(how.to_owned());
    alert
}

pub(super) fn recipient(language: Language) -> Recipient {
    Recipient {
        address: "bob@example.org".to_owned(),
        name: "Bob Léger".to_owned(),
        language,
        zone: "Europe/Paris".to_owned(),
        acknowledge_url: Some("https://vigie.example.org/a/k3y".to_owned()),
    }
}

pub(super) fn now() -> Timestamp {
    "2026-11-20T21:09:06Z".parse().unwrap()
}

pub(super) fn sender() -> Sender {
    Sender::new(Policy { allow_private: true })
}

/// One attempt on a channel, to one reader of English.
pub(super) async fn send(channel: &ChannelKind, notice: &Notice) -> Result<String, SendError> {
    let to = [recipient(Language::En)];
    sender().send(Attempt { channel, smtp: None, to: &to, notice, now: now() }).await
}

#[tokio::test]
async fn mail_without_a_mail_server_says_what_to_declare() {
    let channel = ChannelKind::Email { to: Vec::new(), smtp: None };
    let refusal = send(&channel, &notice(vec![alert(1, "a:1")])).await.unwrap_err();
    let SendError::GiveUp { advice, .. } = refusal else { panic!("{refusal:?}") };
    assert!(advice.contains("settings.smtp"), "{advice}");
}
