//! Watching: looks at every declared check at its rhythm, and believes what it saw only when its
//! own network and its own clock can be trusted.
//!
//! What is in memory here (when each check looks next) is derived: after a restart it is made
//! again from what the database knows.

use super::observe::{self, Seen};
use crate::cx::Cx;
use crate::error::Error;
use crate::outside::probe::{Prober, Sight};
use crate::store::checks;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use vigie_domain::check::pace::{Stretch, next_look, stretch, suspicious};
use vigie_domain::check::unsettled_dependencies;
use vigie_domain::check::{Check, CheckState, Hold, Observation, Outcome, held_by};
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;

/// Looks whose outcome waits to be written; more would be looks that nobody believes yet.
const OUTCOMES_MAX: usize = 4_096;
/// Looks written in one unit.
const BATCH_MAX: usize = 512;
/// Looks that end within this long are written together: a commit costs more than many looks, and
/// nobody notices a fifth of a second.
const GATHER: Duration = Duration::from_millis(200);
/// Looks that are due within this long begin together.
const BEGIN_TOGETHER: Duration = Duration::from_millis(20);
/// The watch wakes at least this often, to see a new setup.
const SLEEP_MAX: Duration = Duration::from_millis(500);
/// Lateness is judged over this long.
const PACE_WINDOW: Duration = Duration::from_secs(5);
/// Observations kept of one check.
const OBSERVATIONS_MAX: u32 = 2_000;
/// Looks for which the old observations of one check are forgotten.
const FORGET_EVERY: usize = 100;

/// A look that ended: its check, when it began, and what it saw.
type Look = (Slug, Timestamp, Observation);

/// Looks at every declared check until the task is dropped.
pub(super) async fn watch(cx: Cx, prober: Arc<Prober>) -> Result<(), Error> {
    let (sender, mut outcomes) = mpsc::channel(OUTCOMES_MAX);
    let mut watch = Watch::load(cx, prober, sender).await?;
    loop {
        watch.take_setup();
        watch.begin_due();
        tokio::select! {
            Some(look) = outcomes.recv() => {
                watch.gather(look);
                while watch.gathered.len() < BATCH_MAX && let Ok(next) = outcomes.try_recv() {
                    watch.gather(next);
                }
            }
            () = tokio::time::sleep(watch.until_next()) => {}
        }
        if watch.gathered.len() >= BATCH_MAX || watch.until_written().is_zero() {
            watch.believe().await;
        }
        watch.keep_pace().await;
    }
}

struct Watch {
    cx: Cx,
    prober: Arc<Prober>,
    outcomes: mpsc::Sender<Look>,
    gathered: Vec<Look>,
    gathering_since: Timestamp,
    setup: Arc<Setup>,
    states: HashMap<Slug, CheckState>,
    due: BTreeMap<(Timestamp, Slug), ()>,
    under_way: HashSet<Slug>,
    doubted: HashSet<Slug>,
    looks: usize,
    stretch: Stretch,
    paced_at: Timestamp,
    blind: Option<String>,
}

impl Watch {
    async fn load(
        cx: Cx,
        prober: Arc<Prober>,
        outcomes: mpsc::Sender<Look>,
    ) -> Result<Self, Error> {
        let known = cx.store.read(|tx| Ok(checks::states(tx)?)).await?;
        let states =
            known.into_iter().filter_map(|(slug, state)| Some((slug.parse().ok()?, state)));
        let (setup, now) = (cx.setup(), cx.now());
        let mut watch = Self {
            prober,
            outcomes,
            gathered: Vec::new(),
            gathering_since: now,
            states: states.collect(),
            setup,
            due: BTreeMap::new(),
            under_way: HashSet::new(),
            doubted: HashSet::new(),
            looks: 0,
            stretch: Stretch::NONE,
            paced_at: now,
            blind: None,
            cx,
        };
        watch.plan_all();
        Ok(watch)
    }

