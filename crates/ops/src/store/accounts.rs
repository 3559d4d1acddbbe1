//! Accounts and what they show to come in: passwords, codes of a phone, recovery codes.

use super::statements::statements;
use super::{Row, StoreError, Tx, Value};
use vigie_domain::account::{Account, CodeState};
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

statements! {
    ADD = "INSERT INTO accounts (name, email, language, role, by_hand, created_at)
        VALUES (?1, ?2, ?3, ?4, 1, ?5) ON CONFLICT DO NOTHING";
    ENSURE = "INSERT INTO accounts (name, by_hand, created_at) VALUES (?1, 0, ?2)
        ON CONFLICT (name) DO NOTHING";
    ONE = "SELECT name, email, language, role, by_hand, created_at, password, password_at,
        totp_secret, totp_used, totp_told FROM accounts WHERE name = ?1";
    ALL_OF_THEM = "SELECT name, email, language, role, by_hand, created_at, password, password_at,
        totp_secret, totp_used, totp_told FROM accounts WHERE name > ?1 ORDER BY name LIMIT ?2";
    BY_EMAIL = "SELECT name FROM accounts WHERE email = ?1";
    REMOVE = "DELETE FROM accounts WHERE name = ?1 AND by_hand = 1";
    SET_PASSWORD = "UPDATE accounts SET password = ?2, password_at = ?3 WHERE name = ?1";
    SET_LANGUAGE = "UPDATE accounts SET language = ?2 WHERE name = ?1";
    SET_TOTP = "UPDATE accounts SET totp_secret = ?2, totp_at = ?3, totp_used = ?4,
        totp_told = NULL WHERE name = ?1";
    USE_CODE = "UPDATE accounts SET totp_used = ?2, totp_told = NULL
        WHERE name = ?1 AND (totp_used IS NULL OR totp_used < ?2)";
    TELL_CODE = "UPDATE accounts SET totp_told = ?2 WHERE name = ?1";
    SET_ROLE = "UPDATE accounts SET role = ?2 WHERE name = ?1";
    BY_IDENTITY = "SELECT account FROM identities WHERE issuer = ?1 AND subject = ?2";
    ADD_IDENTITY = "INSERT INTO identities (issuer, subject, account, created_at)
        VALUES (?1, ?2, ?3, ?4)";
    CLEAR_IDENTITIES = "DELETE FROM identities WHERE account = ?1";
    ADD_RECOVERY = "INSERT INTO recovery_codes (account, mark) VALUES (?1, ?2)
        ON CONFLICT (account, mark) DO NOTHING";
    USE_RECOVERY = "DELETE FROM recovery_codes WHERE account = ?1 AND mark = ?2";
    COUNT_RECOVERY = "SELECT COUNT(*) FROM recovery_codes WHERE account = ?1";
    CLEAR_RECOVERY = "DELETE FROM recovery_codes WHERE account = ?1";
}

/// An account with what it shows to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its short name.
    pub name: String,
    /// Its mail address, in lower case.
    pub email: Option<String>,
    /// The language it chose.
    pub language: Option<Language>,
    /// The role it was made with.
    pub role: Option<String>,
    /// Whether it was made by hand.
    pub by_hand: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// The hash of its password.
    pub password: Option<String>,
    /// When the password was set.
    pub password_at: Option<Timestamp>,
    /// The secret of its authenticator app, hidden.
    pub totp_secret: Option<String>,
    /// Which codes were used.
    pub codes: CodeState,
}

fn stored(row: &Row<'_>) -> Result<Stored, StoreError> {
    let step = |value: Option<i64>| value.and_then(|step| u64::try_from(step).ok());
    Ok(Stored {
        name: row.text(0)?,
        email: row.opt_text(1)?,
        language: row.opt_text(2)?.and_then(|tag| Language::from_tag(&tag)),
        role: row.opt_text(3)?,
        by_hand: row.int(4)? == 1,
        created_at: Timestamp::from_millis(row.int(5)?),
        password: row.opt_text(6)?,
        password_at: row.opt_int(7)?.map(Timestamp::from_millis),
        totp_secret: row.opt_text(8)?,
        codes: CodeState { used: step(row.opt_int(9)?), told: step(row.opt_int(10)?) },
    })
}

/// Makes an account by hand; `false` when its name or address is taken.
pub fn add(
    tx: &mut Tx<'_>,
    account: &Account,
    role: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = [
        account.name.as_str().into(),
        account.email.as_deref().into(),
        account.language.map(Language::tag).into(),
        role.into(),
        now.into(),
    ];
    Ok(tx.execute(ADD, &values)? == 1)
}

