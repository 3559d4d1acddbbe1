//! The spool: messages that are on disk and answered, and not in the database yet.
//!
//! Writing one message to the end of a file costs one synchronisation of a few sectors; taking
//! many of them into the database at once costs one commit. So a sender that waits for each answer
//! is as fast as the disk, and the database works on what gathered meanwhile. Messages are taken
//! in the order in which they were kept, each exactly once: the database knows the number of the
//! last one that it has. Owns the file and the order; knows nothing of what a message says.
//!
//! Whoever finds nobody else writing writes by itself; those who come meanwhile gather, and a
//! thread writes them together. On a disk that is slow, the thread writes them all.

mod file;
#[cfg(test)]
mod tests;

pub use file::{Kept, read};

use super::statements::statements;
use super::{StoreError, Tx, gone};
use file::SpoolFile;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout};

statements! {
    TAKEN = "SELECT number FROM spool_taken WHERE id = 1";
    TAKE = "INSERT INTO spool_taken (id, number) VALUES (1, ?1)
        ON CONFLICT (id) DO UPDATE SET number = excluded.number";
}

/// Messages that share one synchronisation.
const TOGETHER_MAX: usize = 256;
/// Messages on their way to the disk before callers wait.
const QUEUE_MAX: usize = 1024;
/// What may wait for the database, by [`Message::weight`]: a tenth of a second of its work. Beyond
/// it senders wait, so that nobody reads a state that is older than that.
const WAITING_WEIGHT_MAX: usize = 5_000;
/// Where the file begins again, once all is taken: under a load that never pauses it would grow.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Weight that does not wait for more.
const ENOUGH_WEIGHT: usize = 500;
/// A write that takes less costs a caller less than to wake the thread and be woken by it.
const QUICK: Duration = Duration::from_millis(1);
/// How long senders wait for room before they are told to try again.
const ROOM_WITHIN: Duration = Duration::from_secs(5);
/// How long a reader waits for what was answered before it looked.
const SETTLED_WITHIN: Duration = Duration::from_secs(5);

/// The number of the last message that is in the database; 0 when none ever was.
pub fn taken(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let number = tx.row(TAKEN, &[], |row| row.int(0))?;
    Ok(number.map_or(0, i64::cast_unsigned))
}

/// Notes in the unit that takes them that all messages up to this one are in the database.
pub fn note_taken(tx: &mut Tx<'_>, number: u64) -> Result<(), StoreError> {
    tx.execute(TAKE, &[number.cast_signed().into()]).map(|_| ())
}

/// What can be kept in a spool.
pub trait Message: Send + Sync + 'static {
    /// Writes what a later process needs in order to read it again.
    fn write_to(&self, record: &mut Vec<u8>);
    /// How much work it is for the database: the number of its signals, or about that.
    fn weight(&self) -> usize;
}

/// A message that waits, and its number.
pub type Numbered<M> = (u64, Arc<M>);

struct Entry<M> {
    message: Arc<M>,
    reply: oneshot::Sender<Result<(), StoreError>>,
}

struct Waiting<M> {
    messages: VecDeque<Numbered<M>>,
    weight: usize,
    /// Why the database takes none of them now.
    trouble: Option<StoreError>,
}

struct Shared<M> {
    waiting: Mutex<Waiting<M>>,
    room: Condvar,
    /// Something waits.
    ready: Notify,
    /// Somebody waits for what waits.
    wanted: Notify,
    /// Whether the last write was quick.
    quick: AtomicBool,
    /// The number of the last message that is on disk.
    kept: AtomicU64,
    /// The number of the last message that is in the database.
    taken: watch::Sender<u64>,
}

/// Messages that are on disk and not in the database yet.
pub struct Spool<M> {
    entries: mpsc::Sender<Entry<M>>,
    file: Arc<Mutex<SpoolFile>>,
    shared: Arc<Shared<M>>,
}

