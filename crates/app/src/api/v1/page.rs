//! Pages of lists: how many entries, and where the next page begins.

use super::super::error::Problem;
use super::ask::Params;

/// Entries on a page unless asked otherwise.
const LIMIT: i64 = 100;
/// Most entries on a page.
pub(super) const LIMIT_MAX: i64 = 500;

/// Which page is asked for.
#[derive(Clone, Copy)]
pub(super) struct Page {
    /// Most entries.
    pub(super) limit: i64,
    /// Only entries with lower numbers.
    pub(super) before: i64,
}

impl Page {
    /// From `limit` and `cursor`.
    pub(super) fn asked(params: &Params) -> Result<Self, Problem> {
        let limit = params.last("limit", &format!("a number from 1 to {LIMIT_MAX}"))?;
        let limit = limit.unwrap_or(LIMIT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let detail = format!("limit={limit} is out of bounds");
            let next = format!("ask for 1 to {LIMIT_MAX} and follow next_cursor");
            return Err(Problem::field("limit", detail, next));
        }
        let before = params.last("cursor", "the next_cursor of the page before")?;
        Ok(Self { limit, before: before.unwrap_or(i64::MAX) })
    }

    /// The cursor of the page after one whose last entry has this number, if that page was full.
    pub(super) fn next(self, entries: usize, last: Option<i64>) -> Option<String> {
        let full = i64::try_from(entries).is_ok_and(|count| count >= self.limit);
        last.filter(|_| full).map(|number| number.to_string())
    }
}
