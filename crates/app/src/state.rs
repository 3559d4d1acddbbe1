//! What every request handler is given.

use std::sync::{Arc, PoisonError, RwLock};
use vigie_domain::time::Timestamp;
use vigie_ops::Cx;

/// What every request handler is given.
#[derive(Clone)]
pub struct App {
    /// The context of use cases.
    pub cx: Cx,
    /// When this process started.
    pub started_at: Timestamp,
    /// Where people reach the pages, without a slash at the end.
    pub external_url: Arc<str>,
    /// Whether pages are reached through TLS, so that cookies are sent through TLS only.
    pub secure_cookies: bool,
    /// The Alertmanager configuration that this process runs on, as its own API shows it.
    pub alertmanager_config: Arc<RwLock<String>>,
}

impl App {
    /// The text that `GET /api/v2/status` shows as configuration.
    pub fn alertmanager_config(&self) -> String {
        self.alertmanager_config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
