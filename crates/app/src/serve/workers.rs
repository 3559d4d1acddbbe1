//! The workers: they run duties, the tick and the outbox as soon as a commit wakes them, and look
//! by themselves at least once a second, for what another node wrote.

use crate::evidence;
use crate::state::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use vigie_ops::cx::Cx;
use vigie_ops::outside::probe::{Prober, Settings};
use vigie_ops::store::{SLEEP_MAX, journal};
use vigie_ops::{Error, alert, detect, learn, respond, tick};

/// Attempts under way at once: a channel that hangs must not hold up the others.
const ATTEMPTS_MAX: usize = 64;

/// Pause between two rounds of forgetting: history is kept for an hour at least.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);

/// Pause between two looks for signed reports that are to be committed.
const FILE_EVERY: Duration = Duration::from_secs(2);

/// Pause before duties run: those of a burst share their commits, and leave the database to
/// whoever waits for an answer.
const GATHER: Duration = Duration::from_millis(20);

/// Starts the workers; they end when told to.
pub(super) fn start(app: &App, stopped: &watch::Receiver<bool>) -> Vec<JoinHandle<()>> {
    let cx = &app.cx;
    vec![
        tokio::spawn(duties(cx.clone(), stopped.clone())),
        tokio::spawn(timers(cx.clone(), stopped.clone())),
        tokio::spawn(tidy(cx.clone(), stopped.clone())),
        tokio::spawn(forget(app.clone(), stopped.clone())),
        tokio::spawn(outbox(cx.clone(), stopped.clone())),
        tokio::spawn(mirrors(cx.clone(), stopped.clone())),
        tokio::spawn(chat(cx.clone(), stopped.clone())),
        tokio::spawn(filings(cx.clone(), stopped.clone())),
        tokio::spawn(look(cx.clone(), stopped.clone())),
        tokio::spawn(tell_pages(app.clone(), stopped.clone())),
    ]
}

/// Sleeps until woken, stopped, or for the given span. Answers whether to go on.
async fn rest(stopped: &mut watch::Receiver<bool>, woken: &Notify, span: Duration) -> bool {
    tokio::select! {
        _ = stopped.changed() => false,
        _ = timeout(span, woken.notified()) => true,
    }
}

fn log(worker: &str, outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        tracing::error!(worker, %error, "a worker failed and will try again");
    }
}

async fn duties(cx: Cx, mut stopped: watch::Receiver<bool>) {
    loop {
        // A long queue does not hold up a stop: what is begun is committed, the rest stays owed.
        tokio::select! {
            _ = stopped.changed() => return,
            done = tick::run_duties(&cx) => log("duties", done),
        }
        if !rest(&mut stopped, &cx.store.wakes().duties, SLEEP_MAX).await {
            return;
        }
        tokio::time::sleep(GATHER).await;
    }
}

async fn timers(cx: Cx, mut stopped: watch::Receiver<bool>) {
    loop {
        let next = match tick::tick(&cx).await {
            Ok(next) => next,
            Err(error) => {
                log("timers", Err(error));
                None
            }
        };
        let span = next.map_or(SLEEP_MAX, |next| next.since(cx.now()).min(SLEEP_MAX));
        if !rest(&mut stopped, &cx.store.wakes().timers, span).await {
            return;
        }
    }
}

async fn tidy(cx: Cx, mut stopped: watch::Receiver<bool>) {
    loop {
        tick::tidy(&cx).await;
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(SLEEP_MAX) => {}
        }
    }
}

async fn forget(app: App, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(FORGET_EVERY) => tick::forget(&app.cx).await,
        }
        log("evidence", evidence::tidy(&app).await);
    }
}

