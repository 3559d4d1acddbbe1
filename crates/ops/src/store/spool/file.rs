//! The spool's file: records one after the other, each with its length, checksum and number.
//!
//! When nothing waits, the next record goes to the beginning again: old blocks are written over,
//! which synchronises faster than a file that grows, and the file stays small. What is read back
//! ends at the first record whose checksum is wrong or whose number is not the next one.

use super::{FILE_BYTES_MAX, Message};
use crate::store::StoreError;
use crc32fast::Hasher;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

/// What stands before each record: its length, checksum and number.
const HEAD_BYTES: usize = 16;
/// The blocks that a new file has: room for the messages of a usual hour, written over and over.
const FIRST_BYTES: usize = 256 * 1024;
/// Memory kept between two writes.
const BUFFER_BYTES_MAX: usize = 1024 * 1024;

/// A record as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub number: u64,
    /// What the message wrote.
    pub record: Vec<u8>,
}

/// Reads the records with a number above `taken`; nothing when there is no file.
pub fn read(path: &Path, taken: u64) -> Result<Vec<Kept>, StoreError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(broken(&error)),
    };
    let mut rest = bytes.as_slice();
    let (mut kept, mut before) = (Vec::new(), None);
    while let Some((found, behind)) = first(rest) {
        if before.is_some_and(|before: u64| before + 1 != found.number) {
            break;
        }
        (before, rest) = (Some(found.number), behind);
        if found.number > taken {
            kept.push(found);
        }
    }
    Ok(kept)
}

/// The record at the beginning, if there is a sound one, and what stands behind it.
fn first(bytes: &[u8]) -> Option<(Kept, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let (number, rest) = rest.split_first_chunk()?;
    let (length, number) = (u32::from_le_bytes(*length), u64::from_le_bytes(*number));
    let (record, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    let sound = number > 0 && checksum(number, record) == u32::from_le_bytes(*sum);
    sound.then(|| (Kept { number, record: record.to_vec() }, rest))
}

fn checksum(number: u64, record: &[u8]) -> u32 {
    let mut hasher = Hasher::new();
    hasher.update(&number.to_le_bytes());
    hasher.update(record);
    hasher.finalize()
}

/// In words, what a failed write means.
pub(super) fn broken(error: &io::Error) -> StoreError {
    StoreError::of_io("the spool", error)
}

/// The file, open for writing.
pub(super) struct SpoolFile {
    file: File,
    /// Where the next record goes.
    end: u64,
    /// The number of the last record.
    last: u64,
    buffer: Vec<u8>,
}

impl SpoolFile {
    /// An empty file with blocks of its own.
    pub(super) fn create(path: &Path, last: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(false).mode(0o600).open(path)?;
        file.set_len(0)?;
        file.write_all_at(&vec![0; FIRST_BYTES], 0)?;
        file.sync_all()?;
        Ok(Self { file, end: 0, last, buffer: Vec::new() })
    }

    /// Whether the next record should go to the beginning.
    pub(super) fn is_long(&self) -> bool {
        self.end >= FILE_BYTES_MAX
    }

    /// The next record goes to the beginning.
    pub(super) fn rewind(&mut self) {
        self.end = 0;
    }

    /// Puts records on disk. Answers the number of the first. On a failure none counts as kept,
    /// and the next ones take their place.
    pub(super) fn append<'m, M: Message>(
        &mut self,
        messages: impl Iterator<Item = &'m M>,
    ) -> io::Result<u64> {
        self.buffer.clear();
        let mut number = self.last;
        for message in messages {
            number += 1;
            self.push(message, number)?;
        }
        self.file.write_all_at(&self.buffer, self.end)?;
        self.file.sync_data()?;
        let first = self.last + 1;
        self.last = number;
        self.end += u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        self.buffer.shrink_to(BUFFER_BYTES_MAX);
        Ok(first)
    }

    fn push(&mut self, message: &impl Message, number: u64) -> io::Result<()> {
        let head = self.buffer.len();
        self.buffer.extend_from_slice(&[0; HEAD_BYTES]);
        message.write_to(&mut self.buffer);
        let (before, record) = self.buffer.split_at_mut(head + HEAD_BYTES);
        let too_long = |_| io::Error::from(ErrorKind::FileTooLarge);
        let length = u32::try_from(record.len()).map_err(too_long)?;
        let sum = checksum(number, record);
        if let Some(place) = before.last_chunk_mut::<HEAD_BYTES>() {
            let (one, rest) = place.split_at_mut(4);
            let (two, three) = rest.split_at_mut(4);
            one.copy_from_slice(&length.to_le_bytes());
            two.copy_from_slice(&sum.to_le_bytes());
            three.copy_from_slice(&number.to_le_bytes());
        }
        Ok(())
    }
}
