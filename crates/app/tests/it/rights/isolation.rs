//! Two organisations on one Vigie: neither sees nor changes what is the other's, by any list, any
//! object, any form; nor what belongs to all.

use super::shared::{FOREIGN, Shared, foreign_words};
use serde_json::json;
use vigie::access::{Need, Route, routes};
use vigie_domain::id::AlertId;
use vigie_ops::store::alerts;

/// Addresses that a role opens.
fn inside() -> impl Iterator<Item = Route> {
    routes().filter(|route| matches!(route.need, Need::Somewhere(_)))
}

#[tokio::test]
async fn lists_show_what_is_ones_own_and_nothing_else() {
    let shared = Shared::new().await;
    let (own, all) = ("administrator-acme", "administrator");
    let (own, all) = (shared.world.cookie(own).await, shared.world.cookie(all).await);
    // Playbooks and deadlines are the same for all, an open page is told a number, and a search without a
    // question finds nothing.
    let others = ["/playbooks", "/deadlines", "/api/v1/deadlines", "/live", "/search"];
    let lists = inside().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let mut full = 0;
    for route in lists.filter(|route| !others.contains(&route.path)) {
        let seen = shared.ask(&own, "GET", route.path).await;
        assert_eq!(seen.status, 200, "{route:?}: {}", seen.text);
        let foreign = foreign_words(&seen.text);
        assert_eq!(foreign, [""; 0], "{route:?} shows what is not theirs: {}", seen.text);
        assert!(seen.text.contains("shop"), "{route:?} shows nothing: {}", seen.text);
        let whole = shared.ask(&all, "GET", route.path).await;
        let hidden: Vec<&str> =
            FOREIGN.into_iter().filter(|of| !foreign_words(&whole.text).contains(of)).collect();
        let none = if route.path.ends_with("/services") { vec!["orphan"] } else { Vec::new() };
        assert_eq!(hidden, none, "{route:?} hides from all: {}", whole.text);
        full += 1;
    }
    assert!(full >= 20, "{full} lists only");
    let past = shared.ask(&own, "GET", "/api/v1/alerts?state=all&filter=service%3D~.%2A").await;
    assert_eq!(past.json()["alerts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_there() {
    let shared = Shared::new().await;
    let own = shared.world.cookie("administrator-acme").await;
    let mut asked = 0;
    for route in inside() {
        for of in FOREIGN {
            let Some(path) = shared.address(&route, of) else { continue };
            let answer = shared.ask(&own, route.method, &path).await;
            assert_eq!(answer.status, 404, "{} {path}: {}", route.method, answer.text);
            assert_eq!(foreign_words(&answer.text.replace(&path, "")), [""; 0], "{path}");
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked} things only");
    let states = shared.world.app.cx.store.read(|tx| {
        let live = alerts::live(tx, AlertId(0), 10)?;
        Ok(live.iter().map(|one| one.alert.state.as_str()).collect::<Vec<_>>())
    });
    assert_eq!(states.await.unwrap(), ["open"; 4], "nothing was changed");
}

#[tokio::test]
async fn what_is_ones_own_is_there() {
    let shared = Shared::new().await;
    let own = shared.world.cookie("administrator-acme").await;
    for route in inside() {
        let Some(path) = shared.address(&route, "shop") else { continue };
        let answer = shared.ask(&own, route.method, &path).await;
        let there = !matches!(answer.status, 401 | 403 | 404) && answer.status < 500;
        // A notification that was not given up is said not to be found by its page.
        let retried = path.starts_with("/notifications/");
        // Its page has withdrawn the token before the API is asked to.
        let withdrawn = path.starts_with("/api/v1/tokens/");
        // An incident that is no exercise is said not to be one.
        let played = path.contains("exercise");
        assert!(
            there || retried || withdrawn || played,
            "{} {path}: {} {}",
            route.method,
            answer.status,
            answer.text
        );
    }
}

#[tokio::test]
async fn a_role_here_gives_no_right_there() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("two-roles").await;
    let take = |of: &str| format!("/api/v1/alerts/{}/acknowledge", shared.things[of].alert);
    assert_eq!(shared.ask(&cookie, "POST", &take("shop")).await.status, 403, "reader here");
    assert_eq!(shared.ask(&cookie, "POST", &take("desk")).await.status, 200, "responder there");
}

#[tokio::test]
async fn nobody_reaches_beyond_by_what_they_send() {
    let shared = Shared::new().await;
    let cookie = shared.world.cookie("responder-acme").await;
    let json = [("Cookie", &*cookie), ("Content-Type", "application/json")];
    let until = "2100-01-01T00:00:00Z";
    for (path, body) in [
        ("alerts", json!([{"labels": {"alertname": "X", "service": "desk"}}])),
        ("alerts", json!([{"labels": {"alertname": "X"}}])),
        (
            "alerts",
            json!([{"labels": {"alertname": "X", "service": "shop"}},
                          {"labels": {"alertname": "Y", "service": "plumbing"}}]),
        ),
        ("incidents", json!({"title": "X", "service": "desk"})),
        ("incidents", json!({"title": "X"})),
        ("silences", json!({"matchers": ["alertname=X"], "ends_at": until, "comment": "c"})),
        ("silences", json!({"matchers": ["service=~desk|shop"], "ends_at": until, "comment": "c"})),
    ] {
        let path = format!("/api/v1/{path}");
        let answer = shared.world.send(("POST", &path), &json, Some(&body.to_string())).await;
        assert_eq!(answer.status, 400, "{path} {body}: {}", answer.text);
        assert!(answer.text.contains("your services"), "{}", answer.text);
    }
    let own = json!({"title": "Mine", "service": "shop"}).to_string();
    let declared = shared.world.send(("POST", "/api/v1/incidents"), &json, Some(&own)).await;
    assert_eq!(declared.status, 200, "{}", declared.text);
}
