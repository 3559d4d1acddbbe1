//! Passkeys: a key that a device keeps for this address only, so that no look-alike page can use
//! it, and that stands for both factors, since the device asks for a finger or a code itself.

use super::session::{Admission, Visitor, open};
use super::sign_in::{Door, Entry};
use super::{account, sealed};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::ceremonies::{self, Key};
use crate::store::passkeys::{self, Passkey as Kept};
use crate::store::{StoreError, Tx};
use serde_json::Value;
use vigie_domain::account::CEREMONY_LASTS;
use vigie_domain::setup::Setup;
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn, WebauthnBuilder,
};

/// Longest name of a passkey.
const LABEL_CHARS_MAX: usize = 60;
/// Passkeys of one account at most.
const PASSKEYS_MAX: usize = 20;
/// What an exchange is for.
const SHOW: &str = "passkey-show";

/// A challenge for a browser.
pub struct Challenge {
    /// What the browser keeps and sends back, unreadable to it.
    pub sealed: String,
    /// What its script hands to the device, as JSON.
    pub options: String,
}

/// What came of a new passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyChange {
    /// It is kept.
    Done,
    /// The answer is not one to our question.
    Refused,
}

fn broken(error: impl std::fmt::Display) -> Error {
    StoreError::Other(format!("a passkey could not be asked for: {error}")).into()
}

/// The site that passkeys belong to; `None` where pages are reached by a bare address, since
/// passkeys belong to names. This machine's own address counts as `localhost`.
fn site(setup: &Setup) -> Option<Webauthn> {
    let mut origin: Url = setup.settings.external_url.as_deref()?.parse().ok()?;
    let host = origin.host_str()?.trim_matches(['[', ']']).to_owned();
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        if !address.is_loopback() {
            return None;
        }
        origin.set_host(Some("localhost")).ok()?;
    }
    let name = origin.host_str()?.to_owned();
    WebauthnBuilder::new(&name, &origin).ok()?.rp_name("Vigie").build().ok()
}

/// Where passkeys can be used, when they can.
pub fn passkey_origin(cx: &Cx) -> Option<String> {
    let site = site(&cx.setup())?;
    let origin = site.get_allowed_origins().first()?;
    Some(origin.origin().ascii_serialization())
}

/// What devices know an account by: it says nothing about who it is.
fn handle(cx: &Cx, account: &str) -> Result<Uuid, Error> {
    cx.keys.stamp("passkey-account", account).parse().map_err(broken)
}

fn hex_id(id: &[u8]) -> String {
    crate::hex(id)
}

fn of(visitor: &Visitor) -> String {
    hash_secret(&format!("passkey:{}", visitor.session))
}

fn key(hash: &str) -> Key<'_> {
    Key { hash, kind: "passkey" }
}

/// What a script hands to the device for a new passkey, as JSON; `None` where there can be none.
pub async fn begin_passkey(cx: &Cx, visitor: &Visitor) -> Result<Option<String>, Error> {
    let Some(site) = site(&cx.setup()) else { return Ok(None) };
    let name = visitor.person.as_str();
    let known = passkeys(cx, visitor).await?;
    let known: Vec<_> = known.iter().filter_map(|key| crate::unhex(&key.id)).collect();
    let (options, state) = site
        .start_passkey_registration(handle(cx, name)?, name, name, Some(known))
        .map_err(broken)?;
    let state = serde_json::to_string(&state).map_err(broken)?;
    // Whoever adds a passkey is signed in, and may know many: this is kept here, not in a cookie.
    let (hash, person, until) = (of(visitor), visitor.person.clone(), cx.now() + CEREMONY_LASTS);
    let unit =
        move |tx: &mut Tx<'_>| Ok(ceremonies::begin(tx, key(&hash), &person, &state, until)?);
    cx.store.write(unit).await?;
    Ok(Some(discoverable(&options)?))
}

/// The options, asking the device to keep the name as well: so nobody types it.
fn discoverable(options: &CreationChallengeResponse) -> Result<String, Error> {
    let mut options = serde_json::to_value(options).map_err(broken)?;
    let wanted = options.pointer_mut("/publicKey/authenticatorSelection");
    if let Some(wanted) = wanted.and_then(Value::as_object_mut) {
        wanted.insert("residentKey".to_owned(), Value::from("required"));
        wanted.insert("requireResidentKey".to_owned(), Value::from(true));
    }
    Ok(options.to_string())
}

