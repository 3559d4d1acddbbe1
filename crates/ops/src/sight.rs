//! The store as somebody may see it: objects and lists, through their [`Sight`].
//!
//! What one may not see is not there; what one may see but not change is said so. Owns no rule:
//! `rights::may` decides.

mod actions;
mod breaches;
mod lists;

pub use actions::{Promised, action, actions, actions_due};
pub use breaches::{Registered, breach, breaches};
pub use lists::{
    Seen, by_ids, changes_before, incidents_before, incidents_open, incidents_since, lines, links,
    notifications_before, notifications_of, tips_before, worst_alerts,
};

use crate::error::Error;
use crate::store::alerts::{self, Stored};
use crate::store::outbox::{self, Notification};
use crate::store::{StoreError, Tx, incidents, journal, silences as stored, tips};
use crate::words::Words;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, BTreeSet};
use vigie_domain::clock::ClockEnding;
use vigie_domain::id::{AlertId, IncidentId, NotificationId, TipId};
use vigie_domain::incident::{Incident, Reference, Step};
use vigie_domain::matcher::Matchers;
use vigie_domain::rights::{Act, Sight};
use vigie_domain::silence::Silence;
use vigie_domain::text::Slug;
use vigie_domain::tip::Tip;

/// Whether somebody may do something to what belongs to a service; if not, whether they may know
/// that it exists.
pub fn allow(
    sight: &Sight,
    act: Act,
    service: Option<&str>,
    what: &'static str,
) -> Result<(), Error> {
    match (sight.sees(service), sight.may(act, service)) {
        (_, true) => Ok(()),
        (true, false) => Err(Error::NotAllowed),
        (false, false) => Err(Error::NotFound(what)),
    }
}

/// The service of an alert.
fn service_of(stored: &Stored) -> Option<&str> {
    stored.alert.claim.labels.get("service")
}

/// Whether somebody sees an alert.
pub fn sees_alert(sight: &Sight, stored: &Stored) -> bool {
    may_alert(sight, Act::See, stored)
}

/// Whether somebody may do something to an alert.
pub fn may_alert(sight: &Sight, act: Act, stored: &Stored) -> bool {
    sight.may(act, service_of(stored))
}

/// An alert, to do something to it.
pub fn alert(tx: &mut Tx<'_>, sight: &Sight, act: Act, id: AlertId) -> Result<Stored, Error> {
    let found = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    allow(sight, act, service_of(&found), "alert")?;
    Ok(found)
}

/// An incident, to do something to it.
pub fn incident(
    tx: &mut Tx<'_>,
    sight: &Sight,
    act: Act,
    reference: Reference,
) -> Result<Incident, Error> {
    let found = incidents::by_reference(tx, reference)?.ok_or(Error::NotFound("incident"))?;
    match (sees_incident(sight, &found), may_incident(sight, act, &found)) {
        (_, true) => Ok(found),
        (true, false) => Err(Error::NotAllowed),
        (false, false) => Err(Error::NotFound("incident")),
    }
}

/// Whether somebody may do something to an incident; a private one takes to take part in it, or to
/// watch over security.
pub fn may_incident(sight: &Sight, act: Act, incident: &Incident) -> bool {
    let service = incident.service.as_ref().map(Slug::as_str);
    match &incident.participants {
        None => sight.may(act, service),
        Some(names) => sight.may_privately(act, service, names),
    }
}

/// Whether somebody sees an incident.
pub fn sees_incident(sight: &Sight, incident: &Incident) -> bool {
    may_incident(sight, Act::See, incident)
}

/// An incident, to close one of its clocks: whoever responds proves that it was done, and only who
/// is entitled to decides that it was not required.
pub fn clock(
    tx: &mut Tx<'_>,
    sight: &Sight,
    how: &ClockEnding,
    reference: Reference,
) -> Result<Incident, Error> {
    let found = incident(tx, sight, Act::Respond, reference)?;
    match how {
        ClockEnding::NotRequired(_) if !may_incident(sight, Act::Waive, &found) => {
            Err(Error::refused(Words::waive_not_yours, Words::waive_not_yours_next))
        }
        ClockEnding::NotRequired(_) | ClockEnding::Proven(_) => Ok(found),
    }
}

/// The step of a word. `other` names the incident that one is the same as; it takes to be seen.
pub fn step(tx: &mut Tx<'_>, sight: &Sight, word: &str, other: &str) -> Result<Step, Error> {
    Ok(match word {
        "take" | "acknowledge" => Step::Take,
        "hold" => Step::Hold,
        "resume" => Step::Resume,
        "resolve" => Step::Resolve,
        "validate" => Step::Validate,
        "remediate" => Step::Remediate,
        "close" => Step::Close,
        "cancel" => Step::Cancel,
        "reopen" => Step::Reopen,
        "duplicate" => Step::Merge(named(tx, sight, other)?.id),
        _ => return Err(Error::NotFound("step")),
    })
}

/// Another incident that somebody named, to join something to it.
pub fn named(tx: &mut Tx<'_>, sight: &Sight, reference: &str) -> Result<Incident, Error> {
    let unknown = || Error::refused(Words::no_other, Words::no_other_next);
    let reference = reference.trim().parse().map_err(|_| unknown())?;
    incident(tx, sight, Act::Respond, reference).map_err(|_| unknown())
}

