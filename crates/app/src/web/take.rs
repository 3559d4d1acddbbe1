//! A text that people take along: as Markdown, as one page that needs no other, or as PDF.

use super::layout::{View, problem, refusal};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use vigie_domain::person::Language;
use vigie_ops::Error;

/// A text, and what its files are called.
pub(super) struct Taken {
    /// The name of the file, without its ending.
    pub(super) name: String,
    /// What stands above it.
    pub(super) title: String,
    /// Its language.
    pub(super) language: Language,
    /// As people wrote it, Markdown.
    pub(super) text: String,
    /// The same as a page or on paper, which may say more below it.
    pub(super) printed: String,
}

impl Taken {
    /// The file of a kind: `md`, `html` or `pdf`.
    pub(super) async fn asked_as(self, view: &View, kind: &str) -> Response {
        let html = || crate::paper::html(&self.title, self.language, &self.printed);
        let (mime, body) = match kind {
            "md" => ("text/markdown; charset=utf-8", self.text.clone().into_bytes()),
            "html" => ("text/html; charset=utf-8", html().into_bytes()),
            "pdf" => match super::binder::printed(&self.title, self.language, &html()).await {
                Some(bytes) => ("application/pdf", bytes),
                None => {
                    let why = view.words.not_printed();
                    return problem(view, StatusCode::INTERNAL_SERVER_ERROR, why);
                }
            },
            _ => return refusal(view, &Error::NotFound("file")),
        };
        let name = format!("attachment; filename=\"{}.{kind}\"", self.name);
        let headers =
            [(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)];
        (headers, body).into_response()
    }
}
