//! The crisis binder, to be read and printed.

use super::layout::{ICON_ROUTE, KEPT, View, problem, refusal};
use super::ui::time;
use crate::binder::{self, Frame, Kept};
use crate::paper;
use crate::state::App;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use vigie_domain::person::Language;

/// The address of the binder's style.
pub(super) const STYLE_ROUTE: &str =
    concat!("/static/vigie-binder-", env!("CARGO_PKG_VERSION"), ".css");

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    language: String,
}

impl Asked {
    fn language(&self, view: &View) -> Language {
        Language::from_tag(&self.language).unwrap_or(view.language)
    }
}

/// `GET` of the style.
pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), KEPT], binder::STYLE)
}

/// `GET /binder`.
pub(super) async fn show(
    State(app): State<App>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    let language = asked.language(&view);
    let view = view.in_language(language);
    let kept = binder::kept(&app.folders.data, language);
    match binder::read(&app).await {
        Ok(binder) => {
            let frame =
                Frame::Page { style: STYLE_ROUTE, icon: ICON_ROUTE, tools: tools(&view, &kept) };
            Html(binder.page(language, &frame)).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}

fn tools(view: &View, kept: &Kept) -> Markup {
    let words = view.words;
    let (tag, other) = (view.language.tag(), other(view.language));
    html! {
        header.tools {
            p {
                a href="/" { (words.back_to_now()) }
                a href={ "/binder.html?language=" (tag) } download { (words.binder_download()) }
                a href={ "/binder.pdf?language=" (tag) } download { (words.binder_pdf()) }
                a href={ "/binder?language=" (other) } lang=(other) hreflang=(other) {
                    (words.binder_other_language())
                }
            }
            p { (words.binder_print()) }
            p {
                (words.binder_kept()) " " code { (kept.path.display()) } ", "
                @match kept.at {
                    Some(at) => { (words.binder_kept_age()) " " (time(view, at)) },
                    None => (words.binder_kept_none()),
                }
            }
            @if kept.is_old(view.now) { p.lack role="status" { (words.binder_kept_old()) } }
        }
    }
}

fn other(language: Language) -> &'static str {
    match language {
        Language::En => Language::Fr.tag(),
        Language::Fr => Language::En.tag(),
    }
}

/// A page as PDF; `None` when it can't be, which is logged.
pub(super) async fn printed(title: &str, language: Language, html: &str) -> Option<Vec<u8>> {
    let made = paper::printed(title, language, html).await;
    made.inspect_err(|error| tracing::error!(%error, "a page can't be printed")).ok()
}

/// `GET /binder.pdf`: the same, to be printed.
pub(super) async fn pdf(
    State(app): State<App>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    let language = asked.language(&view);
    let html = match binder::read(&app).await {
        Ok(binder) => binder.page(language, &Frame::File),
        Err(error) => return refusal(&view, &error),
    };
    let Some(bytes) = printed(&binder::title(language), language, &html).await else {
        return problem(&view, StatusCode::INTERNAL_SERVER_ERROR, view.words.not_printed());
    };
    let name = format!("attachment; filename=\"vigie-binder-{}.pdf\"", language.tag());
    let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
    ([kind, (header::CONTENT_DISPOSITION, name)], bytes).into_response()
}

/// `GET /binder.html`: the same as one file.
pub(super) async fn download(
    State(app): State<App>,
    view: View,
    Query(asked): Query<Asked>,
) -> Response {
    let language = asked.language(&view);
    match binder::read(&app).await {
        Ok(binder) => {
            let name = format!("attachment; filename=\"vigie-binder-{}.html\"", language.tag());
            let headers = [(header::CONTENT_DISPOSITION, name)];
            (headers, Html(binder.page(language, &Frame::File))).into_response()
        }
        Err(error) => refusal(&view, &error),
    }
}
