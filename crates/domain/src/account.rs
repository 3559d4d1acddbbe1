//! Accounts: who may come in, and what they must show.
//!
//! Owns what a good password is, how long wrong tries make somebody wait, which code of a phone
//! counts now, and how long a session lasts. Never hashes, draws or compares secrets.

mod code;
mod password;
mod provider;
mod session;
mod tries;

pub use code::{CODE_STEP, CodeState, CodeVerdict, judge_code};
pub use password::{PASSWORD_CHARS_MIN, Password, PasswordError};
pub use provider::{Provider, read_grants, write_grants};
pub use session::{CEREMONY_LASTS, RECENT, SEEN_EVERY, SESSION_IDLE_MAX, SESSION_LASTS, is_recent};
pub use tries::{Tries, TriesKind, WARN_AT};

use crate::person::Language;
use crate::text::Slug;

/// The account of the sign-in link that a new installation prints.
pub const FIRST_ADMINISTRATOR: &str = "administrator";

/// Somebody who may come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Short name: that of the person, when one is declared.
    pub name: Slug,
    /// Mail address, in lower case; a second name for signing in.
    pub email: Option<String>,
    /// Language of the pages; `None` takes the browser's.
    pub language: Option<Language>,
    /// Whether it was made by hand, and not by declaring the person.
    pub by_hand: bool,
}

#[cfg(test)]
mod tests;