/// Keeps a new passkey.
pub async fn finish_passkey(
    cx: &Cx,
    visitor: &Visitor,
    answer: &str,
    label: &str,
) -> Result<PasskeyChange, Error> {
    let Some(site) = site(&cx.setup()) else { return Ok(PasskeyChange::Refused) };
    let (hash, asked_at) = (of(visitor), cx.now());
    let unit = move |tx: &mut Tx<'_>| Ok(ceremonies::finish(tx, key(&hash), asked_at)?);
    let kept = cx.store.write(unit).await?;
    let state =
        kept.and_then(|(_, state)| serde_json::from_str::<PasskeyRegistration>(&state).ok());
    let answer = serde_json::from_str::<RegisterPublicKeyCredential>(answer).ok();
    let (Some(state), Some(answer)) = (state, answer) else {
        return Ok(PasskeyChange::Refused);
    };
    let Ok(made) = site.finish_passkey_registration(&answer, &state) else {
        return Ok(PasskeyChange::Refused);
    };
    let (person, now) = (visitor.person.clone(), cx.now());
    let kept = Kept {
        id: hex_id(made.cred_id()),
        account: person.clone(),
        label: label.chars().filter(|c| !c.is_control()).take(LABEL_CHARS_MAX).collect(),
        body: serde_json::to_string(&made).map_err(broken)?,
        created_at: now,
        used_at: None,
    };
    let unit = move |tx: &mut Tx<'_>| {
        let full = passkeys::of(tx, &person)?.len() >= PASSKEYS_MAX;
        if full || !passkeys::add(tx, &kept)? {
            return Ok(PasskeyChange::Refused);
        }
        account::note(tx, &person, "passkey added", &person, now)?;
        Ok(PasskeyChange::Done)
    };
    cx.store.write(unit).await
}

/// Asks whichever device is at hand to show a passkey; `None` where there can be none.
pub fn ask_passkey(cx: &Cx) -> Result<Option<Challenge>, Error> {
    let Some(site) = site(&cx.setup()) else { return Ok(None) };
    let (options, state) = site.start_discoverable_authentication().map_err(broken)?;
    let state = serde_json::to_string(&state).map_err(broken)?;
    let mut options = serde_json::to_value(&options).map_err(broken)?;
    if let Some(options) = options.as_object_mut() {
        // A button asks for it, not the field of the name.
        options.remove("mediation");
    }
    let sealed = sealed::seal(cx, SHOW, &state)?;
    Ok(Some(Challenge { sealed, options: options.to_string() }))
}

/// Comes in by a passkey, or shows again who one is; then it must be one's own.
pub async fn by_passkey(
    cx: &Cx,
    door: &Door,
    visitor: Option<&Visitor>,
    sealed: &str,
    answer: &str,
) -> Result<Entry, Error> {
    let Some((opened, state, answer)) = shown(cx, sealed, answer) else {
        return Ok(Entry::Refused);
    };
    let Some(site) = site(&cx.setup()) else { return Ok(Entry::Refused) };
    let id = hex_id(answer.get_credential_id());
    let asked = id.clone();
    let kept = cx.store.read(move |tx| Ok(passkeys::one(tx, &asked)?)).await?;
    let Some(kept) = kept else { return Ok(Entry::Refused) };
    let own = visitor.is_none_or(|visitor| visitor.person == kept.account);
    let handle = handle(cx, &kept.account)?;
    let named = answer.get_user_unique_id().is_none_or(|named| named == handle.as_bytes());
    let mut key: Passkey = serde_json::from_str(&kept.body).map_err(broken)?;
    let Ok(result) = site.finish_discoverable_authentication_v2(&answer, state, &key) else {
        return Ok(Entry::Refused);
    };
    if !own || !named || !result.user_verified() {
        return Ok(Entry::Refused);
    }
    key.update_credential(&result);
    let body = serde_json::to_string(&key).map_err(broken)?;
    let (setup, now) = (cx.setup(), cx.now());
    let admission = Admission::new(&kept.account, "passkey", door)?;
    let unit = move |tx: &mut Tx<'_>| {
        let welcome = account::find(tx, &setup, &kept.account)?.is_some();
        if !welcome || !sealed::spend(tx, &opened, now)? {
            return Ok(Entry::Refused);
        }
        passkeys::used(tx, &id, &body, now)?;
        Ok(Entry::In(open(tx, &admission, now)?))
    };
    cx.store.write(unit).await
}

fn shown(
    cx: &Cx,
    sealed: &str,
    answer: &str,
) -> Option<(sealed::Opened, DiscoverableAuthentication, PublicKeyCredential)> {
    let opened = sealed::unseal(cx, SHOW, sealed)?;
    let state = serde_json::from_str(&opened.body).ok()?;
    Some((opened, state, serde_json::from_str(answer).ok()?))
}

/// The passkeys of a visitor, the oldest first.
pub async fn passkeys(cx: &Cx, visitor: &Visitor) -> Result<Vec<Kept>, Error> {
    let person = visitor.person.clone();
    cx.store.read(move |tx| Ok(passkeys::of(tx, &person)?)).await
}

/// Removes a passkey of a visitor.
pub async fn remove_passkey(cx: &Cx, visitor: &Visitor, id: &str) -> Result<(), Error> {
    let (person, id, now) = (visitor.person.clone(), id.to_owned(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        if !passkeys::remove(tx, &id, &person)? {
            return Err(Error::NotFound("passkey"));
        }
        account::note(tx, &person, "passkey removed", &person, now)
    };
    cx.store.write(unit).await
}
