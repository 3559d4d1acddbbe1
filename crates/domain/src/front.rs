//! The front matter of a file that people write: `key: value` lines between two `---`, and what
//! stands below. Owns reading it; never what its words mean.

use std::collections::BTreeMap;
use std::fmt;

/// What is wrong in a file that people write, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub why: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for Mistake {}

/// Lines of a file with their numbers, from 1.
pub(crate) type Lines<'t> = Vec<(usize, &'t str)>;

/// A file's front matter and the lines below it; and the mistakes found so far, for the reader of
/// those lines to go on with.
pub(crate) struct Front<'t> {
    head: BTreeMap<&'t str, (usize, &'t str)>,
    /// What stands below.
    pub(crate) body: Lines<'t>,
    /// Every mistake so far.
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'t> Front<'t> {
    /// Reads a file of at most `bytes_max` whose front matter has these keys; the first `required`
    /// of them must be there. A file that is too large is not looked at.
    pub(crate) fn read(
        text: &'t str,
        bytes_max: usize,
        (keys, required): (&[&str], usize),
    ) -> Result<Self, Vec<Mistake>> {
        let mut front = Self { head: BTreeMap::new(), body: Vec::new(), mistakes: Vec::new() };
        if text.len() > bytes_max {
            front.refuse(1, format!("it has {} bytes: at most {bytes_max}", text.len()));
            return Err(front.mistakes);
        }
        let mut lines = (1_usize..).zip(text.lines().map(str::trim_end));
        let needed = keys.get(..required).unwrap_or(keys);
        if lines.clone().next().is_none_or(|(_, first)| first != "---") {
            front.refuse(1, format!("the file begins with \"---\", then {}", listed(needed)));
            front.body = lines.collect();
            return Ok(front);
        }
        lines.next();
        while let Some((number, line)) = lines.next() {
            if line == "---" {
                front.body = lines.collect();
                front.miss(needed);
                return Ok(front);
            }
            front.line(keys, number, line);
        }
        front.refuse(1, "the front matter does not end: write \"---\" on its own line after it");
        Ok(front)
    }

    /// Adds a mistake.
    pub(crate) fn refuse(&mut self, line: usize, why: impl Into<String>) {
        self.mistakes.push(Mistake { line, why: why.into() });
    }

    /// The line and the value of a key.
    pub(crate) fn of(&self, key: &str) -> Option<(usize, &'t str)> {
        self.head.get(key).copied()
    }

    /// The value of a key; nothing without it.
    pub(crate) fn word(&self, key: &str) -> String {
        self.of(key).map(|(_, value)| value.to_owned()).unwrap_or_default()
    }

    fn miss(&mut self, needed: &[&str]) {
        for key in needed {
            if !self.head.contains_key(key) {
                self.refuse(1, format!("the front matter has no \"{key}\""));
            }
        }
    }

    fn line(&mut self, keys: &[&str], number: usize, line: &'t str) {
        if line.trim().is_empty() {
            return;
        }
        let Some((key, value)) = line.split_once(':') else {
            self.refuse(number, "write \"key: value\"");
            return;
        };
        let (key, value) = (key.trim(), value.trim());
        if !keys.contains(&key) {
            self.refuse(number, format!("\"{key}\" is unknown: write one of {}", keys.join(", ")));
        } else if value.is_empty() {
            self.refuse(number, format!("\"{key}\" is empty"));
        } else if self.head.insert(key, (number, value)).is_some() {
            self.refuse(number, format!("\"{key}\" is there twice"));
        }
    }
}

/// `title, when, for and source`.
fn listed(keys: &[&str]) -> String {
    match keys {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => keys.join(", "),
    }
}
