//! The frame of every page, and the small parts that pages share.

use crate::access::Caller;
use crate::state::App;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Zoned;
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;
use vigie_domain::person::Language;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::access::Visitor;
use vigie_ops::words::{Said, Words};

const STYLE: &str = include_str!("static/vigie.css");
/// The style's address; it changes with the program, so that browsers may keep it.
pub(super) const STYLE_ROUTE: &str = concat!("/static/vigie-", env!("CARGO_PKG_VERSION"), ".css");

const ICON: &str = include_str!("static/icon.svg");
/// The icon's address.
pub(super) const ICON_ROUTE: &str = concat!("/static/vigie-", env!("CARGO_PKG_VERSION"), ".svg");
const KEPT: (header::HeaderName, &str) =
    (header::CACHE_CONTROL, "public, max-age=31536000, immutable");

/// What a page is made for: who looks, in which language, when and where.
pub(super) struct View {
    pub(super) words: Words,
    pub(super) language: Language,
    pub(super) person: String,
    pub(super) now: Timestamp,
    pub(super) zone: TimeZone,
    pub(super) setup: Arc<Setup>,
    /// The address that was asked for.
    path: String,
}

impl View {
    /// A page's view without anybody signed in.
    pub(super) fn of_stranger(parts: &Parts, app: &App) -> Self {
        let setup = app.cx.setup();
        let language = accepted(parts).unwrap_or(setup.settings.language);
        let zone = TimeZone::get(&setup.settings.zone).unwrap_or(TimeZone::UTC);
        let (words, path) = (Words::of(language), parts.uri.path().to_owned());
        Self { words, language, person: String::new(), now: app.cx.now(), zone, setup, path }
    }

    /// What a service is called; its slug when it is no longer declared.
    pub(super) fn service<'a>(&'a self, slug: &'a Slug) -> &'a str {
        let found = self.setup.services.get(slug);
        found.map_or(slug.as_str(), |service| service.name.as_str())
    }

    /// What a person is called; the slug when the person is no longer declared.
    pub(super) fn person_name<'a>(&'a self, slug: &'a Slug) -> &'a str {
        self.setup.people.get(slug).map_or(slug.as_str(), |person| person.name.as_str())
    }

    /// How the address that was asked for stands to that of a room.
    fn current(&self, room: &str) -> Option<&'static str> {
        let below = self.path.strip_prefix(room)?;
        match below {
            "" => Some("page"),
            _ if room != "/" && below.starts_with('/') => Some("true"),
            _ => None,
        }
    }
}

impl FromRequestParts<App> for View {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let caller = Caller::from_request_parts(parts, app).await.map_err(|e| e.into_response())?;
        let mut view = Self::of_stranger(parts, app);
        if let Some(language) = parts.extensions.get::<Visitor>().and_then(|who| who.language) {
            view.language = language;
            view.words = Words::of(language);
        }
        match caller.name() {
            Some(name) => name.clone_into(&mut view.person),
            None => return Err(super::sign_in::first(app, parts)),
        }
        Ok(view)
    }
}

/// A view for pages that need no sign-in.
pub(super) struct Stranger(pub(super) View);

impl FromRequestParts<App> for Stranger {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(View::of_stranger(parts, app)))
    }
}

fn accepted(parts: &Parts) -> Option<Language> {
    let value = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    value.split(',').find_map(|tag| Language::from_tag(tag.split(';').next()?.trim()))
}

/// `GET` of the style sheet.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), KEPT], STYLE)
}

/// `GET` of the icon.
pub(super) async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), KEPT], ICON)
}

/// The page for an address that leads nowhere.
pub(super) async fn not_found(State(_): State<App>, Stranger(view): Stranger) -> Response {
    problem(&view, StatusCode::NOT_FOUND, view.words.no_such_page())
}

/// A page that says what went wrong, and the way back.
pub(super) fn problem(view: &View, status: StatusCode, why: &str) -> Response {
    let body = html! { p.problem { (why) } p { a href="/" { (view.words.back_to_now()) } } };
    (status, page(view, view.words.problem(), &body)).into_response()
}

