//! Every column that holds hidden secrets, so that a change of keys finds all of them. A new one
//! is added here, or what it holds is lost at the next change.

use super::statements::statements;
use super::{StoreError, Tx};

statements! {
    DECLARATIONS = "SELECT kind, name, body FROM declarations
        WHERE (kind, name) > (?1, ?2) ORDER BY kind, name LIMIT ?3";
    TURN_DECLARATION = "UPDATE declarations SET body = ?4
        WHERE kind = ?1 AND name = ?2 AND body = ?3";
    ANSWERS = "SELECT caller, idempotency_key, answer FROM kept_answers
        WHERE (caller, idempotency_key) > (?1, ?2) ORDER BY caller, idempotency_key LIMIT ?3";
    TURN_ANSWER = "UPDATE kept_answers SET answer = ?4
        WHERE caller = ?1 AND idempotency_key = ?2 AND answer = ?3";
    CODES = "SELECT name, '', totp_secret FROM accounts
        WHERE (name, '') > (?1, ?2) ORDER BY name LIMIT ?3";
    TURN_CODE = "UPDATE accounts SET totp_secret = ?4
        WHERE name = ?1 AND ?2 = '' AND totp_secret = ?3";
    UPSTREAM = "SELECT hash, '', upstream FROM sessions
        WHERE (hash, '') > (?1, ?2) ORDER BY hash LIMIT ?3";
    TURN_UPSTREAM = "UPDATE sessions SET upstream = ?4
        WHERE hash = ?1 AND ?2 = '' AND upstream = ?3";
}

/// A column that holds hidden secrets.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it holds, for people.
    pub name: &'static str,
    /// The rows after a two-part key: the key and the text.
    rows: &'static str,
    /// Writes another text, where the old one still stands.
    turn: &'static str,
}

/// Every column that holds hidden secrets.
pub const COLUMNS: &[Column] = &[
    Column { name: "declared objects", rows: DECLARATIONS, turn: TURN_DECLARATION },
    Column { name: "kept answers", rows: ANSWERS, turn: TURN_ANSWER },
    Column { name: "second factors", rows: CODES, turn: TURN_CODE },
    Column { name: "sessions of identity providers", rows: UPSTREAM, turn: TURN_UPSTREAM },
];

/// A row: its two-part key, and its text if it has one.
pub type Found = ((String, String), Option<String>);

/// The rows of a column after a key, in order.
pub fn after(
    tx: &mut Tx<'_>,
    column: Column,
    (one, two): (&str, &str),
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    tx.rows(column.rows, &[one.into(), two.into(), limit.into()], |row| {
        Ok(((row.text(0)?, row.text(1)?), row.opt_text(2)?))
    })
}

/// Writes another text. `false`: somebody wrote meanwhile, with the key in use.
pub fn turn(
    tx: &mut Tx<'_>,
    column: Column,
    (one, two): (&str, &str),
    (old, new): (&str, &str),
) -> Result<bool, StoreError> {
    Ok(tx.execute(column.turn, &[one.into(), two.into(), old.into(), new.into()])? == 1)
}
