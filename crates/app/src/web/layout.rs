//! The frame of every page, and what pages are made for: who looks, in which language.

use super::ui::{rooms, search_box, unparted, whole_time};
use crate::access::{Pass, Refusal};
use crate::state::App;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;
use maud::{DOCTYPE, Markup, Render, html};
use std::collections::BTreeMap;
use std::sync::Arc;
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::Error;
use vigie_ops::access::Visitor;
use vigie_ops::learn::Templates;
use vigie_ops::respond::Library;
use vigie_ops::words::{Said, Words};

const PASSKEY: &str = include_str!("static/passkey.js");
/// The address of the script that asks devices for passkeys.
pub(super) const PASSKEY_ROUTE: &str =
    concat!("/static/passkey-", env!("CARGO_PKG_VERSION"), ".js");
const STYLE: &str = include_str!("static/vigie.css");
/// The style's address; it changes with the program, so that browsers may keep it.
pub(super) const STYLE_ROUTE: &str = concat!("/static/vigie-", env!("CARGO_PKG_VERSION"), ".css");

const ICON: &str = include_str!("static/icon.svg");
/// The icon's address.
pub(super) const ICON_ROUTE: &str = concat!("/static/vigie-", env!("CARGO_PKG_VERSION"), ".svg");
const SCRIPT: &str = include_str!("static/vigie.js");
/// The script's address.
pub(super) const SCRIPT_ROUTE: &str = concat!("/static/vigie-", env!("CARGO_PKG_VERSION"), ".js");
/// The header of a page that asks for its own main part again.
const PART: &str = "x-vigie-part";
pub(super) const KEPT: (header::HeaderName, &str) =
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
    /// Whether it is a page that can be asked for again.
    again: bool,
    /// Whether an open page asks for its main part only.
    part: bool,
    pub(super) sight: Sight,
    /// The playbooks as they stand.
    pub(super) playbooks: Arc<Library>,
    /// The templates of reports as they stand.
    pub(super) templates: Arc<Templates>,
}

impl View {
    /// A page's view without anybody signed in.
    pub(super) fn of_stranger(parts: &Parts, app: &App) -> Self {
        let setup = app.cx.setup();
        let language = accepted(parts).unwrap_or(setup.settings.language);
        let zone = setup.settings.time_zone();
        let (words, path) = (Words::of(language), parts.uri.path().to_owned());
        Self {
            words,
            language,
            person: String::new(),
            now: app.cx.now(),
            zone,
            setup,
            path,
            sight: Pass::of_nobody(app).sight,
            playbooks: app.cx.playbooks(),
            templates: app.cx.templates(),
            again: parts.method == Method::GET,
            part: parts.headers.contains_key(PART),
        }
    }

    /// The playbooks in the reader's language.
    pub(super) fn playbooks(&self) -> &BTreeMap<Slug, Playbook> {
        self.playbooks.playbooks(self.language)
    }

    /// The same in a language that was asked for.
    pub(super) fn in_language(self, language: Language) -> Self {
        Self { words: Words::of(language), language, ..self }
    }

    /// What a service is called; its slug when it is no longer declared.
    pub(super) fn service<'a>(&'a self, slug: &'a Slug) -> &'a str {
        let found = self.setup.services.get(slug);
        found.map_or(slug.as_str(), |service| service.name.as_str())
    }

    /// What somebody is called; the short name when nobody of that name is declared.
    pub(super) fn person_name<'a>(&'a self, slug: &'a str) -> &'a str {
        self.setup.people.get(slug).map_or(slug, |person| person.name.as_str())
    }

    /// What a situation is called; by its own word where only the operator's playbooks know it.
    pub(super) fn situation(&self, slug: &str) -> String {
        let (name, other) = (self.words.situation(slug), self.words.situation("other"));
        if name == other && slug != "other" { slug.to_owned() } else { name }
    }

    /// Whether an open page asks for itself again.
    pub(super) fn changes_by_itself(&self) -> bool {
        self.again && !self.person.is_empty()
    }

    /// How the address that was asked for stands to that of a room.
    pub(super) fn current(&self, room: &str) -> Option<&'static str> {
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
        let pass = Pass::from_request_parts(parts, app).await.map_err(|e| e.into_response())?;
        let mut view = Self::of_stranger(parts, app);
        if let Some(language) = parts.extensions.get::<Visitor>().and_then(|who| who.language) {
            view.language = language;
            view.words = Words::of(language);
        }
        pass.caller.name().unwrap_or_default().clone_into(&mut view.person);
        view.sight = pass.sight;
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

/// `GET` of the script.
pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), KEPT], SCRIPT)
}

