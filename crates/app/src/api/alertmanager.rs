//! Alertmanager's API v2, as version 0.34 answers it: what Prometheus, amtool and dashboards speak.
//!
//! Owns the addresses under `/api/v2` and who may use them. Each request is judged in
//! Alertmanager's order: path, method, media type, body, schema, rules.

mod alerts;
mod answer;
mod body;
mod groups;
mod look;
mod media;
mod query;
mod repair;
mod schema;
mod sender;
mod silence_schema;
mod silences;
pub(crate) mod spooled;
mod status;
mod stream;
mod time;
mod uri;

use crate::state::App;
use answer::framework;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, ORIGIN, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::any;
use sender::Sender;
use std::net::SocketAddr;
use vigie_domain::rights::Act;

/// The Alertmanager that this API speaks like; tools choose their dialect by it.
pub(crate) const ALERTMANAGER_VERSION: &str = "0.34.0";
/// Where it is.
const PREFIX: &str = "/api/v2";
/// Addresses of Alertmanager's first API that our own does not use.
const GONE: [&str; 3] = ["/api/v1/receivers", "/api/v1/alerts/groups", "/api/v1/silence/{id}"];

/// The addresses of Alertmanager's API.
pub fn router() -> Router<App> {
    let current = Router::new()
        .route(PREFIX, any(|| async { Redirect::permanent("/api/v2/") }))
        .route("/api/v2/", any(entry))
        .route("/api/v2/{*path}", any(entry));
    GONE.into_iter().fold(current, |router, path| router.route(path, any(gone)))
}

async fn gone() -> Response {
    let said = r#"{"status":"deprecated","error":"Alertmanager's API v1 is gone: use /api/v2"}"#;
    answer::json(StatusCode::GONE, said.to_owned())
}

async fn entry(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let foreign = request.headers().contains_key(ORIGIN);
    let asks_first = request.method() == Method::OPTIONS
        && foreign
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if asks_first { preflight() } else { judged(&app, peer, request).await };
    response.headers_mut().insert(VARY, HeaderValue::from_static("Origin"));
    if foreign {
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// What a browser asks before it lets a page of another site send a request. That request still
/// needs its token: a foreign page never counts as a program on this machine.
fn preflight() -> Response {
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, Content-Type, Origin"),
    ];
    (StatusCode::OK, allowed).into_response()
}

async fn judged(app: &App, peer: SocketAddr, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let sender = match sender::of(app, peer, &mut parts).await {
        Ok(sender) => sender,
        Err(refused) => return *refused,
    };
    let Some(place) = Place::of(parts.uri.path()) else {
        let path = parts.uri.path();
        return framework(StatusCode::NOT_FOUND, 404, &format!("path {path} was not found"));
    };
    if !place.methods().contains(&parts.method.as_str()) {
        return not_allowed(&parts.method, place.methods());
    }
    if parts.method == Method::GET && !media::accepts_json(&parts.headers) {
        let said = "unsupported media type requested, only [application/json] are available";
        return framework(StatusCode::NOT_ACCEPTABLE, 406, said);
    }
    if let Err(refused) = sender.check(place.act(&parts.method)) {
        return *refused;
    }
    answered(app, &sender, place, (parts, body)).await
}

/// The request, whose path and method exist.
async fn answered(
    app: &App,
    sender: &Sender,
    place: Place,
    (parts, body): (Parts, axum::body::Body),
) -> Response {
    if parts.method == Method::POST {
        let limit = sender.body_bytes_max();
        let (what, silence) = match place {
            Place::Silences => ("silence", true),
            Place::Alerts
            | Place::Groups
            | Place::Silence(_)
            | Place::Receivers
            | Place::Status => ("alerts", false),
        };
        return match body::read(&parts.headers, body, what, limit).await {
            Err(refused) => *refused,
            Ok(bytes) if silence => silences::post(app, &bytes).await,
            Ok(bytes) => alerts::post(app, sender, bytes).await,
        };
    }
    match place {
        Place::Alerts => alerts::list(app, &parts.uri).await,
        Place::Groups => groups::list(app, &parts.uri).await,
        Place::Silences => silences::list(app, &parts.uri).await,
        Place::Silence(id) if parts.method == Method::DELETE => {
            silences::expire(app, sender, &id).await
        }
        Place::Silence(id) => silences::one(app, &id).await,
        Place::Receivers => status::receivers(app),
        Place::Status => status::status(app),
    }
}

fn not_allowed(method: &Method, methods: &[&str]) -> Response {
    let list = methods.join(",");
    let said = format!("method {method} is not allowed, but [{list}] are");
    let mut response = framework(StatusCode::METHOD_NOT_ALLOWED, 405, &said);
    if let Ok(value) = HeaderValue::from_str(&list) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

/// An address of this API.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Alerts,
    Groups,
    Silences,
    /// The id as it was sent.
    Silence(String),
    Receivers,
    Status,
}

impl Place {
    /// The address of a path that is not decoded yet; a slash at its end changes nothing.
    fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(PREFIX)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        match rest {
            "/alerts" => Some(Self::Alerts),
            "/alerts/groups" => Some(Self::Groups),
            "/silences" => Some(Self::Silences),
            "/receivers" => Some(Self::Receivers),
            "/status" => Some(Self::Status),
            _ => {
                let id = rest.strip_prefix("/silence/").filter(|id| !id.contains('/'))?;
                Some(Self::Silence(query::unescaped(id)))
            }
        }
    }

    /// What a method does here.
    fn act(&self, method: &Method) -> Act {
        match self {
            Self::Alerts if method == Method::POST => Act::Signal,
            Self::Silences if method == Method::POST => Act::Silence,
            Self::Silence(_) if method == Method::DELETE => Act::Silence,
            Self::Alerts
            | Self::Groups
            | Self::Silences
            | Self::Silence(_)
            | Self::Receivers
            | Self::Status => Act::See,
        }
    }

    fn methods(&self) -> &'static [&'static str] {
        match self {
            Self::Alerts | Self::Silences => &["GET", "POST"],
            Self::Silence(_) => &["DELETE", "GET"],
            Self::Groups | Self::Receivers | Self::Status => &["GET"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_alertmanagers_do() {
        for (path, place) in [
            ("/api/v2/alerts", Some(Place::Alerts)),
            ("/api/v2/alerts/", Some(Place::Alerts)),
            ("/api/v2/alerts/groups", Some(Place::Groups)),
            ("/api/v2/alerts%2Fgroups", None),
            ("/api/v2/silence/", None),
            ("/api/v2/silence/%20", Some(Place::Silence(" ".to_owned()))),
            ("/api/v2/silence/a/b", None),
            ("/api/v2/", None),
            ("/api/v2/nope", None),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
        }
    }
}
