//! Files of the operator's own folders, as somebody read them, and what is wrong with some.
//! Reads no folder itself.

use std::fmt;
use vigie_domain::person::Language;

/// A file of a folder of the operator's own.
#[derive(Clone, Debug)]
pub struct OwnFile {
    /// Where it stands, for people.
    pub path: String,
    /// Its short name: the file's, without its ending.
    pub key: String,
    /// The language of its folder; both without one.
    pub language: Option<Language>,
    /// What it says, or why it can't be read.
    pub text: Result<String, String>,
}

/// Why a file of the operator's own folder is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFault {
    /// The file.
    pub path: String,
    /// The line, from 1; 0 when it is about the file as a whole.
    pub line: usize,
    /// What is wrong and what was expected.
    pub why: String,
}

impl fmt::Display for OwnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.why),
            line => write!(f, "{}:{line}: {}", self.path, self.why),
        }
    }
}
