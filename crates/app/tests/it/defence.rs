//! What the real program lets through its door: headers, forged hosts, forms of other sites,
//! strange paths, and texts that are made to break something.

mod canary;
mod document;
mod hostile;
mod journal;
mod roles;
mod tls;

use crate::peers::http::{Answer, Request, get};
use crate::peers::until;
use crate::peers::vigie::Vigie;
use std::fs;
use std::time::Duration;

/// The cookie of somebody who used a sign-in link.
pub(crate) fn signed_in(vigie: &Vigie) -> String {
    signed_in_as(vigie, "administrator")
}

/// The same for somebody.
fn signed_in_as(vigie: &Vigie, person: &str) -> String {
    let form = format!(r#"{{"person": "{person}"}}"#);
    let link = api(vigie, "POST", "/api/v1/sign-in-links", &form).json();
    let url = link["url"].as_str().unwrap_or_else(|| panic!("no link for {person}: {link}"));
    let (_, secret) = url.split_once("/sign-in/").unwrap();
    let entered = Request::new("POST", format!("/sign-in/{secret}")).send(&vigie.address);
    let cookie = entered.header("set-cookie");
    let cookie = cookie.unwrap_or_else(|| panic!("{}: {}", entered.status, entered.text()));
    cookie.split(';').next().unwrap().to_owned()
}

fn api(vigie: &Vigie, method: &str, path: &str, body: &str) -> Answer {
    let request = Request::json(method, path, body).header("Authorization", &vigie.bearer());
    heard(&request, &vigie.address)
}

/// Sends until it is listened to: what is turned away for its pace was read by nobody.
fn heard(request: &Request, address: &str) -> Answer {
    let sent = || Some(request.send(address)).filter(|answer| answer.status != 429);
    until(Duration::from_secs(60), sent).expect("an answer other than to wait")
}

fn page(vigie: &Vigie, cookie: &str, path: &str) -> Answer {
    Request::new("GET", path).header("Cookie", cookie).send(&vigie.address)
}

#[test]
fn every_answer_tells_browsers_what_not_to_do() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    for path in ["/", "/alerts", "/nowhere", "/sign-in", "/api/v1/status", "/metrics"] {
        let answer = page(&vigie, &cookie, path);
        let header = |name: &str| {
            let value = answer.header(name);
            value.unwrap_or_else(|| panic!("{path} has no {name}")).to_owned()
        };
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=()"));
        assert_eq!(header("cache-control"), "no-store", "{path} is kept by nobody");
        assert_eq!(answer.header("strict-transport-security"), None, "there is no TLS");
    }
    let home = page(&vigie, &cookie, "/").text();
    let (_, style) = home.split_once("rel=\"stylesheet\" href=\"").unwrap();
    let style = get(&vigie.address, style.split('"').next().unwrap());
    assert!(style.header("cache-control").unwrap().contains("immutable"));
}

#[test]
fn a_declared_https_address_keeps_browsers_on_tls() {
    let vigie = configured("settings: {external_url: 'https://vigie.example'}");
    let answer = get(&vigie.address, "/sign-in");
    let strict = answer.header("strict-transport-security").unwrap();
    assert!(strict.starts_with("max-age="), "{strict}");
}

/// A server with this configuration.
pub(crate) fn configured(yaml: &str) -> Vigie {
    let dir = crate::peers::folder("configuration");
    let path = dir.keep().join("vigie.yaml");
    fs::write(&path, yaml).unwrap();
    Vigie::start(&["--config", path.to_str().unwrap()])
}

#[test]
fn a_forged_host_reaches_no_link() {
    let vigie = configured("settings: {external_url: 'https://vigie.example'}");
    let cookie = signed_in(&vigie);
    let forge = |request: Request| {
        request
            .header("X-Forwarded-Host", "evil.example")
            .header("Forwarded", "host=evil.example")
            .send_as(&vigie.address, "evil.example")
    };
    let link = forge(
        Request::json("POST", "/api/v1/sign-in-links", "{}")
            .header("Authorization", &vigie.bearer()),
    );
    let url = link.json()["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://vigie.example/sign-in/"), "{url}");
    for path in ["/", "/sources", "/checks", "/sign-in", "/nowhere", "/api/v1/status"] {
        let answer = forge(Request::new("GET", path).header("Cookie", &cookie));
        let said = format!("{:?} {}", answer.headers, answer.text());
        assert!(!said.contains("evil.example"), "{path}: {said}");
    }
    let out = forge(Request::new("GET", "/alerts"));
    assert_eq!(out.header("location"), Some("/sign-in"), "redirects name no host");
}

#[test]
fn a_request_without_one_host_is_refused() {
    let vigie = Vigie::start(&[]);
    let two = get_with(&vigie, "Host", "other.example");
    assert_eq!(two.status, 400, "{}", two.text());
    assert!(two.text().contains("send exactly one Host header"));
}

fn get_with(vigie: &Vigie, name: &str, value: &str) -> Answer {
    Request::new("GET", "/sign-in").header(name, value).send(&vigie.address)
}

