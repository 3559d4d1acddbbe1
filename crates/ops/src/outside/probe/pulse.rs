//! The prober's own pulse: how late its timers run.
//! Owns the measurement; what lateness means is the domain's.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// Time between two beats: short enough to see a stall of a quarter of a second.
const BEAT: Duration = Duration::from_millis(50);
/// Lateness below this is how timers are.
const NOTED_FROM: Duration = Duration::from_millis(10);
/// Most stalls remembered; older ones go first.
const STALLS_MAX: usize = 256;

/// Feels how late timers run in this runtime.
#[derive(Debug)]
pub(super) struct Pulse(Arc<Mutex<Beats>>);

#[derive(Debug)]
struct Beats {
    due: Instant,
    stalls: VecDeque<(Instant, Duration)>,
}

impl Pulse {
    /// Starts beating until dropped.
    pub(super) fn start() -> Self {
        let due = Instant::now() + BEAT;
        let beats = Arc::new(Mutex::new(Beats { due, stalls: VecDeque::new() }));
        let weak = Arc::downgrade(&beats);
        tokio::spawn(async move { while beat(&weak).await {} });
        Self(beats)
    }

    /// The worst lateness since an instant, the beat under way included.
    pub(super) fn worst_since(&self, since: Instant) -> Duration {
        let beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pending = Instant::now().saturating_duration_since(beats.due);
        let felt = beats.stalls.iter().filter(|(at, _)| *at >= since).map(|(_, late)| *late);
        felt.max().unwrap_or_default().max(pending)
    }
}

/// One beat; false when nobody listens any more.
async fn beat(weak: &Weak<Mutex<Beats>>) -> bool {
    let Some(due) = weak.upgrade().map(|beats| lock(&beats).due) else { return false };
    tokio::time::sleep_until(due).await;
    let Some(beats) = weak.upgrade() else { return false };
    let mut beats = lock(&beats);
    let now = Instant::now();
    let late = now.saturating_duration_since(beats.due);
    if late >= NOTED_FROM {
        if beats.stalls.len() == STALLS_MAX {
            beats.stalls.pop_front();
        }
        beats.stalls.push_back((now, late));
    }
    beats.due = now + BEAT;
    true
}

fn lock(beats: &Mutex<Beats>) -> std::sync::MutexGuard<'_, Beats> {
    beats.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn a_stalled_runtime_is_felt() {
        let pulse = Pulse::start();
        let before = Instant::now();
        tokio::time::sleep(BEAT * 2).await;
        // Hold the only thread, as another program that takes the CPU would.
        while before.elapsed() < Duration::from_millis(500) {
            std::hint::spin_loop();
        }
        assert!(pulse.worst_since(before) >= Duration::from_millis(200));
        tokio::time::sleep(BEAT * 2).await;
        assert!(pulse.worst_since(before) >= Duration::from_millis(200), "and remembered");
        assert!(pulse.worst_since(Instant::now()) < Duration::from_millis(200), "but not for ever");
    }
}
