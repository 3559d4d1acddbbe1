//! Bounded texts, parsed once at the door and trusted afterwards.
//! Owns what a name may look like; never what it stands for.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

/// Longest slug: it stands in URLs, file names and phone screens.
const SLUG_CHARS_MAX: usize = 64;
/// Longest name: what Alertmanager files in the field use, with room.
const NAME_CHARS_MAX: usize = 200;

/// Why a text is no slug or no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextError(pub String);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TextError {}

/// A short name for URLs: lower-case letters, digits, `-`, `_` and `.`, starting with a letter or
/// digit, at most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// The text of the slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        let starts_well =
            text.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if starts_well && text.len() <= SLUG_CHARS_MAX && text.chars().all(legal) {
            return Ok(Self(text.to_owned()));
        }
        let shown: String = text.chars().take(SLUG_CHARS_MAX).collect();
        Err(TextError(format!(
            "\"{shown}\" is no short name: use 1 to {SLUG_CHARS_MAX} of a-z, 0-9, \"-\", \"_\", \
             \".\", starting with a letter or digit"
        )))
    }
}

/// A free name shown to people: 1 to 200 characters without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let chars = text.chars().count();
        if chars == 0 || text.trim().is_empty() {
            return Err(TextError("a name can't be empty".to_owned()));
        }
        if chars > NAME_CHARS_MAX {
            return Err(TextError(format!(
                "a name has at most {NAME_CHARS_MAX} characters, this one has {chars}"
            )));
        }
        if text.chars().any(char::is_control) {
            return Err(TextError("a name can't hold control characters".to_owned()));
        }
        Ok(Self(text.to_owned()))
    }
}

macro_rules! text_traits {
    ($($type:ty),*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}
text_traits!(Slug, Name);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_checked_at_the_door() {
        for good in ["api", "api-2", "0", "a.b_c"] {
            assert_eq!(good.parse::<Slug>().unwrap().as_str(), good);
        }
        for bad in ["", "-a", "Api", "a b", "é", &"a".repeat(65)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn names_hold_any_script_but_no_control_character() {
        assert!("Équipe d'astreinte 🚨".parse::<Name>().is_ok());
        for bad in ["", "  ", "a\0b", "a\nb", &"a".repeat(201)] {
            assert!(bad.parse::<Name>().is_err(), "{bad:?}");
        }
    }
}
