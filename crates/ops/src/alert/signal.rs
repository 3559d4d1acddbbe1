//! Signals of our own: what Vigie's checks, heartbeats and listeners see, said like any other.

use super::receive::{Intake, resolve};
use crate::error::Error;
use crate::store::{
    Tx, Wake, alerts, checks, clocks, exercises, heartbeats, incidents, sources, tasks,
};
use crate::words::Words;
use std::collections::BTreeMap;
use vigie_domain::alert::{Claim, Ending};
use vigie_domain::check::{CheckState, OWN_SIGHT, Verdict};
use vigie_domain::heartbeat::Standing;
use vigie_domain::id::{ClockId, IncidentId, TaskId};
use vigie_domain::incident::{Incident, Kind, Stage};
use vigie_domain::label::Labels;
use vigie_domain::scenario::EventKind;
use vigie_domain::setup::Setup;
use vigie_domain::severity::Severity;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// The source of Vigie's own signals.
pub const SELF: &str = "vigie";

/// The label of alerts of an incident that is practice: its reference.
const PRACTICE: &str = "exercise";

/// Who the signals of our own come from.
fn own_source() -> Result<Slug, Error> {
    SELF.parse().map_err(|_| Error::NotFound("source"))
}

/// Says what a check or heartbeat sees now.
pub fn signal_check(
    tx: &mut Tx<'_>,
    setup: &Setup,
    slug: &Slug,
    now: Timestamp,
) -> Result<(), Error> {
    let failing = match checks::state(tx, slug.as_str())? {
        Some(state) => told_failing(&state, now),
        None => match heartbeats::state(tx, slug.as_str())?.map(|state| state.standing) {
            Some(Standing::Failing { why, since }) => Some((why, since)),
            Some(Standing::New | Standing::Passing) | None => None,
        },
    };
    match (failing, watched(setup, slug)) {
        (Some((why, since)), Some(watched)) => {
            let labels = watched
                .labels
                .with("alertname", watched.alertname)
                .with("check", slug.as_str())
                .with("severity", watched.severity.as_str());
            let labels = match &watched.service {
                Some(service) => labels.with("service", service.as_str()),
                None => labels,
            };
            let summary = format!("{}: {why}", watched.name);
            say(tx, setup, &claim(labels, &summary, since, now), now)
        }
        (_, None) => end_own(tx, ("check", slug.as_str()), Ending::Unwatched, now),
        (None, Some(_)) => end_own(tx, ("check", slug.as_str()), Ending::Fixed, now),
    }
}

/// Why and since when a check fails, unless its failure is held back.
fn told_failing(state: &CheckState, now: Timestamp) -> Option<(String, Timestamp)> {
    let failing = state.verdict == Verdict::Failing && state.held.is_none();
    failing.then(|| (state.why.clone().unwrap_or_default(), state.since.unwrap_or(now)))
}

struct Watched {
    name: String,
    alertname: &'static str,
    service: Option<Slug>,
    severity: Severity,
    labels: Labels,
}

fn watched(setup: &Setup, slug: &Slug) -> Option<Watched> {
    let check = setup.checks.get(slug).map(|check| Watched {
        name: check.name.to_string(),
        alertname: "CheckFailing",
        service: check.service.clone(),
        severity: check.severity,
        labels: check.labels.clone(),
    });
    let own_sight = || {
        (slug.as_str() == OWN_SIGHT).then(|| Watched {
            name: "Vigie can't see well".to_owned(),
            alertname: "SightImpaired",
            service: None,
            severity: Severity::Warning,
            labels: Labels::default(),
        })
    };
    let check = check.or_else(own_sight);
    check.or_else(|| {
        setup.heartbeats.get(slug).map(|heartbeat| Watched {
            name: heartbeat.name.to_string(),
            alertname: "HeartbeatMissing",
            service: heartbeat.service.clone(),
            severity: heartbeat.severity,
            labels: heartbeat.labels.clone(),
        })
    })
}

