//! A world for stories: a real database, a clock that we move, and phones that remember.
//!
//! Every story runs on SQLite and on PostgreSQL. A story ends by looking at every phone: a
//! message that nobody expected fails it.

use crate::peers::postgres;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;
use std::collections::VecDeque;
use std::future::Future;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use vigie_domain::alert::Signal;
use vigie_domain::incident::{Reference, Step};
use vigie_domain::label::Labels;
use vigie_domain::mirror::{MirrorEnding, PlaceKind};
use vigie_domain::rights::{Grant, Role, Sight, Who};
use vigie_domain::setup::Setup;
use vigie_domain::time::Timestamp;
use vigie_ops::access::house_token;
use vigie_ops::alert::{self, Received};
use vigie_ops::cx::{Clock, Cx, Parts};
use vigie_ops::error::Error;
use vigie_ops::keys::Keys;
use vigie_ops::learn;
use vigie_ops::outside::send::{News, Notice, SendError, Told};
use vigie_ops::outside::{Envelope, Outside};
use vigie_ops::prepare::document::{Kind, Object};
use vigie_ops::prepare::{self, Declared};
use vigie_ops::respond::{self, Move};
use vigie_ops::store::{Store, Tx};
use vigie_ops::tick;

/// Friday 20 November 2026, 21:00 UTC.
const START_MILLIS: i64 = 1_795_208_400_000;
/// Rounds of work at one instant before we believe that it never ends.
const ROUNDS_MAX: usize = 200;

/// A token that may everything everywhere, as those that the command line uses.
pub(crate) async fn everything_token(cx: &Cx, name: &str) -> Result<String, Error> {
    house_token(cx, name, Grant::everywhere(Role::Administrator)).await
}

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// One message that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// The address or channel that it reached.
    pub(crate) to: String,
    /// What it says.
    pub(crate) notice: Notice,
    /// The link that acknowledges, if it carries one.
    pub(crate) acknowledge_url: Option<String>,
}

/// Phones and rooms: they remember what arrived, and fail when they are told to.
#[derive(Default)]
pub(crate) struct Phones {
    arrived: Mutex<Vec<Message>>,
    failures: Mutex<VecDeque<SendError>>,
    ticket: Mutex<Option<MirrorEnding>>,
}

impl Outside for Phones {
    fn send(&self, envelope: Envelope) -> BoxFuture<'_, Result<String, SendError>> {
        if let Some(failure) = self.failures.lock().unwrap().pop_front() {
            return futures_util::future::ready(Err(failure)).boxed();
        }
        let first = envelope.to.first();
        self.arrived.lock().unwrap().push(Message {
            to: first.map(|to| to.address.clone()).unwrap_or_default(),
            acknowledge_url: first.and_then(|to| to.acknowledge_url.clone()),
            notice: envelope.notice,
        });
        futures_util::future::ready(Ok("taken".to_owned())).boxed()
    }

    fn mirror(
        &self,
        _: PlaceKind,
        _: Arc<Setup>,
        news: News,
        _: Timestamp,
    ) -> BoxFuture<'_, Result<Told, SendError>> {
        let name = news.name.unwrap_or_else(|| "1".to_owned());
        let told = Told { name, ended: *self.ticket.lock().unwrap() };
        futures_util::future::ready(Ok(told)).boxed()
    }
}

/// A world for one story on one engine.
pub(crate) struct World {
    /// The context of use cases.
    pub(crate) cx: Cx,
    hands: Arc<Hands>,
    phones: Arc<Phones>,
    declared: Vec<Declared>,
    _folder: tempfile::TempDir,
}

/// Runs a story on both engines.
pub(crate) fn on_both_engines<F, Fut>(story: F)
where
    F: Fn(World) -> Fut,
    Fut: Future<Output = World>,
{
    for postgres in [false, true] {
        let world = World::new(postgres);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async { story(world).await.ends_quietly() });
    }
}

/// The store of a story.
pub(crate) fn store(postgres: bool, folder: &std::path::Path) -> Store {
    if postgres {
        Store::open_postgres(&postgres::url_of_new_database()).unwrap()
    } else {
        Store::open_sqlite(&folder.join("vigie.db")).unwrap()
    }
}

impl World {
    fn new(postgres: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hands = Arc::new(Hands(AtomicI64::new(START_MILLIS)));
        let phones = Arc::new(Phones::default());
        let (clock, outside): (Arc<dyn Clock>, Arc<dyn Outside>) = (hands.clone(), phones.clone());
        let parts = Parts {
            store: Arc::new(store(postgres, folder.path())),
            clock,
            outside,
            keys: Arc::new(Keys::new([7; 32])),
        };
        let cx = Cx::new(parts, Setup::bare().unwrap());
        Self { cx, hands, phones, declared: Vec::new(), _folder: folder }
    }

    /// Declares an object, as a file would.
    pub(crate) async fn declares(mut self, kind: Kind, body: Value) -> Self {
        let name = ["slug", "name"].into_iter().find_map(|key| body.get(key)?.as_str());
        let name = name.unwrap_or(kind.as_str()).to_owned();
        self.declared.retain(|old| old.object.kind != kind || old.object.name != name);
        let object = Object { kind, name, body };
        self.declared.push(Declared { object, origin: "story.yaml:1".to_owned() });
        self.applies().await
    }

    /// Takes an object out of the file.
    pub(crate) async fn takes_back(mut self, kind: Kind, name: &str) -> Self {
        self.declared.retain(|old| old.object.kind != kind || old.object.name != name);
        self.applies().await
    }

