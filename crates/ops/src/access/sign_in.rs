//! Signing in: a name and a password, or a single-use link.
//!
//! A name that nobody has and a wrong password get the same answer after the same time.

use super::session::{Admission, Opened, Visitor, open};
use super::{DEVICE_LASTS, account, factor, hashing, tries};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::{Tx, access, accounts, ceremonies, sessions};
use std::net::IpAddr;
use vigie_domain::account::{CEREMONY_LASTS, Password};
use vigie_domain::time::Timestamp;

/// Longest name that is looked up.
const NAME_BYTES_MAX: usize = 254;

/// From where somebody wants to come in.
#[derive(Clone, Debug)]
pub struct Door {
    /// The address.
    pub address: IpAddr,
    /// What the browser says of itself.
    pub agent: String,
    /// The secret by which the device may be known.
    pub device: Option<String>,
    /// The secret of the session that this browser has.
    pub session: Option<String>,
}

/// What came of a wish to come in.
pub enum Entry {
    /// A session is open.
    In(Opened),
    /// A code of the authenticator app comes next, with this secret.
    Code(String),
    /// What was shown is not right.
    Refused,
    /// It is too early for another try.
    Later(Timestamp),
}

/// Who was meant, and where their tries count.
struct Meant {
    name: Option<String>,
    password: Option<String>,
    places: Vec<tries::Place>,
}

/// Signs in by name, or mail address, and password.
pub async fn by_password(cx: &Cx, door: &Door, name: &str, typed: &str) -> Result<Entry, Error> {
    let password = Password::typed(typed).filter(|_| name.len() <= NAME_BYTES_MAX);
    let Some(password) = password else { return Ok(Entry::Refused) };
    let meant = match begin(cx, door, name).await? {
        Ok(meant) => meant,
        Err(ready_at) => return Ok(Entry::Later(ready_at)),
    };
    let right = hashing::is(password, meant.password).await?;
    let now = cx.now();
    let Meant { name, places, .. } = meant;
    let Some(person) = name.clone().filter(|_| right) else {
        let (tried, address) = (name.unwrap_or_else(|| "nobody".to_owned()), door.address);
        let unit = move |tx: &mut Tx<'_>| tries::warn(tx, &places, &tried, address, now);
        cx.store.write(unit).await?;
        return Ok(Entry::Refused);
    };
    let admission = Admission::new(&person, "password", door)?;
    let unit = move |tx: &mut Tx<'_>| {
        tries::forgive(tx, &places)?;
        let_in(tx, &admission, now)
    };
    cx.store.write(unit).await
}

/// Opens the door, or the step before it when the account has an authenticator app.
fn let_in(tx: &mut Tx<'_>, admission: &Admission, now: Timestamp) -> Result<Entry, Error> {
    let person = admission.person.as_str();
    if accounts::one(tx, person)?.is_none_or(|stored| stored.totp_secret.is_none()) {
        return Ok(Entry::In(open(tx, admission, now)?));
    }
    let key = hash_secret(&admission.step);
    let until = now + CEREMONY_LASTS;
    ceremonies::begin(tx, factor::step_key(&key), person, admission.how, until)?;
    Ok(Entry::Code(admission.step.clone()))
}

/// Looks up who is meant, and counts the try; the time to wait for when it comes too early.
async fn begin(cx: &Cx, door: &Door, name: &str) -> Result<Result<Meant, Timestamp>, Error> {
    let (setup, typed, now) = (cx.setup(), name.to_owned(), cx.now());
    let (device, address) = (door.device.as_deref().map(hash_secret), door.address);
    let unit = move |tx: &mut Tx<'_>| {
        let found = account::find(tx, &setup, &typed)?;
        let (name, stored) = match found {
            Some((name, stored)) => (Some(name), stored),
            None => (None, None),
        };
        let counted = name.clone().unwrap_or_else(|| typed.trim().to_lowercase());
        let known = match &device {
            Some(hash) => sessions::is_known_device(tx, hash, &counted, now.minus(DEVICE_LASTS))?,
            None => false,
        };
        let known_device = device.as_deref().filter(|_| known);
        let from = tries::From { address, known_device };
        let places = tries::places("password", &counted, from);
        if let Some(ready_at) = tries::count(tx, &places, now)? {
            return Ok(Err(ready_at));
        }
        let password = stored.and_then(|stored| stored.password);
        Ok(Ok(Meant { name, password, places }))
    };
    cx.store.write(unit).await
}

/// Uses a single-use link up.
pub async fn by_link(cx: &Cx, door: &Door, link: &str) -> Result<Entry, Error> {
    let (setup, hash, now) = (cx.setup(), hash_secret(link), cx.now());
    let mut admission = Admission::new("", "link", door)?;
    let unit = move |tx: &mut Tx<'_>| {
        let Some(person) = access::use_link(tx, &hash, now)? else { return Ok(Entry::Refused) };
        // Whoever was removed since the link was made has nothing to open.
        if account::find(tx, &setup, &person)?.is_none() {
            return Ok(Entry::Refused);
        }
        admission.person = person;
        let_in(tx, &admission, now)
    };
    cx.store.write(unit).await
}

/// Shows again who a visitor is, by their password, before a dangerous action.
pub async fn confirm_password(
    cx: &Cx,
    door: &Door,
    visitor: &Visitor,
    typed: &str,
) -> Result<Entry, Error> {
    let Some(password) = Password::typed(typed) else { return Ok(Entry::Refused) };
    let meant = match begin(cx, door, &visitor.person).await? {
        Ok(meant) => meant,
        Err(ready_at) => return Ok(Entry::Later(ready_at)),
    };
    if !hashing::is(password, meant.password).await? {
        return Ok(Entry::Refused);
    }
    let (visitor, places, now) = (visitor.clone(), meant.places, cx.now());
    let mut admission = Admission::new(&visitor.person, "password", door)?;
    let unit = move |tx: &mut Tx<'_>| {
        tries::forgive(tx, &places)?;
        // A right that grows gets a new secret, like a sign-in.
        admission.upstream = sessions::upstream(tx, &visitor.session)?;
        sessions::end(tx, &visitor.session)?;
        Ok(Entry::In(open(tx, &admission, now)?))
    };
    cx.store.write(unit).await
}
