//! Delivering: owed notifications are taken, tried outside of any transaction, and their outcome
//! is written. A crash between the two repeats the attempt with the same key.

use super::notice::MAIL_OF_PERSON;
use crate::cx::Cx;
use crate::error::Error;
use crate::outside::Envelope;
use crate::outside::send::{Notice, Recipient, SendError};
use crate::store::outbox::{self, Notification};
use crate::store::{Tx, Wake, groups, journal};
use futures_util::future::join_all;
use std::time::Duration;
use vigie_domain::channel::ChannelKind;
use vigie_domain::fact::Fact;
use vigie_domain::notification::{self, Delivery, Next, NotificationState};
use vigie_domain::person::Person;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Notifications tried at once: a slow channel must not hold up the others.
const AT_ONCE_MAX: i64 = 32;
/// How long an attempt may take before another worker may repeat it; above the senders' timeout.
const TAKEN_FOR: Duration = Duration::from_secs(60);
/// How long an acknowledge link is good: an alert that lasts longer has been told again.
const LINK_GOOD_FOR: Duration = Duration::from_secs(7 * 24 * 3600);
/// The purpose of a link that acknowledges.
pub const ACKNOWLEDGE: &str = "acknowledge";

/// Takes the notifications that are due, for one attempt each.
pub async fn take_due(cx: &Cx, limit: i64) -> Result<Vec<Notification>, Error> {
    let now = cx.now();
    cx.store.write(move |tx| Ok(outbox::take(tx, now, now + TAKEN_FOR, limit)?)).await
}

/// Tries the notifications that are due side by side, and answers how many there were.
pub async fn deliver_due(cx: &Cx) -> Result<usize, Error> {
    let taken = take_due(cx, AT_ONCE_MAX).await?;
    let count = taken.len();
    let outcomes = join_all(taken.into_iter().map(|notification| attempt(cx, notification))).await;
    outcomes.into_iter().collect::<Result<Vec<()>, Error>>()?;
    Ok(count)
}

/// Tries one notification, and writes what came of it.
pub async fn attempt(cx: &Cx, notification: Notification) -> Result<(), Error> {
    let started_at = cx.now();
    let delivery = match envelope(cx, &notification, started_at) {
        Ok(envelope) => outcome(cx.outside.send(envelope).await),
        Err(refusal) => refusal,
    };
    let finished_at = cx.now();
    cx.store
        .write(move |tx| write_outcome(tx, &notification, &delivery, (started_at, finished_at)))
        .await
}

fn outcome(sent: Result<String, SendError>) -> Delivery {
    match sent {
        Ok(receipt) => Delivery::Accepted { receipt },
        Err(SendError::Retry { after, cause }) => Delivery::Failed { cause, asked_wait: after },
        Err(SendError::GiveUp { cause, advice }) => {
            Delivery::Refused { cause, advice: advice.to_owned() }
        }
    }
}

/// The notification with everything that its sender needs, or why it can't be sent.
fn envelope(cx: &Cx, notification: &Notification, now: Timestamp) -> Result<Envelope, Delivery> {
    let setup = cx.setup();
    let owed = &notification.owed;
    let notice: Notice = serde_json::from_str(&owed.notice)
        .map_err(|_| refused("the notice can't be read", "report this: it is a fault of Vigie"))?;
    let smtp = setup.settings.smtp.clone();
    let (channel, to) = match owed.channel.as_str() {
        MAIL_OF_PERSON => mail_of_person(cx, &setup, notification)?,
        name => {
            let channel = setup.channels.get(name).ok_or_else(|| {
                refused("the channel is not declared any more", "nothing, if this is wanted")
            })?;
            let address = owed.person.clone().unwrap_or_default();
            (channel.kind.clone(), vec![room(&setup, address)])
        }
    };
    Ok(Envelope { channel, smtp, to, notice, now })
}

fn refused(cause: &str, advice: &str) -> Delivery {
    Delivery::Refused { cause: cause.to_owned(), advice: advice.to_owned() }
}

