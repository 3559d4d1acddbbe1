//! Filing and fetching over TLS from a server whose certificate an authority of our own signed: it is
//! trusted in the way that the guide says, and in no other.

use super::call::PASSED_ON;
use super::served::{TOKEN, program, serve};
use super::tests::{PATH, bare, git, wanted};
use super::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use vigie_domain::channel::Secret;

/// A server's certificate, and the authority that signed it, as people keep it in a file.
fn certificate() -> (Arc<ServerConfig>, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Our own authority");
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let own = own.signed_by(&key, &issuer).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.into()], key.into())
        .unwrap();
    (Arc::new(config), authority)
}

#[tokio::test]
async fn a_server_of_our_own_authority_is_trusted_once_that_is_named_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let place = bare(folder.path());
    let (config, authority) = certificate();
    let (address, let_in) = serve(folder.path(), Some(config));
    let mut asked = wanted(&place, "# One\n");
    asked.repository.address = format!("{address}/product.git");
    asked.repository.token = Some(Secret::Plain(TOKEN.to_owned()));
    let fetch = |into: &str| Fetch {
        repository: asked.repository.clone(),
        into: folder.path().join(into),
        known: None,
        at: asked.at,
    };

    let refused = commit_with("git", &asked).await.unwrap_err();
    assert_eq!(refused.error, FilingError::Unreachable, "{refused:?}");
    assert!(refused.cause.contains("certificate"), "it says why: {refused:?}");
    assert!(fetch_with("git", &fetch("refused")).await.is_err());
    assert_eq!(let_in.load(Ordering::SeqCst), 0, "the token went to nobody");

    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority).unwrap();
    assert!(PASSED_ON.contains(&"GIT_SSL_CAINFO"), "what the guide names reaches git");
    let program = program(folder.path(), &format!("GIT_SSL_CAINFO='{}'", file.display()));
    let first = commit_with(&program, &asked).await.unwrap();
    assert_eq!(commit_with(&program, &asked).await.unwrap(), first, "it stands there");
    assert_eq!(git(&place, &["show", &format!("trunk:{PATH}")]), "# One\n");
    assert_eq!(fetch_with(&program, &fetch("into")).await.unwrap(), first);
    let name = PATH.rsplit('/').next().unwrap();
    let text = std::fs::read_to_string(folder.path().join("into").join(name)).unwrap();
    assert_eq!(text, "# One\n");
}