#[test]
fn the_open_door_of_this_machine_is_no_door_for_its_browser_or_proxy() {
    let vigie = configured("settings: {alertmanager_api: {open_to_loopback: true}}");
    let ask = || Request::new("GET", "/api/v2/alerts");
    assert_eq!(ask().send(&vigie.address).status, 200);
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("Forwarded", "for=203.0.113.9"),
        ("X-Real-IP", "203.0.113.9"),
    ] {
        assert_eq!(ask().header(name, value).send(&vigie.address).status, 401, "{name}");
        let reload = Request::new("POST", "/-/reload").header(name, value);
        assert_eq!(reload.send(&vigie.address).status, 401, "{name}");
    }
    // A name of somebody else that was made to lead to 127.0.0.1.
    assert_eq!(ask().send_as(&vigie.address, "rebound.example").status, 401);
    assert_eq!(ask().send_as(&vigie.address, "localhost").status, 200);
}

#[test]
fn forms_and_calls_of_other_sites_change_nothing() {
    let vigie = Vigie::start(&[]);
    api(&vigie, "POST", "/api/v2/alerts", r#"[{"labels":{"alertname":"X"}}]"#);
    let cookie = signed_in(&vigie);
    let changes = [
        "/alerts/1/acknowledge",
        "/alerts/1/close",
        "/incidents",
        "/incidents/INC-2026-0001/notes",
        "/incidents/INC-2026-0001/close",
        "/silences",
        "/silences/x/expire",
        "/notifications/1/retry",
        "/sign-out",
        "/api/v1/alerts/1/acknowledge",
        "/api/v1/alerts/1/close",
        "/api/v1/incidents",
        "/api/v1/tokens",
    ];
    for path in changes {
        for (name, value) in [
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Site", "same-site"),
            ("Origin", "https://evil.example"),
            ("Origin", "null"),
            ("X-Nothing", "a browser always says one of the two"),
        ] {
            let forged = Request::new("POST", path)
                .header("Cookie", &cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(name, value)
                .body("title=forged&matchers=a%3Db&hours=2&comment=x&text=x");
            assert_eq!(forged.send(&vigie.address).status, 403, "{path} {name}: {value}");
        }
    }
    assert_eq!(page(&vigie, &cookie, "/").status, 200, "still signed in");
    let alert = api(&vigie, "GET", "/api/v1/alerts/1", "").json();
    assert_eq!(alert["state"], "open", "{alert}");
    let own = Request::new("POST", "/alerts/1/acknowledge")
        .header("Cookie", &cookie)
        .header("Origin", &format!("http://{}", vigie.address));
    assert_eq!(own.send(&vigie.address).status, 303);
}

#[test]
fn no_path_leads_to_a_file() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    for path in [
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static//etc/passwd",
        "/..%5c..%5cvigie.key",
        "/static/%00",
        "/alerts/..%2f..%2fvigie.key",
        "/incidents/../../vigie.key",
        "/api/v1/../../vigie.key",
        "/api/v1/incidents/..%2f..%2fvigie.key/report",
        "/%ff%fe",
        "/incidents/%ff",
        "/api/v1/silences/%ff",
    ] {
        let answer = page(&vigie, &cookie, path);
        assert!((300..500).contains(&answer.status), "{path}: {}", answer.status);
        let key = fs::read(vigie.data().join("vigie.key")).unwrap();
        assert!(!answer.body.windows(16).any(|part| key.starts_with(part)), "{path}");
        assert!(!answer.text().contains("root:"), "{path}");
        if path.starts_with("/api/v1/") {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        }
    }
}

#[test]
fn no_text_of_a_request_becomes_a_header() {
    let vigie = Vigie::start(&[]);
    let cookie = signed_in(&vigie);
    let split = "x%0d%0aSet-Cookie:%20vigie_session=stolen%0d%0aX-Injected:%20yes";
    for (method, path) in [
        ("GET", format!("/alerts?filter={split}")),
        ("GET", format!("/silences?matchers={split}")),
        ("POST", format!("/alerts/{split}/acknowledge")),
        ("POST", format!("/incidents/{split}/close")),
        ("POST", format!("/silences/{split}/expire")),
        ("POST", format!("/sign-in/{split}")),
        ("GET", format!("/incidents/{split}/report.md")),
        ("GET", format!("/api/v1/incidents/{split}/report")),
        ("GET", format!("/ack/{split}")),
        ("GET", format!("/{split}")),
    ] {
        let request = Request::new(method, path.as_str())
            .header("Cookie", &cookie)
            .header("Sec-Fetch-Site", "same-origin");
        let answer = request.send(&vigie.address);
        assert!((200..500).contains(&answer.status), "{path}: {}", answer.status);
        assert_eq!(answer.header("x-injected"), None, "{path}");
        let stolen = answer.headers.iter().any(|(_, value)| value.contains("stolen\r"));
        assert!(!stolen && answer.header("set-cookie").is_none(), "{path}: {:?}", answer.headers);
    }
}
