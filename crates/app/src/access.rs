//! Who asks: a person with a session, a program with a token, or nobody we know.
//!
//! Owns the cookies and tokens of requests, the one gate that every request passes, and the list of
//! what each address takes. What opens a session is decided by `ops::access`, what a role may do in
//! `domain::rights`.

mod gate;
mod routes;
mod who;

pub use gate::{Pass, Refusal, Wording, guarded};
pub use routes::{Key, Need, Route, routes};
pub(crate) use who::of as who_is;

use crate::state::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::AppendHeaders;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use vigie_domain::account::{CEREMONY_LASTS, SESSION_LASTS};
use vigie_domain::rights::Grant;
use vigie_domain::time::Timestamp;
use vigie_domain::token::TokenState;
use vigie_ops::Error;
use vigie_ops::access::{self as porter, Door, Opened, Visitor};

/// The session cookie.
pub const COOKIE_NAME: &str = "vigie_session";
/// The cookie by which a device is known at the next sign-in.
const DEVICE_COOKIE: &str = "vigie_device";
/// The cookie between a question to an identity provider and its answer.
pub const PROVIDER_COOKIE: &str = "vigie_provider";
/// The cookie of who left here, and may leave the provider too.
pub const LEFT_COOKIE: &str = "vigie_left";
/// The cookie between a question to a device and its answer.
pub const PASSKEY_COOKIE: &str = "vigie_passkey";
/// The cookie between a right password and a code.
pub const STEP_COOKIE: &str = "vigie_step";

/// Why a token that was good opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is past its time, since then.
    Expired(Timestamp),
    /// Somebody withdrew it, then.
    Withdrawn(Timestamp),
}

impl Ended {
    /// What happened to it, for whoever reads the refusal.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Expired(at) => format!("this token expired at {at}"),
            Self::Withdrawn(at) => format!("this token was withdrawn at {at}"),
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A person who signed in.
    Person(String),
    /// A program with an API token.
    Program {
        /// The token's name.
        name: String,
        /// What it may do.
        grants: Vec<Grant>,
    },
    /// A program whose token no longer opens anything.
    Ended(Ended),
    /// Nobody we know.
    Nobody,
}

impl Caller {
    /// The name that the journal shows; `None` for nobody.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person(name) | Self::Program { name, .. } => Some(name),
            Self::Ended(_) | Self::Nobody => None,
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let found = match bearer(&parts.headers) {
            Some(token) => by_token(app, token).await,
            None => visitor(app, &parts.headers).await.map(|found| match found {
                Some(visitor) => {
                    let caller = Self::Person(visitor.person.clone());
                    parts.extensions.insert(visitor);
                    caller
                }
                None => Self::Nobody,
            }),
        };
        found.map_err(|error| {
            tracing::error!(%error, "who asks could not be looked up");
            (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
        })
    }
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// Whether a request comes from this machine.
pub fn is_loopback(peer: ConnectInfo<SocketAddr>) -> bool {
    peer.0.ip().to_canonical().is_loopback()
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

async fn by_token(app: &App, secret: &str) -> Result<Caller, Error> {
    let Some(token) = porter::token_of(&app.cx, secret).await? else { return Ok(Caller::Nobody) };
    Ok(match token.state(app.cx.now()) {
        TokenState::InForce => {
            Caller::Program { name: token.name, grants: token.grant.into_iter().collect() }
        }
        TokenState::Expired(at) => Caller::Ended(Ended::Expired(at)),
        TokenState::Withdrawn(at) => Caller::Ended(Ended::Withdrawn(at)),
    })
}

async fn by_session(app: &App, secret: &str) -> Result<Option<Visitor>, Error> {
    porter::whose(&app.cx, secret).await
}

/// Who has the session of a request.
pub async fn visitor(app: &App, headers: &HeaderMap) -> Result<Option<Visitor>, Error> {
    match cookie(headers, COOKIE_NAME) {
        Some(secret) => by_session(app, secret).await,
        None => Ok(None),
    }
}

/// From where somebody wants to come in.
pub struct AtDoor(pub Door);

impl<S: Send + Sync> FromRequestParts<S> for AtDoor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        let kept = |name| cookie(&parts.headers, name).map(str::to_owned);
        Ok(Self(Door {
            address: peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip()),
            agent: agent.unwrap_or_default().to_owned(),
            device: kept(DEVICE_COOKIE),
            session: kept(COOKIE_NAME),
        }))
    }
}

/// The `Set-Cookie` headers of somebody who came in.
pub fn cookies_of(app: &App, opened: &Opened) -> AppendHeaders<[(HeaderName, String); 2]> {
    AppendHeaders([
        (SET_COOKIE, set_cookie(app, COOKIE_NAME, &opened.session, SESSION_LASTS)),
        (SET_COOKIE, set_cookie(app, DEVICE_COOKIE, &opened.device, porter::DEVICE_LASTS)),
    ])
}

/// The `Set-Cookie` header of the step between a password and a code; an empty one clears it.
pub fn step_cookie(app: &App, step: &str) -> String {
    let lasts = if step.is_empty() { Duration::ZERO } else { CEREMONY_LASTS };
    set_cookie(app, STEP_COOKIE, step, lasts)
}

/// Ends the session of a request; answers the `Set-Cookie` header that clears the cookie.
pub async fn sign_out(app: &App, headers: &HeaderMap) -> Result<String, Error> {
    if let Some(secret) = cookie(headers, COOKIE_NAME) {
        porter::leave(&app.cx, secret).await?;
    }
    Ok(set_cookie(app, COOKIE_NAME, "", Duration::ZERO))
}

/// A `Set-Cookie` header that no script reads and no other site sends along with a form; through
/// TLS only, where pages are reached so.
pub(crate) fn set_cookie(app: &App, name: &str, value: &str, lasts: Duration) -> String {
    let by_tls = app.secure_cookies || app.base_url().starts_with("https://");
    let secure = if by_tls { "; Secure" } else { "" };
    let seconds = lasts.as_secs();
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}
