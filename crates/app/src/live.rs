//! Live pages: tells every open page that something changed, and never what. The page then asks
//! for itself, with its own rights.
//! Owns how often pages are told, so that five hundred of them cost little.

use std::time::Duration;
use tokio::sync::watch;

/// Pages are told once a second at most.
const PAUSE_MIN: Duration = Duration::from_secs(1);
/// Each open page adds this to the pause: what they ask together stays a small part of a core.
const PAUSE_EACH: Duration = Duration::from_millis(20);

/// What open pages are told through.
pub struct Live {
    /// The number of the latest fact; `None` when no more follows.
    latest: watch::Sender<Option<i64>>,
}

impl Default for Live {
    fn default() -> Self {
        Self { latest: watch::Sender::new(Some(0)) }
    }
}

impl Live {
    /// Tells all open pages.
    pub fn tell(&self, fact: i64) {
        self.latest.send_replace(Some(fact));
    }

    /// Ends what all open pages listen to: this process stops.
    pub fn end(&self) {
        self.latest.send_replace(None);
    }

    /// How long to wait before telling again; pages spread their questions over it.
    pub fn pause(&self) -> Duration {
        let pages = u32::try_from(self.latest.receiver_count()).unwrap_or(u32::MAX);
        PAUSE_MIN + PAUSE_EACH.saturating_mul(pages)
    }

    /// Listens; the first answer comes at once.
    pub fn listen(&self) -> watch::Receiver<Option<i64>> {
        let mut told = self.latest.subscribe();
        told.mark_changed();
        told
    }
}