fn mail_of_person(
    cx: &Cx,
    setup: &Setup,
    notification: &Notification,
) -> Result<(ChannelKind, Vec<Recipient>), Delivery> {
    let person = notification.owed.person.as_deref().and_then(|slug| setup.people.get(slug));
    let found = person.and_then(|person| Some((person, person.email.clone()?)));
    let (person, address) = found.ok_or_else(|| {
        refused("the person has no mail address any more", "declare one for them")
    })?;
    let channel = ChannelKind::Email { to: vec![address.clone()], smtp: None };
    Ok((channel, vec![recipient(cx, setup, notification, person, address)]))
}

fn recipient(
    cx: &Cx,
    setup: &Setup,
    notification: &Notification,
    person: &Person,
    address: String,
) -> Recipient {
    let text = format!("{}.{}", notification.id, person.slug);
    let signed = cx.keys.sign(ACKNOWLEDGE, &text, notification.owed_at + LINK_GOOD_FOR);
    let base = setup.settings.external_url.as_deref();
    Recipient {
        address,
        name: person.name.clone(),
        language: person.language,
        zone: person.zone.clone().unwrap_or_else(|| setup.settings.zone.clone()),
        acknowledge_url: base.map(|base| format!("{base}/ack/{signed}")),
    }
}

/// Whoever reads a room, or a fixed address: nobody that we know by name.
fn room(setup: &Setup, address: String) -> Recipient {
    Recipient {
        address,
        name: String::new(),
        language: setup.settings.language,
        zone: setup.settings.zone.clone(),
        acknowledge_url: None,
    }
}

fn write_outcome(
    tx: &mut Tx<'_>,
    notification: &Notification,
    delivery: &Delivery,
    (started_at, finished_at): (Timestamp, Timestamp),
) -> Result<(), Error> {
    let owed = &notification.owed;
    let attempt = notification.attempts + 1;
    let next = notification::after_attempt(
        delivery,
        attempt,
        &owed.key,
        notification.owed_at,
        finished_at,
    );
    let (state, due_at) = match next {
        Next::Done => (NotificationState::Sent, finished_at),
        Next::Again(at) => (NotificationState::Failed, at),
        Next::StopRefused | Next::StopTired => (NotificationState::GivenUp, finished_at),
    };
    let (outcome, detail) = match delivery {
        Delivery::Accepted { receipt } => ("sent", receipt.clone()),
        Delivery::Failed { cause, .. } => ("failed", cause.clone()),
        Delivery::Refused { cause, advice } => ("failed", format!("{cause}: {advice}")),
    };
    let row = outbox::Delivery {
        started_at,
        finished_at,
        outcome: outcome.to_owned(),
        detail: detail.clone(),
    };
    outbox::finish(tx, notification.id, state, due_at, &row)?;
    tx.wake(Wake::Outbox);
    record(tx, notification, (state, &detail), finished_at)
}

/// The timeline learns what is final; the attempts themselves are the notification's own story.
fn record(
    tx: &mut Tx<'_>,
    notification: &Notification,
    (state, detail): (NotificationState, &str),
    now: Timestamp,
) -> Result<(), Error> {
    let owed = &notification.owed;
    let whom = owed.person.clone().unwrap_or_else(|| owed.channel.clone());
    let incident = owed.incident;
    match state {
        NotificationState::Sent if incident.is_some() => {
            let fact = Fact::Told { incident, whom, text: owed.summary.clone() };
            Ok(journal::append(tx, &fact, "vigie", now)?)
        }
        NotificationState::GivenUp => {
            forget(tx, notification)?;
            let fact = Fact::NotTold { incident, whom, why: detail.to_owned() };
            Ok(journal::append(tx, &fact, "vigie", now)?)
        }
        NotificationState::Sent
        | NotificationState::Due
        | NotificationState::Sending
        | NotificationState::Failed
        | NotificationState::Superseded => Ok(()),
    }
}

/// A target that could not be told knows nothing: the next flush of the group tries again.
fn forget(tx: &mut Tx<'_>, notification: &Notification) -> Result<(), Error> {
    let owed = &notification.owed;
    let notice: Option<Notice> = serde_json::from_str(&owed.notice).ok();
    if let (Some(key), Some(notice)) = (&owed.group_key, notice) {
        let person = owed.person.as_deref().unwrap_or_default();
        let target = format!("{}\u{1f}{}\u{1f}{person}", notice.receiver, owed.channel);
        groups::forget_notice(tx, key, &target)?;
    }
    Ok(())
}
