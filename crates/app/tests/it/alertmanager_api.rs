//! Alertmanager's API v2, asked in process, on both engines: who may use it, what its limits do,
//! and that searches by index and by scan find the same alerts. That it answers as Alertmanager
//! does is the differential test's business.

use crate::world::everything_token;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tower::ServiceExt;
use vigie::state::App;
use vigie_domain::time::Timestamp;
use vigie_ops::alert::find;
use vigie_ops::prepare::document::Kind;
use vigie_ops::store::{alert_index, alerts, sources};

use crate::world::{World, on_both_engines};

const TOKEN: &str = "prometheus-token-of-some-length";
const ALERTS: &str = "/api/v2/alerts";

/// The API of a world.
struct Api {
    world: World,
    app: App,
    router: Router,
}

/// A status and a body.
#[derive(Debug)]
struct Answer {
    status: u16,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }

    fn labels(&self, name: &str) -> Vec<String> {
        let all = self.json();
        let value = |alert: &Value| alert["labels"][name].as_str().unwrap_or_default().to_owned();
        all.as_array().unwrap().iter().map(value).collect()
    }
}

impl Api {
    /// A world with one source, whose API stays closed to programs without a token.
    async fn new(world: World) -> Self {
        let source = json!({
            "slug": "prom", "kind": "alertmanager", "tokens": [TOKEN], "labels": { "site": "paris" },
        });
        let world = world.declares(Kind::Source, source).await;
        let app = App {
            cx: world.cx.clone(),
            started_at: Timestamp::from_millis(0),
            external_url: "https://vigie.example".into(),
            spool: None,
            live: Arc::default(),
            folders: Arc::default(),
            secure_cookies: true,
            certificate: None,
            reload: tokio::sync::mpsc::channel(1).0,
            alertmanager_config: Arc::new(RwLock::new("route: {}".to_owned())),
        };
        let router = vigie::api::alertmanager::router().with_state(app.clone());
        Self { world, app, router }
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn ask(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("Authorization", format!("Bearer {TOKEN}"))
            .header("Content-Type", "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        let answer = self.ask("GET", path, Body::empty()).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer
    }

    async fn post(&self, alerts: &Value) -> Answer {
        self.ask("POST", ALERTS, alerts.to_string()).await
    }
}

fn alert(pairs: &[(&str, &str)]) -> Value {
    let labels: serde_json::Map<String, Value> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    json!({ "labels": labels })
}

#[test]
fn strangers_are_told_how_to_be_known() {
    on_both_engines(|world| async {
        let api = Api::new(world).await;
        let ask = async |token: Option<&str>, extra: Option<(&str, &str)>| {
            let mut request = Request::builder().uri(ALERTS);
            if let Some(token) = token {
                request = request.header("Authorization", format!("Bearer {token}"));
            }
            if let Some((name, value)) = extra {
                request = request.header(name, value);
            }
            api.send(request.body(Body::empty()).unwrap()).await
        };
        let stranger = ask(None, None).await;
        assert_eq!(stranger.status, 401);
        assert!(stranger.text.contains("Authorization: Bearer"), "{stranger:?}");
        assert_eq!(ask(Some("wrong"), None).await.status, 401);
        assert_eq!(ask(Some(TOKEN), None).await.status, 200);
        let made = everything_token(&api.app.cx, "karma").await.unwrap();
        assert_eq!(ask(Some(&made), None).await.status, 200);

        let mut setup = (*api.app.cx.setup()).clone();
        setup.settings.alertmanager_api_open_to_loopback = true;
        api.app.cx.take_setup(setup);
        assert_eq!(ask(None, None).await.status, 200);
        for elsewhere in [("Origin", "https://evil.example"), ("X-Forwarded-For", "192.0.2.1")] {
            assert_eq!(ask(None, Some(elsewhere)).await.status, 401, "{elsewhere:?}");
        }
        api.world
    });
}

#[test]
fn what_breaks_a_limit_is_refused_and_its_neighbours_are_stored() {
    on_both_engines(|world| async {
        let api = Api::new(world).await;
        let many: Vec<(String, Value)> = (0..300).map(|n| (format!("l{n}"), "x".into())).collect();
        let long = "x".repeat(2 * 1024 * 1024);
        let batch = json!([
            alert(&[("alertname", "Good")]),
            { "labels": Value::Object(many.into_iter().collect()) },
            alert(&[("alertname", "Long"), ("dump", &long)]),
            alert(&[("", "nameless")]),
            alert(&[("empty", "")]),
            alert(&[("alertname", "Good too"), ("site", "lyon")]),
        ]);
        let answer = api.post(&batch).await;
        assert_eq!(answer.status, 400);
        for named in ["301 labels", "label \\\"dump\\\"", "invalid name", "at least one label pair"]
        {
            assert!(answer.text.contains(named), "{named}: {}", answer.text);
        }
        let mut stored = api.get(ALERTS).await.labels("alertname");
        stored.sort();
        assert_eq!(stored, ["Good", "Good too"]);
        let mut sites = api.get(ALERTS).await.labels("site");
        sites.sort();
        assert_eq!(sites, ["lyon", "paris"]);
        let heard = api.world.read(|tx| Ok(sources::all(tx)?)).await;
        let prom = heard.iter().find(|source| source.slug == "prom").unwrap();
        assert_eq!((prom.received, prom.refused), (2, 4));

        let too_many = json!(vec![alert(&[("a", "b")]); 20_001]);
        assert_eq!(api.post(&too_many).await.status, 413);
        let too_large = format!("[{}]", " ".repeat(10 * 1024 * 1024));
        assert_eq!(api.ask("POST", ALERTS, too_large).await.status, 413);
        api.world
    });
}

#[test]
fn packed_bodies_are_unpacked() {
    on_both_engines(|world| async {
        let api = Api::new(world).await;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder
            .write_all(json!([alert(&[("alertname", "Packed")])]).to_string().as_bytes())
            .unwrap();
        let request = Request::post(ALERTS)
            .header("Authorization", format!("Bearer {TOKEN}"))
            .header("Content-Type", "application/json")
            .header("Content-Encoding", "gzip")
            .body(encoder.finish().unwrap().into())
            .unwrap();
        assert_eq!(api.send(request).await.status, 200);
        assert_eq!(api.get(ALERTS).await.labels("alertname"), ["Packed"]);
        api.world
    });
}

#[test]
fn index_and_scan_find_the_same_and_lists_are_whole_and_in_order() {
    on_both_engines(|world| async {
        let api = Api::new(world).await;
        // More than two blocks of the index, and a tail that no block holds yet.
        let batch: Vec<Value> = (0..2_300)
            .map(|n| {
                alert(&[("alertname", "Many"), ("n", &n.to_string()), ("m", &(n % 7).to_string())])
            })
            .collect();
        for part in batch.chunks(500) {
            assert_eq!(api.post(&json!(part)).await.status, 200);
        }
        while api.world.write(|tx| Ok(alert_index::write_block(tx)?)).await {}
        let indexed = api.world.read(|tx| Ok(alert_index::indexed_up_to(tx)?)).await;
        let last = api.world.read(|tx| Ok(alerts::last_id(tx)?)).await;
        assert!(indexed.0 >= 2_048 && indexed < last, "{indexed} of {last}");

        let whole = api.get(ALERTS).await.json();
        let prints: Vec<&str> =
            whole.as_array().unwrap().iter().map(|a| a["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), 2_300);
        assert!(prints.is_sorted());
        for (filter, count) in [
            ("n=%222%22", 1),
            ("n=%222299%22", 1),
            ("n=%229999%22", 0),
            ("m=%223%22", 329),
            ("m=%223%22&filter=n=~%22.*%22", 329),
            ("m=%223%22&filter=n!=%223%22", 328),
            ("nothing=%22%22&filter=n=%225%22", 1),
        ] {
            let found = api.get(&format!("{ALERTS}?filter={filter}")).await.labels("n");
            assert_eq!(found.len(), count, "{filter}");
            assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), count, "{filter}");
        }
        let now = api.app.cx.now();
        let by = |text: &'static str| {
            api.world.read(move |tx| {
                let matcher = vigie_domain::matcher::Matcher::parse(text).unwrap();
                find(tx, &vec![matcher].into(), now)
            })
        };
        assert_eq!(by("m=5").await, by("m=~5").await);

        // Nobody repeats them: they are over, even before a tick has said so.
        api.world.sleep_through(Duration::from_secs(301));
        assert_eq!(api.get(ALERTS).await.json(), json!([]));
        assert_eq!(api.get(&format!("{ALERTS}?filter=n=%222%22")).await.json(), json!([]));
        api.world
    });
}

#[test]
fn silences_and_groups_show_what_suppresses() {
    on_both_engines(|world| async {
        let route = json!({ "receiver": "everyone", "group_by": ["alertname"] });
        let api = Api::new(world.declares(Kind::Route, route).await).await;
        let batch = json!([
            alert(&[("alertname", "Down"), ("host", "a")]),
            alert(&[("alertname", "Down"), ("host", "b")]),
            alert(&[("alertname", "Slow"), ("host", "a")]),
        ]);
        assert_eq!(api.post(&batch).await.status, 200);
        let now = api.app.cx.now();
        let mut silence = json!({
            "matchers": [{ "name": "host", "value": "a", "isRegex": false }],
            "startsAt": now.to_string(), "endsAt": (now + Duration::from_secs(3600)).to_string(),
            "createdBy": "me", "comment": "work",
        });
        let made = api.ask("POST", "/api/v2/silences", silence.to_string()).await;
        assert_eq!(made.status, 200, "{made:?}");
        let id = made.json()["silenceID"].as_str().unwrap().to_owned();
        let open = api.get(&format!("{ALERTS}?silenced=false")).await;
        assert_eq!(open.labels("host"), ["b"]);
        let groups = api.get("/api/v2/alerts/groups").await.json();
        let shown = |group: usize| (&groups[group]["labels"], groups[group]["alerts"].as_array());
        let (down, slow) = (shown(0), shown(1));
        assert_eq!((down.0, down.1.unwrap().len()), (&json!({ "alertname": "Down" }), 2));
        assert_eq!((slow.0, slow.1.unwrap().len()), (&json!({ "alertname": "Slow" }), 1));
        let status = &slow.1.unwrap()[0]["status"];
        let wanted = json!({
            "inhibitedBy": [], "mutedBy": [], "silencedBy": [id], "state": "suppressed",
        });
        assert_eq!(status, &wanted);
        let open = api.get("/api/v2/alerts/groups?silenced=false").await.json();
        assert_eq!(open.as_array().unwrap().len(), 1, "{open}");

        silence["id"] = id.as_str().into();
        silence["comment"] = "longer".into();
        let kept = api.ask("POST", "/api/v2/silences", silence.to_string()).await;
        assert_eq!(kept.json()["silenceID"], id.as_str());
        let path = format!("/api/v2/silence/{id}");
        assert_eq!(api.get(&path).await.json()["comment"], "longer");
        assert_eq!(api.ask("DELETE", &path, Body::empty()).await.status, 200);
        assert_eq!(api.get(&path).await.json()["status"]["state"], "expired");
        assert_eq!(api.get(&format!("{ALERTS}?silenced=false")).await.labels("host").len(), 3);
        let unknown = "/api/v2/silence/00000000-0000-4000-8000-000000000000";
        assert_eq!(api.ask("DELETE", unknown, Body::empty()).await.status, 404);
        api.world
    });
}