/// Whether somebody may declare an incident of a service, or of none.
pub fn declares(sight: &Sight, service: Option<&Slug>) -> Result<(), Error> {
    if sight.may(Act::Declare, service.map(Slug::as_str)) {
        return Ok(());
    }
    Err(match service {
        Some(slug) => {
            Error::refused(|words| words.service_not_yours(slug.as_str()), Words::service_next)
        }
        None => Error::refused(Words::service_missing, Words::service_next),
    })
}

/// Whether somebody may tell of a change of a service, or of none.
pub fn tells(sight: &Sight, service: Option<&Slug>) -> Result<(), Error> {
    if sight.may(Act::Signal, service.map(Slug::as_str)) {
        return Ok(());
    }
    Err(match service {
        Some(slug) => {
            Error::refused(|words| words.service_not_yours(slug.as_str()), Words::service_next)
        }
        None => Error::refused(Words::service_missing, Words::service_next),
    })
}

/// Whether somebody may silence all that these matchers can choose.
pub fn silences(sight: &Sight, matchers: &Matchers) -> Result<(), Error> {
    if sight.may_match(Act::Silence, matchers) {
        return Ok(());
    }
    Err(Error::refused(Words::matchers_too_wide, Words::matchers_too_wide_next))
}

/// A silence, to do something to it. It belongs to the service that it names; one that names none
/// belongs to all.
pub fn silence(tx: &mut Tx<'_>, sight: &Sight, act: Act, id: &str) -> Result<Silence, Error> {
    let found = stored::by_id(tx, id)?.ok_or(Error::NotFound("silence"))?;
    match (sees_silence(sight, &found), sight.may_match(act, &found.matchers)) {
        (_, true) => Ok(found),
        (true, false) => Err(Error::NotAllowed),
        (false, false) => Err(Error::NotFound("silence")),
    }
}

/// Whether somebody sees a silence.
pub fn sees_silence(sight: &Sight, silence: &Silence) -> bool {
    sight.may_match(Act::See, &silence.matchers)
}

/// A tip, to decide on it.
pub fn tip(tx: &mut Tx<'_>, sight: &Sight, act: Act, id: TipId) -> Result<Tip, Error> {
    let found = tips::by_id(tx, id)?.ok_or(Error::NotFound("tip"))?;
    allow(sight, act, found.service.as_ref().map(Slug::as_str), "tip")?;
    Ok(found)
}

/// A notification, to do something to it.
pub fn notification(
    tx: &mut Tx<'_>,
    sight: &Sight,
    act: Act,
    id: NotificationId,
) -> Result<Notification, Error> {
    let found = outbox::by_id(tx, id)?.ok_or(Error::NotFound("notification"))?;
    match (sees_notification(sight, &found), may_notification(sight, act, &found)) {
        (_, true) => Ok(found),
        (true, false) => Err(Error::NotAllowed),
        (false, false) => Err(Error::NotFound("notification")),
    }
}

/// Whether somebody sees a notification.
pub fn sees_notification(sight: &Sight, notification: &Notification) -> bool {
    may_notification(sight, Act::See, notification)
}

#[derive(Deserialize)]
struct Notice {
    alerts: Vec<NoticeAlert>,
    /// Of what was declared by mail: a confirmation speaks of no alert.
    declared_by: Option<IgnoredAny>,
    #[serde(default)]
    common_labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct NoticeAlert {
    labels: BTreeMap<String, String>,
}

/// Whether somebody may do something to a notification: to all that it speaks of, since its words
/// are not to be divided.
pub fn may_notification(sight: &Sight, act: Act, notification: &Notification) -> bool {
    if sight.may_everywhere(act) {
        return true;
    }
    serde_json::from_str::<Notice>(&notification.owed.notice).is_ok_and(|notice| {
        let service = |alert: &NoticeAlert| alert.labels.get("service").cloned();
        if notice.declared_by.is_some() {
            return sight.may(act, notice.common_labels.get("service").map(String::as_str));
        }
        !notice.alerts.is_empty()
            && notice.alerts.iter().all(|alert| sight.may(act, service(alert).as_deref()))
    })
}

/// Whether somebody may read a line of the journal: of the alert or incident that it is about.
/// `private` are the incidents that are.
fn reads_entry(
    tx: &mut Tx<'_>,
    sight: &Sight,
    private: &BTreeSet<IncidentId>,
    entry: &journal::Entry,
) -> Result<bool, StoreError> {
    let is_private = entry.incident.is_some_and(|id| private.contains(&id));
    if sight.may_everywhere(Act::SeeJournal) && !is_private {
        return Ok(true);
    }
    if let Some(id) = entry.incident {
        let found = incidents::by_id(tx, id)?;
        return Ok(found.is_some_and(|one| may_incident(sight, Act::SeeJournal, &one)));
    }
    let Some(id) = entry.alert else { return Ok(false) };
    let reads = |service: Option<&str>| sight.may(Act::SeeJournal, service);
    Ok(alerts::by_id(tx, id)?.is_some_and(|one| reads(service_of(&one))))
}
