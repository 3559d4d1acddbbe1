//! Accounts: made by hand or by declaring a person, given a password, removed.

use super::session::Visitor;
use super::{hashing, secret};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::accounts::{self, Stored};
use crate::store::{Tx, access, journal, passkeys, saved_views, sessions};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::account::{Account, FIRST_ADMINISTRATOR, Password, PasswordError};
use vigie_domain::fact::Fact;
use vigie_domain::person::Language;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// A sign-in link is used within the hour or asked for again.
const LINK_LASTS: Duration = Duration::from_secs(3_600);
/// Accounts that are listed at most.
const LISTED_MAX: i64 = 1_000;
/// Longest mail address, as RFC 5321 has it.
const EMAIL_BYTES_MAX: usize = 254;

/// An account to make by hand.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its short name.
    pub name: Slug,
    /// Its mail address.
    pub email: Option<String>,
    /// What its owner may do.
    pub role: Option<String>,
}

/// An account as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its short name.
    pub name: String,
    /// Its mail address.
    pub email: Option<String>,
    /// Whether it comes from the configuration.
    pub declared: bool,
    /// Whether it has a password.
    pub password: bool,
    /// Whether it has an authenticator app.
    pub totp: bool,
}

/// What an account has to come in with, without its secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Its mail address.
    pub email: Option<String>,
    /// When its password was set.
    pub password_at: Option<Timestamp>,
    /// Whether it has an authenticator app.
    pub app: bool,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

/// What came of a wish to change a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordChange {
    /// It is changed, and other sessions are over.
    Done,
    /// It is not good enough.
    Refused(PasswordError),
}

/// Whether somebody of this name may come in: a declared person, an account made by hand, or the
/// first administrator.
pub fn is_welcome(setup: &Setup, name: &str, by_hand: bool) -> bool {
    by_hand || name == FIRST_ADMINISTRATOR || setup.people.contains_key(name)
}

/// The account that a typed name or mail address stands for.
pub(super) fn find(
    tx: &mut Tx<'_>,
    setup: &Setup,
    typed: &str,
) -> Result<Option<(String, Option<Stored>)>, Error> {
    let typed = typed.trim().to_lowercase();
    let declared = || {
        let has = |email: &String| email.to_lowercase() == typed;
        setup.people.values().find(|person| person.email.as_ref().is_some_and(has))
    };
    let name = if !typed.contains('@') {
        typed
    } else if let Some(person) = declared() {
        person.slug.to_string()
    } else {
        accounts::by_email(tx, &typed)?.unwrap_or_default()
    };
    let stored = accounts::one(tx, &name)?;
    let by_hand = stored.as_ref().is_some_and(|stored| stored.by_hand);
    Ok(is_welcome(setup, &name, by_hand).then_some((name, stored)))
}

/// Whether an account has nothing to come in with but links.
pub(super) fn is_bare(tx: &mut Tx<'_>, name: &str) -> Result<bool, Error> {
    let password = accounts::one(tx, name)?.and_then(|stored| stored.password);
    Ok(password.is_none() && passkeys::of(tx, name)?.is_empty())
}

/// Writes into the journal that an account changed.
pub(super) fn note(
    tx: &mut Tx<'_>,
    account: &str,
    change: &str,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let fact = Fact::AccountChanged { account: account.to_owned(), change: change.to_owned() };
    Ok(journal::append(tx, &fact, by, now)?)
}

/// Makes an account by hand; answers the path of its single-use link.
pub async fn add(cx: &Cx, new: NewAccount, by: &str) -> Result<String, Error> {
    let email = new.email.map(|email| email.trim().to_lowercase());
    if let Some(email) = &email {
        let parts = email
            .split_once('@')
            .filter(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'));
        let fits = email.len() <= EMAIL_BYTES_MAX && !email.contains(char::is_whitespace);
        if parts.is_none() || !fits {
            let why = |words: Words| words.account_email_wrong(email);
            return Err(Error::refused(why, Words::account_email_wrong_next));
        }
    }
    let account = Account { name: new.name, email, language: None, by_hand: true };
    let name = account.name.to_string();
    let setup = cx.setup();
    if is_welcome(&setup, &name, false) {
        let why = |words: Words| words.account_declared(&name);
        return Err(Error::refused(why, Words::account_taken_next));
    }
    let (by, now) = (by.to_owned(), cx.now());
    let added = name.clone();
    let unit = move |tx: &mut Tx<'_>| {
        if !accounts::add(tx, &account, new.role.as_deref(), now)? {
            return Err(Error::refused(Words::account_taken, Words::account_taken_next));
        }
        let role = new.role.as_deref().map_or(String::new(), |role| format!(" as {role}"));
        note(tx, &added, &format!("made by hand{role}"), &by, now)
    };
    cx.store.write(unit).await?;
    make_link(cx, &name).await
}

