//! Nobody gets more by sending more: fields that a form does not have, roles of one's own.

use super::World;
use serde_json::{Value, json};

async fn post(world: &World, cookie: &str, path: &str, body: &Value) -> super::Answer {
    let headers = [("Cookie", cookie), ("Content-Type", "application/json")];
    world.send(("POST", path), &headers, Some(&body.to_string())).await
}

#[tokio::test]
async fn a_field_that_is_not_asked_for_is_refused() {
    let world = World::new();
    let cookie = world.cookie("administrator").await;
    let silence = json!({"matchers": ["a=b"], "ends_at": "2100-01-01T00:00:00Z", "comment": "c"});
    for (path, form, field, value) in [
        ("incidents", json!({"title": "X"}), "lead", json!("bo")),
        ("incidents", json!({"title": "X"}), "stage", json!("closed")),
        ("incidents", json!({"title": "X"}), "by_alert", json!(true)),
        ("silences", silence.clone(), "created_by", json!("bo")),
        ("silences", silence, "id", json!("11111111-1111-4111-8111-111111111111")),
        ("tokens", json!({"name": "x"}), "person", json!("ada")),
        ("sign-in-links", json!({}), "roles", json!(["administrator"])),
    ] {
        let mut body = form;
        body[field] = value;
        let answer = post(&world, &cookie, &format!("/api/v1/{path}"), &body).await;
        assert_eq!(answer.status, 400, "{path} with {field}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_form_of_a_page_is_signed_by_who_sends_it() {
    let world = World::new();
    let cookie = world.cookie("responder").await;
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    let body = "title=X&severity=info&lead=bo&by=bo&person=bo&stage=closed&reference=INC-1999-0001";
    let headers = [("Cookie", &*cookie), kind];
    let answer = world.send(("POST", "/incidents"), &headers, Some(body)).await;
    let reference = answer.location.unwrap().replace("/incidents/", "");
    let shown = world.ask(&cookie, "GET", &format!("/api/v1/incidents/{reference}")).await.json();
    assert_eq!(shown["stage"], "declared", "{shown}");
    assert_eq!(shown["timeline"][0]["actor"], "responder", "{shown}");
    assert!(!shown.to_string().contains("\"bo\""), "{shown}");
}

fn person(roles: &Value) -> Value {
    let object = json!({
        "kind": "person", "name": "mallory", "origin": "vigie.yaml:1",
        "body": {"slug": "mallory", "roles": roles},
    });
    json!({"objects": [object]})
}

#[tokio::test]
async fn a_manager_gives_nobody_a_role() {
    let world = World::new();
    let cookie = world.cookie("manager").await;
    let path = "/api/v1/configuration/apply";
    let answer = post(&world, &cookie, path, &person(&json!(["administrator"]))).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert!(answer.text.contains("what people may do"), "{}", answer.text);
    let answer = post(&world, &cookie, path, &person(&json!([]))).await;
    assert_eq!(answer.status, 200, "without a role it is a person to tell: {}", answer.text);
    let administrator = world.cookie("administrator").await;
    let answer = post(&world, &administrator, path, &person(&json!(["manager"]))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let back = post(&world, &administrator, path, &person(&json!(["reader"]))).await;
    assert_eq!(back.status, 200, "{}", back.text);
}
