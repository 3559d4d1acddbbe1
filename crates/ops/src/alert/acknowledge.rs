//! Taking alerts: whoever acknowledges one has it until it clears.

use super::receive::resolve;
use crate::error::Error;
use crate::outside::send::Notice;
use crate::store::{Tx, Wake, alerts, journal, outbox};
use crate::words::Words;
use vigie_domain::alert::Ending;
use vigie_domain::fact::Fact;
use vigie_domain::id::{AlertId, NotificationId};
use vigie_domain::time::Timestamp;

/// Acknowledges one alert for a person.
pub fn acknowledge(tx: &mut Tx<'_>, id: AlertId, by: &str, now: Timestamp) -> Result<(), Error> {
    let stored = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    let alert = stored.alert.acknowledge(by, now).map_err(|_| {
        Error::refused(|words| words.alert_over_taken(id), Words::alert_over_taken_next)
    })?;
    if !alerts::acknowledge(tx, id, by, now)? {
        return Err(Error::Stale);
    }
    let title = alert.claim.title();
    let fact = Fact::AlertAcknowledged { alert: id, incident: stored.incident, title };
    journal::append(tx, &fact, by, now)?;
    Ok(())
}

/// Acknowledges those of several alerts that go on. Answers how many.
pub fn acknowledge_many(
    tx: &mut Tx<'_>,
    ids: &[AlertId],
    by: &str,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut taken = 0;
    for id in ids {
        match acknowledge(tx, *id, by, now) {
            Ok(()) => taken += 1,
            Err(Error::Refused { .. } | Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

/// What a notification asks somebody to take: the alerts that it told as firing, with their
/// titles. Nothing when there is no such notification.
pub fn asked_for(
    tx: &mut Tx<'_>,
    id: NotificationId,
) -> Result<Option<Vec<(AlertId, String)>>, Error> {
    let found = outbox::by_id(tx, id)?;
    let notice = found.and_then(|found| serde_json::from_str::<Notice>(&found.owed.notice).ok());
    let Some(notice) = notice else { return Ok(None) };
    let firing = notice.alerts.into_iter().filter(|alert| alert.status == "firing");
    let titled = firing.map(|alert| {
        let said = alert.annotations.get("summary").or_else(|| alert.labels.get("alertname"));
        (AlertId(alert.id), said.cloned().unwrap_or(alert.fingerprint))
    });
    Ok(Some(titled.collect()))
}

/// Ends an alert by hand, for what no source will ever end.
pub fn resolve_by_hand(
    tx: &mut Tx<'_>,
    id: AlertId,
    by: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let mut stored = alerts::by_id(tx, id)?.ok_or(Error::NotFound("alert"))?;
    if !stored.alert.state.is_live() {
        return Err(Error::refused(|words| words.alert_over(id), Words::alert_over_next));
    }
    stored.alert.claim.ends_at = now;
    alerts::refresh(tx, id, &stored.alert.claim)?;
    resolve(tx, &stored, now, Ending::ByHand, now)?;
    tracing::info!(alert = id.0, by, "alert closed by hand");
    tx.wake(Wake::Timers);
    Ok(())
}