/// Removes an account that was made by hand, with everything it has.
pub async fn remove(cx: &Cx, name: &str, by: &str) -> Result<(), Error> {
    let (name, by, now) = (name.to_owned(), by.to_owned(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        if !accounts::remove(tx, &name)? {
            return Err(Error::NotFound("account made by hand"));
        }
        strip(tx, &name)?;
        saved_views::clear(tx, &name)?;
        note(tx, &name, "removed", &by, now)
    };
    cx.store.write(unit).await
}

/// Takes everything that an account shows to come in, ends its sessions, and answers the path of
/// a single-use link: for who lost their phone or their password.
pub async fn reset(cx: &Cx, name: &str, by: &str) -> Result<String, Error> {
    let (setup, account, by, now) = (cx.setup(), name.to_owned(), by.to_owned(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        if find(tx, &setup, &account)?.is_none_or(|(found, _)| found != account) {
            return Err(Error::NotFound("account"));
        }
        accounts::set_password(tx, &account, None, now)?;
        accounts::set_totp(tx, &account, None, now)?;
        strip(tx, &account)?;
        note(tx, &account, "password, codes and passkeys taken away", &by, now)
    };
    cx.store.write(unit).await?;
    make_link(cx, name).await
}

fn strip(tx: &mut Tx<'_>, name: &str) -> Result<(), Error> {
    accounts::clear_recovery(tx, name)?;
    passkeys::clear(tx, name)?;
    accounts::clear_identities(tx, name)?;
    sessions::end_others(tx, name, "")?;
    Ok(sessions::forget_devices(tx, name)?)
}

/// Makes a single-use sign-in link; answers its path.
pub async fn make_link(cx: &Cx, name: &str) -> Result<String, Error> {
    let secret = secret()?;
    let (setup, hash, name) = (cx.setup(), hash_secret(&secret), name.to_owned());
    let until = cx.now() + LINK_LASTS;
    let unit = move |tx: &mut Tx<'_>| {
        if find(tx, &setup, &name)?.is_none_or(|(found, _)| found != name) {
            return Err(Error::NotFound("account"));
        }
        Ok(access::add_link(tx, &hash, &name, until)?)
    };
    cx.store.write(unit).await?;
    Ok(format!("/sign-in/{secret}"))
}

/// Every account: the declared people, and those made by hand.
pub async fn list(cx: &Cx) -> Result<Vec<Listed>, Error> {
    let setup = cx.setup();
    let stored = cx.store.read(|tx| Ok(accounts::after(tx, "", LISTED_MAX)?)).await?;
    let mut all: Vec<Listed> = Vec::new();
    for person in setup.people.values() {
        let known = stored.iter().find(|stored| stored.name == person.slug.as_str());
        all.push(Listed {
            name: person.slug.to_string(),
            email: person.email.clone(),
            declared: true,
            password: known.is_some_and(|stored| stored.password.is_some()),
            totp: known.is_some_and(|stored| stored.totp_secret.is_some()),
        });
    }
    let others = stored.iter().filter(|stored| !setup.people.contains_key(stored.name.as_str()));
    all.extend(others.filter(|one| is_welcome(&setup, &one.name, one.by_hand)).map(|stored| {
        Listed {
            name: stored.name.clone(),
            email: stored.email.clone(),
            declared: false,
            password: stored.password.is_some(),
            totp: stored.totp_secret.is_some(),
        }
    }));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// What a visitor has to come in with.
pub async fn credentials(cx: &Cx, visitor: &Visitor) -> Result<Credentials, Error> {
    let name = visitor.person.clone();
    let unit = move |tx: &mut Tx<'_>| {
        Ok((accounts::one(tx, &name)?, accounts::count_recovery(tx, &name)?))
    };
    let (stored, recovery_codes) = cx.store.read(unit).await?;
    let setup = cx.setup();
    let declared = setup.people.get(visitor.person.as_str()).and_then(|it| it.email.clone());
    let Some(stored) = stored else {
        return Ok(Credentials { email: declared, ..Credentials::default() });
    };
    let password_at = stored.password.and(stored.password_at);
    let app = stored.totp_secret.is_some();
    Ok(Credentials { email: declared.or(stored.email), password_at, app, recovery_codes })
}

/// Sets the password of a visitor, and ends their other sessions: whoever knew the old one is out.
pub async fn set_password(
    cx: &Cx,
    visitor: &Visitor,
    typed: &str,
) -> Result<PasswordChange, Error> {
    let setup = cx.setup();
    let name = visitor.person.clone();
    let stored = cx.store.read(move |tx| Ok(accounts::one(tx, &name)?)).await?;
    let person = setup.people.get(visitor.person.as_str());
    let own: Vec<&str> = [
        Some(visitor.person.as_str()),
        person.map(|person| person.name.as_str()),
        person.and_then(|person| person.email.as_deref()),
        stored.as_ref().and_then(|stored| stored.email.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let password = match Password::chosen(typed, &own) {
        Ok(password) => password,
        Err(why) => return Ok(PasswordChange::Refused(why)),
    };
    let hash = hashing::hash(password).await?;
    let (visitor, now) = (visitor.clone(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        let name = visitor.person.as_str();
        accounts::ensure(tx, name, now)?;
        accounts::set_password(tx, name, Some(&hash), now)?;
        sessions::end_others(tx, name, &visitor.session)?;
        note(tx, name, "password set", name, now)?;
        Ok(PasswordChange::Done)
    };
    cx.store.write(unit).await
}

/// Sets the language of a visitor's pages; `None` takes the browser's.
pub async fn set_language(
    cx: &Cx,
    visitor: &Visitor,
    language: Option<Language>,
) -> Result<(), Error> {
    let (name, now) = (visitor.person.clone(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        accounts::ensure(tx, &name, now)?;
        Ok(accounts::set_language(tx, &name, language)?)
    };
    cx.store.write(unit).await
}
