//! The shelf: contents of evidence as files of the data directory, each named by its SHA-256.
//!
//! A content arrives in a file of its own, is synchronised, and only then gets its name: whatever
//! has a name is whole. A content that comes twice is kept once. What nobody refers to, because
//! the process ended between the file and the database, goes after a day.

use super::StoreError;
use aws_lc_rs::digest::{Context, SHA256};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use vigie_domain::evidence::Digest;

/// Free space that is left to the database, whatever arrives.
const FREE_BYTES_MIN: u64 = 256 * 1024 * 1024;
/// Bytes between two looks at the free space.
const LOOK_EVERY_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes read at once.
const PART_BYTES: usize = 128 * 1024;
/// What nobody refers to after that long never will be referred to.
const UNCLAIMED_FOR: Duration = Duration::from_secs(24 * 3_600);
/// Where contents arrive.
const ARRIVING: &str = "arriving";

/// Held while a name is given or taken away, so that none goes that was just given.
static NAMING: Mutex<()> = Mutex::new(());

/// Why a content was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It is larger than is kept.
    TooLarge,
    /// The disk would be full.
    NoRoom,
    /// The folder can't be written.
    Broken(StoreError),
}

/// A content that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is named by.
    pub sha256: Digest,
    /// How large it is.
    pub bytes: u64,
}

/// How a content was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// As it was kept.
    Sound,
    /// Not as it was kept.
    Changed,
    /// Not there.
    Missing,
}

/// The folder of contents.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

/// A content that arrives; what is dropped before it is kept leaves nothing.
pub struct Arriving {
    shelf: Shelf,
    path: PathBuf,
    file: Option<File>,
    sum: Context,
    bytes: u64,
    most: u64,
    look_at: u64,
}

fn broken(error: &std::io::Error) -> StoreError {
    StoreError::of_io("the folder of evidence", error)
}

fn not_kept(error: &std::io::Error) -> NotKept {
    let broken = broken(error);
    if broken == StoreError::Full { NotKept::NoRoom } else { NotKept::Broken(broken) }
}

fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Has the disk keep which names a folder holds.
fn synchronise(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

impl Shelf {
    /// The shelf of a data directory.
    pub fn of(data: &Path) -> Self {
        Self { folder: data.join("evidence") }
    }

    /// Where a content is.
    pub fn path(&self, sha256: &Digest) -> PathBuf {
        let (first, _) = sha256.as_str().split_at_checked(2).unwrap_or_default();
        self.folder.join(first).join(sha256.as_str())
    }

    /// Makes room for a content of at most so many bytes.
    pub async fn begin(&self, most: u64) -> Result<Arriving, NotKept> {
        let folder = self.folder.join(ARRIVING);
        make(&folder).map_err(|error| not_kept(&error))?;
        let path = folder.join(uuid::Uuid::now_v7().to_string());
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let file = options.open(&path).await.map_err(|error| not_kept(&error))?;
        let sum = Context::new(&SHA256);
        let shelf = self.clone();
        Ok(Arriving { shelf, path, file: Some(file), sum, bytes: 0, most, look_at: 0 })
    }

    fn has_room(&self) -> bool {
        rustix::fs::statvfs(&self.folder)
            .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) > FREE_BYTES_MIN)
    }

    /// Reads a content through and compares it with its name.
    pub fn look(&self, sha256: &Digest) -> Result<Found, StoreError> {
        let mut file = match std::fs::File::open(self.path(sha256)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Missing),
            Err(error) => return Err(broken(&error)),
        };
        let mut sum = Context::new(&SHA256);
        let mut part = vec![0; PART_BYTES];
        loop {
            let read = file.read(&mut part).map_err(|error| broken(&error))?;
            if read == 0 {
                break;
            }
            sum.update(part.get(..read).unwrap_or_default());
        }
        let same = crate::hex(sum.finish().as_ref()) == sha256.as_str();
        Ok(if same { Found::Sound } else { Found::Changed })
    }

    /// Whether a content of this size is there; its bytes are not looked at.
    pub fn has(&self, sha256: &Digest, bytes: u64) -> bool {
        std::fs::metadata(self.path(sha256)).is_ok_and(|found| found.len() == bytes)
    }

    /// Every content on the shelf; none while there is no shelf.
    pub fn all(&self) -> Vec<Digest> {
        let inside = |folder: &Path| {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect::<Vec<_>>()
        };
        let folders = inside(&self.folder).into_iter().filter(|path| !path.ends_with(ARRIVING));
        let files = folders.flat_map(|folder| inside(&folder));
        let name = |path: PathBuf| path.file_name()?.to_str()?.parse().ok();
        files.filter_map(name).collect()
    }

    /// Removes what arrived and was never named, and nobody writes any more.
    pub fn sweep(&self, now: SystemTime) {
        let arriving = std::fs::read_dir(self.folder.join(ARRIVING)).into_iter().flatten();
        for path in arriving.flatten().map(|entry| entry.path()) {
            if is_old(&path, now) {
                remove(&path);
            }
        }
    }

    /// Contents that are old enough to be asked for who refers to them.
    pub fn old(&self, now: SystemTime) -> Vec<Digest> {
        self.all().into_iter().filter(|one| is_old(&self.path(one), now)).collect()
    }

    /// Removes a content that nobody refers to, unless it was named again meanwhile.
    pub fn remove_unclaimed(&self, sha256: &Digest, now: SystemTime) {
        let naming = NAMING.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(sha256);
        if is_old(&path, now) {
            remove(&path);
        }
        drop(naming);
    }
}

