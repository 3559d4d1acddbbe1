//! What every request handler is given.

use crate::api::alertmanager::spooled::Posted;
use crate::live::Live;
use crate::{own_files, playbook_repository};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{mpsc, oneshot};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::Cx;
use vigie_ops::store::spool::Spool;

/// A wish to read the configuration again, and where the answer goes: mistakes, in words.
pub type ReloadWish = oneshot::Sender<Result<(), String>>;

/// Where this process finds its files, as whoever restores it needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// The data directory.
    pub data: PathBuf,
    /// The configuration file or folder; `None` when what is declared is in the database only.
    pub config: Option<PathBuf>,
}

/// The certificate that is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// When it ends.
    pub expires_at: Timestamp,
    /// Why the newest files can't be used; what is served is the one before.
    pub mistake: Option<String>,
}

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
    /// Where its files are.
    pub folders: Arc<Folders>,
    /// The certificate that is served, if one is.
    pub certificate: Option<Arc<RwLock<Certificate>>>,
    /// Takes wishes to read the configuration again.
    pub reload: mpsc::Sender<ReloadWish>,
    /// Accepted alerts on their way into the database; `None` where nodes share it.
    pub spool: Option<Arc<Spool<Posted>>>,
    /// Tells open pages that something changed.
    pub live: Arc<Live>,
    /// The Alertmanager configuration that this process runs on, as its own API shows it.
    pub alertmanager_config: Arc<RwLock<String>>,
}

impl App {
    /// Where people reach the pages, as messages say it: what is declared, or else where this
    /// process listens. Never what a request claims.
    pub fn base_url(&self) -> String {
        let declared = self.cx.setup().settings.external_url.clone();
        declared.unwrap_or_else(|| self.external_url.to_string())
    }

    /// The same, reached by TLS where it listens.
    pub fn by_tls(mut self, certificate: Arc<RwLock<Certificate>>) -> Self {
        let mut setup = Setup::clone(&self.cx.setup());
        let plain = self.external_url.to_string();
        self.external_url = plain.replacen("http://", "https://", 1).into();
        self.certificate = Some(certificate);
        self.secure_cookies = true;
        if setup.settings.external_url.as_ref() == Some(&plain) {
            setup.settings.external_url = None;
        }
        self.take_into_use(setup);
        self
    }

    /// Takes a setup into use. What this process was started with holds on: its own address, and
    /// a trial's open door.
    pub fn take_into_use(&self, mut setup: Setup) {
        if setup.settings.external_url.is_none() {
            setup.settings.external_url = Some(self.external_url.to_string());
        }
        if !self.alertmanager_config().is_empty() {
            setup.settings.alertmanager_api_open_to_loopback = true;
        }
        self.cx.take_setup(setup);
        self.read_playbooks();
        self.read_templates();
    }

    /// Reads the operator's own playbooks again; a file with a mistake is told, and left out.
    pub fn read_playbooks(&self) {
        let setup = self.cx.setup();
        let before = self.cx.playbooks();
        let library = playbook_repository::library(&self.folders.data, &setup.settings, &before);
        for fault in &library.faults {
            tracing::warn!("a playbook or scenario is not used: {fault}");
        }
        self.cx.take_playbooks(library);
    }

    /// Reads the operator's own templates again; a file with a mistake is told, and left out.
    pub fn read_templates(&self) {
        let setup = self.cx.setup();
        let folder = setup.settings.reports.templates.as_deref();
        let templates = own_files::templates(folder, &self.cx.templates());
        for fault in &templates.faults {
            tracing::warn!("a template is not used: {fault}");
        }
        self.cx.take_templates(templates);
    }

    /// The text that `GET /api/v2/status` shows as configuration.
    pub fn alertmanager_config(&self) -> String {
        self.alertmanager_config.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