    fn plan_all(&mut self) {
        self.due.clear();
        let now = self.cx.now();
        for check in self.setup.checks.values() {
            let last_at = self.states.get(&check.slug).and_then(|state| state.last_at);
            let at = next_look(&check.slug, self.stretch.of(check.every), last_at, now);
            self.due.insert((at, check.slug.clone()), ());
        }
    }

    /// Takes a new setup: checks that are gone are forgotten, new ones are looked at soon.
    fn take_setup(&mut self) {
        let setup = self.cx.setup();
        if Arc::ptr_eq(&setup, &self.setup) {
            return;
        }
        self.setup = setup;
        self.states.retain(|slug, _| self.setup.checks.contains_key(slug));
        self.plan_all();
    }

    fn until_next(&self) -> Duration {
        let next = self.due.keys().next().map(|(at, _)| at.since(self.cx.now()));
        let next = next.map_or(SLEEP_MAX, |span| span.max(BEGIN_TOGETHER));
        next.min(self.until_written()).min(SLEEP_MAX)
    }

    /// How long what was gathered may still wait.
    fn until_written(&self) -> Duration {
        if self.gathered.is_empty() {
            return SLEEP_MAX;
        }
        (self.gathering_since + GATHER).since(self.cx.now())
    }

    fn gather(&mut self, look: Look) {
        if self.gathered.is_empty() {
            self.gathering_since = self.cx.now();
        }
        self.gathered.push(look);
    }

    fn begin_due(&mut self) {
        let now = self.cx.now();
        while let Some(entry) = self.due.first_entry() {
            if entry.key().0 > now {
                return;
            }
            let ((_, slug), ()) = entry.remove_entry();
            let Some(check) = self.setup.checks.get(&slug).cloned() else { continue };
            let every = self.stretch.of(check.every);
            self.due.insert((next_look(&slug, every, Some(now), now), slug.clone()), ());
            if self.under_way.insert(slug) {
                self.begin(check, now);
            }
        }
    }

    fn begin(&self, check: Check, now: Timestamp) {
        let (prober, outcomes, cx) =
            (Arc::clone(&self.prober), self.outcomes.clone(), self.cx.clone());
        tokio::spawn(async move {
            let sight: Sight = prober.look(&check.kind, check.timeout, now).await;
            let observation = sight.at(cx.now());
            if outcomes.send((check.slug, now, observation)).await.is_err() {
                tracing::debug!("a look ended after the watch");
            }
        });
    }

    /// Decides what to believe of the looks that were gathered, and writes it.
    async fn believe(&mut self) {
        let batch = std::mem::take(&mut self.gathered);
        let blind = self.blindness(&batch).await;
        self.say_blind(blind.clone()).await;
        let mut seen = Vec::new();
        for (slug, began, observation) in batch {
            self.under_way.remove(&slug);
            let Some(check) = self.setup.checks.get(&slug).cloned() else { continue };
            let observation = doubt(&check, observation, blind.as_deref());
            if self.must_settle(&check, began, &observation) {
                continue;
            }
            seen.push(self.conclude(&check, observation));
        }
        let count = seen.len();
        let written = {
            let seen = seen.clone();
            self.cx.store.write(move |tx| observe::observe(tx, &seen)).await
        };
        match written {
            Ok(()) => {
                self.states.extend(seen.into_iter().map(|one| (one.slug, one.state)));
                self.forget_some(count).await;
            }
            // What was not written is not believed: the next look says it again.
            Err(error) => tracing::error!(%error, "looks could not be written"),
        }
    }

    fn conclude(&self, check: &Check, observation: Observation) -> Seen {
        let state = self.states.get(&check.slug).cloned().unwrap_or_default();
        let (state, turn) = state.observe(check, &observation, self.hold(check));
        Seen { slug: check.slug.clone(), observation, state, turn }
    }

    fn hold(&self, check: &Check) -> Option<Hold> {
        let now = self.cx.now();
        let holds = |name: &vigie_domain::text::Name| {
            self.setup.intervals.iter().any(|one| one.name == *name && one.contains(now))
        };
        check.maintenance_at(now, holds).or_else(|| {
            held_by(check, |slug| Some((self.setup.checks.get(slug)?, self.states.get(slug)?)))
                .cloned()
                .map(Hold::Dependency)
        })
    }

