//! What Now is drawn from: what is known at one moment, and what of it a reader sees.

use super::kept::Moment;
use crate::web::layout::View;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use vigie_domain::action::{Action, day_of};
use vigie_domain::check::CheckState;
use vigie_domain::heartbeat::HeartbeatState;
use vigie_domain::id::AlertId;
use vigie_domain::incident::Incident;
use vigie_domain::notification::NotificationState;
use vigie_domain::report::{FilingError, FilingState};
use vigie_domain::rights::{Act, Sight};
use vigie_domain::setup::Setup;
use vigie_domain::silence::{Silence, SilenceState};
use vigie_domain::time::Timestamp;
use vigie_ops::store::alerts::{self, Outline, Stored};
use vigie_ops::store::sources::{self, SourceState};
use vigie_ops::store::{Tx, actions, checks, filings, heartbeats, incidents, outbox, silences};
use vigie_ops::{Cx, Error, sight};

/// Alerts and incidents that Now shows; the lists have the rest.
const SHOWN_MAX: usize = 50;
/// Open incidents that are looked at: more than anybody has open at once.
const INCIDENTS_MAX: i64 = 1_000;
/// Silences that are looked at for their end.
const SILENCES_MAX: i64 = 10_000;
/// Notifications in trouble that are looked at for somebody who does not see all.
const TROUBLED_MAX: i64 = 1_000;
/// Reports in trouble that are looked at.
const FILINGS_MAX: i64 = 20;
/// Actions in arrears that are looked at.
const ACTIONS_MAX: i64 = 200;
/// What is due within this span is said.
pub(super) const SOON: Duration = Duration::from_hours(24);

/// How many alerts go on: state, severity, number.
type Counts = Vec<(String, String, i64)>;

/// What is known at one moment, whoever looks.
pub(super) struct Ground {
    /// What was declared then.
    pub(super) setup: Arc<Setup>,
    alerts: Vec<Stored>,
    counts: Counts,
    /// Incidents that are not closed.
    pub(super) incidents: Vec<Incident>,
    /// What checks hold to be true.
    pub(super) checks: HashMap<String, CheckState>,
    /// How heartbeats stand.
    pub(super) heartbeats: HashMap<String, HeartbeatState>,
    sources: Vec<SourceState>,
    ending: Vec<Silence>,
    given_up: i64,
    retried: i64,
    /// Incidents whose signed report is not in the repository, though it should be.
    pub(super) unfiled: Vec<Incident>,
    /// Actions that are due or overdue, each with its incident.
    pub(super) actions: Vec<(Action, Incident)>,
}

/// What a reader sees of it.
pub(super) struct Picture<'a> {
    /// All that is known.
    pub(super) ground: &'a Ground,
    /// The worst alerts that go on.
    pub(super) alerts: Vec<Stored>,
    /// How many go on.
    pub(super) counts: Counts,
    /// Incidents that are not closed, the newest.
    pub(super) incidents: Vec<&'a Incident>,
    /// How many there are.
    pub(super) incidents_count: usize,
    /// Sources that miss their rhythm.
    pub(super) silent: Vec<&'a SourceState>,
    /// Silences that end soon.
    pub(super) ending: Vec<&'a Silence>,
    /// Notifications that could not be delivered.
    pub(super) given_up: i64,
    /// Notifications that wait for another try.
    pub(super) retried: i64,
    /// Incidents whose signed report is not in the repository, though it should be.
    pub(super) unfiled: Vec<&'a Incident>,
    /// Actions that are due or overdue.
    pub(super) actions: Vec<&'a Action>,
}

impl Ground {
    /// Reads it.
    pub(super) fn read(tx: &mut Tx<'_>, setup: &Arc<Setup>, now: Timestamp) -> Result<Self, Error> {
        let told = outbox::counts(tx)?;
        let count = |wanted: NotificationState| -> i64 {
            let found = told.iter().filter(|(state, _)| state == wanted.as_str());
            found.map(|(_, count)| count).sum()
        };
        let mut ending = silences::since(tx, now, SILENCES_MAX)?;
        ending.retain(|one| one.state(now) == SilenceState::Active && one.ends_at < now + SOON);
        ending.sort_by_key(|silence| silence.ends_at);
        Ok(Self {
            setup: Arc::clone(setup),
            alerts: alerts::worst(tx, i64::try_from(SHOWN_MAX).unwrap_or(i64::MAX))?,
            counts: alerts::count_live(tx)?,
            incidents: incidents::open(tx, INCIDENTS_MAX)?,
            checks: checks::states(tx)?.into_iter().collect(),
            heartbeats: heartbeats::states(tx)?.into_iter().collect(),
            sources: sources::all(tx)?,
            ending,
            unfiled: unfiled(tx)?,
            actions: due(tx, setup, now)?,
            given_up: count(NotificationState::GivenUp),
            retried: count(NotificationState::Failed),
        })
    }
}

