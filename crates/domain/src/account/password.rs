//! Passwords: what a good one is.
//!
//! Length is what makes a password good; rules about signs and digits only make people write it
//! down. So: twelve characters, and none of those that are tried first.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password, in bytes: longer than any sentence, short enough to hash.
const PASSWORD_BYTES_MAX: usize = 1_024;
/// Different characters that a password has at least.
const DIFFERENT_MIN: usize = 5;
/// Characters that must be left when a common word is taken away.
const BESIDES_MIN: usize = 6;
/// Shortest part of a name that is looked for inside a password.
const OWN_CHARS_MIN: usize = 4;

/// What is tried first: passwords of known leaks (from zxcvbn, MIT, and Django, BSD), in lower
/// case, without the digits and signs around them, sorted.
const COMMON: &str = include_str!("common.txt");
/// Rows of keys, which are drawn rather than thought.
const ROWS: [&str; 8] = [
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1aqw2zsx3edc4rfv5tgb6yhn7ujk",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// It is too short.
    Short,
    /// It is too long to hash.
    Long,
    /// It is one that is tried first.
    Common,
    /// It is little more than the name or address of its owner.
    Own,
}

/// A password, in the one form that is hashed: Unicode's NFC, so that the same keys on another
/// keyboard give the same password.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

impl Password {
    /// A password as somebody typed it to sign in; `None` when it can't be anybody's.
    pub fn typed(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= PASSWORD_BYTES_MAX;
        let normal: String = fits.then(|| text.nfc().collect())?;
        (normal.len() <= PASSWORD_BYTES_MAX).then_some(Self(normal))
    }

    /// A password that somebody chooses; `own` are the names and addresses of its owner.
    pub fn chosen(text: &str, own: &[&str]) -> Result<Self, PasswordError> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordError::Long);
        }
        let password = Self::typed(text).ok_or(PasswordError::Short)?;
        if password.0.chars().count() < PASSWORD_CHARS_MIN {
            return Err(PasswordError::Short);
        }
        let plain = password.0.to_lowercase();
        if is_little_more_than(&plain, own) {
            return Err(PasswordError::Own);
        }
        if is_common(&plain) { Err(PasswordError::Common) } else { Ok(password) }
    }

    /// The bytes that are hashed.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Whether a word, in lower case, is one that is tried first, or is made of little else.
fn is_common(plain: &str) -> bool {
    let mut different: Vec<char> = plain.chars().collect();
    different.sort_unstable();
    different.dedup();
    let is_letter = |c: char| c.is_alphabetic();
    let core = plain.trim_matches(|c: char| !is_letter(c));
    let besides = plain.chars().count() - core.chars().count();
    let letters: String = plain.chars().filter(|c| is_letter(*c)).collect();
    let others = plain.chars().filter(|c| !is_letter(*c)).count();
    different.len() < DIFFERENT_MIN
        || is_listed(plain)
        || (is_listed(core) && besides < core.chars().count() + BESIDES_MIN)
        || (is_listed(&letters) && others < BESIDES_MIN)
        || repeats(plain)
        || is_run(plain)
        || (!core.is_empty() && is_run(core) && besides < BESIDES_MIN)
}

fn is_listed(word: &str) -> bool {
    // Lines are sorted: find the place of the word by halving the text.
    let (mut low, mut high) = (0, COMMON.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let Some((before, after)) = COMMON.split_at_checked(middle) else { return false };
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(COMMON.len(), |at| middle + at);
        let line = COMMON.get(start..end).unwrap_or_default();
        match line.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

/// Whether a password is one shorter part again and again, a listed one or not.
fn repeats(plain: &str) -> bool {
    let chars: Vec<char> = plain.chars().collect();
    (1..=chars.len() / 2).any(|size| {
        let mut parts = chars.chunks(size);
        let first = parts.next().unwrap_or_default();
        parts.all(|part| first.starts_with(part))
    })
}

/// Whether a password is a walk along rows of keys, forwards or backwards, in pieces of three at
/// least.
fn is_run(plain: &str) -> bool {
    let chars: Vec<char> = plain.chars().collect();
    let follows = |from: char, to: char| {
        ROWS.iter().any(|row| {
            let two = [from, to].iter().collect::<String>();
            let back = [to, from].iter().collect::<String>();
            row.contains(&two) || row.contains(&back)
        })
    };
    let steps = chars.iter().zip(chars.iter().skip(1));
    let broken = steps.filter(|(from, to)| !follows(**from, **to)).count();
    broken * 4 <= chars.len()
}

/// Whether little is left when the names of the owner, and their parts, are taken away.
fn is_little_more_than(plain: &str, own: &[&str]) -> bool {
    let parts = own.iter().flat_map(|name| name.split(['@', '.', '-', '_', ' ']));
    let mut parts: Vec<String> = own.iter().copied().chain(parts).map(str::to_lowercase).collect();
    parts.retain(|part| part.chars().count() >= OWN_CHARS_MIN);
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let left = parts.iter().fold(plain.to_owned(), |left, part| left.replace(part.as_str(), ""));
    left.len() < plain.len() && left.chars().count() < BESIDES_MIN
}
