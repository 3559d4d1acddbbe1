//! Regular expressions, compiled once and compared by their text.

use regex::{Regex, RegexBuilder};
use std::fmt;
use std::str::FromStr;

/// Longest expression: beyond it nobody can read it.
const PATTERN_BYTES_MAX: usize = 1024;
/// Memory one compiled expression may take; Unicode classes fit, explosions don't.
const COMPILED_BYTES_MAX: usize = 1024 * 1024;

/// A regular expression; two are equal when their texts are.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Its text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether it is found anywhere in `text`.
    pub fn is_in(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("an empty expression matches everything: leave it out".to_owned());
        }
        if text.len() > PATTERN_BYTES_MAX {
            return Err(format!(
                "the expression has {} bytes: at most {PATTERN_BYTES_MAX}",
                text.len()
            ));
        }
        RegexBuilder::new(text).size_limit(COMPILED_BYTES_MAX).build().map(Self).map_err(|error| {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            format!("no regular expression: {reason}")
        })
    }
}
