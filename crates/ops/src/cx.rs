//! The context of every use case: the store, the clock, the setup and the world outside.

use crate::access::Uses;
use crate::keys::Keys;
use crate::learn::Templates;
use crate::outside::Outside;
use crate::respond::Library;
use crate::store::Store;
use std::sync::{Arc, PoisonError, RwLock};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;

/// Where the time comes from. The only place that knows now.
pub trait Clock: Send + Sync {
    /// What time it is.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock")]
    fn now(&self) -> Timestamp {
        Timestamp::from_jiff(jiff::Timestamp::now())
    }
}

/// What a context is made of.
pub struct Parts {
    /// The database.
    pub store: Arc<Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Everything that can fail for reasons that are not ours.
    pub outside: Arc<dyn Outside>,
    /// What signs links and hides secrets.
    pub keys: Arc<Keys>,
}

/// What every use case is given.
#[derive(Clone)]
pub struct Cx {
    /// The database.
    pub store: Arc<Store>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Everything that can fail for reasons that are not ours.
    pub outside: Arc<dyn Outside>,
    /// What signs links and hides secrets.
    pub keys: Arc<Keys>,
    /// The tokens whose use was written down of late.
    pub(crate) uses: Arc<Uses>,
    setup: Arc<RwLock<Arc<Setup>>>,
    playbooks: Arc<RwLock<Arc<Library>>>,
    templates: Arc<RwLock<Arc<Templates>>>,
}

impl Cx {
    /// A context; `setup` holds until another one is taken into use.
    pub fn new(parts: Parts, setup: Setup) -> Self {
        let Parts { store, clock, outside, keys } = parts;
        let setup = Arc::new(RwLock::new(Arc::new(setup)));
        let (uses, playbooks, templates) = (Arc::default(), Arc::default(), Arc::default());
        Self { store, clock, outside, keys, uses, setup, playbooks, templates }
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The declared configuration as it stands.
    pub fn setup(&self) -> Arc<Setup> {
        Arc::clone(&self.setup.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The playbooks as they stand.
    pub fn playbooks(&self) -> Arc<Library> {
        Arc::clone(&self.playbooks.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other playbooks into use; what is followed already stays as it was copied.
    pub fn take_playbooks(&self, playbooks: Library) {
        *self.playbooks.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(playbooks);
    }

    /// The templates of reports as they stand.
    pub fn templates(&self) -> Arc<Templates> {
        Arc::clone(&self.templates.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other templates into use; what was drafted stays as it is.
    pub fn take_templates(&self, templates: Templates) {
        *self.templates.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(templates);
    }

    /// Takes a new configuration into use; units that run keep theirs until they end.
    pub fn take_setup(&self, setup: Setup) {
        *self.setup.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(setup);
    }
}
