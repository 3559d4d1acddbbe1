//! Confirmations: whoever declares by mail is answered, once for each mail, and never without end.
//! Owns what is owed; who wrote a mail is for others to judge.

use super::notice::MAIL_OF_PERSON;
use crate::error::Error;
use crate::outside::send::{Notice, NoticeIncident, NoticeMail};
use crate::store::outbox::{self, Owed};
use crate::store::{StoreError, Tx, Wake};
use std::collections::BTreeMap;
use vigie_domain::incident::Incident;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Confirmations to one person within an hour. A program that answers ours with mails that look
/// like a person's must not be answered for ever; a person who declares more knows by then.
const AN_HOUR_MAX: u32 = 10;
/// An hour, in milliseconds.
const HOUR_MILLIS: i64 = 3_600_000;
/// Longest id of a mail that is answered by name: it stays on one line.
const ID_CHARS_MAX: usize = 200;

/// Owes whoever declared an incident by mail the confirmation. `mail`: the id of theirs, when it
/// has one. Owes nothing where no mail can be sent.
pub fn confirm_mail(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (incident, person): (&Incident, &str),
    mail: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let reached = setup.people.get(person).is_some_and(|person| person.email.is_some());
    if !reached || setup.settings.smtp.is_none() {
        return Ok(());
    }
    let Some(key) = free_key(tx, person, now)? else { return Ok(()) };
    let notice = notice(setup, incident, (key, mail), now);
    let written = serde_json::to_string(&notice)
        .map_err(|error| StoreError::Other(format!("a notice can't be written: {error}")))?;
    let owed = Owed {
        key: notice.key,
        channel: MAIL_OF_PERSON.to_owned(),
        person: Some(person.to_owned()),
        thread: notice.thread,
        group_key: None,
        incident: Some(incident.id),
        summary: incident.title.clone(),
        notice: written,
    };
    outbox::owe(tx, &owed, now)?;
    tx.wake(Wake::Outbox);
    Ok(())
}

/// A key that is not used yet. There are few for each person and hour, and that is the limit.
fn free_key(tx: &mut Tx<'_>, person: &str, now: Timestamp) -> Result<Option<String>, Error> {
    let hour = now.as_millis() / HOUR_MILLIS;
    for number in 1..=AN_HOUR_MAX {
        let key = format!("declared-{person}-{hour}-{number}");
        if outbox::by_key(tx, &key)?.is_none() {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

fn notice(
    setup: &Setup,
    incident: &Incident,
    (key, mail): (String, Option<&str>),
    now: Timestamp,
) -> Notice {
    let reference = incident.reference.to_string();
    let mut labels = BTreeMap::from([
        ("incident".to_owned(), reference.clone()),
        ("severity".to_owned(), incident.severity.as_str().to_owned()),
    ]);
    if let Some(service) = &incident.service {
        labels.insert("service".to_owned(), service.to_string());
    }
    Notice {
        thread: reference.clone(),
        reason: "declared by mail".to_owned(),
        receiver: String::new(),
        status: "firing".to_owned(),
        group_key: format!("mail/{key}"),
        key,
        group_labels: BTreeMap::new(),
        common_labels: labels,
        common_annotations: BTreeMap::new(),
        route_labels: BTreeMap::new(),
        external_url: setup.settings.external_url.clone().unwrap_or_default(),
        alerts: Vec::new(),
        incident: Some(NoticeIncident { reference, title: incident.title.clone() }),
        declared_by: Some(NoticeMail { id: mail.filter(|id| is_id(id)).map(str::to_owned) }),
        owed_at: now.to_string(),
    }
}

/// Whether an id can stand in a header of ours as it is.
fn is_id(id: &str) -> bool {
    let fits = |char: char| char.is_ascii_graphic() && !matches!(char, '<' | '>');
    !id.is_empty() && id.len() <= ID_CHARS_MAX && id.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_in_a_header_is_named() {
        for (id, fits) in [
            ("one@example.org", true),
            ("CAF=a+b_c.d@mail.example.org", true),
            ("", false),
            ("two words@example.org", false),
            ("a>\r\nBcc: <eve@example.org", false),
            ("été@example.org", false),
        ] {
            assert_eq!(is_id(id), fits, "{id}");
        }
        assert!(!is_id(&"x".repeat(201)));
    }
}
