//! Evidence: files and pasted logs that people keep with an incident.
//! Owns what a file may be called and how its content is named; never holds the content.

use crate::id::{EvidenceId, IncidentId};
use crate::time::Timestamp;
use std::fmt;
use std::str::FromStr;

/// Longest name: what file systems take, with room for a folder.
pub const FILE_NAME_CHARS_MAX: usize = 200;
/// Hexadecimal digits of a SHA-256.
const DIGEST_CHARS: usize = 64;

/// What a content is named by: its SHA-256, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

impl Digest {
    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == DIGEST_CHARS && text.bytes().all(is_digit) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("a SHA-256 has {DIGEST_CHARS} digits of 0-9 and a-f"))
    }
}

/// A file or a pasted log that is kept with an incident. The content is kept once, by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its number.
    pub id: EvidenceId,
    /// The incident.
    pub incident: IncidentId,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// What its content is named by.
    pub sha256: Digest,
    /// When what it shows happened, as far as somebody said so.
    pub occurred_at: Option<Timestamp>,
    /// Who kept it.
    pub added_by: String,
    /// When it was kept.
    pub added_at: Timestamp,
}

/// The name of a file without what leads elsewhere or hides: no folder, no control character, no
/// mark that turns the direction of writing. `None` when nothing is left.
pub fn file_name(typed: &str) -> Option<String> {
    let last = typed.rsplit(['/', '\\']).next().unwrap_or_default();
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = last.chars().filter(|c| !hides(*c)).take(FILE_NAME_CHARS_MAX).collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_and_hides_nothing() {
        for (typed, name) in [
            ("access.log", Some("access.log")),
            ("../../etc/passwd", Some("passwd")),
            ("C:\\logs\\web 1.txt", Some("web 1.txt")),
            ("é🔥.log", Some("é🔥.log")),
            ("invoice\u{202e}gnp.exe", Some("invoicegnp.exe")),
            ("a\r\nX-Injected: yes", Some("aX-Injected: yes")),
            (".htaccess", Some("htaccess")),
            ("..", None),
            ("logs/", None),
            ("\u{7} ", None),
        ] {
            assert_eq!(file_name(typed).as_deref(), name, "{typed:?}");
        }
        assert_eq!(file_name(&"a".repeat(900)).unwrap().len(), FILE_NAME_CHARS_MAX);
    }

    #[test]
    fn a_digest_is_no_path() {
        assert!("a".repeat(64).parse::<Digest>().is_ok());
        for bad in ["", "../../etc/passwd", &"A".repeat(64), &"g".repeat(64), &"a".repeat(63)] {
            assert!(bad.parse::<Digest>().is_err(), "{bad}");
        }
    }
}
