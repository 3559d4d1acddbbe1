//! Who asks: a person with a session, a program with a token, or nobody we know.
//! Owns sessions, sign-in links and tokens; the rights of roles come with a later room.

use crate::state::App;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use std::net::SocketAddr;
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_ops::Error;
use vigie_ops::keys::{hash_secret, new_secret};
use vigie_ops::store::{StoreError, access, journal};

/// The session cookie.
pub const COOKIE_NAME: &str = "vigie_session";
/// The person of the sign-in link that `serve` prints.
pub const FIRST_ADMINISTRATOR: &str = "administrator";
/// The scope of a token that may do everything that the API offers.
pub const SCOPE_API: &str = "api";
/// A sign-in link is used within the hour or asked for again.
const LINK_GOOD_FOR: Duration = Duration::from_secs(3600);
/// A session ends a month after sign-in, whatever happens.
const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);
/// A session in use is noted once a minute at most, so that reading writes little.
const SEEN_EVERY: Duration = Duration::from_secs(60);

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A person who signed in.
    Person(String),
    /// A program with an API token of this name.
    Program(String),
    /// Nobody we know.
    Nobody,
}

impl Caller {
    /// The name that the journal shows; `None` for nobody.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Person(name) | Self::Program(name) => Some(name),
            Self::Nobody => None,
        }
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let found = match (bearer(&parts.headers), cookie(&parts.headers)) {
            (Some(token), _) => by_token(app, token).await,
            (None, Some(secret)) => by_session(app, secret).await,
            (None, None) => Ok(Self::Nobody),
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

/// The secret of the session cookie.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .map(|(_, value)| value)
}

async fn by_token(app: &App, token: &str) -> Result<Caller, Error> {
    let hash = hash_secret(token);
    let found = app.cx.store.read(move |tx| Ok(access::token(tx, &hash)?)).await?;
    Ok(match found {
        Some((name, scope)) if scope == SCOPE_API => Caller::Program(name),
        Some(_) | None => Caller::Nobody,
    })
}

async fn by_session(app: &App, secret: &str) -> Result<Caller, Error> {
    let (hash, now) = (hash_secret(secret), app.cx.now());
    let asked = hash.clone();
    let idle_since = now.minus(access::SESSION_IDLE_MAX);
    let found =
        app.cx.store.read(move |tx| Ok(access::session(tx, &asked, now, idle_since)?)).await?;
    let Some((person, seen_at)) = found else { return Ok(Caller::Nobody) };
    if now.since(seen_at) > SEEN_EVERY {
        app.cx.store.write(move |tx| Ok(access::seen(tx, &hash, now)?)).await?;
    }
    Ok(Caller::Person(person))
}

fn secret() -> Result<String, Error> {
    new_secret().map_err(|error| StoreError::Other(error.to_string()).into())
}

/// Makes a single-use sign-in link for a person; answers its path.
pub async fn make_sign_in_link(app: &App, person: &str) -> Result<String, Error> {
    let secret = secret()?;
    let (hash, person, until) =
        (hash_secret(&secret), person.to_owned(), app.cx.now() + LINK_GOOD_FOR);
    app.cx.store.write(move |tx| Ok(access::add_link(tx, &hash, &person, until)?)).await?;
    Ok(format!("/sign-in/{secret}"))
}

/// Uses a sign-in link up; answers the `Set-Cookie` header of the new session.
pub async fn sign_in(app: &App, link: &str) -> Result<Option<String>, Error> {
    let (hash, session, now) = (hash_secret(link), secret()?, app.cx.now());
    let stored = hash_secret(&session);
    let person = app
        .cx
        .store
        .write(move |tx| {
            let Some(person) = access::use_link(tx, &hash, now)? else { return Ok(None) };
            access::add_session(tx, &stored, &person, now, now + SESSION_LASTS)?;
            let fact = Fact::SignedIn { person: person.clone() };
            journal::append(tx, &fact, &person, now)?;
            Ok(Some(person))
        })
        .await?;
    Ok(person.map(|_| set_cookie(app, &session, SESSION_LASTS)))
}

/// Ends the session of a request; answers the `Set-Cookie` header that clears the cookie.
pub async fn sign_out(app: &App, headers: &HeaderMap) -> Result<String, Error> {
    if let Some(secret) = cookie(headers) {
        let hash = hash_secret(secret);
        app.cx.store.write(move |tx| Ok(access::end_session(tx, &hash)?)).await?;
    }
    Ok(set_cookie(app, "", Duration::ZERO))
}

fn set_cookie(app: &App, value: &str, lasts: Duration) -> String {
    let secure = if app.secure_cookies { "; Secure" } else { "" };
    let seconds = lasts.as_secs();
    format!("{COOKIE_NAME}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// Makes a token of a name and scope, in place of the ones before.
pub async fn make_token(app: &App, name: &str, scope: &str) -> Result<String, Error> {
    let (token, now) = (secret()?, app.cx.now());
    let (hash, name, scope) = (hash_secret(&token), name.to_owned(), scope.to_owned());
    app.cx
        .store
        .write(move |tx| {
            access::withdraw(tx, &name, now)?;
            access::add_token(tx, &hash, &name, &scope, now)?;
            let fact = Fact::TokenTurned { scope: scope.clone(), change: "made" };
            Ok(journal::append(tx, &fact, &name, now)?)
        })
        .await?;
    Ok(token)
}
