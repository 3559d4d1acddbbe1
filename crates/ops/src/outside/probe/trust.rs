//! TLS towards targets: the handshake first, then the judgement of its certificate.
//! Owns trust and days left. The handshake accepts any certificate, so that the days left can be
//! told of one that nobody trusts; callers must ask for the verdict before they send anything.

use super::{Doing, Trace, Trouble, add};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use vigie_domain::check::net::Host;
use vigie_domain::time::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

const DAY_MILLIS: i64 = 24 * 3_600 * 1_000;
/// Names of a certificate that are shown when it is for another host.
const NAMES_SHOWN_MAX: usize = 4;

/// What is trusted, and how handshakes are made.
pub(super) struct Trust {
    http: TlsConnector,
    other: TlsConnector,
    verifier: Result<Arc<WebPkiServerVerifier>, String>,
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trust")
    }
}

/// What a certificate says, and whether to believe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Certificate {
    /// Whole days until it ends; negative once it has ended.
    pub(super) days_left: i64,
    /// When it ends.
    pub(super) until: Timestamp,
    /// Why it is not to be trusted for the host.
    pub(super) verdict: Result<(), Trouble>,
}

impl Trust {
    /// Trusts what the machine trusts, and these.
    pub(super) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Self {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(extra_roots);
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|_| {
                    "this machine trusts no certificate at all: install ca-certificates".to_owned()
                });
        Self {
            http: connector(&provider, &[b"http/1.1"]),
            other: connector(&provider, &[]),
            verifier,
        }
    }

    /// A handshake over a connection; says nothing yet about the certificate.
    pub(super) async fn shake_hands(
        &self,
        stream: TcpStream,
        host: &Host,
        for_http: bool,
        trace: &mut Trace,
    ) -> Result<TlsStream<TcpStream>, Trouble> {
        trace.doing = Doing::Handshaking;
        let started = Instant::now();
        let connector = if for_http { &self.http } else { &self.other };
        let shaken = connector.connect(server_name(host)?, stream).await;
        let shaken = shaken.map_err(|error| Trouble::Failed(handshake_words(&error)))?;
        add(&mut trace.phases.tls, started);
        Ok(shaken)
    }

    /// What the certificate of a connection says, judged for `host` at `now`.
    pub(super) fn judge(
        &self,
        stream: &TlsStream<TcpStream>,
        host: &Host,
        now: Timestamp,
    ) -> Result<Certificate, Trouble> {
        let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let Some((own, between)) = chain.split_first() else {
            return Err(Trouble::Failed("the other side showed no certificate".to_owned()));
        };
        let Ok((_, parsed)) = X509Certificate::from_der(own) else {
            return Err(Trouble::Failed("the certificate can't be read".to_owned()));
        };
        let until =
            Timestamp::from_millis(parsed.validity().not_after.timestamp().saturating_mul(1_000));
        let days_left = (until.as_millis() - now.as_millis()).div_euclid(DAY_MILLIS);
        let verdict = match &self.verifier {
            Err(why) => Err(Trouble::Blind(why.clone())),
            Ok(verifier) => {
                let unix = Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(0));
                let unix = UnixTime::since_unix_epoch(unix);
                verifier
                    .verify_server_cert(own, between, &server_name(host)?, &[], unix)
                    .map(|_| ())
                    .map_err(|error| Trouble::Failed(distrust(&error, &parsed, host, days_left)))
            }
        };
        Ok(Certificate { days_left, until, verdict })
    }
}

impl Certificate {
    /// Notes what it says.
    pub(super) fn note(&self, trace: &mut Trace) {
        trace.note("certificate_days", &self.days_left);
        trace.note("certificate_until", &self.until);
        match &self.verdict {
            Ok(()) => trace.note("certificate", "trusted"),
            Err(Trouble::Failed(why) | Trouble::Slow(why) | Trouble::Blind(why)) => {
                trace.note("certificate", why);
            }
        }
    }

    /// Refuses one with too few days left.
    pub(super) fn lasts(&self, host: &Host, days_min: u32) -> Result<(), Trouble> {
        if self.days_left >= i64::from(days_min) {
            return Ok(());
        }
        Err(Trouble::Failed(format!(
            "the certificate of {host} {}, expected at least {days_min} days left",
            days_words(self.days_left)
        )))
    }
}