    async fn applies(self) -> Self {
        let (wanted, keys, now) = (self.declared.clone(), Arc::clone(&self.cx.keys), self.cx.now());
        let (_, mut setup) = self
            .cx
            .store
            .write(move |tx| prepare::apply(tx, &keys, &wanted, "story", now))
            .await
            .unwrap();
        setup.settings.external_url.get_or_insert_with(|| "https://vigie.example".to_owned());
        self.cx.take_setup(setup);
        self
    }

    /// Somebody who can be told by mail.
    pub(crate) async fn person(self, slug: &str) -> Self {
        let email = format!("{slug}@example.org");
        let body = serde_json::json!({ "slug": slug, "name": slug, "email": email });
        self.declares(Kind::Person, body).await
    }

    /// Does everything that is due at this instant.
    pub(crate) async fn settle(&self) -> Option<Timestamp> {
        for _ in 0..ROUNDS_MAX {
            tick::run_duties(&self.cx).await.unwrap();
            let next = tick::tick(&self.cx).await.unwrap();
            let delivered = alert::deliver_due(&self.cx).await.unwrap()
                + learn::file_due(&self.cx).await.unwrap()
                + usize::from(respond::mirror_due(&self.cx).await.unwrap());
            let owed = self.read(tick::next_owed).await;
            let due = [next, owed].into_iter().flatten().min();
            if delivered == 0 && due.is_none_or(|due| due > self.cx.now()) {
                tick::tidy(&self.cx).await;
                return due;
            }
        }
        let setup = self.cx.setup();
        let timers = self.read(move |tx| tick::next_due(tx, &setup)).await;
        let owed = self.read(tick::next_owed).await;
        let now = self.cx.now();
        panic!("at {now} there is always more to do: timers {timers:?}, owed {owed:?}");
    }

    /// Lets time pass; everything happens at its time.
    pub(crate) async fn advance(&self, span: Duration) {
        let end = self.cx.now() + span;
        loop {
            let due = self.settle().await;
            let next = due.unwrap_or(end).min(end);
            if next <= self.cx.now() {
                return;
            }
            self.hands.0.store(next.as_millis(), Ordering::SeqCst);
        }
    }

    /// Moves the clock without doing anything: the process was not there.
    pub(crate) fn sleep_through(&self, span: Duration) {
        let later = self.cx.now() + span;
        self.hands.0.store(later.as_millis(), Ordering::SeqCst);
    }

    /// A source posts signals.
    pub(crate) async fn receives(&self, signals: Vec<Signal>) -> Received {
        let (setup, now) = (self.cx.setup(), self.cx.now());
        let source = "prometheus".parse().unwrap();
        let judged = alert::Judged::new(signals, &setup, now);
        self.write(move |tx| alert::receive(tx, &setup, &source, &judged, now)).await
    }

    /// A source says that something is wrong, for as long as it repeats itself.
    pub(crate) async fn fires(&self, labels: &[(&str, &str)]) {
        let now = self.cx.now();
        let ends_at = Some(now + Duration::from_secs(240));
        let starts_at = Some(now);
        let signal = Signal { labels: set(labels), starts_at, ends_at, ..Signal::default() };
        assert_eq!(self.receives(vec![signal]).await.taken, 1);
    }

    /// A source says that something is fine again.
    pub(crate) async fn clears(&self, labels: &[(&str, &str)]) {
        let signal =
            Signal { labels: set(labels), ends_at: Some(self.cx.now()), ..Signal::default() };
        assert_eq!(self.receives(vec![signal]).await.taken, 1);
    }

    /// What somebody sees who has a role everywhere.
    pub(crate) fn sight(&self, name: &str, role: Role) -> Sight {
        let grants = vec![Grant::everywhere(role)];
        let who = Who { name: name.to_owned(), is_person: true, grants };
        Sight::new(Arc::new(who), self.cx.setup())
    }

    /// Takes a step of an incident that needs no reason.
    pub(crate) async fn steps(&self, reference: Reference, step: Step, by: &'static str) {
        let (setup, now, step) = (self.cx.setup(), self.cx.now(), Move::now(step));
        let unit = move |tx: &mut Tx<'_>| respond::step(tx, &setup, (reference, &step), by, now);
        self.write(unit).await;
    }

    /// Asks the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.cx.store.read(work).await.unwrap()
    }

    /// Changes the database.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.cx.store.write(work).await.unwrap()
    }

    /// The next attempts to send fail like this.
    pub(crate) fn sending_fails(&self, failures: impl IntoIterator<Item = SendError>) {
        self.phones.failures.lock().unwrap().extend(failures);
    }

    /// What somebody made of the ticket by hand, from now on.
    pub(crate) fn ticket_is(&self, ended: Option<MirrorEnding>) {
        *self.phones.ticket.lock().unwrap() = ended;
    }

    /// The oldest message that arrived and was not looked at; it must say this, to this address.
    pub(crate) fn expects(&self, to: &str, status: &str, reason: &str) -> Message {
        let mut arrived = self.phones.arrived.lock().unwrap();
        let at = arrived.iter().position(|message| message.to == to);
        let at = at.unwrap_or_else(|| panic!("nothing for {to}, but {arrived:#?}"));
        let message = arrived.remove(at);
        assert_eq!(
            (message.notice.status.as_str(), message.notice.reason.as_str()),
            (status, reason)
        );
        message
    }

    /// Nothing arrived that was not looked at.
    pub(crate) fn is_quiet(&self) {
        let arrived = self.phones.arrived.lock().unwrap();
        assert!(arrived.is_empty(), "surprise on the {}: {arrived:#?}", self.engine());
    }

    fn engine(&self) -> &'static str {
        self.cx.store.engine_name()
    }

    fn ends_quietly(self) {
        self.is_quiet();
    }
}

/// Labels from pairs.
pub(crate) fn set(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// So many minutes.
pub(crate) fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

/// So many seconds.
pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