/// Makes sure that a declared person has a row.
pub fn ensure(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(ENSURE, &[name.into(), now.into()]).map(|_| ())
}

/// An account by its name.
pub fn one(tx: &mut Tx<'_>, name: &str) -> Result<Option<Stored>, StoreError> {
    tx.row(ONE, &[name.into()], stored)
}

/// The accounts after a name, in order.
pub fn after(tx: &mut Tx<'_>, name: &str, limit: i64) -> Result<Vec<Stored>, StoreError> {
    tx.rows(ALL_OF_THEM, &[name.into(), limit.into()], stored)
}

/// The name of the account with this address.
pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<String>, StoreError> {
    tx.row(BY_EMAIL, &[email.into()], |row| row.text(0))
}

/// Removes an account that was made by hand; `false` when there is none.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(REMOVE, &[name.into()])? == 1)
}

/// Sets the hash of a password, or takes it away.
pub fn set_password(
    tx: &mut Tx<'_>,
    name: &str,
    hash: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(SET_PASSWORD, &[name.into(), hash.into(), now.into()]).map(|_| ())
}

/// Sets the language of the pages.
pub fn set_language(
    tx: &mut Tx<'_>,
    name: &str,
    language: Option<Language>,
) -> Result<(), StoreError> {
    tx.execute(SET_LANGUAGE, &[name.into(), language.map(Language::tag).into()]).map(|_| ())
}

/// Sets the secret of an authenticator app, hidden, and the step whose code was shown; or takes
/// it away.
pub fn set_totp(
    tx: &mut Tx<'_>,
    name: &str,
    secret: Option<(&str, u64)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let step = secret.map_or(Value::Null, |(_, step)| whole(step));
    let values = [name.into(), secret.map(|(hidden, _)| hidden).into(), now.into(), step];
    tx.execute(SET_TOTP, &values).map(|_| ())
}

/// Uses the code of a step up; `false` when somebody used it, or a later one, meanwhile.
pub fn use_code(tx: &mut Tx<'_>, name: &str, step: u64) -> Result<bool, StoreError> {
    Ok(tx.execute(USE_CODE, &[name.into(), whole(step)])? == 1)
}

/// Notes that the code of a step to come was told to be early.
pub fn tell_code(tx: &mut Tx<'_>, name: &str, step: u64) -> Result<(), StoreError> {
    tx.execute(TELL_CODE, &[name.into(), whole(step)]).map(|_| ())
}

fn whole(step: u64) -> Value<'static> {
    Value::Int(i64::try_from(step).unwrap_or(i64::MAX))
}

/// Sets what an account may do.
pub fn set_role(tx: &mut Tx<'_>, name: &str, role: &str) -> Result<(), StoreError> {
    tx.execute(SET_ROLE, &[name.into(), role.into()]).map(|_| ())
}

/// The account that an identity provider knows by a name of its own.
pub fn by_identity(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &str,
) -> Result<Option<String>, StoreError> {
    tx.row(BY_IDENTITY, &[issuer.into(), subject.into()], |row| row.text(0))
}

/// Keeps the name that an identity provider knows an account by.
pub fn add_identity(
    tx: &mut Tx<'_>,
    issuer: &str,
    subject: &str,
    account: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let values = [issuer.into(), subject.into(), account.into(), now.into()];
    tx.execute(ADD_IDENTITY, &values).map(|_| ())
}

/// Forgets what identity providers know an account by.
pub fn clear_identities(tx: &mut Tx<'_>, account: &str) -> Result<(), StoreError> {
    tx.execute(CLEAR_IDENTITIES, &[account.into()]).map(|_| ())
}

/// Keeps the mark of a recovery code.
pub fn add_recovery(tx: &mut Tx<'_>, name: &str, mark: &str) -> Result<(), StoreError> {
    tx.execute(ADD_RECOVERY, &[name.into(), mark.into()]).map(|_| ())
}

/// Uses a recovery code up; `false` when there is none like it.
pub fn use_recovery(tx: &mut Tx<'_>, name: &str, mark: &str) -> Result<bool, StoreError> {
    Ok(tx.execute(USE_RECOVERY, &[name.into(), mark.into()])? == 1)
}

/// How many recovery codes are left.
pub fn count_recovery(tx: &mut Tx<'_>, name: &str) -> Result<i64, StoreError> {
    Ok(tx.row(COUNT_RECOVERY, &[name.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Forgets the recovery codes.
pub fn clear_recovery(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.execute(CLEAR_RECOVERY, &[name.into()]).map(|_| ())
}
