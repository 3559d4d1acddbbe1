//! The tick: what runs by time, in order. Read this second.
//!
//! Each step does a bounded amount of work in its own unit and says whether there is more. A step
//! that fails is logged and does not keep the others from running.

use crate::cx::Cx;
use crate::error::Error;
use crate::store::{
    Tx, actions, alert_index, alerts, answers, clocks, duties, exercises, filings, groups,
    heartbeats, incidents, keys, mirrors, outbox, tasks,
};
use crate::{access, alert, detect, journal, learn, path, respond};
use std::time::Duration;
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// An answer is kept for a caller who repeats a request: whoever does not know after a day what
/// became of it has looked.
const ANSWERS_KEPT: Duration = Duration::from_secs(24 * 3_600);
/// Pause after a step that failed: a full disk does not get emptier by being asked.
const AGAIN: Duration = Duration::from_secs(1);
/// Times that one step runs in one tick before the others get their turn.
const REPEATS_MAX: u32 = 200;

/// A step: does some work in one unit; `true` when there may be more.
type Step = fn(&mut Tx<'_>, &Setup, Timestamp) -> Result<bool, Error>;

/// What runs by time, in order: first what ends, then what is told.
const STEPS: &[(&str, Step)] = &[
    ("end alerts that stopped reporting", |tx, _, now| Ok(alert::end_unheard(tx, now)? > 0)),
    ("fail heartbeats that did not come", detect::fail_overdue),
    ("notice silent sources", detect::notice_silent_sources),
    ("tell groups that are due", alert::flush_next),
    ("close settled incidents", respond::close_settled),
    ("warn of legal clocks", respond::warn_of_clocks),
    ("remind of tasks", respond::remind_of_tasks),
    ("play exercises", respond::play_exercises),
    ("see how far the journal is whole", respond::see_whole_journal),
    ("owe mirrors their news", respond::owe_mirrors),
    ("remind of actions", learn::remind_of_actions),
];

/// What nobody waits for, in order: it follows the writers at its own pace.
const BEHIND: &[(&str, Step)] = &[
    ("seal the journal", |tx, _, now| journal::seal(tx, now)),
    ("index the labels of alerts", |tx, _, _| Ok(alert_index::write_block(tx)?)),
    ("write the keys of alerts", |tx, _, _| Ok(keys::write_waiting(tx)?)),
];

/// What is old enough to go.
const FORGET: &[(&str, Step)] = &[
    ("forget old alerts", alert::forget_alerts),
    ("forget old notifications", alert::forget_notifications),
    ("forget old silences", alert::forget_silences),
    ("forget what checks and sources said", detect::forget),
    ("forget what people outside reported", respond::forget_tips),
    ("forget what was heard in a chat", respond::forget_heard),
    ("forget kept answers", |tx, _, now| {
        answers::prune(tx, now.minus(ANSWERS_KEPT))?;
        Ok(false)
    }),
    ("forget links and sessions that ended", |tx, _, now| access::forget(tx, now)),
];

/// Runs every step until it has nothing more to do. Answers when the next work is due.
pub async fn tick(cx: &Cx) -> Result<Option<Timestamp>, Error> {
    if !run(cx, STEPS).await {
        return Ok(Some(cx.now() + AGAIN));
    }
    let setup = cx.setup();
    cx.store.read(move |tx| next_due(tx, &setup)).await
}

/// Runs what nobody waits for.
pub async fn tidy(cx: &Cx) {
    run(cx, BEHIND).await;
}

/// Forgets what is older than history is kept. Once an hour is enough.
pub async fn forget(cx: &Cx) {
    run(cx, FORGET).await;
}

/// Runs steps. Answers whether none failed.
async fn run(cx: &Cx, steps: &'static [(&'static str, Step)]) -> bool {
    let (now, setup) = (cx.now(), cx.setup());
    let mut sound = true;
    for (name, step) in steps {
        for _ in 0..REPEATS_MAX {
            let setup = std::sync::Arc::clone(&setup);
            match cx.store.write(move |tx| step(tx, &setup, now)).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(step = name, %error, "a step of the tick failed");
                    sound = false;
                    break;
                }
            }
        }
    }
    sound
}

/// Runs the duties that are due.
pub async fn run_duties(cx: &Cx) -> Result<(), Error> {
    while path::run_next(cx).await? {}
    Ok(())
}

/// When the next timer fires, if any is set.
pub fn next_due(tx: &mut Tx<'_>, setup: &Setup) -> Result<Option<Timestamp>, Error> {
    let timers = [
        alerts::earliest_end(tx)?,
        groups::earliest(tx)?,
        heartbeats::earliest(tx)?,
        clocks::earliest(tx)?,
        tasks::earliest(tx)?,
        exercises::earliest(tx)?,
        actions::earliest(tx)?,
        incidents::earliest_resolved(tx)?.map(|at| at + setup.settings.close_after),
    ];
    Ok(timers.into_iter().flatten().min())
}

/// When the next duty or delivery is due, for those who move the clock themselves.
pub fn next_owed(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, Error> {
    let owed = [
        duties::earliest(tx)?,
        outbox::earliest(tx)?,
        mirrors::earliest(tx)?,
        filings::earliest(tx)?,
    ];
    Ok(owed.into_iter().flatten().min())
}
