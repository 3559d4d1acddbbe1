//! What Now is drawn from, read at one moment.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use vigie_domain::check::CheckState;
use vigie_domain::heartbeat::HeartbeatState;
use vigie_domain::incident::Incident;
use vigie_domain::silence::{Silence, SilenceState};
use vigie_domain::time::Timestamp;
use vigie_ops::store::alerts::{self, Stored};
use vigie_ops::store::sources::{self, SourceState};
use vigie_ops::store::{Tx, checks, heartbeats, incidents, journal, outbox, silences};
use vigie_ops::{Cx, Error};

/// Alerts and incidents that Now shows; the lists have the rest.
const SHOWN_MAX: i64 = 50;
/// Silences that are looked at for their end.
const SILENCES_MAX: i64 = 500;
/// What is due within this span is said.
pub(super) const SOON: Duration = Duration::from_hours(24);

/// What is known at one moment.
pub(super) struct Picture {
    /// The worst alerts that go on, newest first.
    pub(super) alerts: Vec<Stored>,
    /// How many go on: state, severity, number.
    pub(super) counts: Vec<(String, String, i64)>,
    /// Incidents that are not closed.
    pub(super) incidents: Vec<Incident>,
    /// What checks hold to be true.
    pub(super) checks: HashMap<String, CheckState>,
    /// How heartbeats stand.
    pub(super) heartbeats: HashMap<String, HeartbeatState>,
    /// When sources spoke.
    pub(super) sources: Vec<SourceState>,
    /// Silences that end soon.
    pub(super) ending: Vec<Silence>,
    /// Notifications that could not be delivered.
    pub(super) given_up: i64,
    /// Notifications that wait for another try.
    pub(super) retried: i64,
}

/// The latest picture, for all who ask while nothing happened: many open pages ask at once.
#[derive(Default)]
pub(in crate::web) struct Kept(Mutex<Option<Taken>>);

/// A picture, with the number of the latest fact then, and when it was taken.
type Taken = (i64, Timestamp, Arc<Picture>);

/// What changes without a fact, such as when a check last looked, is at most this old.
const KEPT_FOR: Duration = Duration::from_secs(3);

impl Kept {
    /// What is known now; whoever changed something sees it.
    pub(super) async fn look(&self, cx: &Cx, now: Timestamp) -> Result<Arc<Picture>, Error> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let known = known.filter(|(_, taken_at, _)| now.since(*taken_at) < KEPT_FOR);
        let known_fact = known.as_ref().map(|(fact, ..)| *fact);
        let read = cx.store.read(move |tx| {
            let fact = journal::last(tx)?;
            let fresh = known_fact != Some(fact);
            Ok((fact, if fresh { Some(read(tx, now)?) } else { None }))
        });
        match (read.await?, known) {
            ((_, None), Some((.., picture))) => Ok(picture),
            ((_, None), None) => Err(Error::Stale),
            ((fact, Some(picture)), _) => {
                let picture = Arc::new(picture);
                let taken = Some((fact, now, Arc::clone(&picture)));
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = taken;
                Ok(picture)
            }
        }
    }
}

/// Reads it.
fn read(tx: &mut Tx<'_>, now: Timestamp) -> Result<Picture, Error> {
    let told = outbox::counts(tx)?;
    let count = |wanted: &str| -> i64 {
        told.iter().filter(|(state, _)| state == wanted).map(|(_, count)| count).sum()
    };
    let mut ending = silences::since(tx, now, SILENCES_MAX)?;
    ending.retain(|one| one.state(now) == SilenceState::Active && one.ends_at < now + SOON);
    ending.sort_by_key(|silence| silence.ends_at);
    Ok(Picture {
        alerts: alerts::worst(tx, SHOWN_MAX)?,
        counts: alerts::count_live(tx)?,
        incidents: incidents::open(tx, SHOWN_MAX)?,
        checks: checks::states(tx)?.into_iter().collect(),
        heartbeats: heartbeats::states(tx)?.into_iter().collect(),
        sources: sources::all(tx)?,
        ending,
        given_up: count("given_up"),
        retried: count("failed"),
    })
}
