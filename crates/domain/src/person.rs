//! People: who can be told, and in which language.

use crate::rights::Grant;
use crate::text::Slug;

/// The languages that Vigie speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Language {
    /// The BCP 47 tag: `en` or `fr`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// From a tag such as `fr`, `fr-FR`; `None` for a language that Vigie does not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "fr" => Some(Self::Fr),
            _ => None,
        }
    }
}

/// Somebody who can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Short name, unique.
    pub slug: Slug,
    /// Name as people say it.
    pub name: String,
    /// Mail address; without one the person can't be told yet.
    pub email: Option<String>,
    /// Language of what they are sent.
    pub language: Language,
    /// Time zone of what they are sent, an IANA name; `None` takes the settings'.
    pub zone: Option<String>,
    /// What they may do, and where; nothing without one.
    pub roles: Vec<Grant>,
}
