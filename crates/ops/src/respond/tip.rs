//! Tips: what people outside say on the public form becomes an incident, or is dismissed.

use super::declare::{Declaration, declare};
use super::words::checked_reason;
use crate::error::Error;
use crate::store::{Tx, journal, mails, tips};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::fact::Fact;
use vigie_domain::id::TipId;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_domain::tip::{Tip, TipState, TipTurn};

/// Letters of what somebody sees: a page.
pub const TIP_CHARS_MAX: usize = 4_000;
/// Letters of how to reach them.
pub const CONTACT_CHARS_MAX: usize = 200;
/// Letters of a title made of what was said.
const TITLE_CHARS: usize = 100;
/// Tips that wait at once: whoever floods the form fills no disk.
const OPEN_MAX: i64 = 500;
/// Who people outside are in the journal.
const OUTSIDE: &str = "public";
/// Who wrote a mail, in the journal, when that is not sure.
const BY_MAIL: &str = "mail";
/// What was decided on is kept for that long: it may say how to reach somebody.
const SETTLED_KEPT: Duration = Duration::from_secs(90 * 24 * 3_600);

/// What somebody outside says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The service that they chose, by its short name; may be empty.
    pub service: String,
    /// What they see.
    pub text: String,
    /// How to reach them.
    pub contact: String,
}

/// Takes what somebody outside says, where the form is open.
pub fn receive_tip(
    tx: &mut Tx<'_>,
    setup: &Setup,
    said: &Said,
    now: Timestamp,
) -> Result<TipId, Error> {
    let public = setup.settings.public_reports.as_ref().ok_or(Error::NotFound("form"))?;
    let service = match said.service.trim() {
        "" => None,
        name => {
            let found = public.services.iter().find(|slug| slug.as_str() == name);
            Some(found.ok_or_else(|| Error::refused(Words::tip_service, Words::tip_service_next))?)
        }
    };
    receive(tx, (service, said), (OUTSIDE, now))
}

/// Takes what somebody outside wrote in a mail.
pub fn receive_mailed(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (service, said): (Option<&Slug>, &Said),
    now: Timestamp,
) -> Result<TipId, Error> {
    let service = service.filter(|slug| setup.services.contains_key(*slug));
    receive(tx, (service, said), (BY_MAIL, now))
}

fn receive(
    tx: &mut Tx<'_>,
    (service, said): (Option<&Slug>, &Said),
    (by, now): (&str, Timestamp),
) -> Result<TipId, Error> {
    let text = clean(&said.text);
    let contact = clean(&said.contact);
    if text.is_empty() {
        return Err(Error::refused(Words::tip_empty, Words::tip_empty_next));
    }
    if text.chars().count() > TIP_CHARS_MAX || contact.chars().count() > CONTACT_CHARS_MAX {
        return Err(Error::refused(|w| w.tip_long(TIP_CHARS_MAX), Words::tip_long_next));
    }
    if tips::open_count(tx)? >= OPEN_MAX {
        return Err(Error::refused(Words::tip_many, Words::tip_many_next));
    }
    let id = tips::add(tx, service, (&text, &contact), now)?;
    tell(tx, (id, service.cloned(), TipTurn::Received), "", (by, now))?;
    Ok(id)
}

fn clean(text: &str) -> String {
    let spaced = text.chars().map(|c| if c == '\t' { ' ' } else { c });
    let plain = spaced.filter(|c| !c.is_control() || *c == '\n');
    plain.collect::<String>().trim().to_owned()
}

fn tell(
    tx: &mut Tx<'_>,
    (tip, service, turn): (TipId, Option<Slug>, TipTurn),
    why: &str,
    (by, now): (&str, Timestamp),
) -> Result<(), Error> {
    let text = if why.is_empty() { format!("n° {tip}") } else { format!("n° {tip}: {why}") };
    Ok(journal::append(tx, &Fact::TipTurned { service, turn, text }, by, now)?)
}

/// A tip that nobody decided on yet.
fn open(tx: &mut Tx<'_>, setup: &Setup, id: TipId) -> Result<Tip, Error> {
    let tip = tips::by_id(tx, id)?.ok_or(Error::NotFound("tip"))?;
    let (by, at) = match &tip.state {
        TipState::Open => return Ok(tip),
        TipState::Declared { by, at, .. } | TipState::Dismissed { by, at, .. } => (by, *at),
    };
    let zone = &setup.settings.zone;
    Err(Error::refused(|w| w.tip_settled(w.moment(at, zone), by), Words::tip_settled_next))
}

/// What an incident for a tip is called unless somebody says otherwise: the first line.
pub fn title_of_tip(tip: &Tip) -> String {
    tip.text.lines().next().unwrap_or_default().chars().take(TITLE_CHARS).collect()
}

/// Declares an incident for a tip; what was said is its first note.
pub fn declare_tip(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (id, declaration): (TipId, &Declaration),
    by: &str,
    now: Timestamp,
) -> Result<Incident, Error> {
    let tip = open(tx, setup, id)?;
    let incident = declare(tx, declaration, by, now)?;
    super::note::note(tx, incident.reference, &tip.text, by, now)?;
    tips::settle(tx, id, (Some(incident.id), ""), by, now)?;
    tell(tx, (id, tip.service, TipTurn::Declared), "", (by, now))?;
    Ok(incident)
}

/// Dismisses a tip, with the reason.
pub fn dismiss_tip(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (id, why): (TipId, &str),
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let tip = open(tx, setup, id)?;
    let why = checked_reason(why)?;
    if why.is_empty() {
        return Err(Error::refused(Words::move_reason_missing, Words::move_reason_missing_next));
    }
    tips::settle(tx, id, (None, &why), by, now)?;
    tell(tx, (id, tip.service, TipTurn::Dismissed), &why, (by, now))
}

/// Forgets what was decided on long ago.
pub fn forget_tips(tx: &mut Tx<'_>, _: &Setup, now: Timestamp) -> Result<bool, Error> {
    tips::forget(tx, now.minus(SETTLED_KEPT))?;
    mails::forget(tx, now.minus(SETTLED_KEPT))?;
    Ok(false)
}
