//! What a browser keeps for us between two steps of an exchange: unreadable to it, over within
//! minutes, and of use once. So whoever only begins writes nothing into the database.

use super::secret;
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::{StoreError, Tx, ceremonies};
use vigie_domain::account::CEREMONY_LASTS;
use vigie_domain::time::Timestamp;

/// What was sealed.
pub(super) struct Opened {
    /// Its content.
    pub(super) body: String,
    mark: String,
    until: Timestamp,
}

/// Seals a content for one purpose.
pub(super) fn seal(cx: &Cx, purpose: &str, body: &str) -> Result<String, Error> {
    let until = (cx.now() + CEREMONY_LASTS).as_millis();
    let text = format!("{purpose}\n{until}\n{}\n{body}", secret()?);
    let hidden = cx.keys.hide(&text);
    hidden.ok_or_else(|| StoreError::Other("the system gave no random bytes".to_owned()).into())
}

/// What was sealed for this purpose; `None` when it is forged, for another one, or too old.
pub(super) fn unseal(cx: &Cx, purpose: &str, sealed: &str) -> Option<Opened> {
    let text = cx.keys.reveal(sealed)?;
    let mut parts = text.splitn(4, '\n');
    let (found, until) = (parts.next()?, parts.next()?);
    let (mark, body) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let until = Timestamp::from_millis(until.parse().ok()?);
    (found == purpose && cx.now() < until).then_some(Opened { body, mark, until })
}

/// Uses it up; `false` when it was used before.
pub(super) fn spend(tx: &mut Tx<'_>, opened: &Opened, now: Timestamp) -> Result<bool, Error> {
    let fresh = now < opened.until;
    Ok(fresh && ceremonies::spend(tx, &hash_secret(&opened.mark), opened.until)?)
}
