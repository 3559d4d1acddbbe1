//! A world with one thing of each kind for each owner: every text of a thing holds its owner's word.

use super::{Answer, OWNERS, World, service};
use crate::world::everything_token;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use vigie::access::Route;
use vigie_domain::check::{CheckState, Hold, Verdict};
use vigie_domain::clock::NIS2_FINAL;
use vigie_domain::heartbeat::{HeartbeatState, Standing};
use vigie_domain::id::IncidentId;
use vigie_domain::notification::NotificationState;
use vigie_domain::person::Language;
use vigie_domain::report::Version;
use vigie_ops::learn::open_breach;
use vigie_ops::respond::start_clock;
use vigie_ops::store::outbox::{self, Delivery, Owed};
use vigie_ops::store::{Tx, checks, clocks, heartbeats, incidents, reports, sources, tips};

/// Whose things somebody of Acme may not know of.
pub(super) const FOREIGN: [&str; 3] = ["desk", "plumbing", "orphan"];

/// The words of others in a text.
pub(super) fn foreign_words(text: &str) -> Vec<&'static str> {
    FOREIGN.into_iter().filter(|of| text.contains(of)).collect()
}

/// Fields that the forms of things take, each its own.
const FORM: &str = "text=a+note&kind=red-report&aware_at=2026-11-20T10%3A00&proof=x&playbook=data-leak-colleague\
     &whom=Ada&result=reached&task=a+task&update=words&minutes=30&action=a+deed&owner=reader\
     &due=2099-12-31&why=a+reason&title=Declared";

/// The parts of addresses that lead to the things of one owner.
#[derive(Default)]
pub(super) struct Things {
    pub(super) alert: i64,
    incident: String,
    run: i64,
    task: i64,
    silence: String,
    notification: i64,
    clock: i64,
    evidence: i64,
    entry: i64,
    tip: i64,
    action: i64,
}

/// A world with one thing of each kind for each owner.
pub(super) struct Shared {
    pub(super) world: World,
    token: String,
    pub(super) things: BTreeMap<&'static str, Things>,
}

impl Shared {
    pub(super) async fn new() -> Self {
        let world = World::new();
        let token = everything_token(&world.app.cx, "robot").await;
        let mut shared = Self { world, token: token.unwrap(), things: BTreeMap::new() };
        for of in OWNERS {
            let things = shared.make(of).await;
            shared.things.insert(of, things);
        }
        shared.give_up().await;
        shared
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
        let answer = self.world.send(("POST", path), &headers, Some(&body.to_string())).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    async fn make(&self, of: &'static str) -> Things {
        let soon = self.world.app.cx.now() + Duration::from_hours(1);
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
            json!({"matchers": matchers, "ends_at": soon.to_string(),
                   "comment": format!("Silence of {of}")}),
        );
        let silence = silence.await;
        let reference = incident["reference"].as_str().unwrap().to_owned();
        let organisation =
            ["acme", "umbrella"].get(OWNERS.iter().position(|one| *one == of).unwrap());
        let token = json!({"name": format!("token-{of}"), "organisation": organisation});
        self.post("/api/v1/tokens", token).await;
        let change = json!({"what": format!("Change of {of}"), "service": service(of)});
        self.post("/api/v1/changes", change).await;
        let tasks = format!("/api/v1/incidents/{reference}/tasks");
        let task = self.post(&tasks, json!({"text": format!("Task of {of}")})).await;
        let started = format!("/api/v1/incidents/{reference}/playbooks");
        let run = self.post(&started, json!({"playbook": "data-leak-developer"})).await;
        let promise = json!({"text": format!("Action of {of}"), "kind": "prevent",
            "owner": "reader", "due_on": "2099-12-31"});
        let promised = format!("/api/v1/incidents/{reference}/actions");
        let action = self.post(&promised, promise).await;
        let notification = self.owe(of, &labels).await;
        self.report(of, &reference).await;
        let note = json!({"text": format!("Note of {of}")});
        let noted = self.post(&format!("/api/v1/incidents/{reference}/notes"), note).await;
        let entry = noted["timeline"][0]["seq"].as_i64().unwrap();
        self.watch(of).await;
        let clock = self.clock(&reference).await;
        let evidence = self.keep(of, &reference).await;
        let tip = self.tip(of).await;
        Things {
            clock,
            evidence,
            entry,
            tip,
            action: action["id"].as_i64().unwrap(),
            alert: sent["ids"][0].as_i64().unwrap(),
            incident: reference,
            run: run["id"].as_i64().unwrap(),
            task: task["id"].as_i64().unwrap(),
            silence: silence["id"].as_str().unwrap().to_owned(),
            notification,
        }
    }

