//! `vigie paper`: what `vigie serve` starts when a page is printed. It asks no server.

use super::failure::Failure;
use crate::paper;
use std::io::{self, Read, Write};
use vigie_domain::person::Language;

/// What is printed: the page comes on standard input, the PDF goes to standard output.
#[derive(clap::Args)]
pub(super) struct Options {
    /// The title
    #[arg(long)]
    title: String,
    /// The language's tag
    #[arg(long)]
    language: String,
}

pub(super) fn run(options: &Options) -> Result<String, Failure> {
    let unread = |error: io::Error| Failure::refused(error.to_string(), "start `vigie serve`");
    let mut html = String::new();
    io::stdin().read_to_string(&mut html).map_err(unread)?;
    let french = options.language == Language::Fr.tag();
    let language = if french { Language::Fr } else { Language::En };
    let bytes = paper::pdf(&options.title, language, &html)
        .map_err(|error| Failure::refused(error.to_string(), "print the HTML with a browser"))?;
    io::stdout().write_all(&bytes).map_err(unread)?;
    Ok(String::new())
}
