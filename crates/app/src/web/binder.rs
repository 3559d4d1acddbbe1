//! The crisis binder, to be read and printed.

use super::layout::{ICON_ROUTE, KEPT, View, refusal};
use super::ui::time;
use crate::binder::{self, Frame, Kept};
use crate::state::App;
use axum::extract::{Query, State};
use axum::http::header;
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
