//! Tokens of programs: made, listed, withdrawn, and looked up at each request.

use super::secret;
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::tokens::{self as rows, Adding};
use crate::store::{Tx, journal};
use crate::words::Words;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_domain::rights::{Act, Grant, Place, Role, Sight, Who, may, may_give};
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_domain::token::{TOKEN_DAYS_MAX, TOKEN_USED_EVERY, TOKENS_MAX, Token, TokenState};

/// Withdrawn tokens that are listed at most.
const WITHDRAWN_MAX: i64 = 500;
const DAY: Duration = Duration::from_secs(86_400);
/// Who makes the tokens that the program needs itself.
const HOUSE: &str = "vigie";

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The program that will use it.
    pub name: Slug,
    /// What it may do, and where.
    pub grant: Grant,
    /// For how many days it is good; 0 for no end.
    pub days: u32,
    /// Whether it takes the place of one of the same name.
    pub replaces: bool,
}

/// When the tokens of this process were last written down as used, so that a token in heavy use
/// costs a write a minute, however many requests come at once.
#[derive(Debug, Default)]
pub struct Uses(Mutex<HashMap<String, Timestamp>>);

impl Uses {
    /// Whether nobody writes this use down yet; from now on somebody does.
    fn take(&self, hash: &str, now: Timestamp) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.retain(|_, at| now.since(*at) < TOKEN_USED_EVERY);
        let taken = noted.contains_key(hash);
        if !taken {
            noted.insert(hash.to_owned(), now);
        }
        !taken
    }
}

/// The token of a secret, whatever became of it; `None` for a secret that opens nothing.
///
/// The database knows only the hash, and finds it by that: how long it takes says nothing about a
/// secret that is nearly right.
pub async fn token_of(cx: &Cx, secret: &str) -> Result<Option<Token>, Error> {
    let (hash, now) = (hash_secret(secret), cx.now());
    let wanted = hash.clone();
    let found = cx.store.read(move |tx| Ok(rows::by_hash(tx, &wanted)?)).await?;
    let in_use = found.as_ref().filter(|token| token.state(now) == TokenState::InForce);
    if in_use.is_some_and(|token| token.is_use_news(now)) && cx.uses.take(&hash, now) {
        // Beside the request: nobody waits for it, and one that is lost is made up for soon.
        let store = cx.store.clone();
        tokio::spawn(async move {
            if let Err(error) = store.write(move |tx| Ok(rows::used(tx, &hash, now)?)).await {
                tracing::warn!(%error, "the use of a token could not be written down");
            }
        });
    }
    Ok(found)
}

/// Makes a token; answers it and its secret, this once.
pub async fn make_token(cx: &Cx, sight: &Sight, new: NewToken) -> Result<(String, Token), Error> {
    check(cx, sight.who(), &new)?;
    let (secret, now) = (secret()?, cx.now());
    let (hash, sight) = (hash_secret(&secret), sight.clone());
    let expires_at = (new.days > 0).then(|| now + DAY.saturating_mul(new.days));
    let unit = move |tx: &mut Tx<'_>| {
        let (name, who) = (new.name.as_str(), sight.who());
        if let Some(before) = rows::by_name(tx, name)? {
            let in_force = before.state(now) == TokenState::InForce;
            if !manages(who, &before) || in_force && !new.replaces {
                let why = |words: Words| words.token_taken(name);
                return Err(Error::refused(why, Words::token_taken_next));
            }
        } else if rows::kept(tx)?.len() >= TOKENS_MAX {
            let why = |words: Words| words.token_too_many(TOKENS_MAX);
            return Err(Error::refused(why, Words::token_too_many_next));
        }
        let adding =
            Adding { hash: &hash, name, grant: &new.grant, made_by: &who.name, expires_at };
        put(tx, &adding, now)
    };
    let token = cx.store.write(unit).await?;
    Ok((secret, token))
}

/// Whether somebody may make this token, of values alone.
fn check(cx: &Cx, who: &Who, new: &NewToken) -> Result<(), Error> {
    if new.days > TOKEN_DAYS_MAX {
        let next = |words: Words| words.token_days_bad_next(TOKEN_DAYS_MAX);
        return Err(Error::refused(Words::token_days_bad, next));
    }
    let (organisation, setup) = (new.grant.organisation.as_ref(), cx.setup());
    let place = Place { organisation, participants: None };
    let is_declared = organisation.is_none_or(|slug| setup.organisations.contains_key(slug));
    if !is_declared || !may(who, Act::ManageTokens, &place) {
        let why = |words: Words| match organisation {
            Some(slug) => words.token_place_bad(slug.as_str()),
            None => words.token_everywhere_bad().to_owned(),
        };
        return Err(Error::refused(why, Words::token_place_bad_next));
    }
    if !may_give(who, &new.grant) {
        let why = |words: Words| words.token_role_bad(new.grant.role.as_str());
        return Err(Error::refused(why, Words::token_role_bad_next));
    }
    Ok(())
}

