//! Who may do what, asked of the whole program in process: every address, with every role.

mod assignment;
mod isolation;
mod lists;
mod pages;
mod private;
mod registered;
mod shared;
mod tokens;
mod walk;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, RwLock};
use tower::ServiceExt;
use vigie::access;
use vigie::state::{App, Folders};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::Cx;
use vigie_ops::access::make_link;
use vigie_ops::cx::{Parts, SystemClock};
use vigie_ops::keys::Keys;
use vigie_ops::outside::Network;
use vigie_ops::outside::guard::Policy;
use vigie_ops::outside::send::Sender;
use vigie_ops::prepare::document;
use vigie_ops::store::Store;

/// The roles that a person may have.
const ROLES: [&str; 5] = ["reader", "responder", "manager", "administrator", "security_officer"];

/// The whole program on a database of its own, with two organisations that share nothing.
pub(crate) struct World {
    pub(crate) app: App,
    router: Router,
    _dir: tempfile::TempDir,
}

/// A status, where it sends to, and a body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    /// The session that it opens.
    cookie: Option<String>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|why| panic!("{why}: {}", self.text))
    }
}

/// Everybody there is: each role everywhere (`reader`) and in Acme (`reader-acme`), somebody of
/// the other organisation, and somebody without a role.
fn people() -> Vec<Value> {
    let mut people = vec![
        json!({"slug": "nothing"}),
        json!({"slug": "elsewhere", "roles": [{"role": "manager", "organisation": "umbrella"}]}),
        json!({"slug": "two-roles", "roles": [{"role": "reader", "organisation": "acme"},
            {"role": "responder", "organisation": "umbrella"}]}),
    ];
    // Who owns what; nobody of Acme may know how to reach the owners of others.
    for of in ["shop", "desk", "plumbing"] {
        people.push(json!({"slug": format!("owner-{of}"), "name": format!("Owner of {of}"),
            "email": format!("{of}@example.org"), "phone": "+33 1 23 45 67 89"}));
    }
    for role in ROLES {
        let slug = role.replace('_', "-");
        people.push(json!({"slug": slug, "roles": [role]}));
        let roles = [json!({"role": role, "organisation": "acme"})];
        people.push(json!({"slug": format!("{slug}-acme"), "roles": roles}));
    }
    people
}

/// Requests so far; each comes from an address of its own.
static ASKED: AtomicU16 = AtomicU16::new(0);

/// Whose the things of the tests are: of Acme, of the other organisation, of a service without
/// one, and of no service.
const OWNERS: [&str; 4] = ["shop", "desk", "plumbing", "orphan"];

/// The service of an owner.
fn service(of: &str) -> Option<&str> {
    (of != "orphan").then_some(of)
}

fn ping_key(of: &str) -> String {
    let place = OWNERS.iter().position(|owner| *owner == of).unwrap();
    format!("5bf66975-d4c7-4bf5-bcc8-b8d8a82ea27{place}")
}

/// One declared thing of each owner.
fn each(thing: impl Fn(&str) -> Value) -> Vec<Value> {
    let one = |of: &&str| {
        let mut thing = thing(of);
        if let Some(service) = service(of) {
            thing["service"] = service.into();
        }
        thing
    };
    OWNERS.iter().map(one).collect()
}

fn setup() -> Setup {
    let declared = json!({
        "organisations": [{"slug": "acme"}, {"slug": "umbrella"}],
        "services": [
            {"slug": "shop", "organisation": "acme", "depends_on": ["plumbing", "desk"],
                "name": "Service of shop", "owners": ["owner-shop"]},
            {"slug": "desk", "organisation": "umbrella", "depends_on": ["plumbing"],
                "name": "Service of desk", "owners": ["owner-desk"]},
            {"slug": "plumbing", "name": "Service of plumbing", "owners": ["owner-plumbing"]}
        ],
        "people": people(),
        "checks": each(|of| json!({
            "slug": format!("check-{of}"), "name": format!("Check of {of}"),
            "icmp": {"host": "192.0.2.1"},
        })),
        "heartbeats": each(|of| json!({
            "name": format!("Beat of {of}"), "slug": format!("beat-{of}"), "period": "1h", "ping_key": ping_key(of),
        })),
        "sources": each(|of| json!({
            "slug": format!("source-{of}"), "kind": "grafana", "token": format!("token-{of}"),
        })),
    });
    document::setup(&serde_json::from_value(declared).unwrap()).unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        vigie::paper::print_by(env!("CARGO_BIN_EXE_vigie"));
        let dir = tempfile::tempdir().unwrap();
        let parts = Parts {
            store: Arc::new(Store::open_sqlite(&dir.path().join("vigie.db")).unwrap()),
            clock: Arc::new(SystemClock),
            outside: Arc::new(Network::new(Sender::new(Policy { allow_private: true }))),
            keys: Arc::new(Keys::new([7; 32])),
        };
        let app = App {
            folders: Arc::new(Folders { data: dir.path().to_owned(), config: None }),
            spool: None,
            live: Arc::default(),
            reload: tokio::sync::mpsc::channel(1).0,
            cx: Cx::new(parts, setup()),
            started_at: Timestamp::ZERO,
            external_url: "https://vigie.example".into(),
            secure_cookies: true,
            certificate: None,
            alertmanager_config: Arc::new(RwLock::new(String::new())),
        };
        let router = vigie::serve::router(app.clone());
        Self { app, router, _dir: dir }
    }

    /// The cookie of somebody who signed in.
    pub(crate) async fn cookie(&self, person: &str) -> String {
        let link = make_link(&self.app.cx, person).await.unwrap();
        let answer = self.send(("POST", &link), &[], None).await;
        answer.cookie.unwrap()
    }

    /// Sends a request with these headers.
    pub(crate) async fn send(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        // Unknown callers of one address are counted: no test here is about that.
        let number = ASKED.fetch_add(1, Ordering::Relaxed);
        let [high, low] = number.to_be_bytes();
        let peer = SocketAddr::from(([198, 18, high, low], 4711));
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("Host", "vigie.example")
            .header("Sec-Fetch-Site", "same-origin")
            .extension(ConnectInfo(peer));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |text| Body::from(text.to_owned()));
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let header = |name| answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let (status, location) = (answer.status().as_u16(), header("Location"));
        let set = answer.headers().get_all("Set-Cookie").iter().map(|v| v.to_str().unwrap());
        let mut set = set.filter_map(|text| text.split(';').next());
        let cookie = set.find(|text| text.starts_with(access::COOKIE_NAME)).map(str::to_owned);
        let endless = header("Content-Type").is_some_and(|kind| kind == "text/event-stream");
        let bytes = match endless {
            true => Default::default(),
            false => answer.into_body().collect().await.unwrap().to_bytes(),
        };
        Answer { status, location, cookie, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Sends a request as somebody who signed in.
    pub(crate) async fn ask(&self, cookie: &str, method: &str, path: &str) -> Answer {
        self.send((method, path), &[("Cookie", cookie)], None).await
    }
}
