//! Posted alerts on their way through the spool: kept and answered first, taken together.
//!
//! A message is judged once, when it is sent; where a process ended before it was taken, the next
//! one judges it again as of the time when it was kept.

use super::schema::alerts;
use super::sender::Sender;
use crate::state::App;
use axum::body::Bytes;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use vigie_domain::alert::Signal;
use vigie_domain::setup::Setup;
use vigie_domain::text::Slug;
use vigie_domain::time::Timestamp;
use vigie_ops::alert::{self, Judged, Refusal};
use vigie_ops::store::spool::{self, Kept, Message, Numbered, Spool};
use vigie_ops::store::{StoreError, Tx, sources};
use vigie_ops::{Error, detect};

/// Pause between two rounds under load: what comes meanwhile shares a commit.
const GATHER: Duration = Duration::from_millis(5);
/// Signals taken in one unit: some ten milliseconds, so that other writers wait no longer.
const TOGETHER_MAX: usize = 1_000;
/// Pause before the database is asked again after it failed.
const AGAIN: Duration = Duration::from_secs(1);
/// Tries before a message that the database can't take, though it takes others, is put aside.
const TRIES_MAX: u32 = 5;

/// The alerts of one request, judged.
pub struct Posted {
    /// Who sent them.
    pub(super) source: Slug,
    /// When.
    pub(super) at: Timestamp,
    /// The sound ones and the others.
    pub(super) judged: Judged,
    /// What was sent.
    body: Bytes,
}

impl Posted {
    /// Judges what was sent: nothing is stored of a signal that is not sound.
    pub(super) fn judge(
        (sender, body): (&Sender, Bytes),
        signals: Vec<Signal>,
        setup: &Setup,
        at: Timestamp,
    ) -> Self {
        let mut unnamed = Vec::new();
        let (mut places, mut sound) = (Vec::new(), Vec::with_capacity(signals.len()));
        for (place, signal) in signals.into_iter().enumerate() {
            match without_name(&signal) {
                Some(why) => unnamed.push(Refusal { place, why }),
                None => {
                    places.push(place);
                    sound.push(sender.complete(signal));
                }
            }
        }
        let mut judged = Judged::new(sound, setup, at);
        for refused in &mut judged.refused {
            refused.place = places.get(refused.place).copied().unwrap_or(refused.place);
        }
        judged.refused.append(&mut unnamed);
        judged.refused.sort_by_key(|refused| refused.place);
        Self { source: sender.source.clone(), at, judged, body }
    }

    /// From what an earlier process kept.
    fn again(record: &[u8], setup: &Setup) -> Option<Self> {
        let mut parts = record.splitn(3, |byte| *byte == b'\n');
        let mut text = || std::str::from_utf8(parts.next()?).ok();
        let (source, at) = (text()?.parse().ok()?, text()?.parse().ok()?);
        let body = Bytes::copy_from_slice(parts.next()?);
        let sender = Sender::of_source(source, setup);
        let signals = alerts(&body).ok()?;
        Some(Self::judge((&sender, body), signals, setup, Timestamp::from_millis(at)))
    }
}

/// Alertmanager's words for a label or annotation without a name.
fn without_name(signal: &Signal) -> Option<String> {
    [("label set", &signal.labels), ("annotations", &signal.annotations)]
        .into_iter()
        .find(|(_, labels)| labels.iter().next().is_some_and(|(name, _)| name.is_empty()))
        .map(|(what, _)| format!("invalid {what}: invalid name \"\""))
}

impl Message for Posted {
    fn write_to(&self, record: &mut Vec<u8>) {
        let head = format!("{}\n{}\n", self.source, self.at.as_millis());
        record.extend_from_slice(head.as_bytes());
        record.extend_from_slice(&self.body);
    }

    fn weight(&self) -> usize {
        // A long message is little work for the database, but memory.
        self.judged.claims.len().max(self.body.len() / 1024).max(1)
    }
}

