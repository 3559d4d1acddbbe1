//! Certificates: trusted, unknown, expired, soon over, for another name.

use super::site::{Reply, Site};
use super::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use vigie_domain::check::kind::Tls;
use vigie_domain::check::kind::http::Http;

/// An authority of our own.
struct Authority {
    root: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        Self::named("Test authority")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().into();
        Self { root, issuer: Issuer::new(params, key) }
    }

    /// A server whose certificate is for these names and ends on that day.
    fn server(&self, names: &[&str], end: (i32, u8, u8)) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let certificate = certificate(names, end).signed_by(&key, &self.issuer).unwrap();
        acceptor(certificate.into(), &key)
    }

    fn trusting(&self) -> Prober {
        Prober::new(Settings { extra_roots: vec![self.root.clone()], ..Settings::default() })
    }
}

fn certificate(names: &[&str], (year, month, day): (i32, u8, u8)) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(year, month, day);
    params.distinguished_name.push(DnType::CommonName, "server");
    params
}

fn self_signed(end: (i32, u8, u8)) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let certificate = certificate(&["127.0.0.1"], end).self_signed(&key).unwrap();
    acceptor(certificate.into(), &key)
}

fn acceptor(certificate: CertificateDer<'static>, key: &KeyPair) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn hello(acceptor: TlsAcceptor) -> Site {
    Site::secure(acceptor, |_| Reply::text(200, "hello")).await
}

fn tls(site: &Site, days_min: u32) -> Tls {
    Tls {
        host: site.address.ip().to_string().parse().unwrap(),
        port: site.address.port(),
        server_name: None,
        ip: vigie_domain::check::net::Family::Any,
        days_min,
        verify: true,
    }
}

fn http(site: &Site) -> Http {
    Http::new(format!("https://{}/", site.address).parse().unwrap())
}

async fn see_tls(prober: &Prober, tls: Tls) -> Sight {
    prober.look(&CheckKind::Tls(tls), TIMEOUT, noon()).await
}

async fn see_http(prober: &Prober, http: Http) -> Sight {
    prober.look(&CheckKind::Http(Box::new(http)), TIMEOUT, noon()).await
}

#[tokio::test]
async fn a_trusted_certificate_is_ok_and_its_days_are_counted() {
    let authority = Authority::new();
    let site = hello(authority.server(&["127.0.0.1"], (2026, 12, 4))).await;
    let prober = authority.trusting();
    let sight = see_tls(&prober, tls(&site, 13)).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert_eq!(detail(&sight, "certificate_days"), Some("13"));
    assert_eq!(detail(&sight, "certificate_until"), Some("2026-12-04T00:00:00.000Z"));
    assert_eq!(detail(&sight, "certificate"), Some("trusted"));
    assert!(sight.phases.tls.is_some());
    let sight = see_tls(&prober, tls(&site, 14)).await;
    assert_eq!(
        why(&sight),
        "the certificate of 127.0.0.1 expires in 13 days, expected at least 14 days left"
    );
}

#[tokio::test]
async fn https_works_and_watches_the_days_too() {
    let authority = Authority::new();
    let site = hello(authority.server(&["127.0.0.1"], (2026, 12, 4))).await;
    let prober = authority.trusting();
    let mut http = http(&site);
    http.text_contains = Some("hello".to_owned());
    let sight = see_http(&prober, http.clone()).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert_eq!(detail(&sight, "certificate_days"), Some("13"));
    assert!(sight.phases.tls.is_some());
    http.certificate_days_min = Some(30);
    let sight = see_http(&prober, http).await;
    assert!(why(&sight).ends_with("expires in 13 days, expected at least 30 days left"));
    assert_eq!(detail(&sight, "status"), Some("200"));
}

#[tokio::test]
async fn an_expired_certificate_says_since_when_and_no_request_is_sent() {
    let authority = Authority::new();
    let site = hello(authority.server(&["127.0.0.1"], (2026, 11, 17))).await;
    let prober = authority.trusting();
    let sight = see_http(&prober, http(&site)).await;
    assert_eq!(why(&sight), "the certificate of 127.0.0.1 expired 4 days ago");
    assert_eq!(detail(&sight, "certificate_days"), Some("-4"));
    assert!(site.asked().is_empty(), "a secret header must not reach an untrusted server");
    let mut http = http(&site);
    http.verify_certificate = false;
    assert_eq!(see_http(&prober, http).await.outcome, Outcome::Ok);
    assert_eq!(site.asked().len(), 1);
}

#[tokio::test]
async fn an_untrusted_certificate_still_tells_its_days() {
    let authority = Authority::new();
    let site = hello(authority.server(&["127.0.0.1"], (2026, 12, 4))).await;
    let namesake = Authority::new().trusting();
    assert_eq!(
        why(&see_tls(&namesake, tls(&site, 1)).await),
        "the certificate of 127.0.0.1 is signed with another key than that of CN=Test authority"
    );
    let stranger = Authority::named("Other authority").trusting();
    let sight = see_tls(&stranger, tls(&site, 1)).await;
    assert_eq!(
        why(&sight),
        "the certificate of 127.0.0.1 is signed by an authority unknown here, CN=Test authority"
    );
    assert_eq!(detail(&sight, "certificate_days"), Some("13"));
    let site = hello(self_signed((2026, 12, 4))).await;
    let sight = see_tls(&stranger, tls(&site, 1)).await;
    assert_eq!(why(&sight), "the certificate of 127.0.0.1 is self-signed");
    let mut lenient = tls(&site, 1);
    lenient.verify = false;
    let sight = see_tls(&stranger, lenient.clone()).await;
    assert_eq!(sight.outcome, Outcome::Ok);
    assert_eq!(
        detail(&sight, "certificate"),
        Some("the certificate of 127.0.0.1 is self-signed"),
        "the verdict is told even where it doesn't matter"
    );
    lenient.days_min = 20;
    assert!(why(&see_tls(&stranger, lenient).await).contains("expires in 13 days"));
}

#[tokio::test]
async fn self_signed_and_expired_says_both() {
    let site = hello(self_signed((2026, 11, 18))).await;
    let prober = Authority::new().trusting();
    assert_eq!(
        why(&see_tls(&prober, tls(&site, 0)).await),
        "the certificate of 127.0.0.1 is self-signed and expired 3 days ago"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name_lists_its_names() {
    let authority = Authority::new();
    let site = hello(authority.server(&["www.example.org", "example.org"], (2027, 1, 1))).await;
    let prober = authority.trusting();
    assert_eq!(
        why(&see_tls(&prober, tls(&site, 0)).await),
        "the certificate is for www.example.org, example.org, not for 127.0.0.1"
    );
    let mut named = tls(&site, 0);
    named.server_name = Some("www.example.org".parse().unwrap());
    assert_eq!(see_tls(&prober, named).await.outcome, Outcome::Ok);
}

#[tokio::test]
async fn what_speaks_no_tls_is_named() {
    let prober = Authority::new().trusting();
    let site = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = site.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = site.accept().await {
            tokio::io::AsyncWriteExt::write_all(&mut stream, b"220 mail ready\r\n").await.ok();
        }
    });
    let http = Http::new(format!("https://{address}/").parse().unwrap());
    let sight = see_http(&prober, http).await;
    assert_eq!(why(&sight), "TLS handshake failed: the other side does not speak TLS");
}
