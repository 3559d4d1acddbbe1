//! The files of the app: manifest, worker, scripts, icons and playbooks. The same for everybody.

use super::super::layout::{ICON_ROUTE, KEPT, STYLE_ROUTE, Stranger, View};
use crate::markdown;
use crate::state::App;
use axum::Router;
use axum::http::header::{self, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::{Value, json};
use vigie_domain::person::Language;
use vigie_domain::playbook::Playbook;
use vigie_ops::respond::playbooks;
use vigie_ops::words::Words;

const POCKET: &str = include_str!("../static/pocket.js");
const APP: &str = include_str!("../static/app.js");
const OFFLINE: &str = include_str!("../static/offline.js");
const WORKER: &str = include_str!("../static/sw.js");
const MARK: &str = include_str!("../static/icon-app.svg");
const SMALL_ICON: &[u8] = include_bytes!("../static/icon-192.png");
const LARGE_ICON: &[u8] = include_bytes!("../static/icon-512.png");

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident = $start:literal, $end:literal;)*) => {
        $($(#[$doc])* pub(in crate::web) const $name: &str =
            concat!("/static/vigie-", $start, env!("CARGO_PKG_VERSION"), $end);)*
    };
}
routes! {
    /// What pages and the worker share.
    POCKET_ROUTE = "pocket-", ".js";
    /// The script of every page.
    APP_ROUTE = "app-", ".js";
    /// The script of the page without Vigie.
    OFFLINE_ROUTE = "offline-", ".js";
    /// The app's icon, as drawn.
    MARK_ROUTE = "mark-", ".svg";
    /// The app's icon, 192 pixels wide.
    SMALL_ICON_ROUTE = "mark-192-", ".png";
    /// The app's icon, 512 pixels wide.
    LARGE_ICON_ROUTE = "mark-512-", ".png";
    /// The playbooks in English.
    PLAYBOOKS_EN_ROUTE = "playbooks-en-", ".json";
    /// The playbooks in French.
    PLAYBOOKS_FR_ROUTE = "playbooks-fr-", ".json";
}

const SCRIPT_TYPE: &str = "text/javascript; charset=utf-8";

macro_rules! files {
    ($($name:ident = $kind:expr, $what:expr;)*) => {
        $(async fn $name() -> Response {
            ([(CONTENT_TYPE, $kind), KEPT], $what).into_response()
        })*
    };
}
files! {
    pocket = SCRIPT_TYPE, POCKET;
    app = SCRIPT_TYPE, APP;
    offline_script = SCRIPT_TYPE, OFFLINE;
    mark = "image/svg+xml", MARK;
    small_icon = "image/png", SMALL_ICON;
    large_icon = "image/png", LARGE_ICON;
    playbooks_en = "application/json", written(Language::En);
    playbooks_fr = "application/json", written(Language::Fr);
}

/// What makes a page part of the app; the phone's copy is kept by pages of somebody signed in.
pub(in crate::web) fn head(view: &View) -> Markup {
    html! {
        link rel="manifest" href="/manifest.webmanifest";
        link rel="apple-touch-icon" href=(SMALL_ICON_ROUTE);
        meta name="theme-color" content="#0b57b7";
        @if !view.person.is_empty() {
            script src=(POCKET_ROUTE) defer {}
            script src=(APP_ROUTE) defer data-unsent=(view.words.offline_unsent()) {}
        }
    }
}

/// The routes of all files.
pub(in crate::web) fn files() -> Router<App> {
    Router::new()
        .route(POCKET_ROUTE, get(pocket))
        .route(APP_ROUTE, get(app))
        .route(OFFLINE_ROUTE, get(offline_script))
        .route(MARK_ROUTE, get(mark))
        .route(SMALL_ICON_ROUTE, get(small_icon))
        .route(LARGE_ICON_ROUTE, get(large_icon))
        .route(PLAYBOOKS_EN_ROUTE, get(playbooks_en))
        .route(PLAYBOOKS_FR_ROUTE, get(playbooks_fr))
}

/// `GET /sw.js`: the worker. It changes with the program, and so do the files that it keeps.
pub(in crate::web) async fn worker() -> Response {
    let names = [
        ("POCKET_ROUTE", POCKET_ROUTE),
        ("STYLE_ROUTE", STYLE_ROUTE),
        ("OFFLINE_ROUTE", OFFLINE_ROUTE),
        ("APP_ROUTE", APP_ROUTE),
        ("ICON_ROUTE", ICON_ROUTE),
        ("VERSION", env!("CARGO_PKG_VERSION")),
    ];
    let text =
        names.iter().fold(WORKER.to_owned(), |text, (name, value)| text.replace(name, value));
    ([(CONTENT_TYPE, SCRIPT_TYPE), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}

/// `GET /manifest.webmanifest`: what the installed app is called, in the reader's language.
pub(in crate::web) async fn manifest(Stranger(view): Stranger) -> Response {
    let icon = |src: &str, sizes: &str, kind: &str| json!({ "src": src, "sizes": sizes, "type": kind, "purpose": "any maskable" });
    let text = json!({
        "id": "/", "start_url": "/", "scope": "/", "display": "standalone",
        "name": view.words.app_name(), "short_name": "Vigie",
        "description": view.words.app_what(),
        "lang": view.language.tag(), "dir": "ltr",
        "theme_color": "#0b57b7", "background_color": "#0b57b7",
        "icons": [
            icon(SMALL_ICON_ROUTE, "192x192", "image/png"),
            icon(LARGE_ICON_ROUTE, "512x512", "image/png"),
            icon(MARK_ROUTE, "any", "image/svg+xml"),
        ],
        "shortcuts": [
            { "name": view.words.offline(), "url": "/offline" },
            { "name": view.words.alerts(), "url": "/alerts" },
        ],
    });
    ([(CONTENT_TYPE, "application/manifest+json")], text.to_string()).into_response()
}

fn written(language: Language) -> String {
    let words = Words::of(language);
    let all = playbooks(language).values().map(|playbook| kept(words, playbook));
    Value::from(all.collect::<Vec<_>>()).to_string()
}

/// A playbook as a phone keeps it.
pub(super) fn kept(words: Words, playbook: &Playbook) -> Value {
    json!({
        "key": playbook.key.as_str(),
        "title": playbook.title,
        "html": whole(words, playbook).into_string(),
    })
}

fn whole(words: Words, playbook: &Playbook) -> Markup {
    html! {
        p { (words.playbook_for(&playbook.reader)) }
        (markdown::block(&playbook.intro))
        @for phase in &playbook.phases {
            h3 { (phase.title) }
            ol { @for step in &phase.steps { li {
                (markdown::line(&step.text))
                @if !step.details.is_empty() { (markdown::block(&step.details)) }
                @if !step.answers.is_empty() { dl { @for (answer, meaning) in &step.answers {
                    dt { (words.answer(answer.as_str())) } dd { (markdown::line(meaning)) }
                } } }
            } } }
        }
    }
}
