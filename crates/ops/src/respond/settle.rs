//! Settling: an incident that alerts opened resolves when they are over, and closes a while later
//! unless a person worked on it: then a person confirms that it is over.

use super::declare::BY_ITSELF;
use super::words::refused;
use crate::error::Error;
use crate::store::{Tx, Wake, alerts, incidents, journal};
use vigie_domain::alert::State;
use vigie_domain::fact::Fact;
use vigie_domain::id::IncidentId;
use vigie_domain::incident::{By, Stage, Step};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Alerts of an incident that are looked at for who has them.
const ALERTS_MAX: i64 = 500;

/// Gives an incident that nobody has to whoever took the last of its alerts.
pub fn take(tx: &mut Tx<'_>, id: IncidentId, now: Timestamp) -> Result<(), Error> {
    let incident = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
    if incident.stage != Stage::Declared {
        return Ok(());
    }
    let taken = alerts::of_incident(tx, id, ALERTS_MAX)?.into_iter().filter_map(|stored| {
        match stored.alert.state {
            State::Acknowledged { by, at } => Some((at, by)),
            State::Open | State::Resolved { .. } => None,
        }
    });
    let Some((_, by)) = taken.max() else { return Ok(()) };
    // Who took an alert is not let into a private incident by that.
    if incident.participants.as_ref().is_some_and(|names| !names.contains(&by)) {
        return Ok(());
    }
    let incident =
        incident.step(Step::Inherit, By::Name(&by), now).map_err(|trouble| refused(&trouble))?;
    incidents::save(tx, &incident)?;
    Ok(journal::append(tx, &Fact::IncidentAcknowledged { incident: id }, &by, now)?)
}

/// Resolves an incident that alerts opened, once all of them are over.
pub fn settle(tx: &mut Tx<'_>, id: IncidentId, now: Timestamp) -> Result<(), Error> {
    let incident = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
    if !incident.by_alert || !incident.stage.goes_on() || alerts::live_of_incident(tx, id)? > 0 {
        return Ok(());
    }
    let resolved =
        incident.step(Step::Resolve, By::Itself, now).map_err(|trouble| refused(&trouble))?;
    incidents::save(tx, &resolved)?;
    let fact = Fact::IncidentResolved { incident: id, why: "all its alerts are over".to_owned() };
    journal::append(tx, &fact, BY_ITSELF, now)?;
    tx.wake(Wake::Timers);
    Ok(())
}

/// Closes one incident that stayed resolved long enough. Answers whether there was one.
pub fn close_settled(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<bool, Error> {
    let resolved_by = now.minus(setup.settings.close_after);
    let Some(incident) = incidents::to_close(tx, resolved_by)? else {
        return Ok(false);
    };
    let closed =
        incident.step(Step::Close, By::Itself, now).map_err(|trouble| refused(&trouble))?;
    incidents::save(tx, &closed)?;
    journal::append(tx, &Fact::IncidentClosed { incident: closed.id }, BY_ITSELF, now)?;
    Ok(true)
}
