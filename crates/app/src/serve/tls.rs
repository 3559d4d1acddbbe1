//! TLS by certificate files of the operator's own: read at start, and again when they change.
//! Connections that are open keep what they began with; a certificate that can't be used does not
//! take the place of one that can.

use super::ServeError;
use crate::state::Certificate;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio_rustls::TlsAcceptor;
use vigie_domain::setup::TlsFiles;
use vigie_domain::time::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

/// How often the files are looked at; a renewal is in use before anybody wonders.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The certificate in use.
pub(super) struct Tls {
    files: TlsFiles,
    config: RwLock<Arc<ServerConfig>>,
    report: Arc<RwLock<Certificate>>,
}

impl Tls {
    /// Reads the files; they must be right at the start.
    pub(super) fn open(files: TlsFiles) -> Result<Self, ServeError> {
        let (config, expires_at) = load(&files).map_err(ServeError::Certificate)?;
        let report = Certificate { expires_at, mistake: None };
        let report = Arc::new(RwLock::new(report));
        Ok(Self { files, config: RwLock::new(config), report })
    }

    /// What the doctor is told.
    pub(super) fn report(&self) -> Arc<RwLock<Certificate>> {
        Arc::clone(&self.report)
    }

    /// For one new connection.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.config.read().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// Reads the files again whenever they change.
    pub(super) async fn follow(self: Arc<Self>) {
        let mut seen = fingerprint(&self.files);
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = fingerprint(&self.files);
            if now != seen {
                seen = now;
                self.read_again();
            }
        }
    }

    fn read_again(&self) {
        let mut report = self.report.write().unwrap_or_else(PoisonError::into_inner);
        match load(&self.files) {
            Ok((config, expires_at)) => {
                *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
                *report = Certificate { expires_at, mistake: None };
                tracing::info!(%expires_at, "a new certificate is in use");
            }
            Err(why) => {
                tracing::error!("the new certificate can't be used; the old one stays: {why}");
                report.mistake = Some(why);
            }
        }
    }
}

/// Size and time of both files.
fn fingerprint(files: &TlsFiles) -> [Option<(u64, SystemTime)>; 2] {
    [&files.certificate, &files.key].map(|path| {
        let known = fs::metadata(path).ok()?;
        Some((known.len(), known.modified().ok()?))
    })
}

/// What the files make, and when the certificate ends; or what to change, in words.
fn load(files: &TlsFiles) -> Result<(Arc<ServerConfig>, Timestamp), String> {
    let unread = |path: &str, why: &dyn std::fmt::Display| format!("{path} can't be read: {why}");
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|why| unread(&files.certificate, &why))?;
    let Some(first) = chain.first() else {
        return Err(format!("{} holds no certificate", files.certificate));
    };
    let (_, own) =
        X509Certificate::from_der(first).map_err(|why| unread(&files.certificate, &why))?;
    let expires_at = Timestamp::from_millis(own.validity().not_after.timestamp() * 1_000);
    let key = PrivateKeyDer::from_pem_file(Path::new(&files.key))
        .map_err(|why| unread(&files.key, &why))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|why| why.to_string())?;
    let mut config = builder
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|why| format!("{} and {} do not fit: {why}", files.certificate, files.key))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((Arc::new(config), expires_at))
}
