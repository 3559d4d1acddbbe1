//! TLS by the operator's own certificate, renewed while it runs; and what a proxy may say.

use super::configured;
use crate::peers::http::{Request, get};
use crate::peers::vigie::{Vigie, cli};
use crate::peers::{folder, free_port, until};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// An authority that a browser is told to trust, and the server's files.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Writes a certificate for the loopback that ends in this year.
    fn issue(&self, dir: &Path, year: i32) {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        fs::write(dir.join("key.pem"), key.serialize_pem()).unwrap();
        fs::write(dir.join("cert.pem"), certificate).unwrap();
    }

    fn browser(&self) -> reqwest::Client {
        let root = reqwest::Certificate::from_pem(self.pem.as_bytes()).unwrap();
        let builder = reqwest::Client::builder().tls_certs_only([root]).no_proxy();
        builder.redirect(reqwest::redirect::Policy::none()).build().unwrap()
    }
}

/// Vigie on this folder's certificate. Its own readiness is asked on the address in clear.
struct Served {
    child: std::process::Child,
    dir: tempfile::TempDir,
    url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Served {
    fn start(dir: tempfile::TempDir, more: &[&str]) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let log = fs::File::create(dir.path().join("log")).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_vigie"))
            .args(["serve", "--listen", &address, "--data"])
            .arg(dir.path().join("data"))
            .args(more)
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let served = Self { child, dir, url: format!("https://{address}") };
        let known = || served.log().contains("Vigie is ready on").then_some(());
        until(Duration::from_secs(30), known).unwrap_or_else(|| panic!("{}", served.log()));
        served
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.path().join("log")).unwrap()
    }

    /// A command on the same machine.
    fn command(&self, args: &[&str]) -> (bool, String) {
        let data = self.dir.path().join("data");
        let ran = cli(&[&["--data", data.to_str().unwrap()], args].concat(), "");
        (ran.status.success(), String::from_utf8_lossy(&ran.stdout).into_owned())
    }

    fn token(&self) -> String {
        let token = fs::read_to_string(self.dir.path().join("data/cli.token")).unwrap();
        format!("Bearer {token}")
    }
}

async fn status(browser: &reqwest::Client, served: &Served) -> Value {
    let url = format!("{}/api/v1/status", served.url);
    let answer = browser.get(url).header("Authorization", served.token()).send().await.unwrap();
    serde_json::from_str(&answer.text().await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_served_renewed_and_kept_when_the_new_one_is_broken() {
    let (authority, dir) = (Authority::new(), folder("tls"));
    authority.issue(dir.path(), 2090);
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (cert, key) = (path("cert.pem"), path("key.pem"));
    let served = Served::start(dir, &["--tls-cert", &cert, "--tls-key", &key]);
    let browser = authority.browser();
    let first = status(&browser, &served).await;
    assert!(first["certificate_ends_at"].as_str().unwrap().starts_with("2090-01-01"), "{first}");
    assert!(first["external_url"].as_str().unwrap().starts_with("https://127.0.0.1:"), "{first}");
    let page = browser.get(format!("{}/sign-in", served.url)).send().await.unwrap();
    assert!(page.headers().contains_key("strict-transport-security"));
    let (ran, said) = served.command(&["sign-in"]);
    assert!(ran && said.starts_with("https://"), "commands need no certificate: {said}");
    let entered = browser.post(said.trim()).send().await.unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; Secure") && cookie.contains("HttpOnly"), "{cookie}");

    authority.issue(served.dir.path(), 2091);
    let renewed = until(Duration::from_secs(15), || {
        served.log().contains("a new certificate is in use").then_some(())
    });
    renewed.unwrap_or_else(|| panic!("{}", served.log()));
    // The connection that was open goes on, and a new one gets the new certificate.
    assert!(status(&browser, &served).await["certificate_ends_at"].to_string().contains("2091"));
    let fresh = authority.browser();
    assert!(status(&fresh, &served).await["certificate_mistake"].is_null());

    fs::write(served.dir.path().join("cert.pem"), "-----BEGIN CERTIFICATE-----\nbroken").unwrap();
    let told =
        until(Duration::from_secs(15), || served.log().contains("the old one stays").then_some(()));
    told.unwrap_or_else(|| panic!("{}", served.log()));
    let after = status(&authority.browser(), &served).await;
    assert!(after["certificate_ends_at"].to_string().contains("2091"), "{after}");
    assert!(after["certificate_mistake"].to_string().contains("cert.pem"), "{after}");
    let (_, said) = served.command(&["doctor"]);
    assert!(said.contains("fail     certificate"), "{said}");
}

#[test]
fn a_start_on_files_that_do_not_fit_says_what_to_change() {
    let (authority, dir) = (Authority::new(), folder("tls"));
    authority.issue(dir.path(), 2090);
    let other = KeyPair::generate().unwrap().serialize_pem();
    fs::write(dir.path().join("other.pem"), other).unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let data = path("data");
    for (cert, key, named) in [
        ("cert.pem", "other.pem", "do not fit"),
        ("none.pem", "key.pem", "none.pem"),
        ("key.pem", "key.pem", "no certificate"),
    ] {
        let (cert, key) = (path(cert), path(key));
        let args = ["serve", "--listen", "127.0.0.1:0", "--data", &data];
        let ran = cli(&[&args[..], &["--tls-cert", &cert, "--tls-key", &key]].concat(), "");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(1), "{said}");
        assert!(said.contains(named) && said.contains("next:"), "{said}");
        assert!(!said.contains("PRIVATE"), "{said}");
    }
}

#[test]
fn only_a_declared_proxy_says_where_a_request_comes_from() {
    let by_tls = |vigie: &Vigie| {
        let answer = Request::new("GET", "/sign-in")
            .header("X-Forwarded-For", "203.0.113.9")
            .header("X-Forwarded-Proto", "https")
            .send(&vigie.address);
        answer.header("strict-transport-security").is_some()
    };
    let undeclared = Vigie::start(&[]);
    assert!(!by_tls(&undeclared), "nobody is believed unless declared");
    let declared = configured("settings: {trusted_proxies: [127.0.0.0/8]}");
    assert!(by_tls(&declared));
    let plain = get(&declared.address, "/sign-in");
    assert!(plain.header("strict-transport-security").is_none());
    // Strangers behind the proxy are counted one by one.
    let ask = |client: &str| {
        Request::new("GET", "/api/v1/status")
            .header("X-Forwarded-For", client)
            .header("Authorization", "Bearer no")
            .send(&declared.address)
            .status
    };
    let refused = (0..100).map(|_| ask("203.0.113.9")).any(|status| status == 429);
    assert!(refused, "one client is slowed down");
    assert_eq!(ask("203.0.113.10"), 401, "another one is not");
    let known = Request::new("GET", "/api/v1/status").header("Authorization", &declared.bearer());
    assert_eq!(known.send(&declared.address).status, 200);
}