/// Why something was refused and what to do next, in the reader's language.
pub(super) fn said(view: &View, why: &Said, next_step: &Said) -> String {
    view.words.pair(why.to(view.language), next_step.to(view.language))
}

/// The page for a use case that did not do what it was asked.
pub(super) fn refusal(view: &View, error: &Error) -> Response {
    let (status, why) = match error {
        Error::Refused { why, next_step } => {
            (StatusCode::UNPROCESSABLE_ENTITY, said(view, why, next_step))
        }
        Error::NotFound(_) => (StatusCode::NOT_FOUND, view.words.no_such_page().to_owned()),
        Error::Stale => (StatusCode::CONFLICT, error.to_string()),
        Error::Broken(broken) => {
            tracing::error!(error = %broken, "a page could not be made");
            (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
        }
    };
    problem(view, status, &why)
}

/// A whole page.
pub(super) fn page(view: &View, title: &str, body: &Markup) -> Html<String> {
    let words = view.words;
    let rooms = [
        ("/", words.now()),
        ("/alerts", words.alerts()),
        ("/incidents", words.incidents()),
        ("/checks", words.checks()),
        ("/silences", words.silences()),
        ("/playbooks", words.playbooks()),
        ("/services", words.services()),
        ("/sources", words.sources()),
        ("/notifications", words.notifications()),
    ];
    let markup = html! {
        (DOCTYPE)
        html lang=(view.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Vigie" }
                link rel="stylesheet" href=(STYLE_ROUTE);
                link rel="icon" type="image/svg+xml" href=(ICON_ROUTE);
            }
            body {
                a.skip href="#main" { (words.skip()) }
                header {
                    strong.brand { "Vigie" }
                    @if !view.person.is_empty() {
                        nav aria-label=(words.rooms()) {
                            ul { @for (href, name) in rooms {
                                li { a href=(href) aria-current=[view.current(href)] { (name) } }
                            } }
                        }
                        a.who href="/account" aria-current=[view.current("/account")] { (view.person) }
                        form method="post" action="/sign-out" {
                            button.quiet type="submit" { (words.sign_out()) }
                        }
                    }
                }
                main id="main" { h1 { (title) } (body) }
                footer { p {
                    (words.made_at()) " " (whole_time(view, view.now))
                    @if !view.person.is_empty() { " · " a href="/journal" { (words.journal()) } }
                } }
            }
        }
    };
    Html(markup.into_string())
}

/// A time as people say it today, and how long ago or ahead it is. The page's last line says the
/// zone.
pub(super) fn time(view: &View, at: Timestamp) -> Markup {
    let (now, there) = (local(view, view.now), local(view, at));
    let clock = there.strftime("%H:%M:%S").to_string();
    let day = (now.date() != there.date()).then(|| view.words.date(&there));
    html! {
        time datetime=(at.to_string()) title=(there.strftime("%Y-%m-%d %H:%M:%S %Z")) {
            @if let Some(day) = day { (day) " " } (clock)
        }
        " " span.age { "(" (age(view, at)) ")" }
    }
}

/// A time with its day and zone.
fn whole_time(view: &View, at: Timestamp) -> Markup {
    let there = local(view, at);
    let clock = there.strftime("%H:%M:%S %Z");
    html! { time datetime=(at.to_string()) { (view.words.date(&there)) " " (clock) } }
}

fn local(view: &View, at: Timestamp) -> Zoned {
    at.to_jiff().to_zoned(view.zone.clone())
}

fn age(view: &View, at: Timestamp) -> String {
    if at > view.now {
        return view.words.ahead(view.words.span(at.since(view.now)));
    }
    view.words.ago(view.words.span(view.now.since(at)))
}

/// A state as a word with a colour beside it; never the colour alone.
pub(super) fn badge(view: &View, state: &str) -> Markup {
    html! { span class={ "badge " (state) } { (view.words.known(state)) } }
}

/// What an empty list says, and the next step.
pub(super) fn empty(said: &str, next: &str) -> Markup {
    html! { p.empty { (said) " " (next) } }
}

/// A form with one button.
pub(super) fn button(action: &str, label: &str, kind: &str) -> Markup {
    html! { form method="post" action=(action) { button class=(kind) type="submit" { (label) } } }
}