/// Says how much of a legal clock is gone, as a warning to whoever routes send it to. It never
/// opens an incident: it belongs to one.
pub fn signal_clock(
    tx: &mut Tx<'_>,
    setup: &Setup,
    id: ClockId,
    now: Timestamp,
) -> Result<(), Error> {
    let clock = clocks::by_id(tx, id)?.ok_or(Error::NotFound("clock"))?;
    let incident = incidents::by_id(tx, clock.incident)?.ok_or(Error::NotFound("incident"))?;
    let name: Slug = format!("clock-{id}").parse().map_err(|_| Error::NotFound("clock"))?;
    if clock.ended.is_some() || clock.warned == 0 || is_played_out(&incident) {
        return end_own(tx, ("clock", name.as_str()), Ending::Fixed, now);
    }
    end_own(tx, ("clock", name.as_str()), Ending::Changed, now)?;
    let gone = format!("{} %", clock.warned);
    let labels = Labels::default()
        .with("alertname", "LegalClock")
        .with("clock", name.as_str())
        .with("deadline", clock.deadline())
        .with("gone", &gone)
        .with("incident", &incident.reference.to_string())
        .with("severity", Severity::Warning.as_str());
    let labels = match &incident.service {
        Some(service) => labels.with("service", service.as_str()),
        None => labels,
    };
    let words = Words::of(setup.settings.language);
    let due = clock.due_at.map(|due| words.moment(due, &setup.settings.zone)).unwrap_or_default();
    let deadline = words.title_of(&clock.terms);
    let summary = words.clock_gone(deadline, due, gone, incident.reference);
    let (labels, summary) = marked(&incident, words, (labels, summary));
    say(tx, setup, &claim(labels, &summary, now, now), now)
}

/// Says that a task is overdue, as a warning to whoever routes send it to, or that it is over.
pub fn signal_task(
    tx: &mut Tx<'_>,
    setup: &Setup,
    id: TaskId,
    now: Timestamp,
) -> Result<(), Error> {
    let task = tasks::by_id(tx, id)?.ok_or(Error::NotFound("task"))?;
    let incident = incidents::by_id(tx, task.incident)?.ok_or(Error::NotFound("incident"))?;
    let name: Slug = format!("task-{id}").parse().map_err(|_| Error::NotFound("task"))?;
    if !task.is_late(now) || is_played_out(&incident) {
        return end_own(tx, ("task", name.as_str()), Ending::Fixed, now);
    }
    let labels = Labels::default()
        .with("alertname", "TaskOverdue")
        .with("task", name.as_str())
        .with("task_kind", task.kind.as_str())
        .with("incident", &incident.reference.to_string())
        .with("severity", Severity::Warning.as_str());
    let labels = match &task.owner {
        Some(owner) => labels.with("owner", owner),
        None => labels,
    };
    let labels = match &incident.service {
        Some(service) => labels.with("service", service.as_str()),
        None => labels,
    };
    let words = Words::of(setup.settings.language);
    let due = task.due_at.map(|due| words.moment(due, &setup.settings.zone)).unwrap_or_default();
    // The message goes to whoever the route names: it says nothing of a private incident.
    let text = match incident.participants {
        None => task.text.clone(),
        Some(_) => words.private_mark().to_owned(),
    };
    let what = words.task_late(task.kind.as_str(), text);
    let summary = words.task_late_in(due, incident.reference, what);
    let (labels, summary) = marked(&incident, words, (labels, summary));
    say(tx, setup, &claim(labels, &summary, task.due_at.unwrap_or(now), now), now)
}

/// Whether an incident was practice, and is over: nobody is reminded of what is left in it.
fn is_played_out(incident: &Incident) -> bool {
    let ended = matches!(incident.stage, Stage::Resolved | Stage::Validated | Stage::Remediating);
    !incident.kind.is_real() && (ended || incident.stage.is_over())
}

/// What is said of an incident says that it is practice, when it is; its label lets routes and
/// counts tell it from what is real.
fn marked(
    incident: &Incident,
    words: Words,
    (labels, summary): (Labels, String),
) -> (Labels, String) {
    let summary = match incident.kind {
        Kind::Incident => return (labels, summary),
        Kind::Exercise => words.exercise_title(summary),
        Kind::Test => words.test_title(summary),
    };
    (labels.with(PRACTICE, &incident.reference.to_string()), summary)
}

/// How many alerts that go on are practice, by state and severity.
pub fn count_practice(tx: &mut Tx<'_>) -> Result<BTreeMap<(String, String), i64>, Error> {
    let mut counts = BTreeMap::new();
    for stored in alerts::live_own(tx)? {
        let (claim, state) = (&stored.alert.claim, stored.alert.state.as_str());
        if claim.labels.get(PRACTICE).is_some() {
            let key = (state.to_owned(), claim.severity().as_str().to_owned());
            *counts.entry(key).or_default() += 1;
        }
    }
    Ok(counts)
}