impl<'a> Picture<'a> {
    /// What this reader sees of a moment.
    pub(super) async fn of(cx: &Cx, view: &View, moment: &'a Moment) -> Result<Self, Error> {
        let (ground, seen) = (&moment.ground, &view.sight);
        let open = ground.incidents.iter().filter(|one| sight::sees_incident(seen, one));
        let mut incidents: Vec<&Incident> = open.collect();
        let incidents_count = incidents.len();
        incidents.truncate(SHOWN_MAX);
        let source = |known: &&SourceState| {
            let declared = view.setup.sources.get(known.slug.as_str());
            seen.sees_of(declared.and_then(|source| source.service.as_ref()))
        };
        let all = seen.may_everywhere(Act::See);
        let (alerts, counts, (given_up, retried)) = if all {
            let troubled = (ground.given_up, ground.retried);
            (ground.alerts.clone(), ground.counts.clone(), troubled)
        } else {
            part(cx, seen, moment).await?
        };
        let silent = ground.sources.iter().filter(|known| known.silent && source(known));
        let ending = ground.ending.iter().filter(|one| sight::sees_silence(seen, one));
        Ok(Self {
            ground,
            alerts,
            counts,
            incidents,
            incidents_count,
            silent: silent.collect(),
            ending: ending.collect(),
            given_up,
            retried,
            unfiled: ground.unfiled.iter().filter(|one| sight::sees_incident(seen, one)).collect(),
            actions: ground
                .actions
                .iter()
                .filter(|(_, incident)| sight::sees_incident(seen, incident))
                .map(|(action, _)| action)
                .collect(),
        })
    }
}

/// Actions that are overdue, or due until tomorrow.
fn due(tx: &mut Tx<'_>, setup: &Setup, now: Timestamp) -> Result<Vec<(Action, Incident)>, Error> {
    let day = day_of(now + SOON, &setup.settings.time_zone()).to_string();
    let mut found = Vec::new();
    for action in actions::due(tx, &day, ACTIONS_MAX)? {
        found.extend(incidents::by_id(tx, action.incident)?.map(|incident| (action, incident)));
    }
    Ok(found)
}

/// The incidents of reports that could not be committed; one that may not leave is no trouble.
fn unfiled(tx: &mut Tx<'_>) -> Result<Vec<Incident>, Error> {
    let mut found = Vec::new();
    for filing in filings::failed(tx, FILINGS_MAX)? {
        let kept_in =
            matches!(filing.state, FilingState::Failed { error: FilingError::Private, .. });
        if !kept_in {
            found.extend(incidents::by_id(tx, filing.incident)?);
        }
    }
    Ok(found)
}

/// Alerts and troubled notifications of somebody who does not see all.
async fn part(
    cx: &Cx,
    seen: &Sight,
    moment: &Moment,
) -> Result<(Vec<Stored>, Counts, (i64, i64)), Error> {
    let outlines = moment.outlines(cx).await?;
    let own: Vec<&Outline> =
        outlines.iter().filter(|one| seen.sees(one.service.as_deref())).collect();
    let mut counts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for one in &own {
        let state = if one.is_open { "open" } else { "acknowledged" };
        *counts.entry((state, one.severity.as_str())).or_default() += 1;
    }
    let counts = counts.into_iter();
    let counts = counts.map(|((state, severity), count)| (state.into(), severity.into(), count));
    let ids: Vec<AlertId> = own.iter().take(SHOWN_MAX).map(|one| one.id).collect();
    let seen = seen.clone();
    let unit = move |tx: &mut Tx<'_>| {
        let mut troubled = |state| {
            let found = sight::notifications_of(tx, &seen, state, TROUBLED_MAX)?;
            Ok::<_, Error>(i64::try_from(found.len()).unwrap_or(TROUBLED_MAX))
        };
        let troubled =
            (troubled(NotificationState::GivenUp)?, troubled(NotificationState::Failed)?);
        Ok((sight::by_ids(tx, &seen, &ids)?, troubled))
    };
    let (alerts, troubled) = cx.store.read(unit).await?;
    Ok((alerts, counts.collect(), troubled))
}
