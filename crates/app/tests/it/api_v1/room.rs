//! The incident room by its API.

use super::World;
use serde_json::json;

const INCIDENT: &str = "/api/v1/incidents/INC-2026-0001";

async fn declared() -> World {
    let world = World::new().await;
    world.ask("POST", "/api/v1/incidents", Some(json!({"title": "Down"}))).await;
    world
}

#[tokio::test]
async fn what_is_known_is_corrected_and_what_is_left_out_stays() {
    let world = declared().await;
    assert_eq!(world.get(INCIDENT).await["aware"]["by"], "robot");
    let form = json!({
        "title": "The login is down", "severity": "critical", "occurred_at": "2026-11-20T20:00:00Z",
    });
    let edited = world.ask("PATCH", INCIDENT, Some(form)).await;
    assert_eq!(edited["title"], "The login is down");
    assert_eq!(edited["occurred"]["by"], "robot");
    assert_eq!(edited["moved_clocks"], json!([]));
    let forget = json!({"occurred_at": null, "why": "nobody knows"});
    let edited = world.ask("PATCH", INCIDENT, Some(forget)).await;
    assert_eq!(edited["occurred"], json!(null));
    assert_eq!(edited["severity"], "critical");
    let timeline = world.get(INCIDENT).await["timeline"].to_string();
    assert!(timeline.contains("2026-11-20 20:00 UTC → – · nobody knows"), "{timeline}");
    let problem =
        world.refused(400, "PATCH", INCIDENT, Some(json!({"aware_at": "yesterday"}))).await;
    assert_eq!(problem["field"], "aware_at");
    let problem = world.refused(400, "PATCH", INCIDENT, Some(json!({"service": "web"}))).await;
    assert_eq!(problem["field"], "service");
    let seen = json!({"title": "Mine", "seen": edited["version"].as_i64().unwrap() - 1});
    world.refused(400, "PATCH", INCIDENT, Some(seen)).await;
    world.refused(404, "PATCH", "/api/v1/incidents/INC-2026-0009", Some(json!({}))).await;
}
