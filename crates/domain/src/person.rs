//! People: who can be told, and in which language.

use crate::rights::Grant;
use crate::text::{Slug, TextError};
use std::fmt;
use std::str::FromStr;

/// Most digits of an international number, by the numbering plan E.164.
const PHONE_DIGITS_MAX: usize = 15;
/// Fewest digits that anybody's number has with its country code.
const PHONE_DIGITS_MIN: usize = 7;

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
    /// Telephone number; without one nobody can call.
    pub phone: Option<Phone>,
    /// Language of what they are sent.
    pub language: Language,
    /// Time zone of what they are sent, an IANA name; `None` takes the settings'.
    pub zone: Option<String>,
    /// What they may do, and where; nothing without one.
    pub roles: Vec<Grant>,
}

/// A telephone number with its country code, as people wrote it: `+33 6 12 34 56 78`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

impl Phone {
    /// The number as a telephone dials it (E.164): `+33612345678`.
    pub fn dialled(&self) -> String {
        self.0.chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect()
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = TextError;

    /// Digits after `+`, apart by single spaces, dots or hyphens where people like them.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let apart = |c: char| c == ' ' || c == '.' || c == '-';
        let digits = text.strip_prefix('+').unwrap_or_default();
        let groups: Vec<&str> = digits.split(apart).collect();
        let all_digits =
            |group: &&str| !group.is_empty() && group.chars().all(|c| c.is_ascii_digit());
        let count: usize = groups.iter().map(|group| group.len()).sum();
        let well_made = groups.iter().all(all_digits) && !digits.starts_with('0');
        if well_made && (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&count) {
            return Ok(Self(text.to_owned()));
        }
        let shown: String = text.chars().take(40).collect();
        Err(TextError(format!(
            "\"{shown}\" is no international telephone number: write + and the country code, \
             without (0), such as \"+33 6 12 34 56 78\""
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_international_and_can_be_dialled() {
        for good in ["+33 6 12 34 56 78", "+33612345678", "+1 202-555-0123", "+44.20.7946.0018"] {
            let phone: Phone = good.parse().unwrap();
            assert_eq!(phone.to_string(), good);
            assert!(phone.dialled().chars().skip(1).all(|c| c.is_ascii_digit()), "{good}");
        }
        for bad in [
            "",
            "+",
            "0612345678",
            "+33 (0)6 12 34 56 78",
            "+0612345678",
            "+33  6 12 34 56 78",
            "+33 6 12 34 56 78 ",
            "+336123456789012345",
            "+33 6",
            "+33 6 12 34 56 7a",
            "+\u{0663}\u{0663} 6 12 34 56 78",
            "+33\n612345678",
            "<b>+33612345678</b>",
        ] {
            assert!(bad.parse::<Phone>().is_err(), "{bad:?}");
        }
    }
}
