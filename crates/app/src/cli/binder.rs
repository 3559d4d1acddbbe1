//! `vigie binder`: the crisis binder, from the server or, when it is gone, the copy of last night.

use super::Reach;
use super::client::Client;
use super::failure::Failure;
use super::show;
use crate::binder::{Kept, kept, title};
use crate::paper;
use clap::{Args, ValueEnum};
use std::fs;
use std::path::PathBuf;
use vigie_domain::person::Language;

#[derive(Args)]
pub(super) struct Options {
    /// Its language [default: the server's]
    #[arg(long, value_enum)]
    language: Option<Tongue>,
    /// A file to write it to instead; one that is there is replaced
    #[arg(long)]
    output: Option<PathBuf>,
    /// Make it a PDF, tagged, ready to be printed
    #[arg(long, requires = "output")]
    pdf: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    /// English.
    En,
    /// French.
    Fr,
}

impl Tongue {
    fn language(self) -> Language {
        match self {
            Self::En => Language::En,
            Self::Fr => Language::Fr,
        }
    }
}

pub(super) async fn run(reach: &Reach, options: &Options) -> Result<String, Failure> {
    let language = options.language.map(Tongue::language);
    let html = match ask(reach, language).await {
        Err(Failure::Unreachable(why)) => last_night(reach, language, why)?,
        Err(failure @ (Failure::Refused(_) | Failure::Usage(_) | Failure::Mail(..))) => {
            return Err(failure);
        }
        Ok(html) => html,
    };
    let Some(path) = &options.output else { return Ok(html) };
    let bytes = if options.pdf { as_pdf(language, &html)? } else { html.into_bytes() };
    fs::write(path, bytes).map_err(|error| {
        let why = format!("{} can't be written: {error}", path.display());
        Failure::refused(why, "name a place where you may write")
    })?;
    Ok(format!("the binder is in {}; print it, and put it where the team finds it", path.display()))
}

/// The page as PDF, made here: a server that is gone is not needed for it.
fn as_pdf(language: Option<Language>, html: &str) -> Result<Vec<u8>, Failure> {
    let french = html.contains("<html lang=\"fr\"");
    let language = language.unwrap_or(if french { Language::Fr } else { Language::En });
    paper::pdf(&title(language), language, html).map_err(|error| {
        Failure::refused(error.to_string(), "print the HTML with a browser instead")
    })
}

async fn ask(reach: &Reach, language: Option<Language>) -> Result<String, Failure> {
    let tag = language.map(Language::tag);
    let wanted: Vec<_> = tag.iter().map(|tag| ("language", *tag)).collect();
    Client::new(reach)?.text_with("/api/v1/binder", &wanted).await
}

/// What is kept on disk for the day when the server is gone.
fn last_night(reach: &Reach, language: Option<Language>, why: String) -> Result<String, Failure> {
    let all = language.map_or(vec![Language::Fr, Language::En], |language| vec![language]);
    let found = all.into_iter().map(|language| kept(&reach.data, language));
    let Some(Kept { path, at: Some(at) }) = found.max_by_key(|kept| kept.at) else {
        return Err(Failure::Unreachable(why));
    };
    let html = fs::read_to_string(&path).map_err(|_| Failure::Unreachable(why))?;
    let place = path.display();
    show::mention(&format!("the server does not answer: this is {place}, kept at {at}"));
    Ok(html)
}
