//! Asking again and deciding upon what was seen: keys that make a request be done once, tags that
//! keep one change from overwriting another, limits, and pages.

use super::World;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tower::ServiceExt;

/// An answer with its headers.
struct Full {
    status: u16,
    headers: axum::http::HeaderMap,
    text: String,
}

impl Full {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
    }
}

async fn ask(
    world: &World,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Full {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("Authorization", format!("Bearer {}", world.token));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = match body {
        Some(body) => {
            request.header("Content-Type", "application/json").body(Body::from(body.to_string()))
        }
        None => request.body(Body::empty()),
    };
    full(world, request.unwrap()).await
}

async fn full(world: &World, mut request: Request<Body>) -> Full {
    let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    request.headers_mut().insert("Host", "vigie.example".parse().unwrap());
    let answer = world.router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    Full { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

const INCIDENTS: (&str, &str) = ("POST", "/api/v1/incidents");

#[tokio::test]
async fn a_request_with_a_key_is_done_once_and_answered_the_same() {
    let world = World::new().await;
    let key = [("Idempotency-Key", "0192-declare")];
    let form = json!({"title": "The login is down"});
    let first = ask(&world, INCIDENTS, &key, Some(form.clone())).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None));
    let again = ask(&world, INCIDENTS, &key, Some(form.clone())).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(again.header("content-type"), first.header("content-type"));
    let all = world.get("/api/v1/incidents").await;
    assert_eq!(all["incidents"].as_array().unwrap().len(), 1, "{all}");
    let other = ask(&world, INCIDENTS, &key, Some(json!({"title": "Another"}))).await;
    assert_eq!(other.status, 422, "{}", other.text);
    assert!(other.json()["next_step"].as_str().unwrap().contains("fresh key"));
    let elsewhere = ("POST", "/api/v1/incidents/INC-2026-0001/notes");
    let other = ask(&world, elsewhere, &key, Some(form)).await;
    assert_eq!(other.status, 422, "a key stands for one address, too: {}", other.text);
}

#[tokio::test]
async fn a_refusal_is_not_kept_and_a_key_belongs_to_one_caller() {
    let mut world = World::new().await;
    let key = [("Idempotency-Key", "k")];
    let refused = ask(&world, INCIDENTS, &key, Some(json!({"title": ""}))).await;
    assert_eq!(refused.status, 400);
    let corrected = ask(&world, INCIDENTS, &key, Some(json!({"title": "Down"}))).await;
    assert_eq!(corrected.status, 200, "{}", corrected.text);
    let form = json!({"name": "other", "role": "responder"});
    let made = world.ask("POST", "/api/v1/tokens", Some(form)).await;
    world.token = made["token"].as_str().unwrap().to_owned();
    let theirs = ask(&world, INCIDENTS, &key, Some(json!({"title": "Slow"}))).await;
    assert_eq!((theirs.status, &theirs.json()["title"]), (200, &json!("Slow")));
    for bad in ["", "é", &"k".repeat(256)] {
        let header = [("Idempotency-Key", bad)];
        let answer = ask(&world, INCIDENTS, &header, Some(json!({"title": "x"}))).await;
        assert_eq!(answer.status, 400, "{bad}");
        assert_eq!(answer.json()["field"], "idempotency-key");
    }
}

#[tokio::test]
async fn a_key_keeps_a_secret_answer_hidden() {
    let world = World::new().await;
    let key = [("Idempotency-Key", "make")];
    let tokens = ("POST", "/api/v1/tokens");
    let made = ask(&world, tokens, &key, Some(json!({"name": "backup"}))).await;
    let again = ask(&world, tokens, &key, Some(json!({"name": "backup"}))).await;
    assert_eq!(again.text, made.text, "the token that is in force");
    let token = made.json()["token"].as_str().unwrap().to_owned();
    for file in std::fs::read_dir(world._dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes.windows(token.len()).any(|part| part == token.as_bytes());
        assert!(!found, "the database holds a token in clear");
    }
}

#[tokio::test]
async fn a_change_upon_what_is_no_longer_so_is_refused_with_words() {
    let world = World::new().await;
    world.ask("POST", "/api/v1/incidents", Some(json!({"title": "Down"}))).await;
    let alert = world.send_alert(json!({"alertname": "Down"})).await;
    let silence = json!({
        "matchers": ["a=b"], "ends_at": "2026-11-20T23:00:00Z", "comment": "a known fault",
    });
    let silence = world.ask("POST", "/api/v1/silences", Some(silence)).await;
    let silence = format!("/api/v1/silences/{}", silence["id"].as_str().unwrap());
    let incident = "/api/v1/incidents/INC-2026-0001";
    let alert = format!("/api/v1/alerts/{alert}");
    let change = |path: &str, end: &str| format!("{path}{end}");
    for (seen, method, changed, body) in [
        (incident, "POST", change(incident, "/notes"), Some(json!({"text": "We look."}))),
        (incident, "POST", change(incident, "/acknowledge"), None),
        (incident, "PATCH", incident.to_owned(), Some(json!({"title": "Slow"}))),
        (alert.as_str(), "POST", change(&alert, "/acknowledge"), None),
        (alert.as_str(), "POST", change(&alert, "/close"), None),
        (silence.as_str(), "DELETE", silence.clone(), None),
        (
            "/api/v1/configuration",
            "POST",
            "/api/v1/configuration/apply".to_owned(),
            Some(json!({"objects": [{
                "kind": "service", "name": "web", "origin": "v.yaml:1",
                "body": {"slug": "web", "name": "Web"},
            }]})),
        ),
    ] {
        let shown = ask(&world, ("GET", seen), &[], None).await;
        let tag = shown.header("etag").unwrap_or_else(|| panic!("{seen} has no ETag"));
        let known = ask(&world, ("GET", seen), &[("If-None-Match", &tag)], None).await;
        assert_eq!((known.status, known.text.as_str()), (304, ""), "{seen}");
        let old = [("If-Match", "\"0123456789abcdef\"")];
        let refused = ask(&world, (method, &changed), &old, body.clone()).await;
        assert_eq!(refused.status, 412, "{changed}: {}", refused.text);
        assert!(refused.json()["next_step"].as_str().unwrap().starts_with("read it again"));
        let still = ask(&world, ("GET", seen), &[], None).await;
        assert_eq!(still.header("etag"), Some(tag.clone()), "{changed} changed nothing");
        let done = ask(&world, (method, &changed), &[("If-Match", &tag)], body).await;
        assert_eq!(done.status, 200, "{changed}: {}", done.text);
        let after = ask(&world, ("GET", seen), &[], None).await;
        assert_ne!(after.header("etag"), Some(tag), "{changed} is seen");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_how_long_to_wait() {
    let world = World::new().await;
    let mut last = None;
    for _ in 0..100 {
        let request = Request::builder().uri("/api/v1/status").header("Authorization", "Bearer no");
        let answer = full(&world, request.body(Body::empty()).unwrap()).await;
        let status = answer.status;
        last = Some(answer);
        if status != 401 {
            break;
        }
    }
    let last = last.unwrap();
    assert_eq!(last.status, 429, "an unknown caller is not let try for ever");
    assert_eq!(last.header("content-type").as_deref(), Some("application/problem+json"));
    let wait: u64 = last.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(last.json()["next_step"].as_str().unwrap().contains("wait 1 s"));
    // Who is known is not held up by a stranger at the same address.
    for _ in 0..500 {
        assert_eq!(ask(&world, ("GET", "/api/v1/services"), &[], None).await.status, 200);
    }
}

#[tokio::test]
async fn every_refusal_of_the_framework_is_a_problem_document_too() {
    let world = World::new().await;
    world.refused(404, "GET", "/api/v1/nowhere", None).await;
    let answer = ask(&world, ("PUT", "/api/v1/alerts"), &[], None).await;
    assert_eq!(answer.status, 405);
    let allowed = answer.header("allow").unwrap();
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
    let large = Value::from("x".repeat(11 * 1024 * 1024));
    world.refused(413, "POST", "/api/v1/incidents", Some(large.clone())).await;
    let key = [("Idempotency-Key", "large")];
    assert_eq!(ask(&world, INCIDENTS, &key, Some(large)).await.status, 413);
    let kind = [("Content-Type", "text/plain")];
    assert_eq!(ask(&world, INCIDENTS, &kind, None).await.status, 415);
}

#[tokio::test]
async fn every_list_has_pages() {
    let world = World::new().await;
    for name in ["a", "b", "c", "d"] {
        world.ask("POST", "/api/v1/tokens", Some(json!({"name": name}))).await;
        let silence = json!({
            "matchers": [format!("n={name}")], "ends_at": "2026-11-20T23:00:00Z", "comment": "x",
        });
        world.ask("POST", "/api/v1/silences", Some(silence)).await;
    }
    let paths = world.document["paths"].as_object().unwrap();
    let lists = paths.iter().filter(|(_, methods)| {
        let answer = &methods["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        answer["$ref"].as_str().is_some_and(|name| name.ends_with("List"))
    });
    let mut walked = 0;
    for (path, _) in lists {
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = world.get(&format!("{path}?limit=2{cursor}")).await;
            let entries = page.as_object().unwrap().values().find_map(Value::as_array).unwrap();
            assert!(entries.len() <= 2, "{path}");
            seen += entries.len();
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        walked += 1;
        if path.ends_with("/tokens") || path.ends_with("/silences") {
            assert!(seen >= 4, "{path}: {seen}");
        }
    }
    assert!(walked >= 10, "only {walked} lists are documented");
    world.refused(400, "GET", "/api/v1/silences?cursor=gone", None).await;
}

#[tokio::test]
async fn the_document_names_every_refusal_and_every_header() {
    let world = World::new().await;
    let text = world.document.to_string();
    let reference = regex::Regex::new("\"\\$ref\":\"#([^\"]+)\"").unwrap();
    for found in reference.captures_iter(&text) {
        assert!(world.document.pointer(&found[1]).is_some(), "{} leads nowhere", &found[1]);
    }
    for (path, methods) in world.document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let has = |status: &str| operation["responses"][status].is_object();
            assert!(has("400") && has("401") && has("403") && has("429"), "{method} {path}");
            assert_eq!(has("404"), path.contains('{') || has("404"), "{method} {path}");
            let text = operation.to_string();
            assert_eq!(text.contains("IdempotencyKey"), method == "post", "{method} {path}");
            assert_eq!(text.contains("IfMatch"), has("412"), "{method} {path}");
        }
    }
}