/// Says anew of every overdue task of an incident that it is: who may read its words has changed.
pub fn signal_tasks(
    tx: &mut Tx<'_>,
    setup: &Setup,
    incident: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let late = tasks::of_incident(tx, incident)?;
    for task in late.iter().filter(|task| task.is_late(now) && task.reminded_at.is_some()) {
        signal_task(tx, setup, task.id, now)?;
    }
    Ok(())
}

/// Raises an alert of an exercise: it goes through the routes as any other, says that it is an
/// exercise, and stays with the incident that is played. It names no service: none is worse for it.
pub fn raise_in_exercise(
    tx: &mut Tx<'_>,
    setup: &Setup,
    (id, place): (IncidentId, i64),
    now: Timestamp,
) -> Result<(), Error> {
    let incident = incidents::by_id(tx, id)?.ok_or(Error::NotFound("incident"))?;
    let played = exercises::of_incident(tx, id)?.ok_or(Error::NotFound("exercise"))?;
    let event = exercises::event(tx, id, place)?.ok_or(Error::NotFound("event"))?;
    let EventKind::Alert(severity) = event.kind else { return Ok(()) };
    let labels = Labels::default()
        .with("alertname", "Exercise")
        .with(PRACTICE, &incident.reference.to_string())
        .with("event", &place.to_string())
        .with("severity", severity.as_str());
    let summary = Words::of(played.language).exercise_title(&event.text);
    let claim = claim(labels, &summary, now, now);
    say(tx, setup, &claim, now)?;
    for stored in alerts::live_own(tx)? {
        if stored.alert.claim.key == claim.key && stored.incident.is_none() {
            alerts::attach(tx, stored.alert.id, id)?;
        }
    }
    Ok(())
}

/// Ends the alerts of an exercise.
pub fn end_exercise_alerts(
    tx: &mut Tx<'_>,
    incident: IncidentId,
    now: Timestamp,
) -> Result<(), Error> {
    let incident = incidents::by_id(tx, incident)?.ok_or(Error::NotFound("incident"))?;
    end_own(tx, (PRACTICE, &incident.reference.to_string()), Ending::Fixed, now)
}

/// Says that a source misses its rhythm, or keeps it again.
pub fn signal_source(
    tx: &mut Tx<'_>,
    setup: &Setup,
    slug: &Slug,
    now: Timestamp,
) -> Result<(), Error> {
    let state = sources::all(tx)?.into_iter().find(|state| state.slug == slug.as_str());
    let silent = state.filter(|state| state.silent && setup.sources.contains_key(slug));
    let Some(state) = silent else {
        return end_own(tx, ("source", slug.as_str()), Ending::Fixed, now);
    };
    let labels = Labels::default()
        .with("alertname", "SourceSilent")
        .with("source", slug.as_str())
        .with("severity", Severity::Critical.as_str());
    let since = state.heard_at.unwrap_or(now);
    let summary = format!("Source {slug} has said nothing since {since}: nobody watches for it");
    say(tx, setup, &claim(labels, &summary, now, now), now)
}

pub(super) fn say(
    tx: &mut Tx<'_>,
    setup: &Setup,
    claim: &Claim,
    now: Timestamp,
) -> Result<(), Error> {
    let source = own_source()?;
    let mut intake = Intake::new(setup, &source, now);
    intake.take(tx, claim)?;
    intake.finish(tx)?;
    tx.wake(Wake::Timers);
    Ok(())
}

/// Vigie's own problems last until Vigie says that they are over: they have no timeout.
pub(super) fn claim(labels: Labels, summary: &str, since: Timestamp, now: Timestamp) -> Claim {
    Claim {
        key: labels.fingerprint(),
        labels,
        annotations: Labels::default().with("summary", summary),
        starts_at: since,
        ends_at: Timestamp::from_millis(i64::MAX),
        updated_at: now,
        by_timeout: false,
        generator_url: String::new(),
    }
}

/// Ends Vigie's own alerts about a thing.
pub(super) fn end_own(
    tx: &mut Tx<'_>,
    (label, name): (&str, &str),
    how: Ending,
    now: Timestamp,
) -> Result<(), Error> {
    for mut stored in alerts::live_own(tx)? {
        if stored.alert.claim.labels.get(label) == Some(name) {
            stored.alert.claim.ends_at = now;
            stored.alert.claim.updated_at = now;
            alerts::refresh(tx, stored.alert.id, &stored.alert.claim)?;
            resolve(tx, &stored, now, how, now)?;
        }
    }
    tx.wake(Wake::Timers);
    Ok(())
}
