//! What holds for every request, before pages and APIs see it: the headers of every answer, and
//! which changes are refused because another site sent them. Owns no right of anybody.

mod form;
mod problem;
mod proxy;

use crate::access::bearer;
use crate::api::error::Problem;
use crate::state::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{self, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// The addresses that programs use; everything else is a page.
const FOR_PROGRAMS: [&str; 6] = ["/api/", "/in/", "/ping/", "/-/", "/metrics", "/static/"];

/// Our own JSON API.
const API: &str = "/api/v1/";

/// What every answer carries, unless whoever made it says otherwise.
const HEADERS: [(&str, &str); 8] = [
    // Scripts and styles are files of our own, never text within a page.
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    // Our own forms say where they come from; other sites learn no address, since some are secret.
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), \
         gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    // A page shows what only this person may see, at one moment: no cache keeps it, and going
    // back after signing out asks again.
    ("cache-control", "no-store"),
];

/// A year, as browsers keep it.
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether a connection is one of TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OverTls(pub(crate) bool);

/// Learns where a request really comes from, for everybody behind this; answers whether it came
/// by TLS.
fn arrive(app: &App, request: &mut Request) -> bool {
    let direct = request.extensions().get::<OverTls>().is_some_and(|over| over.0);
    let declared = app.base_url().starts_with("https://");
    let Some(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0)
    else {
        return direct || declared;
    };
    let trusted = &app.cx.setup().settings.trusted_proxies;
    let origin = proxy::origin(peer.ip(), request.headers(), trusted);
    request.extensions_mut().insert(ConnectInfo(proxy::as_client(peer, origin)));
    direct || origin.by_tls.unwrap_or(declared)
}

/// Refuses changes that another site sent, and adds the headers of every answer.
pub(crate) async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let by_tls = arrive(&app, &mut request);
    let for_api = request.uri().path().starts_with(API);
    let mut response = match refused(&app, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    if for_api {
        response = problem::of(response).await;
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        let name = HeaderName::from_static(name);
        headers.entry(name).or_insert_with(|| HeaderValue::from_static(value));
    }
    if by_tls {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(STRICT_TRANSPORT);
    }
    response
}

fn refused(app: &App, request: &Request) -> Option<Response> {
    let path = request.uri().path();
    if request.version() >= Version::HTTP_11 && form::host(request.headers()).is_none() {
        let next = "send exactly one Host header";
        return Some(refusal(path, StatusCode::BAD_REQUEST, "the request names no host", next));
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let for_programs = FOR_PROGRAMS.iter().any(|start| path.starts_with(start));
    // Another site can't send a token of ours, so a program that has one borrows nothing.
    let by_token = for_programs && bearer(request.headers()).is_some();
    if changes && !by_token && form::is_borrowed(request.headers(), &app.base_url(), for_programs) {
        let next = "open the page again and repeat";
        return Some(refusal(path, StatusCode::FORBIDDEN, "this came from another site", next));
    }
    None
}

fn refusal(path: &str, status: StatusCode, why: &str, next: &str) -> Response {
    if path.starts_with(API) {
        return Problem::new(status, why, next).into_response();
    }
    (status, format!("{why}: {next}\n")).into_response()
}

/// Whether a request that comes from this machine's own address is from a program on it: no page
/// of a browser, nobody behind a proxy, and no name of somebody else that leads here.
pub fn is_from_this_machine(app: &App, headers: &HeaderMap) -> bool {
    const RELAYED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    !headers.contains_key(ORIGIN)
        && !RELAYED.iter().any(|name| headers.contains_key(*name))
        && (!headers.contains_key(HOST) || form::names_this_server(headers, &app.base_url()))
}
