//! Two organisations on one Vigie: neither sees nor changes what is the other's, by any list, any
//! object, any form; nor what belongs to all.

use super::{OWNERS, World, service};
use crate::world::everything_token;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vigie::access::{Need, Route, routes};
use vigie_domain::id::{AlertId, IncidentId};
use vigie_ops::store::outbox::{self, Owed};
use vigie_ops::store::{alerts, incidents};

/// Whose things somebody of Acme may not know of.
const FOREIGN: [&str; 3] = ["desk", "plumbing", "orphan"];

/// The parts of addresses that lead to the things of one owner.
#[derive(Default)]
struct Things {
    alert: i64,
    incident: String,
    run: i64,
    silence: String,
    notification: i64,
}

/// A world with one thing of each kind for each owner.
struct Shared {
    world: World,
    token: String,
    things: BTreeMap<&'static str, Things>,
}

impl Shared {
    async fn new() -> Self {
        let world = World::new();
        let token = everything_token(&world.app.cx, "robot").await;
        let mut shared = Self { world, token: token.unwrap(), things: BTreeMap::new() };
        for of in OWNERS {
            let things = shared.make(of).await;
            shared.things.insert(of, things);
        }
        shared
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
        let answer = self.world.send(("POST", path), &headers, Some(&body.to_string())).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    async fn make(&self, of: &str) -> Things {
        let mut labels = json!({"alertname": format!("Alert of {of}"), "severity": "info"});
        let mut matchers = vec![format!("alertname=\"Nothing of {of}\"")];
        if let Some(service) = service(of) {
            labels["service"] = service.into();
            matchers.push(format!("service=\"{service}\""));
        }
        let sent = self.post("/api/v1/alerts", json!([{"labels": labels}])).await;
        let incident = json!({"title": format!("Incident of {of}"), "service": service(of)});
        let incident = self.post("/api/v1/incidents", incident).await;
        let silence = self.post(
            "/api/v1/silences",
            json!({"matchers": matchers, "ends_at": "2100-01-01T00:00:00Z",
                   "comment": format!("Silence of {of}")}),
        );
        let silence = silence.await;
        let reference = incident["reference"].as_str().unwrap().to_owned();
        let organisation =
            ["acme", "umbrella"].get(OWNERS.iter().position(|one| *one == of).unwrap());
        let token = json!({"name": format!("token-{of}"), "organisation": organisation});
        self.post("/api/v1/tokens", token).await;
        let started = format!("/api/v1/incidents/{reference}/playbooks");
        let run = self.post(&started, json!({"playbook": "data-leak-developer"})).await;
        let notification = self.owe(of, &labels).await;
        self.report(of, &reference).await;
        Things {
            alert: sent["ids"][0].as_i64().unwrap(),
            incident: reference,
            run: run["id"].as_i64().unwrap(),
            silence: silence["id"].as_str().unwrap().to_owned(),
            notification,
        }
    }

    async fn owe(&self, of: &str, labels: &Value) -> i64 {
        let (now, key) = (self.world.app.cx.now(), format!("key of {of}"));
        let owed = Owed {
            key: key.clone(),
            channel: "email".to_owned(),
            person: Some(format!("{of}@example.org")),
            thread: "thread".to_owned(),
            group_key: None,
            incident: None,
            summary: format!("Notification of {of}"),
            notice: json!({"alerts": [{"id": 0, "labels": labels}]}).to_string(),
        };
        let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
            outbox::owe(tx, &owed, now)?;
            Ok(outbox::by_key(tx, &key)?.unwrap().id.0)
        };
        self.world.app.cx.store.write(unit).await.unwrap()
    }

