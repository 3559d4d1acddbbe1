//! Tokens: what programs show to come in.
//! Owns how long one is good and when it ends; what its role may do is decided in `rights`.

use crate::rights::Grant;
use crate::time::Timestamp;
use std::time::Duration;

/// Days that a token is good for unless said otherwise.
pub const TOKEN_DAYS: u32 = 365;
/// Most days that a token is good for, short of having no end: nobody remembers ten years.
pub const TOKEN_DAYS_MAX: u32 = 3_650;
/// Tokens that are not withdrawn, at most: more programs than any team runs.
pub const TOKENS_MAX: usize = 1_000;
/// A token that ends within this time is spoken of, so that its program is given another.
pub const TOKEN_ENDS_SOON: Duration = Duration::from_secs(14 * 86_400);
/// Its last use is written at most this often.
pub const TOKEN_USED_EVERY: Duration = Duration::from_secs(60);
/// A token that has ended is remembered this long, so that its program is told why it is refused.
pub const TOKEN_KEPT: Duration = Duration::from_secs(90 * 86_400);

/// What a program shows to come in, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// A number that is no secret, for lists.
    pub id: String,
    /// The program that uses it.
    pub name: String,
    /// What it may do, and where; `None` for a role that this version does not know.
    pub grant: Option<Grant>,
    /// Who made it; empty when that was not kept.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when it is good; `None` for one without an end.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    pub used_at: Option<Timestamp>,
    /// When somebody withdrew it.
    pub withdrawn_at: Option<Timestamp>,
}

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It opens the door.
    InForce,
    /// It is past its time, since then.
    Expired(Timestamp),
    /// Somebody withdrew it, then.
    Withdrawn(Timestamp),
}

impl TokenState {
    /// The word in the API and on pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Expired(_) => "expired",
            Self::Withdrawn(_) => "withdrawn",
        }
    }
}

impl Token {
    /// Where it stands; of two ends the first one counts.
    pub fn state(&self, now: Timestamp) -> TokenState {
        let expired = self.expires_at.filter(|at| *at <= now);
        match (expired, self.withdrawn_at) {
            (Some(at), Some(withdrawn)) if withdrawn < at => TokenState::Withdrawn(withdrawn),
            (Some(at), _) => TokenState::Expired(at),
            (None, Some(at)) => TokenState::Withdrawn(at),
            (None, None) => TokenState::InForce,
        }
    }

    /// Whether it still opens the door, but not for long.
    pub fn ends_soon(&self, now: Timestamp) -> bool {
        let soon = |at: Timestamp| at <= now + TOKEN_ENDS_SOON;
        self.state(now) == TokenState::InForce && self.expires_at.is_some_and(soon)
    }

    /// Whether a use now is worth writing down.
    pub fn is_use_news(&self, now: Timestamp) -> bool {
        self.used_at.is_none_or(|at| now.since(at) >= TOKEN_USED_EVERY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::Role;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn token(expires: Option<i64>, withdrawn: Option<i64>) -> Token {
        Token {
            id: "1".to_owned(),
            name: "robot".to_owned(),
            grant: Some(Grant::everywhere(Role::Reader)),
            made_by: "ada".to_owned(),
            made_at: at(0),
            expires_at: expires.map(at),
            used_at: None,
            withdrawn_at: withdrawn.map(at),
        }
    }

    #[test]
    fn a_token_ends_at_its_time_or_when_it_is_withdrawn_whichever_comes_first() {
        for (expires, withdrawn, state) in [
            (None, None, TokenState::InForce),
            (Some(101), None, TokenState::InForce),
            (Some(100), None, TokenState::Expired(at(100))),
            (None, Some(50), TokenState::Withdrawn(at(50))),
            (Some(101), Some(50), TokenState::Withdrawn(at(50))),
            (Some(60), Some(50), TokenState::Withdrawn(at(50))),
            (Some(50), Some(60), TokenState::Expired(at(50))),
        ] {
            assert_eq!(
                token(expires, withdrawn).state(at(100)),
                state,
                "{expires:?} {withdrawn:?}"
            );
        }
    }

    #[test]
    fn one_that_ends_within_a_fortnight_is_spoken_of() {
        let fortnight = 14 * 86_400;
        assert!(token(Some(fortnight + 100), None).ends_soon(at(100)));
        assert!(!token(Some(fortnight + 101), None).ends_soon(at(100)));
        assert!(!token(Some(99), None).ends_soon(at(100)), "it has ended");
        assert!(!token(Some(200), Some(50)).ends_soon(at(100)), "it was withdrawn");
        assert!(!token(None, None).ends_soon(at(100)));
    }

    #[test]
    fn a_use_is_written_once_a_minute() {
        let used = |seconds| Token { used_at: Some(at(seconds)), ..token(None, None) };
        assert!(token(None, None).is_use_news(at(0)));
        assert!(!used(100).is_use_news(at(159)));
        assert!(used(100).is_use_news(at(160)));
        assert!(!used(100).is_use_news(at(40)), "a clock that went back");
    }
}
