//! Markdown as a file that is kept, sent and printed: one that needs no other.
//! Owns how such a file looks; what it says is its author's.

use crate::markdown;
use maud::{DOCTYPE, PreEscaped, html};
use vigie_domain::person::Language;
use vigie_print::{Paper, PrintError};

/// How it looks, on screen and on paper.
const STYLE: &str = include_str!("paper/paper.css");

/// A page with its style in it, and nothing that runs.
pub fn html(title: &str, language: Language, text: &str) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Vigie" }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (markdown::document(text)) } }
        }
    };
    markup.into_string()
}

/// A page as PDF, tagged, so that it can be heard. It takes a moment: not for a thread that serves
/// others.
pub fn pdf(title: &str, language: Language, html: &str) -> Result<Vec<u8>, PrintError> {
    vigie_print::pdf(&Paper { title, language: language.tag(), html })
}
