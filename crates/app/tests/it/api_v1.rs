//! Our JSON API, asked in process: what it does, what it refuses, and that its document is true.

mod again;
mod room;
mod schema;

use crate::world::everything_token;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, RwLock};
use tower::ServiceExt;
use vigie::state::{App, Folders};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::Cx;
use vigie_ops::cx::{Clock, Parts};
use vigie_ops::keys::Keys;
use vigie_ops::outside::Network;
use vigie_ops::outside::guard::Policy;
use vigie_ops::outside::send::Sender;
use vigie_ops::store::Store;

/// 2026-11-20T21:00:00Z
const START_MILLIS: i64 = 1_795_208_400_000;

struct HandClock(Mutex<Timestamp>);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// The API on a database of its own, asked by a program.
struct World {
    router: Router,
    token: String,
    document: Value,
    _dir: tempfile::TempDir,
}

/// A status, a media type and a body.
struct Answer {
    status: u16,
    kind: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }
}

impl World {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let parts = Parts {
            store: Arc::new(Store::open_sqlite(&dir.path().join("vigie.db")).unwrap()),
            clock: Arc::new(HandClock(Mutex::new(Timestamp::from_millis(START_MILLIS)))),
            outside: Arc::new(Network::new(Sender::new(Policy { allow_private: true }))),
            keys: Arc::new(Keys::new([7; 32])),
        };
        let app = App {
            reload: tokio::sync::mpsc::channel(1).0,
            cx: Cx::new(parts, Setup::bare().unwrap()),
            started_at: Timestamp::from_millis(START_MILLIS),
            external_url: "https://vigie.example".into(),
            folders: Arc::new(Folders { data: dir.path().to_owned(), config: None }),
            secure_cookies: true,
            spool: None,
            live: Arc::default(),
            certificate: None,
            alertmanager_config: Arc::new(RwLock::new(String::new())),
        };
        let token = everything_token(&app.cx, "robot").await.unwrap();
        let router = vigie::serve::router(app);
        let mut world = Self { router, token, document: Value::Null, _dir: dir };
        world.document = world.send("GET", "/api/v1/openapi.json", None).await.json();
        world
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(path)
            .header("Authorization", format!("Bearer {}", self.token));
        let request = match body {
            Some(body) => request
                .header("Content-Type", "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.answer(request.unwrap()).await
    }

    async fn answer(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().insert("Host", "vigie.example".parse().unwrap());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let kind = answer.headers().get("Content-Type").map(|kind| kind.to_str().unwrap());
        let (status, kind) = (answer.status().as_u16(), kind.unwrap_or_default().to_owned());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        Answer { status, kind, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Asks for what must work, and compares the answer with the document.
    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
        let answer = answer.json();
        schema::compare(&self.document, (method, path), &answer);
        answer
    }

    async fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None).await
    }