    /// Whether a failure must wait for a look at what the check depends on: once.
    fn must_settle(&mut self, check: &Check, began: Timestamp, seen: &Observation) -> bool {
        let failed = matches!(seen.outcome, Outcome::Failed { .. });
        let unsettled: Vec<Slug> =
            unsettled_dependencies(check, began, |slug| self.states.get(slug))
                .into_iter()
                .cloned()
                .collect();
        if !failed || unsettled.is_empty() || !self.doubted.insert(check.slug.clone()) {
            self.doubted.remove(&check.slug);
            return false;
        }
        let now = self.cx.now();
        let longest = unsettled
            .iter()
            .filter_map(|slug| self.setup.checks.get(slug))
            .map(|dependency| dependency.timeout)
            .max();
        for slug in unsettled {
            self.due.insert((now, slug), ());
        }
        let again = now + longest.unwrap_or_default() + Duration::from_millis(100);
        self.due.insert((again, check.slug.clone()), ());
        true
    }

    /// Why nothing that a batch saw through the network can be believed, if so.
    async fn blindness(&self, batch: &[Look]) -> Option<String> {
        let fails = |slug: &Slug, seen: &Observation| {
            let through = self.setup.checks.get(slug).is_some_and(|c| c.kind.needs_network());
            through && matches!(seen.outcome, Outcome::Failed { .. })
        };
        let failed = batch.iter().filter(|(slug, _, seen)| fails(slug, seen)).count();
        if !suspicious(failed, batch.len()) {
            return None;
        }
        self.prober.own_network().await.err()
    }

    async fn say_blind(&mut self, blind: Option<String>) {
        let starved = self.stretch.words(self.prober.lateness(PACE_WINDOW));
        let trouble = blind.or(starved);
        if trouble.is_some() == self.blind.is_some() {
            return;
        }
        let (said, now) = (trouble.clone(), self.cx.now());
        let written =
            self.cx.store.write(move |tx| observe::turn_own_sight(tx, said.as_deref(), now)).await;
        match written {
            Ok(_) => self.blind = trouble,
            Err(error) => tracing::error!(%error, "the state of our own sight is not written"),
        }
    }

    /// Stretches intervals when this machine is short of CPU, and takes it back.
    async fn keep_pace(&mut self) {
        let now = self.cx.now();
        if now.since(self.paced_at) < PACE_WINDOW {
            return;
        }
        self.paced_at = now;
        let before = self.stretch;
        self.stretch = stretch(before, self.prober.lateness(PACE_WINDOW));
        if self.stretch != before {
            tracing::warn!(stretch = ?self.stretch, "the pace of looks changes");
        }
        self.say_blind(None).await;
    }

    /// Forgets old observations of the next checks: one for so many looks.
    async fn forget_some(&mut self, looks: usize) {
        let before = self.looks / FORGET_EVERY;
        self.looks += looks;
        let checks = &self.setup.checks;
        let (kept_for, now) = (self.setup.settings.retention.observations, self.cx.now());
        let due: Vec<(Slug, Timestamp)> = (before..self.looks / FORGET_EVERY)
            .filter_map(|turn| checks.values().nth(turn.checked_rem(checks.len())?))
            .map(|check| (check, (check.every * OBSERVATIONS_MAX).min(kept_for)))
            .map(|(check, span)| (check.slug.clone(), now.minus(span)))
            .collect();
        if due.is_empty() {
            return;
        }
        let forgotten = self.cx.store.write(move |tx| observe::forget_old(tx, &due)).await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, "old observations stay for now");
        }
    }
}

/// A failure through a network that we can't trust says nothing about its target.
fn doubt(check: &Check, seen: Observation, blind: Option<&str>) -> Observation {
    match (blind, &seen.outcome) {
        (Some(why), Outcome::Failed { .. }) if check.kind.needs_network() => {
            Observation { outcome: Outcome::NotObserved { why: why.to_owned() }, ..seen }
        }
        (_, _) => seen,
    }
}
