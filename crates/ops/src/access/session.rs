//! Sessions: opened at sign-in with a new secret, listed to their owner, ended by anybody's wish.

use super::{DEVICE_LASTS, account, secret};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::hash_secret;
use crate::store::sessions::{self as rows, Opening, Session};
use crate::store::{Tx, journal};
use vigie_domain::account::{SEEN_EVERY, SESSION_IDLE_MAX, SESSION_LASTS, is_recent};
use vigie_domain::fact::Fact;
use vigie_domain::person::Language;
use vigie_domain::time::Timestamp;

/// Sessions that a person is shown at most.
const SHOWN_MAX: i64 = 100;

/// Somebody with a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Who.
    pub person: String,
    /// The hash of the session's secret, which names it.
    pub session: String,
    /// When they last showed who they are.
    pub proved_at: Timestamp,
    /// The language they chose.
    pub language: Option<Language>,
    /// The role of an account made by hand; a declared person's is in the setup.
    pub role: Option<String>,
}

impl Visitor {
    /// Whether they showed who they are lately enough for a dangerous action.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        is_recent(self.proved_at, now)
    }
}

/// What a browser gets at sign-in.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// Who came in.
    pub person: String,
    /// The secret of the session.
    pub session: String,
    /// The secret by which the device is known next time.
    pub device: String,
    /// Whether they have nothing to come in with the next time.
    pub is_bare: bool,
}

/// What a session is opened with.
pub(super) struct Admission {
    pub(super) person: String,
    pub(super) how: &'static str,
    pub(super) address: String,
    pub(super) device_name: String,
    pub(super) known_device: Option<String>,
    /// The secret of the session that this browser had before.
    pub(super) before: Option<String>,
    pub(super) upstream: String,
    /// The secret of the step that asks for a code.
    pub(super) step: String,
    session: String,
    device: String,
}

impl Admission {
    /// An admission with new secrets, so that the unit that uses it may run twice.
    pub(super) fn new(person: &str, how: &'static str, door: &super::Door) -> Result<Self, Error> {
        Ok(Self {
            person: person.to_owned(),
            how,
            address: door.address.to_canonical().to_string(),
            device_name: device_name(&door.agent),
            known_device: door.device.clone(),
            before: door.session.clone(),
            upstream: String::new(),
            step: secret()?,
            session: secret()?,
            device: secret()?,
        })
    }
}

/// Opens a session with a secret that nobody could know before, and ends the one that this
/// browser had.
pub(super) fn open(
    tx: &mut Tx<'_>,
    admission: &Admission,
    now: Timestamp,
) -> Result<Opened, Error> {
    let person = admission.person.as_str();
    if let Some(before) = &admission.before {
        rows::end(tx, &hash_secret(before))?;
    }
    let known = match &admission.known_device {
        Some(device) => {
            let since = now.minus(DEVICE_LASTS);
            rows::is_known_device(tx, &hash_secret(device), person, since)?.then_some(device)
        }
        None => None,
    };
    let device = known.unwrap_or(&admission.device).clone();
    rows::know_device(tx, &hash_secret(&device), person, now)?;
    let opening = Opening {
        hash: &hash_secret(&admission.session),
        person,
        expires_at: now + SESSION_LASTS,
        how: admission.how,
        device: &admission.device_name,
        address: &admission.address,
        upstream: &admission.upstream,
    };
    rows::open(tx, &opening, now)?;
    let shown = match admission.device_name.as_str() {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    let how = format!("by {} from {}{shown}", admission.how, admission.address);
    let fact = Fact::SignedIn { person: admission.person.clone(), how };
    journal::append(tx, &fact, person, now)?;
    let is_bare = account::is_bare(tx, person)?;
    Ok(Opened {
        person: admission.person.clone(),
        session: admission.session.clone(),
        device,
        is_bare,
    })
}

/// Whose session this is; `None` when it is over, or its owner may no longer come in.
pub async fn whose(cx: &Cx, secret: &str) -> Result<Option<Visitor>, Error> {
    let (hash, now) = (hash_secret(secret), cx.now());
    let idle_since = now.minus(SESSION_IDLE_MAX);
    let unit = move |tx: &mut Tx<'_>| Ok(rows::whose(tx, &hash, now, idle_since)?);
    let Some(session) = cx.store.read(unit).await? else { return Ok(None) };
    if !account::is_welcome(&cx.setup(), &session.person, session.by_hand) {
        return Ok(None);
    }
    if now.since(session.seen_at) > SEEN_EVERY {
        let hash = session.hash.clone();
        cx.store.write(move |tx| Ok(rows::seen(tx, &hash, now)?)).await?;
    }
    let Session { person, hash, proved_at, language, role, .. } = session;
    Ok(Some(Visitor { person, session: hash, proved_at, language, role }))
}

/// The sessions of a visitor, the one used last first.
pub async fn sessions(cx: &Cx, visitor: &Visitor) -> Result<Vec<Session>, Error> {
    let (person, now) = (visitor.person.clone(), cx.now());
    let since = now.minus(SESSION_IDLE_MAX);
    cx.store.read(move |tx| Ok(rows::of_person(tx, &person, now, since, SHOWN_MAX)?)).await
}

/// Ends one session of a visitor.
pub async fn end(cx: &Cx, visitor: &Visitor, session: &str) -> Result<(), Error> {
    let (person, session, now) = (visitor.person.clone(), session.to_owned(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        if !rows::end_of(tx, &session, &person)? {
            return Err(Error::NotFound("session"));
        }
        account::note(tx, &person, "one session ended", &person, now)
    };
    cx.store.write(unit).await
}

/// Ends every session of a visitor but this one; their devices are forgotten as well.
pub async fn end_others(cx: &Cx, visitor: &Visitor) -> Result<(), Error> {
    let (person, session, now) = (visitor.person.clone(), visitor.session.clone(), cx.now());
    let unit = move |tx: &mut Tx<'_>| {
        rows::end_others(tx, &person, &session)?;
        rows::forget_devices(tx, &person)?;
        account::note(tx, &person, "all other sessions ended", &person, now)
    };
    cx.store.write(unit).await
}

/// Ends the session of a secret: somebody signs out.
pub async fn leave(cx: &Cx, secret: &str) -> Result<(), Error> {
    let hash = hash_secret(secret);
    cx.store.write(move |tx| Ok(rows::end(tx, &hash)?)).await
}

/// A device as people say it, from what its browser says of itself.
fn device_name(agent: &str) -> String {
    let one_of = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let browser = one_of(&[
        ("Firefox/", "Firefox"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = one_of(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_what_people_call_it() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604";
        assert_eq!(device_name(firefox), "Firefox, Linux");
        assert_eq!(device_name(phone), "Safari, iPhone");
        assert_eq!(device_name("<script>"), "");
    }
}