async fn look(cx: Cx, mut stopped: watch::Receiver<bool>) {
    let prober = Arc::new(Prober::new(Settings::default()));
    let node = uuid::Uuid::now_v7().to_string();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            ended = detect::watch_in_turn(cx.clone(), Arc::clone(&prober), &node) => {
                log("watch", ended);
            }
        }
        tokio::time::sleep(SLEEP_MAX).await;
    }
    if cx.store.is_shared() {
        log("watch", detect::give_turn_back(&cx, &node).await);
    }
}

async fn outbox(cx: Cx, mut stopped: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(ATTEMPTS_MAX));
    loop {
        log("outbox", begin_attempts(&cx, &places).await);
        if !rest(&mut stopped, &cx.store.wakes().outbox, SLEEP_MAX).await {
            break;
        }
    }
    // Attempts under way are finished, so that nobody is told twice after a graceful stop.
    let all = u32::try_from(ATTEMPTS_MAX).unwrap_or(1);
    if timeout(Duration::from_secs(15), places.acquire_many(all)).await.is_err() {
        tracing::warn!("some attempts were cut off; they are made again at the next start");
    }
}

/// Tells the mirrors of incidents, one after the other: they are somebody else's machines.
async fn mirrors(cx: Cx, mut stopped: watch::Receiver<bool>) {
    loop {
        let more = respond::mirror_due(&cx).await.unwrap_or_else(|error| {
            log("mirrors", Err(error));
            false
        });
        let span = if more { Duration::ZERO } else { SLEEP_MAX };
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(span) => {}
        }
    }
}

/// Listens to the rooms of a chat. A stop cuts it off: what was not finished is heard again.
async fn chat(cx: Cx, mut stopped: watch::Receiver<bool>) {
    let node = uuid::Uuid::now_v7().to_string();
    loop {
        let heard = tokio::select! {
            _ = stopped.changed() => break,
            heard = respond::listen(&cx, &node) => heard,
        };
        let rest = heard.unwrap_or_else(|error| {
            log("chat", Err(error));
            SLEEP_MAX
        });
        tokio::select! {
            _ = stopped.changed() => break,
            () = tokio::time::sleep(rest) => {}
        }
    }
    if cx.store.is_shared() {
        log("chat", respond::stop_listening(&cx, &node).await);
    }
}

async fn begin_attempts(cx: &Cx, places: &Arc<Semaphore>) -> Result<(), Error> {
    let free = i64::try_from(places.available_permits()).unwrap_or(0);
    if free == 0 {
        return Ok(());
    }
    for notification in alert::take_due(cx, free).await? {
        let Ok(place) = Arc::clone(places).acquire_owned().await else { return Ok(()) };
        let cx = cx.clone();
        tokio::spawn(async move {
            log("outbox", alert::attempt(&cx, notification).await);
            drop(place);
        });
    }
    Ok(())
}

/// Commits signed reports. Nobody waits for it, and a stop cuts it off: a commit that was made is
/// found again.
async fn filings(cx: Cx, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            done = learn::file_due(&cx) => log("reports", done.map(drop)),
        }
        tokio::select! {
            _ = stopped.changed() => return,
            () = tokio::time::sleep(FILE_EVERY) => {}
        }
    }
}

/// Tells open pages that something changed: at once, then not before they had time to ask.
async fn tell_pages(app: App, mut stopped: watch::Receiver<bool>) {
    let facts = &app.cx.store.wakes().facts;
    // Alone, this process knows of every change; others write into a shared database too.
    let span = if app.cx.store.is_shared() { SLEEP_MAX } else { FORGET_EVERY };
    let mut told = 0;
    loop {
        match app.cx.store.read(|tx| Ok(journal::last(tx)?)).await {
            Ok(last) if last != told => {
                told = last;
                app.live.tell(last);
            }
            Ok(_) => {}
            Err(error) => log("pages", Err(error)),
        }
        tokio::select! {
            _ = stopped.changed() => break,
            () = tokio::time::sleep(app.live.pause()) => {}
        }
        if !rest(&mut stopped, facts, span).await {
            break;
        }
    }
    app.live.end();
}
