//! Who uses Alertmanager's API: a source with its token, a program with an API token, or, where
//! the settings say so, any program on this machine.

use super::answer::{Refused, refusal};
use crate::access::{Caller, bearer, is_loopback, who_is};
use crate::defence::is_from_this_machine;
use crate::state::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use std::net::SocketAddr;
use vigie_domain::alert::Signal;
use vigie_domain::rights::{self, Act, Who, may};
use vigie_domain::setup::Setup;
use vigie_domain::source::{Source, SourceKind};
use vigie_domain::text::Slug;
use vigie_ops::keys::is_one_of;

/// The source of signals that no declared source sent.
const UNDECLARED: &str = "alertmanager";
/// Largest body, unpacked: Prometheus sends batches of 256 alerts, far below a megabyte.
pub(super) const BODY_BYTES_MAX: u64 = 10 * 1024 * 1024;
const WHAT_TO_DO: &str = "who is asking? Send \"Authorization: Bearer TOKEN\" with the token of a \
    source of kind alertmanager, or with an API token; in Prometheus that is \"authorization\" \
    under \"alertmanagers\"";

/// Who sent a request.
pub(super) struct Sender {
    /// The source that its signals are from.
    pub(super) source: Slug,
    /// Who the journal names.
    pub(super) name: String,
    declared: Option<Source>,
    /// A program with its own token; sources and programs on this machine may all that this API
    /// offers.
    program: Option<Who>,
}

/// Who sent this request, or the answer that says how to be known.
pub(super) async fn of(app: &App, peer: SocketAddr, parts: &mut Parts) -> Result<Sender, Refused> {
    let setup = app.cx.setup();
    if let Some(token) = bearer(&parts.headers) {
        let speaks = |source: &&Source| source.kind == SourceKind::Alertmanager;
        let mut sources = setup.sources.values().filter(speaks);
        if let Some(source) = sources.find(|source| is_one_of(&source.tokens, token)) {
            let (slug, name) = (source.slug.clone(), source.slug.to_string());
            return Ok(Sender {
                source: slug,
                name,
                declared: Some(source.clone()),
                program: None,
            });
        }
        let caller = Caller::from_request_parts(parts, app).await;
        let caller = caller.map_err(|(status, why)| Box::new(refusal(status, &why)))?;
        if let Caller::Program { name, .. } = &caller {
            return undeclared(name.clone(), who_is(&caller, &setup, None));
        }
        if let Caller::Ended(ended) = caller {
            let why = format!("{}: ask whoever looks after Vigie for another one", ended.words());
            return Err(Box::new(unknown(&why)));
        }
    }
    let open = setup.settings.alertmanager_api_open_to_loopback;
    if open && is_loopback(ConnectInfo(peer)) && is_from_this_machine(app, &parts.headers) {
        return undeclared(UNDECLARED.to_owned(), None);
    }
    Err(Box::new(unknown(WHAT_TO_DO)))
}

fn undeclared(name: String, program: Option<Who>) -> Result<Sender, Refused> {
    let source = UNDECLARED.parse().map_err(|_| Box::new(unknown(WHAT_TO_DO)))?;
    Ok(Sender { source, name, declared: None, program })
}

fn unknown(why: &str) -> Response {
    let mut response = refusal(StatusCode::UNAUTHORIZED, why);
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

impl Sender {
    /// Whoever sent what a source sent before: nobody asks for anything.
    pub(super) fn of_source(source: Slug, setup: &Setup) -> Self {
        let declared = setup.sources.get(&source).cloned();
        Self { name: source.to_string(), source, declared, program: None }
    }

    /// Whether it may do this. All that this API shows and changes is about the whole
    /// installation, so a token of one organisation opens nothing here.
    pub(super) fn check(&self, act: Act) -> Result<(), Refused> {
        let allowed = |who: &Who| may(who, act, &rights::Place::WHOLE);
        if self.program.as_ref().is_none_or(allowed) {
            return Ok(());
        }
        let why = "this token may not do this for the whole installation: ask an administrator \
                   for another one";
        Err(Box::new(refusal(StatusCode::FORBIDDEN, why)))
    }

    /// The largest body that it may send, unpacked.
    pub(super) fn body_bytes_max(&self) -> usize {
        let own = self.declared.as_ref().map_or(BODY_BYTES_MAX, |s| s.limits.body_bytes_max);
        usize::try_from(own.min(BODY_BYTES_MAX)).unwrap_or(usize::MAX)
    }

    /// The signal with what the source's declaration adds where the signal says nothing.
    pub(super) fn complete(&self, signal: Signal) -> Signal {
        match &self.declared {
            Some(source) => source.complete(signal),
            None => signal,
        }
    }
}
