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

#[tokio::test]
async fn incidents_are_linked_and_one_is_split() {
    let world = declared().await;
    let alert = world.send_alert(json!({"alertname": "Queue", "severity": "info"})).await;
    world.ask("POST", "/api/v1/incidents", Some(json!({"title": "The disk is full"}))).await;
    let other = "INC-2026-0002";
    let link = json!({"relation": "caused-by", "other": other});
    let story = world.ask("POST", &format!("{INCIDENT}/links"), Some(link)).await;
    assert_eq!(story["links"][0]["reference"], other);
    assert_eq!(story["links"][0]["title"], "The disk is full");
    let seen = world.get(&format!("/api/v1/incidents/{other}")).await;
    assert_eq!(seen["links"][0]["relation"], "causes");
    let cycle = json!({"relation": "caused-by", "other": "INC-2026-0001"});
    let links = format!("/api/v1/incidents/{other}/links");
    world.refused(400, "POST", &links, Some(cycle)).await;
    let odd = json!({"relation": "split-from", "other": "INC-2026-0001"});
    let problem = world.refused(400, "POST", &links, Some(odd)).await;
    assert_eq!(problem["field"], "relation");
    let gone = world.ask("DELETE", &format!("{links}/INC-2026-0001"), None).await;
    assert_eq!(gone["links"], json!([]));
    world.refused(404, "DELETE", &format!("{links}/INC-2026-0001"), None).await;

    let note = json!({"text": "The queue grows."});
    let story = world.ask("POST", &format!("{INCIDENT}/notes"), Some(note)).await;
    let line = story["timeline"].as_array().unwrap().last().unwrap()["seq"].clone();
    let split = json!({"title": "Mails are stuck", "lines": [line]});
    let part = world.ask("POST", &format!("{INCIDENT}/split"), Some(split)).await;
    assert_eq!(part["reference"], "INC-2026-0003");
    assert_eq!(part["links"][0]["relation"], "split-from");
    assert!(part["timeline"].to_string().contains("The queue grows."), "{part}");
    let foreign = json!({"title": "x", "alerts": [alert]});
    world.refused(400, "POST", &format!("{INCIDENT}/split"), Some(foreign)).await;
    world.refused(400, "POST", &format!("{INCIDENT}/split"), Some(json!({"title": "x"}))).await;
}

#[tokio::test]
async fn an_incident_is_qualified_with_unknowns_and_again_with_a_reason() {
    let world = declared().await;
    let at = format!("{INCIDENT}/qualification");
    let asked = world.get(&at).await;
    assert_eq!(asked["qualification"], json!(null));
    let fields: Vec<&str> = asked["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|question| question["field"].as_str().unwrap())
        .collect();
    let six = ["situation", "exposed", "personal", "malicious", "down", "spreading"];
    assert_eq!(fields, six);
    let mut form = json!({
        "situation": "data-leak", "exposed": "yes", "personal": "unknown", "malicious": "unknown",
        "down": "no", "spreading": "no", "seen": 0,
    });
    let done = world.ask("POST", &at, Some(form.clone())).await;
    assert_eq!(done["qualification"]["level"], "red");
    world.refused(409, "POST", &at, Some(form.clone())).await;
    form["seen"] = done["qualification"]["seq"].clone();
    world.refused(400, "POST", &at, Some(form.clone())).await;
    form["reason"] = "it was cut".into();
    form["level"] = "orange".into();
    let again = world.ask("POST", &at, Some(form.clone())).await;
    assert_eq!(again["qualification"]["level"], "orange");
    form["exposed"] = "perhaps".into();
    assert_eq!(world.refused(400, "POST", &at, Some(form)).await["field"], "exposed");
    let less = json!({"situation": "other", "exposed": "no"});
    world.refused(400, "POST", &at, Some(less)).await;
}

#[tokio::test]
async fn clocks_are_read_in_both_times_and_closed_by_those_who_may() {
    let mut world = declared().await;
    let at = format!("{INCIDENT}/clocks");
    assert_eq!(world.get(&at).await["clocks"], json!([]));
    let kinds = ["gdpr-authority", "gdpr-register"];
    for kind in kinds {
        let form = json!({"kind": kind, "aware_at": "2026-11-20T09:00:00Z"});
        world.ask("POST", &at, Some(form)).await;
    }
    let all = world.get(&at).await;
    let (zone, one) = (&all["zone"], &all["clocks"][0]);
    assert_eq!(one["due_at"], "2026-11-23T09:00:00.000Z");
    let local =
        if zone == "UTC" { "2026-11-23T09:00:00+00:00" } else { "2026-11-23T10:00:00+01:00" };
    assert_eq!(one["due_local"], local, "{zone}");
    assert_eq!(one["spent_percent"], 16, "12 of 72 hours");
    assert_eq!(all["clocks"][1]["spent_percent"], json!(null));
    world.refused(400, "POST", &at, Some(json!({"kind": "egg"}))).await;

    let token = json!({"name": "hand", "role": "responder"});
    let hand = world.ask("POST", "/api/v1/tokens", Some(token)).await;
    let hand = hand["token"].as_str().unwrap().to_owned();
    let robot = std::mem::replace(&mut world.token, hand);
    let first = format!("{at}/{}", one["id"]);
    let second = format!("{at}/{}", all["clocks"][1]["id"]);
    let waive = json!({"how": "not-required", "proof": "they were public"});
    let refused = world.refused(400, "POST", &first, Some(waive.clone())).await;
    assert!(refused["detail"].as_str().unwrap().contains("only a security officer"), "{refused}");
    let proof = json!({"how": "proven", "proof": "CNIL-42"});
    let closed = world.ask("POST", &first, Some(proof)).await;
    assert_eq!(closed["clocks"][0]["proof"], "CNIL-42");
    world.token = robot;
    world.refused(400, "POST", &second, Some(json!({"how": "proven", "proof": " "}))).await;
    let waived = world.ask("POST", &second, Some(waive)).await;
    assert_eq!(waived["clocks"][1]["how"], "not-required");
    world
        .refused(404, "POST", &format!("{at}/99"), Some(json!({"how": "proven", "proof": "x"})))
        .await;
}
