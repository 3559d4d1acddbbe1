//! Who may come in: accounts, what they show at the door, and the sessions they get.
//!
//! Owns sign-in and everything that changes how somebody signs in. What a caller may do once
//! inside is decided elsewhere.

mod account;
mod factor;
mod hashing;
mod passkey;
mod provider;
mod sealed;
mod session;
mod sign_in;
mod token;
mod tries;
mod view;

pub use crate::store::passkeys::Passkey;
pub use crate::store::sessions::Session;
pub use account::{
    Credentials, Listed, NewAccount, PasswordChange, add, credentials, is_welcome, list, make_link,
    remove, reset, set_language, set_password,
};
pub use factor::{
    AppChange, CodeEntry, begin_app, by_code, confirm_app, drop_app, hide_codes, make_codes,
    pending_app, shown_codes,
};
pub use passkey::{
    Challenge, PasskeyChange, ask_passkey, begin_passkey, by_passkey, finish_passkey,
    passkey_origin, passkeys, remove_passkey,
};
pub use provider::{
    Brought, ProviderEntry, Sent, ask_provider, by_provider, farewell, leave_provider,
    provider_label,
};
pub use session::{Opened, Visitor, end, end_others, leave, sessions, whose};
pub use sign_in::{Door, Entry, by_link, by_password, confirm_password};
pub use token::{
    NewToken, Uses, house_token, make_token, roles_to_give, token_of, tokens, withdraw_token,
    withdrawn_tokens,
};
pub use view::save_view;

use crate::error::Error;
use crate::store::{StoreError, Tx, access, ceremonies, sessions as rows, tokens as kept};
use std::time::Duration;
use vigie_domain::account::{SESSION_IDLE_MAX, Tries};
use vigie_domain::time::Timestamp;
use vigie_domain::token::TOKEN_KEPT;

/// A device is remembered that long after it was last used to sign in.
pub const DEVICE_LASTS: Duration = Duration::from_secs(365 * 24 * 3_600);

/// Forgets what is over: links, sessions, devices, exchanges, old tries and old tokens.
pub fn forget(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, Error> {
    access::prune(tx, now)?;
    rows::prune(tx, now, now.minus(SESSION_IDLE_MAX), now.minus(DEVICE_LASTS))?;
    ceremonies::prune(tx, now, Tries::counted_since(now))?;
    kept::prune(tx, now.minus(TOKEN_KEPT))?;
    Ok(false)
}

/// A new secret for a cookie or a link.
fn secret() -> Result<String, Error> {
    crate::keys::new_secret().map_err(|error| StoreError::Other(error.to_string()).into())
}
