//! Who was told about one alert.

use crate::error::Error;
use crate::store::alerts::Stored;
use crate::store::outbox::Notification;
use crate::store::{Tx, outbox};
use serde::Deserialize;
use vigie_domain::id::NotificationId;

/// Notifications read in one question.
const CHUNK: i64 = 500;
/// Notifications looked at for one alert, from the newest on.
const LOOKED_AT_MAX: i64 = 2_000;

/// The part of a notice that names its alerts.
#[derive(Deserialize)]
struct Notice {
    alerts: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: i64,
}

/// The notifications that speak of an alert, newest first: none was owed before it opened.
pub fn told(tx: &mut Tx<'_>, stored: &Stored) -> Result<Vec<Notification>, Error> {
    let id = stored.alert.id.0;
    let speaks = |notification: &Notification| {
        serde_json::from_str::<Notice>(&notification.owed.notice)
            .is_ok_and(|notice| notice.alerts.iter().any(|alert| alert.id == id))
    };
    let (mut found, mut before, mut looked_at) = (Vec::new(), i64::MAX, 0);
    while looked_at < LOOKED_AT_MAX {
        let chunk = outbox::before(tx, NotificationId(before), CHUNK)?;
        let Some(last) = chunk.last() else { break };
        let older = last.owed_at < stored.alert.opened_at;
        before = last.id.0;
        looked_at += CHUNK;
        found.extend(chunk.into_iter().filter(speaks));
        if older {
            break;
        }
    }
    Ok(found)
}
