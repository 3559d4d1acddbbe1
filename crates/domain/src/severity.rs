//! How bad something is, on one scale for every tool that speaks to us.

use std::fmt;
use std::str::FromStr;

/// How bad an alert is, from least to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know; nobody has to move.
    Info,
    /// Will hurt if nobody looks in working hours. Also what a signal without severity gets.
    Warning,
    /// Hurts now.
    Critical,
}

impl Severity {
    /// From the words the field's tools use; unknown words are warnings, never less.
    pub fn from_word(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "info" | "information" | "informational" | "none" | "note" | "low" | "debug" => {
                Self::Info
            }
            "critical" | "crit" | "page" | "fatal" | "emergency" | "disaster" | "high"
            | "error" | "major" => Self::Critical,
            _ => Self::Warning,
        }
    }

    /// The word in configuration, API and database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "info" => Ok(Self::Info),
            "warning" => Ok(Self::Warning),
            "critical" => Ok(Self::Critical),
            other => Err(format!("\"{other}\" is no severity: use info, warning or critical")),
        }
    }
}
