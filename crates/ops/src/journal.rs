//! The journal's seal: committed entries are chained by hash, behind the writers, so that
//! tampering shows.

use crate::error::Error;
use crate::store::Tx;
use crate::store::journal::{self, Block, Entry, block_hash};
use vigie_domain::id::EntryId;
use vigie_domain::time::Timestamp;

/// Entries in one block at most.
const BLOCK_ENTRIES_MAX: i64 = 1_000;
/// Blocks checked in one read.
const BLOCKS_PAGE: i64 = 200;

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