    /// Asks for what must be refused; answers the problem document.
    async fn refused(&self, status: u16, method: &str, path: &str, body: Option<Value>) -> Value {
        let answer = self.send(method, path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        assert_eq!(answer.kind, "application/problem+json");
        let problem = answer.json();
        schema::compare_named(&self.document, "Problem", &problem);
        problem
    }

    async fn send_alert(&self, labels: Value) -> i64 {
        let sent = self.ask("POST", "/api/v1/alerts", Some(json!([{"labels": labels}]))).await;
        sent["ids"][0].as_i64().unwrap()
    }
}

#[tokio::test]
async fn every_address_is_in_the_document_and_wants_a_caller() {
    let world = World::new().await;
    let documented = schema::operations(&world.document);
    for (method, path) in &documented {
        let path = path.replace("{id}", "1").replace("{reference}", "INC-2026-0001");
        let path = path.replace("{name}", "x").replace("{step}", "close");
        let request = Request::builder().method(method.as_str()).uri(&path);
        let answer = world.answer(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text);
        assert!(answer.json()["next_step"].as_str().unwrap().contains("vigie token add"));
    }
    for wanted in [
        "GET /api/v1/alerts",
        "GET /api/v1/alerts/{id}",
        "POST /api/v1/alerts",
        "POST /api/v1/alerts/{id}/acknowledge",
        "POST /api/v1/alerts/{id}/close",
        "GET /api/v1/silences",
        "POST /api/v1/silences",
        "DELETE /api/v1/silences/{id}",
        "GET /api/v1/incidents",
        "POST /api/v1/incidents",
        "GET /api/v1/incidents/{reference}",
        "POST /api/v1/incidents/{reference}/notes",
        "POST /api/v1/incidents/{reference}/{step}",
        "GET /api/v1/incidents/{reference}/report",
        "GET /api/v1/checks",
        "GET /api/v1/heartbeats",
        "GET /api/v1/services",
        "GET /api/v1/sources",
        "GET /api/v1/notifications",
        "POST /api/v1/notifications/{id}/retry",
        "GET /api/v1/journal",
        "GET /api/v1/journal/verify",
        "GET /api/v1/tokens",
        "POST /api/v1/tokens",
        "DELETE /api/v1/tokens/{name}",
        "POST /api/v1/sign-in-links",
        "GET /api/v1/status",
        "GET /api/v1/configuration",
        "POST /api/v1/configuration/plan",
        "POST /api/v1/configuration/apply",
    ] {
        let (method, path) = wanted.split_once(' ').unwrap();
        let known = documented.contains(&(method.to_owned(), path.to_owned()));
        assert!(known, "{wanted} is not in the document");
    }
    assert!(world.document["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn an_alert_is_sent_found_taken_and_closed() {
    let world = World::new().await;
    let id = world.send_alert(json!({"alertname": "Down", "severity": "critical"})).await;
    world.send_alert(json!({"alertname": "Slow"})).await;
    let found = world.get("/api/v1/alerts?filter=severity%3Dcritical").await;
    assert_eq!(found["alerts"][0]["id"], id);
    assert_eq!(found["alerts"].as_array().unwrap().len(), 1);
    let taken = world.ask("POST", &format!("/api/v1/alerts/{id}/acknowledge"), None).await;
    assert_eq!(taken["acknowledged_by"], "robot");
    let taken = world.get("/api/v1/alerts?state=acknowledged").await;
    assert_eq!(taken["alerts"][0]["title"], "Down");
    let story = world.get(&format!("/api/v1/alerts/{id}")).await;
    let kinds: Vec<&str> =
        story["story"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["alert_opened", "alert_acknowledged"]);
    let closed = world.ask("POST", &format!("/api/v1/alerts/{id}/close"), None).await;
    assert_eq!(closed["ended_how"], "closed by hand");
    let past = world.get("/api/v1/alerts?state=resolved&filter=alertname%3D~%22D.*%22").await;
    assert_eq!(past["alerts"][0]["id"], id);
    let path = format!("/api/v1/alerts/{id}/close");
    let again = world.refused(400, "POST", &path, None).await;
    assert_eq!(again["detail"], format!("alert {id} is over already"));
}

#[tokio::test]
async fn a_signal_with_an_end_alone_begins_now() {
    let world = World::new().await;
    let form = json!([{"labels": {"a": "b"}, "ends_at": "2026-11-20T23:00:00Z"}]);
    world.ask("POST", "/api/v1/alerts", Some(form)).await;
    let alert = world.get("/api/v1/alerts/1").await;
    assert_eq!(alert["starts_at"], "2026-11-20T21:00:00.000Z");
    assert_eq!(alert["ends_at"], "2026-11-20T23:00:00.000Z");
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let world = World::new().await;
    let forms: Vec<Value> =
        (0..7).map(|n| json!({"labels": {"alertname": "A", "n": n.to_string()}})).collect();
    world.ask("POST", "/api/v1/alerts", Some(Value::from(forms))).await;
    for state in ["live", "all", "open&filter=alertname%3DA", "live&filter=n%21%3Dx"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/alerts?state={state}&limit=3{cursor}");
            let page = world.get(&path).await;
            let alerts = page["alerts"].as_array().unwrap();
            seen.extend(alerts.iter().map(|alert| alert["id"].as_i64().unwrap()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1], "{state}");
    }
}

#[tokio::test]
async fn a_silence_is_set_shown_and_ended() {
    let world = World::new().await;
    let id = world.send_alert(json!({"alertname": "Down"})).await;
    let form = json!({
        "matchers": ["alertname=Down"],
        "ends_at": "2026-11-20T23:00:00Z",
        "comment": "a known fault",
    });
    let silence = world.ask("POST", "/api/v1/silences", Some(form)).await;
    assert_eq!(silence["state"], "active");
    assert_eq!(silence["created_by"], "robot");
    let alert = world.get(&format!("/api/v1/alerts/{id}")).await;
    assert_eq!(alert["silenced_by"], json!([silence["id"]]));
    let path = format!("/api/v1/silences/{}", silence["id"].as_str().unwrap());
    assert_eq!(world.get(&path).await, silence);
    assert_eq!(world.ask("DELETE", &path, None).await["state"], "expired");
    assert_eq!(world.get("/api/v1/silences").await["silences"], json!([]));
    let all = world.get("/api/v1/silences?state=all").await;
    assert_eq!(all["silences"][0]["state"], "expired");
    let everything =
        json!({"matchers": ["a=~\".*\""], "ends_at": "2026-11-20T23:00:00Z", "comment": "x"});
    world.refused(400, "POST", "/api/v1/silences", Some(everything)).await;
}

#[tokio::test]
async fn an_incident_is_declared_noted_on_and_closed() {
    let world = World::new().await;
    let form = json!({"title": "The login is down", "severity": "critical"});
    let incident = world.ask("POST", "/api/v1/incidents", Some(form)).await;
    assert_eq!(incident["reference"], "INC-2026-0001");
    let path = "/api/v1/incidents/INC-2026-0001";
    world.ask("POST", &format!("{path}/acknowledge"), None).await;
    let note = json!({"text": "We roll back."});
    let story = world.ask("POST", &format!("{path}/notes"), Some(note)).await;
    let timeline = story["timeline"].as_array().unwrap();
    assert!(timeline.iter().any(|entry| entry["text"] == "We roll back."), "{story}");
    assert_eq!(world.get(path).await["lead"], "robot");
    let early = world.refused(404, "GET", &format!("{path}/report"), None).await;
    assert!(early["next_step"].as_str().unwrap().contains("closes"));
    world.refused(400, "POST", &format!("{path}/close"), None).await;
    let life = [
        ("resolve", "resolved"),
        ("reopen", "in_progress"),
        ("hold", "on_hold"),
        ("resume", "in_progress"),
        ("resolve", "resolved"),
        ("close", "closed"),
    ];
    for (step, stage) in life {
        let why = json!({"why": "The login answers again."});
        let incident = world.ask("POST", &format!("{path}/{step}"), Some(why)).await;
        assert_eq!(incident["stage"], stage);
    }
    assert_eq!(world.get(path).await["validated_by"], "robot", "there is nobody else");
    world.refused(400, "POST", &format!("{path}/close"), None).await;
    world.refused(404, "POST", &format!("{path}/explode"), None).await;
    assert_eq!(world.get("/api/v1/incidents?state=open").await["incidents"], json!([]));
    assert_eq!(world.get("/api/v1/incidents").await["incidents"][0]["stage"], "closed");
}

#[tokio::test]
async fn tokens_are_made_listed_without_secret_and_withdrawn() {
    let mut world = World::new().await;
    let form = json!({"name": "backup", "role": "administrator"});
    let made = world.ask("POST", "/api/v1/tokens", Some(form)).await;
    let listed = world.get("/api/v1/tokens").await;
    assert_eq!(listed["tokens"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(made["token"].as_str().unwrap()));
    let robot = std::mem::replace(&mut world.token, made["token"].as_str().unwrap().to_owned());
    world.get("/api/v1/status").await;
    world.ask("DELETE", "/api/v1/tokens/robot", None).await;
    let withdrawn = world.get("/api/v1/tokens?withdrawn=true").await;
    assert_eq!(withdrawn["tokens"][0]["state"], "withdrawn", "{withdrawn}");
    world.refused(404, "DELETE", "/api/v1/tokens/robot", None).await;
    let link = world.ask("POST", "/api/v1/sign-in-links", Some(json!({}))).await;
    assert!(link["url"].as_str().unwrap().starts_with("https://vigie.example/sign-in/"));
    world.token = robot;
    world.refused(401, "GET", "/api/v1/status", None).await;
}

#[tokio::test]
async fn every_list_answers_as_documented() {
    let world = World::new().await;
    for list in
        ["checks", "heartbeats", "services", "sources", "notifications", "journal", "status"]
    {
        world.get(&format!("/api/v1/{list}")).await;
    }
    let seals = world.get("/api/v1/journal/verify").await;
    assert_eq!(seals["whole"], true);
}

#[tokio::test]
async fn mistakes_are_named_with_what_to_write() {
    let world = World::new().await;
    let get = |path: &'static str, status| world.refused(status, "GET", path, None);
    assert_eq!(get("/api/v1/alerts?filtre=a%3Db", 400).await["next_step"], "write \"filter\"");
    assert_eq!(get("/api/v1/alerts?filter=%7Ba", 400).await["field"], "filter");
    assert_eq!(get("/api/v1/alerts?limit=501", 400).await["field"], "limit");
    assert_eq!(get("/api/v1/alerts?state=gone", 400).await["field"], "state");
    get("/api/v1/alerts/999", 404).await;
    get("/api/v1/alerts/x", 404).await;
    get("/api/v1/incidents/INC-2026-0001", 404).await;
    get("/api/v1/incidents/42", 404).await;
    get("/api/v1/nothing", 404).await;
    world.refused(405, "PUT", "/api/v1/alerts", None).await;
    world.refused(404, "POST", "/api/v1/notifications/1/retry", None).await;
    let post = |path: &'static str, body| world.refused(400, "POST", path, Some(body));
    let problem = post("/api/v1/incidents", json!({"titel": "x"})).await;
    assert_eq!(problem["next_step"], "write \"title\"");
    let problem = post("/api/v1/incidents", json!({"title": "x", "service": "web"})).await;
    assert_eq!(problem["field"], "service");
    let problem = post("/api/v1/incidents", json!({"title": "x", "severity": "bad"})).await;
    assert_eq!(problem["field"], "severity");
    let problem = post("/api/v1/alerts", json!([{"labels": {}}])).await;
    assert_eq!(problem["detail"], "at least one label pair required");
    let late = json!([{"labels": {"a": "b"}, "starts_at": "yesterday"}]);
    assert_eq!(post("/api/v1/alerts", late).await["field"], "[0].starts_at");
    post("/api/v1/sign-in-links", json!({"person": "nobody"})).await;
    world.refused(415, "POST", "/api/v1/alerts", None).await;
}