fn days_words(days_left: i64) -> String {
    match days_left {
        ..-1 => format!("expired {} days ago", -days_left),
        -1 => "expired less than a day ago".to_owned(),
        0 => "expires within a day".to_owned(),
        1 => "expires in 1 day".to_owned(),
        days => format!("expires in {days} days"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list stays open")]
fn distrust(error: &Error, parsed: &X509Certificate<'_>, host: &Host, days_left: i64) -> String {
    let ended = days_words(days_left);
    let Error::InvalidCertificate(reason) = error else {
        return format!("the certificate of {host} is not trusted: {error}");
    };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } if days_left < 0 => {
            let own = if is_self_signed(parsed) { "is self-signed and " } else { "" };
            format!("the certificate of {host} {own}{ended}")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("an intermediate certificate of {host} has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("the certificate of {host} is not valid yet")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the certificate is for {}, not for {host}", names(parsed))
        }
        CertificateError::BadSignature => format!(
            "the certificate of {host} is signed with another key than that of {}",
            parsed.issuer()
        ),
        CertificateError::Revoked => format!("the certificate of {host} is revoked"),
        CertificateError::UnknownIssuer => {
            let origin = if is_self_signed(parsed) {
                "self-signed".to_owned()
            } else {
                format!("signed by an authority unknown here, {}", parsed.issuer())
            };
            let also = if days_left < 0 { format!(" and {ended}") } else { String::new() };
            format!("the certificate of {host} is {origin}{also}")
        }
        other => format!("the certificate of {host} is not trusted: {other}"),
    }
}

fn is_self_signed(parsed: &X509Certificate<'_>) -> bool {
    parsed.issuer() == parsed.subject()
}

/// The names that a certificate is for.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library's list is open")]
fn names(parsed: &X509Certificate<'_>) -> String {
    let listed = parsed.subject_alternative_name().ok().flatten();
    let mut names: Vec<String> = listed
        .into_iter()
        .flat_map(|names| &names.value.general_names)
        .filter_map(|name| match name {
            x509_parser::extensions::GeneralName::DNSName(name) => Some((*name).to_owned()),
            x509_parser::extensions::GeneralName::IPAddress(bytes) => address_words(bytes),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        return "no host at all".to_owned();
    }
    let more = names.len().saturating_sub(NAMES_SHOWN_MAX);
    names.truncate(NAMES_SHOWN_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names.join(", "))
}

fn address_words(bytes: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(bytes).ok().map(std::net::IpAddr::from);
    let v6 = <[u8; 16]>::try_from(bytes).ok().map(std::net::IpAddr::from);
    v4.or(v6).map(|address| address.to_string())
}

fn server_name(host: &Host) -> Result<ServerName<'static>, Trouble> {
    match host {
        Host::Address(address) => Ok(ServerName::IpAddress((*address).into())),
        Host::Name(name) => ServerName::try_from(name.trim_end_matches('.').to_owned())
            .map_err(|_| Trouble::Failed(format!("no certificate can be for the name {name}"))),
    }
}

fn handshake_words(error: &std::io::Error) -> String {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidMessage(_)) => {
            "TLS handshake failed: the other side does not speak TLS".to_owned()
        }
        Some(Error::AlertReceived(alert)) => {
            format!("TLS handshake failed: the other side refused it ({alert:?})")
        }
        Some(other) => format!("TLS handshake failed: {other}"),
        None if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "TLS handshake failed: the other side closed the connection".to_owned()
        }
        None => format!("TLS handshake failed: {}", super::connect::plain(error)),
    }
}

fn connector(provider: &Arc<CryptoProvider>, protocols: &[&[u8]]) -> TlsConnector {
    let accept = Arc::new(AcceptAny(Arc::clone(provider)));
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider));
    // The default provider has the suites of both protocol versions, so that this can't fail;
    // were it to, the versions of the library's default builder would serve.
    let builder =
        builder.with_safe_default_protocol_versions().unwrap_or_else(|_| ClientConfig::builder());
    let mut config =
        builder.dangerous().with_custom_certificate_verifier(accept).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    // A resumed session shows no fresh certificate.
    config.resumption = rustls::client::Resumption::disabled();
    TlsConnector::from(Arc::new(config))
}

/// Lets every certificate through the handshake, as long as its owner holds the key; `judge` comes
/// after it.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
