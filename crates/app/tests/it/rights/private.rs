//! A private incident: no address shows a word of it to anybody but those who take part and those
//! who watch over security.

use super::{World, people};
use crate::world::everything_token;
use serde_json::{Value, json};
use vigie::access::routes;

/// A word that stands in all that people wrote in the incident, and nowhere else.
const WORD: &str = "Zanzibar";
/// Who declared it: somebody with a role like any other's.
const INSIDE: &str = "responder";
/// Whom they let in.
const LET_IN: &str = "responder-acme";
/// Who sees it by their role.
const OFFICERS: [&str; 2] = ["security-officer", "security-officer-acme"];
/// Questions of lists that search, narrow or export.
const ASKED: [&str; 9] = [
    "/search?q=Zanzibar",
    "/incidents?as=csv",
    "/incidents?as=json",
    "/incidents?open=1",
    "/alerts?past=1",
    "/notifications?as=csv",
    "/journal?kind=incident_noted",
    "/journal.json?actor=responder",
    "/api/v1/incidents?state=open&limit=500",
];

struct Secret {
    world: World,
    reference: String,
    run: i64,
    wall: String,
}

impl Secret {
    async fn new() -> Self {
        let world = World::new();
        let cookie = world.cookie(INSIDE).await;
        let post = async |cookie: &str, path: &str, body: Value| {
            let headers = [("Cookie", cookie), ("Content-Type", "application/json")];
            let answer = world.send(("POST", path), &headers, Some(&body.to_string())).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            answer.json()
        };
        let form = json!({"title": format!("{WORD} leaks"), "service": "shop", "private": true});
        let made = post(&cookie, "/api/v1/incidents", form).await;
        let reference = made["reference"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/incidents/{reference}");
        let steps = [
            ("/notes", json!({"text": format!("{WORD} was read")})),
            ("/take", json!({})),
            (
                "/actions",
                json!({"text": format!("{WORD} is mended"), "kind": "prevent", "owner": "reader",
                    "due_on": "2099-12-31"}),
            ),
            ("/hold", json!({"why": format!("{WORD} sleeps")})),
            ("/privacy", json!({"admit": [LET_IN]})),
            ("/roles", json!({"role": "scribe", "person": LET_IN})),
            ("/resolve", json!({"why": format!("{WORD} is shut")})),
        ];
        for (step, body) in steps {
            post(&cookie, &format!("{path}{step}"), body).await;
        }
        let file = format!("{path}/evidence/{WORD}%20log.txt");
        let kept = world.send(("PUT", &file), &[("Cookie", &cookie)], Some(WORD)).await;
        assert_eq!(kept.status, 200, "{file}: {}", kept.text);
        let run = json!({"playbook": "data-leak-developer"});
        let run = post(&cookie, &format!("{path}/playbooks"), run).await;
        let alert = json!([{"labels": {"alertname": "Down", "service": "shop"}}]);
        post(&cookie, "/api/v1/alerts", alert).await;
        let administrator = world.cookie("administrator").await;
        let wall = post(&administrator, "/api/v1/walls", json!({"name": "hall"})).await;
        let wall = wall["url"].as_str().unwrap().replace("https://vigie.example", "");
        let run = run["id"].as_i64().unwrap();
        Self { world, reference, run, wall }
    }

    /// Every address that shows something, leading to the incident where it can.
    fn addresses(&self) -> Vec<String> {
        let (run, reference) = (self.run.to_string(), self.reference.clone());
        let filled = |path: &str| {
            let parts = path.split('/').map(|part| match part {
                "{reference}" => reference.as_str(),
                "{run}" => run.as_str(),
                "{id}" | "{evidence}" => "1",
                part if part.starts_with('{') => "nothing",
                part => part,
            });
            parts.collect::<Vec<_>>().join("/")
        };
        let shows = |method: &str| matches!(method, "GET" | "*");
        let all = routes().filter(|route| shows(route.method) && route.path != "/sign-out");
        let asked = ASKED.into_iter().map(str::to_owned);
        let journal = format!("/journal?incident={reference}");
        all.map(|route| filled(route.path))
            .chain(asked)
            .chain([journal, self.wall.clone()])
            .collect()
    }
}

#[tokio::test]
async fn nobody_outside_reads_a_word_of_a_private_incident_anywhere() {
    let secret = Secret::new().await;
    let inside = |name: &str| name == INSIDE || name == LET_IN || OFFICERS.contains(&name);
    let mut asked = 0;
    for person in people() {
        let name = person["slug"].as_str().unwrap();
        if inside(name) {
            continue;
        }
        let cookie = secret.world.cookie(name).await;
        for path in secret.addresses() {
            let answer = secret.world.ask(&cookie, "GET", &path).await;
            let shown = answer.text.replace("q=Zanzibar", "").replace("value=\"Zanzibar\"", "");
            assert!(!shown.contains(WORD), "{name} reads it at {path}: {shown}");
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked} answers only");
    let token = everything_token(&secret.world.app.cx, "robot").await.unwrap();
    let bearer = format!("Bearer {token}");
    for path in secret.addresses() {
        for headers in [&[("Authorization", bearer.as_str())][..], &[]] {
            let answer = secret.world.send(("GET", &path), headers, None).await;
            assert!(!answer.text.contains(&format!("{WORD} ")), "{path}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn those_who_take_part_and_those_who_watch_over_security_read_it() {
    let secret = Secret::new().await;
    let reference = &secret.reference;
    for name in [INSIDE, LET_IN].into_iter().chain(OFFICERS) {
        let cookie = secret.world.cookie(name).await;
        for path in [
            format!("/api/v1/incidents/{reference}"),
            "/api/v1/incidents".to_owned(),
            format!("/incidents/{reference}"),
        ] {
            let answer = secret.world.ask(&cookie, "GET", &path).await;
            let there = answer.status == 200 && answer.text.contains(WORD);
            assert!(there, "{name} {path}: {} {}", answer.status, answer.text);
        }
    }
}

#[tokio::test]
async fn nobody_outside_changes_a_private_incident() {
    let secret = Secret::new().await;
    let cookie = secret.world.cookie("manager").await;
    let headers = [("Cookie", cookie.as_str()), ("Content-Type", "application/json")];
    let path = format!("/api/v1/incidents/{}", secret.reference);
    let tried = [
        ("/notes", json!({"text": "x"})),
        ("/validate", json!({})),
        ("/privacy", json!({"private": false})),
        ("/privacy", json!({"admit": ["manager"]})),
        ("/roles", json!({"role": "scribe", "person": "manager"})),
        ("/playbooks", json!({"playbook": "data-leak-ops"})),
        ("/split", json!({"title": "x", "lines": [1]})),
        ("/links", json!({"relation": "related", "other": "INC-2026-0001"})),
    ];
    for (step, body) in tried {
        let at = format!("{path}{step}");
        let answer = secret.world.send(("POST", &at), &headers, Some(&body.to_string())).await;
        assert_eq!(answer.status, 404, "{at}: {}", answer.text);
    }
    let patched = json!({"title": "x", "why": "x"}).to_string();
    let answer = secret.world.send(("PATCH", &path), &headers, Some(&patched)).await;
    assert_eq!(answer.status, 404, "{}", answer.text);
    let kept = secret.world.send(("PUT", &format!("{path}/evidence/x")), &headers, Some("x")).await;
    assert_eq!(kept.status, 404, "{}", kept.text);
    let dry = [
        "notes",
        "validate",
        "privacy",
        "roles",
        "clocks",
        "qualify",
        "playbooks",
        "edit",
        "evidence",
        "split",
        "links",
    ];
    for step in dry {
        let at = format!("/incidents/{}/{step}", secret.reference);
        let form = "text=x&change=admit&name=manager&role=scribe&to=manager&playbook=data-leak-ops\
            &kind=gdpr-authority&aware_at=2026-11-20T10:00&situation=other&exposed=no&personal=no\
            &malicious=no&down=no&spreading=no";
        let kind = "application/x-www-form-urlencoded";
        let headers = [("Cookie", cookie.as_str()), ("Content-Type", kind)];
        let answer = secret.world.send(("POST", &at), &headers, Some(form)).await;
        assert_eq!(answer.status, 404, "{at}: {}", answer.text);
    }
}