impl<M: Message> Spool<M> {
    /// Starts with an empty file; what was in it must be in the database by now, up to `last`.
    pub fn start(path: &Path, last: u64) -> Result<Self, StoreError> {
        let file = SpoolFile::create(path, last).map_err(|error| file::broken(&error))?;
        let file = Arc::new(Mutex::new(file));
        let (entries, queue) = mpsc::channel(QUEUE_MAX);
        let shared = Arc::new(Shared {
            waiting: Mutex::new(Waiting { messages: VecDeque::new(), weight: 0, trouble: None }),
            room: Condvar::new(),
            ready: Notify::new(),
            wanted: Notify::new(),
            quick: AtomicBool::new(false),
            kept: AtomicU64::new(last),
            taken: watch::Sender::new(last),
        });
        let (keeper, own) = (Arc::clone(&shared), Arc::clone(&file));
        std::thread::Builder::new()
            .name("spool".to_owned())
            .spawn(move || keeper.keep_those_who_wait(&own, queue))
            .map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self { entries, file, shared })
    }

    /// Keeps a message: it is on disk when this answers.
    pub async fn keep(&self, message: M) -> Result<(), StoreError> {
        let message = Arc::new(message);
        if let Some(outcome) = self.keep_at_once(&message) {
            return outcome;
        }
        let (reply, answer) = oneshot::channel();
        self.entries.send(Entry { message, reply }).await.map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Writes by ourselves where that is quick, nobody else writes and there is room.
    fn keep_at_once(&self, message: &Arc<M>) -> Option<Result<(), StoreError>> {
        let others_wait = self.entries.capacity() < QUEUE_MAX;
        if others_wait || !self.shared.quick.load(Ordering::Relaxed) {
            return None;
        }
        let mut file = self.file.try_lock().ok()?;
        let waiting = self.shared.waiting();
        let room = waiting.weight < WAITING_WEIGHT_MAX && waiting.trouble.is_none();
        let empty = waiting.messages.is_empty();
        drop(waiting);
        if !room || (file.is_long() && !empty) {
            return None;
        }
        Some(self.shared.append(&mut file, empty, &[message]))
    }

    /// Waits until something waits for the database.
    pub async fn ready(&self) {
        while self.shared.waiting().messages.is_empty() {
            self.shared.ready.notified().await;
        }
    }

    /// Lets more gather for a span, unless somebody wants to read or enough is there.
    pub async fn gather(&self, span: Duration) {
        let gathered = async {
            while self.shared.waiting().weight < ENOUGH_WEIGHT {
                self.shared.ready.notified().await;
            }
        };
        tokio::select! {
            _ = timeout(span, gathered) => {}
            () = self.shared.wanted.notified() => {}
        }
    }

    /// The messages to take next, in order: one, or more up to a weight.
    pub fn next(&self, weight_max: usize) -> Vec<Numbered<M>> {
        let waiting = self.shared.waiting();
        let mut weight = 0;
        let fits = |(_, message): &&Numbered<M>| {
            weight += message.weight();
            weight <= weight_max || weight == message.weight()
        };
        waiting.messages.iter().take_while(fits).cloned().collect()
    }

    /// Messages that wait for the database.
    pub fn len(&self) -> usize {
        self.shared.waiting().messages.len()
    }

    /// Whether no message waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The database can't take what waits: nothing more is kept until it does, so that senders
    /// know. What is kept stays.
    pub fn put_off(&self, why: StoreError) {
        self.shared.waiting().trouble = Some(why);
        self.shared.room.notify_all();
    }

    /// Forgets the messages up to a number, which are in the database now.
    pub fn done(&self, number: u64) {
        let mut waiting = self.shared.waiting();
        waiting.trouble = None;
        while waiting.messages.front().is_some_and(|(waits, _)| *waits <= number) {
            let gone = waiting.messages.pop_front().map_or(0, |(_, message)| message.weight());
            waiting.weight = waiting.weight.saturating_sub(gone);
        }
        drop(waiting);
        self.shared.room.notify_all();
        self.shared.taken.send_replace(number);
    }

    /// Waits until all that is kept by now is in the database, so that whoever was answered sees
    /// what they sent. A database that does not get there in time answers as it is.
    pub async fn settled(&self) {
        let wanted = self.shared.kept.load(Ordering::Acquire);
        if *self.shared.taken.borrow() >= wanted {
            return;
        }
        self.shared.wanted.notify_one();
        let mut taken = self.shared.taken.subscribe();
        let there = timeout(SETTLED_WITHIN, taken.wait_for(|number| *number >= wanted)).await;
        if there.is_err() {
            tracing::warn!("what was accepted is not in the database yet: answers are older");
        }
    }
}

impl<M: Message> Shared<M> {
    fn waiting(&self) -> MutexGuard<'_, Waiting<M>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what comes, until nobody can send any more.
    fn keep_those_who_wait(&self, file: &Mutex<SpoolFile>, mut queue: mpsc::Receiver<Entry<M>>) {
        let mut batch = Vec::with_capacity(TOGETHER_MAX);
        while let Some(first) = queue.blocking_recv() {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            batch.push(first);
            // Those who came while somebody else wrote share this write.
            while batch.len() < TOGETHER_MAX
                && let Ok(next) = queue.try_recv()
            {
                batch.push(next);
            }
            let messages: Vec<&Arc<M>> = batch.iter().map(|entry| &entry.message).collect();
            let room = self.make_room(file.is_long());
            let outcome = room.and_then(|empty| self.append(&mut file, empty, &messages));
            drop(file);
            for entry in batch.drain(..) {
                // A caller that went away no longer wants the answer; its message is kept all the same.
                drop(entry.reply.send(outcome.clone()));
            }
        }
    }

    /// Puts messages on disk, at the beginning when nothing waits, then where the database finds
    /// them.
    fn append(
        &self,
        file: &mut SpoolFile,
        empty: bool,
        messages: &[&Arc<M>],
    ) -> Result<(), StoreError> {
        if empty {
            file.rewind();
        }
        let began = Instant::now();
        let records = messages.iter().map(|message| &***message);
        let first = file.append(records).map_err(|error| file::broken(&error))?;
        self.quick.store(began.elapsed() < QUICK, Ordering::Relaxed);
        let mut waiting = self.waiting();
        let before = waiting.weight;
        for (number, message) in (first..).zip(messages.iter()) {
            waiting.weight += message.weight();
            waiting.messages.push_back((number, Arc::clone(message)));
            self.kept.store(number, Ordering::Release);
        }
        // Waking costs more than it takes to keep a message: only when it changes something.
        let wakes = before == 0 || (before < ENOUGH_WEIGHT && waiting.weight >= ENOUGH_WEIGHT);
        drop(waiting);
        if wakes {
            self.ready.notify_one();
        }
        Ok(())
    }

    /// Waits until the database has caught up enough, or wholly. Answers whether nothing waits.
    fn make_room(&self, wholly: bool) -> Result<bool, StoreError> {
        let most = if wholly { 1 } else { WAITING_WEIGHT_MAX };
        let full = |waiting: &mut Waiting<M>| waiting.weight >= most && waiting.trouble.is_none();
        let waited = self.room.wait_timeout_while(self.waiting(), ROOM_WITHIN, full);
        let (waiting, late) = waited.unwrap_or_else(PoisonError::into_inner);
        match &waiting.trouble {
            Some(why) => Err(why.clone()),
            None if late.timed_out() => Err(StoreError::Busy),
            None => Ok(waiting.messages.is_empty()),
        }
    }
}