    /// What watches fails, and what speaks is silent and was not understood.
    async fn watch(&self, of: &'static str) {
        let now = self.world.app.cx.now();
        let unit = move |tx: &mut Tx<'_>| {
            let state = CheckState {
                verdict: Verdict::Failing,
                why: Some(format!("Why of {of}")),
                held: Some(Hold::Dependency("check-plumbing".parse().unwrap())),
                since: Some(now),
                ..CheckState::default()
            };
            checks::save(tx, &format!("check-{of}"), &state)?;
            let standing = Standing::Failing { why: format!("Late of {of}"), since: now };
            let state =
                HeartbeatState { standing, last_ping: Some(now), ..HeartbeatState::default() };
            heartbeats::save(tx, &format!("beat-{of}"), &state, None)?;
            let source = format!("source-{of}").parse().unwrap();
            sources::expect(tx, &source, now)?;
            sources::turn(tx, &source, true)?;
            let (why, body) = (format!("Unread of {of}"), format!("Body of {of}"));
            Ok(sources::keep_unread(tx, &source, &why, body.as_bytes(), now)?)
        };
        self.world.app.cx.store.write(unit).await.unwrap();
    }

    /// A deadline of an incident.
    async fn clock(&self, reference: &str) -> i64 {
        let (cx, reference) = (&self.world.app.cx, reference.parse().unwrap());
        let (now, setup) = (cx.now(), cx.setup());
        let unit = move |tx: &mut Tx<'_>| {
            let id = incidents::by_reference(tx, reference)?.unwrap().id;
            start_clock(tx, &setup, (id, NIS2_FINAL, now), "robot", now)?;
            Ok(clocks::of_incident(tx, id)?[0].id.0)
        };
        cx.store.write(unit).await.unwrap()
    }

    /// What somebody outside said.
    async fn tip(&self, of: &'static str) -> i64 {
        let now = self.world.app.cx.now();
        let unit = move |tx: &mut Tx<'_>| {
            let service = service(of).map(|slug| slug.parse().unwrap());
            let text = format!("Tip of {of}");
            Ok(tips::add(tx, service.as_ref(), (&text, ""), now)?.0)
        };
        self.world.app.cx.store.write(unit).await.unwrap()
    }

    /// A file of an incident.
    async fn keep(&self, of: &str, reference: &str) -> i64 {
        let path = format!("/api/v1/incidents/{reference}/evidence/log-of-{of}.txt");
        let bearer = format!("Bearer {}", self.token);
        let content = format!("Evidence of {of}");
        let headers = [("Authorization", &*bearer)];
        let answer = self.world.send(("PUT", &path), &headers, Some(&content)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()["id"].as_i64().unwrap()
    }

    /// Every notification that was owed could not be delivered.
    async fn give_up(&self) {
        let now = self.world.app.cx.now();
        let unit = move |tx: &mut Tx<'_>| {
            for one in outbox::take(tx, now, now, 10)? {
                let detail = "nobody listens".to_owned();
                let outcome = "failed".to_owned();
                let delivery = Delivery { started_at: now, finished_at: now, outcome, detail };
                outbox::finish(tx, one.id, NotificationState::GivenUp, now, &delivery)?;
            }
            Ok(())
        };
        self.world.app.cx.store.write(unit).await.unwrap();
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
        let unit = move |tx: &mut Tx<'_>| {
            outbox::owe(tx, &owed, now)?;
            Ok(outbox::by_key(tx, &key)?.unwrap().id.0)
        };
        self.world.app.cx.store.write(unit).await.unwrap()
    }

    async fn report(&self, of: &str, reference: &str) {
        let (now, text) = (self.world.app.cx.now(), format!("# Report of {of}"));
        let reference = reference.parse().unwrap();
        let unit = move |tx: &mut Tx<'_>| {
            let id: IncidentId = incidents::by_reference(tx, reference)?.unwrap().id;
            let drafted = ("incident-report", Language::En);
            let report = reports::begin(tx, id, drafted)?;
            open_breach(tx, id, now)?;
            let (by, text) = ("vigie".to_owned(), text.clone());
            let version = Version { number: 1, text, by, at: now, knows: 0, signature: None };
            Ok(reports::add(tx, report, drafted, &version)?)
        };
        self.world.app.cx.store.write(unit).await.unwrap();
    }

    /// The address of one owner's thing; `None` for an address that leads to no single thing.
    pub(super) fn address(&self, route: &Route, of: &str) -> Option<String> {
        let things = &self.things[of];
        if !route.path.contains('{') {
            return None;
        }
        let kind = route.path.trim_start_matches("/api/v1").split('/').nth(1).unwrap();
        let name = match kind {
            "alerts" => things.alert.to_string(),
            "incidents" | "exercises" | "breaches" => things.incident.clone(),
            "actions" => things.action.to_string(),
            "problems" => things.tip.to_string(),
            "silences" => things.silence.clone(),
            "notifications" => things.notification.to_string(),
            "checks" => format!("check-{of}"),
            "sources" => format!("source-{of}"),
            "tokens" => format!("token-{of}"),
            // Playbooks are the same for everybody.
            "playbooks" => return None,
            _ => panic!("say here how to reach the thing of {route:?} of each owner"),
        };
        let clock = things.clock.to_string();
        let (run, task) = (things.run.to_string(), things.task.to_string());
        let (evidence, entry) = (things.evidence.to_string(), things.entry.to_string());
        let parts = route.path.split('/').map(|part| match part {
            "{step}" if route.path.ends_with("/report/{step}") => match route.method {
                "GET" => "1",
                _ => "comment",
            },
            "{key}" if route.path.contains("/drafts/") => "persons",
            "{step}" if kind == "actions" => "done",
            "{step}" => "acknowledge",
            "{run}" => &run,
            "{place}" => "1",
            "{task}" => &task,
            "{evidence}" => &evidence,
            "{entry}" => &entry,
            "{id}" if route.path.contains("/clocks/") => &clock,
            part if part.starts_with('{') => &name,
            part => part,
        });
        Some(parts.collect::<Vec<_>>().join("/"))
    }

    /// Asks as somebody, with a body that every form of the program takes.
    pub(super) async fn ask(&self, cookie: &str, method: &str, path: &str) -> Answer {
        let form;
        let json = match path {
            _ if method == "PATCH" => r#"{"severity":"info"}"#,
            _ if path.ends_with("/contacts") => r#"{"whom":"Ada","result":"reached"}"#,
            _ if path.ends_with("/updates") => r#"{"text":"a note","next_in_minutes":30}"#,
            _ if path.contains("/tasks/") => r#"{"how":"done"}"#,
            _ if path.ends_with("/playbooks") => r#"{"playbook":"data-leak-ops"}"#,
            _ if path.contains("/actions") && !path.ends_with("/done") => {
                r#"{"text":"a deed","kind":"detect","owner":"reader","due_on":"2099-12-31"}"#
            }
            _ if path.contains("/breaches/") => r#"{"version":1,"facts":"a fact"}"#,
            _ if path.ends_with("/act") => r#"{"target":"everyone"}"#,
            _ if path.contains("/steps/") => r#"{"how":"done"}"#,
            _ if path.ends_with("/acknowledge") => r#"{"why":"a reason"}"#,
            _ if path.ends_with("/roles") => r#"{"role":"scribe","person":"reader"}"#,
            _ if path.ends_with("/links") => r#"{"relation":"related","other":"INC-2026-0001"}"#,
            _ if path.ends_with("/split") => r#"{"title":"A part","lines":[]}"#,
            _ if path.ends_with("/clocks") => r#"{"kind":"red-report"}"#,
            _ if path.contains("/clocks/") => r#"{"how":"proven","proof":"a receipt"}"#,
            _ if path.ends_with("/qualification") => {
                r#"{"situation":"other","exposed":"no","personal":"no","malicious":"no",
                "down":"unknown","spreading":"no"}"#
            }
            _ if path.ends_with("/dismiss") => r#"{"why":"a reason"}"#,
            _ if path.ends_with("/declare") => r#"{"title":"A title"}"#,
            _ if path.ends_with("/privacy") => r#"{"private":false}"#,
            _ => r#"{"text":"a note"}"#,
        };
        let (kind, body) = if path.starts_with("/api/") {
            ("application/json", json)
        } else {
            // A step of a playbook is done, a deadline's end is proven.
            form =
                format!("{FORM}&how={}", if path.contains("/clocks/") { "proven" } else { "done" });
            ("application/x-www-form-urlencoded", &*form)
        };
        let headers = [("Cookie", cookie), ("Content-Type", kind)];
        let body = ["POST", "PATCH", "PUT"].contains(&method).then_some(body);
        self.world.send((method, path), &headers, body).await
    }
}
