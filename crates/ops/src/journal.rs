//! The journal's seal and its readers: committed entries are chained by hash, behind the writers,
//! so that tampering shows; and they are found by who, what and when.

mod told;

pub use told::{Telling, Told};

use crate::error::Error;
use crate::store::Tx;
use crate::store::journal::{self, Block, Entry, Filter, block_hash};
use crate::words::Words;
use std::time::Duration;
use vigie_domain::id::EntryId;
use vigie_domain::note::NoteMark;
use vigie_domain::time::Timestamp;

/// Entries in one block at most.
const BLOCK_ENTRIES_MAX: i64 = 1_000;
/// Blocks checked in one read.
const BLOCKS_PAGE: i64 = 200;

/// What happened, in words, and what it is about. Marks that only programs read are left out: a
/// note's, and the number of a silence whose words say what it silences.
pub fn happened(words: Words, entry: &Entry) -> (String, String) {
    let known = |word: &str| match words.known(word) {
        none if none.is_empty() => word.to_owned(),
        found => found,
    };
    let is_mark = NoteMark::read(&entry.kind, &entry.subject).is_some()
        || (entry.kind.starts_with("silence_") && !entry.text.is_empty());
    let about = if is_mark { String::new() } else { known(&entry.subject) };
    (known(&entry.kind), about)
}

/// Seals the entries that are not sealed yet. Answers whether more are left.
pub fn seal(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, Error> {
    let (last, before) = journal::last_block(tx)?;
    if journal::after(tx, last, 1)?.is_empty() {
        return Ok(false);
    }
    tx.fence("journal")?;
    let entries = journal::after(tx, last, BLOCK_ENTRIES_MAX)?;
    let (Some(first), Some(end)) = (entries.first(), entries.last()) else { return Ok(false) };
    let hash = block_hash(&before, &entries);
    journal::add_block(tx, &Block { first: first.seq, last: end.seq, hash }, now)?;
    Ok(full(&entries))
}

fn full(entries: &[Entry]) -> bool {
    i64::try_from(entries.len()).is_ok_and(|count| count == BLOCK_ENTRIES_MAX)
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seals {
    /// Every block fits its entries and the block before.
    Whole {
        /// The last sealed entry.
        last: EntryId,
        /// Its block's hash: keep it elsewhere to notice a rewritten chain.
        hash: String,
    },
    /// The entries of a block are not those that were sealed.
    Broken {
        /// The block's first entry.
        first: EntryId,
        /// The block's last entry.
        last: EntryId,
    },
}

/// Checks every block of the chain.
pub fn verify(tx: &mut Tx<'_>) -> Result<Seals, Error> {
    let (mut last, mut hash) = (EntryId(0), journal::GENESIS.to_owned());
    loop {
        let blocks = journal::blocks_after(tx, last, BLOCKS_PAGE)?;
        if blocks.is_empty() {
            return Ok(Seals::Whole { last, hash });
        }
        for block in blocks {
            let mut entries = journal::after(tx, last, BLOCK_ENTRIES_MAX)?;
            entries.retain(|entry| entry.seq <= block.last);
            let first = entries.first().map(|entry| entry.seq);
            if first != Some(block.first) || block_hash(&hash, &entries) != block.hash {
                return Ok(Seals::Broken { first: block.first, last: block.last });
            }
            (last, hash) = (block.last, block.hash);
        }
    }
}

/// Entries looked at in one question. A filter that little fits reads that many, never all.
const STRETCH: i64 = 20_000;
/// Stretches looked at for one page.
const STRETCHES_MAX: u32 = 5;
/// Entries that clocks of several nodes may put out of order.
const APART: i64 = 2_000;

/// So far may the clocks of several nodes be apart.
const CLOCKS_APART: Duration = Duration::from_secs(60);

/// A page of the journal that a filter leaves, newest first, and where the next one begins. A page
/// with few entries or none can have a next one: so far was looked, and no further.
pub fn find(
    tx: &mut Tx<'_>,
    filter: &Filter,
    before: EntryId,
    limit: i64,
) -> Result<(Vec<Entry>, Option<EntryId>), Error> {
    let mut before = start(tx, filter, before)?;
    let mut found: Vec<Entry> = Vec::new();
    for _ in 0..STRETCHES_MAX {
        let narrow = filter.incident.is_some();
        let floor = if narrow { 0 } else { before.0.saturating_sub(STRETCH).max(0) };
        let wanted = limit - i64::try_from(found.len()).unwrap_or(limit);
        let part = journal::within(tx, filter, (EntryId(floor), before), wanted)?;
        let full = i64::try_from(part.len()).is_ok_and(|count| count >= wanted);
        found.extend(part);
        if full {
            return Ok((found.clone(), found.last().map(|entry| entry.seq)));
        }
        before = EntryId(floor);
        if floor == 0 || is_over(tx, filter, before)? {
            return Ok((found, None));
        }
    }
    Ok((found, Some(before)))
}

/// The entry to look before: the newest one that can fit.
fn start(tx: &mut Tx<'_>, filter: &Filter, before: EntryId) -> Result<EntryId, Error> {
    let newest = journal::before(tx, EntryId(i64::MAX), 1)?;
    let end = newest.first().map_or(0, |entry| entry.seq.0) + 1;
    let mut high = end.min(before.0);
    let Some(until) = filter.until else { return Ok(EntryId(high)) };
    let mut low = 0;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match journal::first_from(tx, EntryId(middle))? {
            Some((_, at)) if at < until => low = middle,
            Some(_) | None => high = middle,
        }
    }
    Ok(EntryId((high + APART).min(end).min(before.0)))
}

/// Whether everything before a place is older than what is meant.
fn is_over(tx: &mut Tx<'_>, filter: &Filter, before: EntryId) -> Result<bool, Error> {
    let Some(since) = filter.since else { return Ok(false) };
    let much_older = since.minus(CLOCKS_APART);
    Ok(journal::first_from(tx, before)?.is_some_and(|(_, at)| at < much_older))
}

/// Whether a hash that was kept elsewhere still stands in the chain: else it was rewritten from
/// before that block on.
pub fn holds(tx: &mut Tx<'_>, kept: &str) -> Result<Option<EntryId>, Error> {
    Ok(journal::sealed_with(tx, kept)?)
}