/// Whether somebody sees and withdraws a token: it belongs to its organisation.
fn manages(who: &Who, token: &Token) -> bool {
    let organisation = token.grant.as_ref().and_then(|grant| grant.organisation.as_ref());
    may(who, Act::ManageTokens, &Place { organisation, participants: None })
}

/// Makes a token that the program or its owner needs, with any role and without an end, in place
/// of the one before. Asks nobody for a right: only what starts the program calls it.
pub async fn house_token(cx: &Cx, name: &str, grant: Grant) -> Result<String, Error> {
    let (secret, name, now) = (secret()?, name.to_owned(), cx.now());
    let hash = hash_secret(&secret);
    let unit = move |tx: &mut Tx<'_>| {
        let adding =
            Adding { hash: &hash, name: &name, grant: &grant, made_by: HOUSE, expires_at: None };
        put(tx, &adding, now)
    };
    cx.store.write(unit).await?;
    Ok(secret)
}

fn put(tx: &mut Tx<'_>, new: &Adding<'_>, now: Timestamp) -> Result<Token, Error> {
    rows::withdraw(tx, new.name, now)?;
    rows::add(tx, new, now)?;
    let place = match &new.grant.organisation {
        Some(slug) => format!("of {slug}"),
        None => "everywhere".to_owned(),
    };
    let until = new.expires_at.map_or("without an end".to_owned(), |at| format!("until {at}"));
    let role = new.grant.role.as_str();
    note(tx, new.name, format!("made: {role} {place}, {until}"), (new.made_by, now))?;
    rows::by_hash(tx, new.hash)?.ok_or(Error::NotFound("token"))
}

fn note(
    tx: &mut Tx<'_>,
    token: &str,
    change: String,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let fact = Fact::TokenTurned { token: token.to_owned(), change };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// Withdraws the token of a name: its program is refused from the next request on.
pub async fn withdraw_token(cx: &Cx, sight: &Sight, name: &str) -> Result<(), Error> {
    let (sight, name, now) = (sight.clone(), name.to_owned(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        let found = rows::by_name(tx, &name)?;
        if !found.is_some_and(|token| manages(sight.who(), &token)) {
            return Err(Error::NotFound("token"));
        }
        rows::withdraw(tx, &name, now)?;
        note(tx, &name, "withdrawn".to_owned(), (&sight.who().name, now))
    };
    cx.store.write(unit).await
}

/// The tokens that somebody looks after and that are not withdrawn, by name.
pub async fn tokens(cx: &Cx, sight: &Sight) -> Result<Vec<Token>, Error> {
    let mut found = cx.store.read(|tx| Ok(rows::kept(tx)?)).await?;
    found.retain(|token| manages(sight.who(), token));
    Ok(found)
}

/// Those that were withdrawn of late, the last first.
pub async fn withdrawn_tokens(cx: &Cx, sight: &Sight) -> Result<Vec<Token>, Error> {
    let mut found = cx.store.read(|tx| Ok(rows::withdrawn(tx, WITHDRAWN_MAX)?)).await?;
    found.retain(|token| manages(sight.who(), token));
    Ok(found)
}

/// The roles that somebody may give a token of an organisation, or one that holds everywhere.
pub fn roles_to_give(who: &Who, organisation: Option<&Slug>) -> Vec<Role> {
    let grant = |role| Grant { role, organisation: organisation.cloned() };
    Role::ALL.into_iter().filter(|role| may_give(who, &grant(*role))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_requests_writes_a_use_down() {
        let (uses, at) = (Uses::default(), Timestamp::from_millis);
        assert!(uses.take("a", at(0)));
        assert!(!uses.take("a", at(59_999)));
        assert!(uses.take("b", at(59_999)));
        assert!(uses.take("a", at(60_000)));
        uses.take("c", at(500_000));
        assert_eq!(uses.0.lock().unwrap().len(), 1, "old ones are forgotten");
    }
}
