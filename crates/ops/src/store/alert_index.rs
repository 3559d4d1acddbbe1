//! The label index of alerts: posting lists in blocks, written behind the writers.
//!
//! A block covers a run of alert numbers. Within a block, each bucket of label pairs is one row:
//! pairs of (hash of the pair, number of the alert minus the block's first), sorted. A search for
//! one pair reads the rows of one bucket, which lie side by side.

use super::statements::statements;
use super::{StoreError, Tx};
use crate::text::each_label;
use vigie_domain::id::AlertId;
use vigie_domain::label::pair_hash;

statements! {
    LAST_BLOCK = "SELECT block, last_id FROM alert_index_blocks ORDER BY block DESC LIMIT 1";
    UNINDEXED = "SELECT id, labels FROM alerts WHERE id > ?1 ORDER BY id LIMIT ?2";
    ADD_BLOCK = "INSERT INTO alert_index_blocks (block, first_id, last_id) VALUES (?1, ?2, ?3)";
    ADD_POSTINGS = "INSERT INTO alert_index (bucket, block, postings) VALUES (?1, ?2, ?3)";
    EMPTY_BLOCKS = "SELECT block FROM alert_index_blocks b WHERE NOT EXISTS
        (SELECT 1 FROM alerts a WHERE a.id BETWEEN b.first_id AND b.last_id)
        AND b.block < (SELECT MAX(block) FROM alert_index_blocks) ORDER BY block";
    FORGET_BLOCK = "DELETE FROM alert_index_blocks WHERE block = ?1";
    FORGET_POSTINGS = "DELETE FROM alert_index WHERE bucket = ?1 AND block = ?2";
    BUCKET = "SELECT b.first_id, i.postings FROM alert_index i
        JOIN alert_index_blocks b ON b.block = i.block WHERE i.bucket = ?1 ORDER BY i.block";
}

/// Alerts in one block.
pub const BLOCK_ALERTS: i64 = 1024;
/// Rows that a block's pairs are spread over: each is read whole, so each should be small.
const BUCKETS: u64 = 64;
/// Bytes of one posting: four of the pair's hash, four of the alert's distance to the first.
const POSTING_BYTES: usize = 8;

/// Writes the next block, if enough alerts wait for one. Answers whether it did.
pub fn write_block(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    let last = tx.row(LAST_BLOCK, &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let (block, after) = last.map_or((0, 0), |(block, last_id)| (block + 1, last_id));
    if super::alerts::last_id(tx)?.0 - after < BLOCK_ALERTS {
        return Ok(false);
    }
    tx.fence("alerts")?;
    let mut lists = Lists::new();
    let ids = tx.rows(UNINDEXED, &[after.into(), BLOCK_ALERTS.into()], |row| {
        let id = row.int(0)?;
        lists.add(id, row.str(1)?)?;
        Ok(id)
    })?;
    let full = i64::try_from(ids.len()).is_ok_and(|count| count == BLOCK_ALERTS);
    let (Some(first), Some(last), true) = (ids.first(), ids.last(), full) else {
        return Ok(false);
    };
    tx.execute(ADD_BLOCK, &[block.into(), (*first).into(), (*last).into()])?;
    for (bucket, postings) in (0..).zip(lists.encoded()) {
        if !postings.is_empty() {
            let values = [i64::into(bucket), block.into(), postings.as_slice().into()];
            tx.execute(ADD_POSTINGS, &values)?;
        }
    }
    Ok(true)
}

/// Forgets the blocks whose alerts are all gone, but the last, which says where to go on.
pub fn forget_empty_blocks(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for block in tx.rows(EMPTY_BLOCKS, &[], |row| row.int(0))? {
        for bucket in 0..BUCKETS.cast_signed() {
            tx.execute(FORGET_POSTINGS, &[bucket.into(), block.into()])?;
        }
        tx.execute(FORGET_BLOCK, &[block.into()])?;
    }
    Ok(())
}

/// The posting lists of a block, one per bucket: a pair's short hash and the alert's distance to
/// the first, in one number.
struct Lists {
    first: Option<i64>,
    buckets: Vec<Vec<u64>>,
}

impl Lists {
    fn new() -> Self {
        Self { first: None, buckets: vec![Vec::new(); usize::try_from(BUCKETS).unwrap_or(1)] }
    }

    /// Adds an alert, after those with lower numbers.
    fn add(&mut self, id: i64, labels: &str) -> Result<(), StoreError> {
        let first = *self.first.get_or_insert(id);
        let distance = u32::try_from(id - first).unwrap_or(u32::MAX);
        each_label(labels, |name, value| {
            let (bucket, short) = place(&name, &value);
            let list = usize::try_from(bucket).ok().and_then(|at| self.buckets.get_mut(at));
            if let Some(list) = list {
                list.push(u64::from(short) << 32 | u64::from(distance));
            }
        })
    }

    fn encoded(self) -> impl Iterator<Item = Vec<u8>> {
        self.buckets.into_iter().map(|mut list| {
            list.sort_unstable();
            let mut bytes = Vec::with_capacity(list.len() * POSTING_BYTES);
            list.iter().for_each(|posting| bytes.extend_from_slice(&posting.to_be_bytes()));
            bytes
        })
    }
}

/// The bucket of a pair, and the part of its hash that tells it from others there.
fn place(name: &str, value: &str) -> (u64, u32) {
    let hash = pair_hash(name, value);
    let [a, b, c, d, ..] = hash.to_be_bytes();
    (hash % BUCKETS, u32::from_be_bytes([a, b, c, d]))
}

/// The alerts that may carry a pair, among those that are indexed. A hash can collide: the
/// caller compares the labels.
pub fn candidates(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<Vec<AlertId>, StoreError> {
    let (bucket, short) = place(name, value);
    let bucket = i64::try_from(bucket).unwrap_or(0);
    let found =
        tx.rows(BUCKET, &[bucket.into()], |row| Ok(matching(row.bytes(1)?, short, row.int(0)?)))?;
    Ok(found.concat())
}

/// The number up to which alerts are indexed.
pub fn indexed_up_to(tx: &mut Tx<'_>) -> Result<AlertId, StoreError> {
    Ok(AlertId(tx.row(LAST_BLOCK, &[], |row| row.int(1))?.unwrap_or(0)))
}

fn matching(postings: &[u8], short: u32, first: i64) -> Vec<AlertId> {
    let wanted = short.to_be_bytes();
    let (records, _) = postings.as_chunks::<POSTING_BYTES>();
    let from = records.partition_point(|record| record.first_chunk::<4>() < Some(&wanted));
    records
        .iter()
        .skip(from)
        .take_while(|record| record.first_chunk::<4>() == Some(&wanted))
        .filter_map(|record| record.last_chunk::<4>())
        .map(|distance| AlertId(first + i64::from(u32::from_be_bytes(*distance))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_found_among_a_block() {
        let mut lists = Lists::new();
        for n in 0..BLOCK_ALERTS {
            let labels = format!(r#"{{"pod":"app-{n}","team":"t{}"}}"#, n % 3);
            lists.add(100 + n, &labels).unwrap();
        }
        let lists: Vec<Vec<u8>> = lists.encoded().collect();
        let find = |name: &str, value: &str| {
            let (bucket, short) = place(name, value);
            matching(&lists[usize::try_from(bucket).unwrap()], short, 100)
        };
        assert_eq!(find("pod", "app-700"), [AlertId(800)]);
        assert_eq!(find("team", "t1").len(), 341);
        assert_eq!(find("pod", "app-9999"), []);
    }
}