fn is_old(path: &Path, now: SystemTime) -> bool {
    let modified = std::fs::metadata(path).and_then(|found| found.modified());
    modified.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > UNCLAIMED_FOR))
}

fn remove(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::warn!(%error, path = %path.display(), "a file of evidence could not be removed");
    }
}

impl Arriving {
    /// Takes the next part.
    pub async fn take(&mut self, part: &[u8]) -> Result<(), NotKept> {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        self.bytes = self.bytes.saturating_add(length);
        if self.bytes > self.most {
            return Err(NotKept::TooLarge);
        }
        if self.bytes >= self.look_at {
            self.look_at = self.bytes.saturating_add(LOOK_EVERY_BYTES);
            if !self.shelf.has_room() {
                return Err(NotKept::NoRoom);
            }
        }
        self.sum.update(part);
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(part).await.map_err(|error| not_kept(&error))
    }

    /// How much has arrived.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Synchronises what arrived, and gives it its name.
    pub async fn keep(mut self) -> Result<Kept, NotKept> {
        let failed = |error: std::io::Error| not_kept(&error);
        if let Some(mut file) = self.file.take() {
            file.flush().await.map_err(failed)?;
            file.sync_all().await.map_err(failed)?;
        }
        let name = crate::hex(self.sum.clone().finish().as_ref());
        let sha256: Digest = name.parse().map_err(|why| NotKept::Broken(StoreError::Other(why)))?;
        let kept = Kept { sha256: sha256.clone(), bytes: self.bytes };
        // Names wait for the disk and for each other: not on a thread that others need.
        let ended = |error| NotKept::Broken(StoreError::Other(format!("naming evidence: {error}")));
        let named = tokio::task::spawn_blocking(move || self.name(&sha256)).await.map_err(ended)?;
        named.map_err(failed).map(|()| kept)
    }

    fn name(&self, sha256: &Digest) -> std::io::Result<()> {
        let target = self.shelf.path(sha256);
        let folder = target.parent().unwrap_or(&self.shelf.folder);
        let naming = NAMING.lock().unwrap_or_else(PoisonError::into_inner);
        make(folder)?;
        std::fs::rename(&self.path, &target)?;
        drop(naming);
        synchronise(folder)?;
        synchronise(&self.shelf.folder)
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if self.path.exists() {
            remove(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