/// `GET` of the script that asks devices for passkeys.
pub(super) async fn passkey_script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), KEPT], PASSKEY)
}

/// `GET` of the icon.
pub(super) async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml"), KEPT], ICON)
}

/// The page for an address that leads nowhere.
pub(super) async fn not_found(State(_): State<App>, Stranger(view): Stranger) -> Response {
    problem(&view, StatusCode::NOT_FOUND, view.words.no_such_page())
}

/// What the gate answers to a browser.
pub(super) fn turned_away(parts: &Parts, app: &App, refusal: &Refusal) -> Response {
    let view = View::of_stranger(parts, app);
    let words = view.words;
    match refusal {
        Refusal::Unknown | Refusal::Ended(_) => super::sign_in::first(app, parts),
        Refusal::NotAllowed { has_role: false, .. } => {
            problem(&view, StatusCode::FORBIDDEN, words.no_role())
        }
        Refusal::NotAllowed { .. } | Refusal::Unlisted => {
            problem(&view, StatusCode::FORBIDDEN, words.not_allowed())
        }
        Refusal::Method => problem(&view, StatusCode::METHOD_NOT_ALLOWED, words.no_such_page()),
        Refusal::Broken(why) => problem(&view, StatusCode::SERVICE_UNAVAILABLE, why),
    }
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
        Error::NotAllowed => (StatusCode::FORBIDDEN, view.words.not_allowed().to_owned()),
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
    page_with_news(view, title, "", body)
}

/// A whole page, with what is told to those who can't see it change.
pub(super) fn page_with_news(view: &View, title: &str, news: &str, body: &Markup) -> Html<String> {
    framed(view, title, &inner(view, title, news, body))
}

/// A page without its frame, with what is told to those who can't see it change.
pub(super) fn inner(view: &View, title: &str, news: &str, body: &Markup) -> Markup {
    let live = view.changes_by_itself().then_some("");
    let news = (!news.is_empty()).then_some(news);
    html! {
        main id="main" tabindex="-1" data-live=[live] data-news=[news] { h1 { (unparted(title)) } (body) }
        footer { (footer(view)) }
    }
}

/// The same in its frame, unless only what changes is asked for.
pub(super) fn framed(view: &View, title: &str, inner: &impl Render) -> Html<String> {
    if view.part {
        return Html(inner.render().into_string());
    }
    let (words, known) = (view.words, !view.person.is_empty());
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
                (super::pocket::head(view))
                @if known { script src=(SCRIPT_ROUTE) defer {} }
            }
            body {
                a.skip href="#main" { (words.skip()) }
                header {
                    a.brand href="/" { "Vigie" }
                    @if known { (for_people(view)) }
                }
                @if known {
                    p.heard id="heard" role="status" {}
                    p.live id="stale" role="status" data-says=(words.not_up_to_date()) hidden {}
                }
                (inner)
            }
        }
    };
    Html(markup.into_string())
}

/// The upper part of a page for those who signed in.
fn for_people(view: &View) -> Markup {
    html! {
        @if view.sight.may_somewhere(Act::See) { (rooms(view)) (search_box(view)) }
        a.who href="/account" aria-current=[view.current("/account")] {
            (view.person_name(&view.person))
        }
        form method="post" action="/sign-out" {
            button.quiet type="submit" { (view.words.sign_out()) }
        }
    }
}

fn footer(view: &View) -> Markup {
    html! {
        p {
            (view.words.made_at()) " " (whole_time(view, view.now)) " · "
            (super::accessibility::link(view))
            @if view.sight.may_somewhere(Act::See) {
                " · " a href="/deadlines" { (view.words.deadlines()) }
            }
            @if view.sight.may_somewhere(Act::SeeJournal) {
                " · " a href="/journal" { (view.words.journal()) }
                " · " a href="/breaches" { (view.words.breaches()) }
            }
            @if view.sight.may_everywhere(Act::SeeContacts) {
                " · " a href="/binder" { (view.words.binder()) }
            }
            @if view.sight.may_somewhere(Act::ManageTokens) {
                " · " a href="/tokens" { (view.words.tokens()) }
            }
        }
    }
}