    async fn report(&self, of: &str, reference: &str) {
        let (now, text) = (self.world.app.cx.now(), format!("# Report of {of}"));
        let reference = reference.parse().unwrap();
        let unit = move |tx: &mut vigie_ops::store::Tx<'_>| {
            let id: IncidentId = incidents::by_reference(tx, reference)?.unwrap().id;
            Ok(incidents::save_report(tx, id, &text, now)?)
        };
        self.world.app.cx.store.write(unit).await.unwrap();
    }

    /// The address of one owner's thing; `None` for an address that leads to no single thing.
    fn address(&self, route: &Route, of: &str) -> Option<String> {
        let things = &self.things[of];
        if !route.path.contains('{') {
            return None;
        }
        let kind = route.path.trim_start_matches("/api/v1").split('/').nth(1).unwrap();
        let name = match kind {
            "alerts" => things.alert.to_string(),
            "incidents" => things.incident.clone(),
            "silences" => things.silence.clone(),
            "notifications" => things.notification.to_string(),
            "checks" => format!("check-{of}"),
            "sources" => format!("source-{of}"),
            "tokens" => format!("token-{of}"),
            // Playbooks are the same for everybody.
            "playbooks" => return None,
            _ => panic!("say here how to reach the thing of {route:?} of each owner"),
        };
        let run = things.run.to_string();
        let parts = route.path.split('/').map(|part| match part {
            "{step}" => "acknowledge",
            "{run}" => &run,
            "{place}" => "1",
            part if part.starts_with('{') => &name,
            part => part,
        });
        Some(parts.collect::<Vec<_>>().join("/"))
    }

    /// Asks as somebody, with a body that the form there takes.
    async fn ask(&self, cookie: &str, method: &str, path: &str) -> super::Answer {
        let json = match path {
            _ if path.ends_with("/playbooks") => r#"{"playbook":"data-leak-ops"}"#,
            _ if path.contains("/steps/") => r#"{"how":"done"}"#,
            _ if path.ends_with("/acknowledge") => r#"{"why":"a reason"}"#,
            _ => r#"{"text":"a note"}"#,
        };
        let (kind, body) = if path.starts_with("/api/") {
            ("application/json", json)
        } else {
            let form = "text=a+note&how=done&playbook=data-leak-colleague";
            ("application/x-www-form-urlencoded", form)
        };
        let headers = [("Cookie", cookie), ("Content-Type", kind)];
        let body = (method == "POST").then_some(body);
        self.world.send((method, path), &headers, body).await
    }
}

/// Addresses that a role opens.
fn inside() -> impl Iterator<Item = Route> {
    routes().filter(|route| matches!(route.need, Need::Somewhere(_)))
}

fn foreign_words(text: &str) -> Vec<&'static str> {
    FOREIGN.into_iter().filter(|of| text.contains(of)).collect()
}

#[tokio::test]
async fn lists_show_what_is_ones_own_and_nothing_else() {
    let shared = Shared::new().await;
    let (own, all) = ("administrator-acme", "administrator");
    let (own, all) = (shared.world.cookie(own).await, shared.world.cookie(all).await);
    let same_for_all = |route: &Route| route.path == "/playbooks";
    let lists = inside().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let lists = lists.filter(|route| !same_for_all(route));
    let mut full = 0;
    for route in lists {
        let seen = shared.ask(&own, "GET", route.path).await;
        assert_eq!(seen.status, 200, "{route:?}: {}", seen.text);
        let foreign = foreign_words(&seen.text);
        assert_eq!(foreign, [""; 0], "{route:?} shows what is not theirs: {}", seen.text);
        assert!(seen.text.contains("shop"), "{route:?} shows nothing: {}", seen.text);
        // Now shows what fails; nothing was looked at yet of what is watched.
        let whole = shared.ask(&all, "GET", route.path).await;
        let hidden: Vec<&str> =
            FOREIGN.into_iter().filter(|of| !foreign_words(&whole.text).contains(of)).collect();
        let none = if route.path.ends_with("/services") { vec!["orphan"] } else { Vec::new() };
        assert_eq!(hidden, none, "{route:?} hides from all: {}", whole.text);
        full += 1;
    }
    assert!(full >= 10, "{full} lists only");
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
        assert!(
            there || retried || withdrawn,
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