/// Takes messages into the database, in order; those of one source that follow each other together.
pub(super) fn take(tx: &mut Tx<'_>, setup: &Setup, messages: &[&Posted]) -> Result<(), Error> {
    for run in messages.chunk_by(|one, next| one.source == next.source) {
        let Some(last) = run.last() else { continue };
        let judged: Vec<(&Judged, Timestamp)> =
            run.iter().map(|posted| (&posted.judged, posted.at)).collect();
        alert::receive_together(tx, setup, &last.source, &judged)?;
        let taken = judged.iter().map(|(judged, _)| judged.claims.len()).sum();
        let refused = judged.iter().map(|(judged, _)| judged.refused.len()).sum();
        detect::heard(tx, &last.source, (count(taken), count(refused)), last.at)?;
    }
    Ok(())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Takes what an earlier process kept, and starts a spool of our own.
pub(crate) async fn resume(app: &App, path: &Path) -> Result<Spool<Posted>, Error> {
    let mut last = app.cx.store.read(|tx| Ok(spool::taken(tx)?)).await?;
    for Kept { number, record } in spool::read(path, last)? {
        let setup = app.cx.setup();
        let posted = Posted::again(&record, &setup).map(Arc::new);
        let work = move |tx: &mut Tx<'_>| {
            // What can't be read was never answered: the last write of a process that was killed.
            if let Some(posted) = &posted {
                take(tx, &setup, &[posted.as_ref()])?;
            }
            Ok(spool::note_taken(tx, number)?)
        };
        app.cx.store.write(work).await?;
        last = number;
    }
    Ok(Spool::start(path, last)?)
}

/// Takes messages from the spool as they come, until the process ends.
pub(crate) async fn follow(app: App, spool: Arc<Spool<Posted>>) {
    let mut began: Option<Instant> = None;
    loop {
        spool.ready().await;
        let since = began.map_or(GATHER, |began| began.elapsed());
        spool.gather(GATHER.saturating_sub(since)).await;
        began = Some(Instant::now());
        drain(&app, &spool).await;
    }
}

/// Takes what waits. What the database can't take now stays, and is taken when it can.
pub(crate) async fn drain(app: &App, spool: &Spool<Posted>) {
    let mut tries = 0;
    loop {
        let messages = spool.next(if tries == 0 { TOGETHER_MAX } else { 0 });
        let Some((last, _)) = messages.last() else { return };
        let last = *last;
        match take_together(app, messages, tries).await {
            Ok(()) => {
                spool.done(last);
                tries = 0;
            }
            Err(error) => {
                tracing::error!(%error, tries, "accepted alerts can't be stored yet");
                let why = match error {
                    Error::Broken(why) => why,
                    Error::Refused { .. }
                    | Error::NotFound(_)
                    | Error::NotAllowed
                    | Error::Stale => StoreError::Other(error.to_string()),
                };
                tries = if matches!(why, StoreError::Other(_)) { tries + 1 } else { 1 };
                spool.put_off(why);
                sleep(AGAIN).await;
            }
        }
    }
}

async fn take_together(
    app: &App,
    messages: Vec<Numbered<Posted>>,
    tries: u32,
) -> Result<(), Error> {
    let (setup, now) = (app.cx.setup(), app.cx.now());
    let work = move |tx: &mut Tx<'_>| {
        if tries > TRIES_MAX {
            for (_, posted) in &messages {
                let why = "the database could not take it: please report this";
                sources::keep_unread(tx, &posted.source, why, &posted.body, now)?;
            }
        } else {
            let posted: Vec<&Posted> = messages.iter().map(|(_, one)| one.as_ref()).collect();
            take(tx, &setup, &posted)?;
        }
        let last = messages.last().map_or(0, |(number, _)| *number);
        Ok(spool::note_taken(tx, last)?)
    };
    app.cx.store.write(work).await
}
