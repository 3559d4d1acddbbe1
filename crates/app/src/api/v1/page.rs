//! Pages of lists: how many entries, and where the next page begins.

use super::super::error::Problem;
use super::ask::Params;

/// Entries on a page unless asked otherwise.
pub(super) const LIMIT: i64 = 100;
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
}

/// A part of a list that is at hand whole: how many entries, and after which one.
pub(super) struct Part {
    limit: usize,
    after: Option<String>,
}

impl Part {
    /// From `limit` and `cursor`.
    pub(super) fn asked(params: &Params) -> Result<Self, Problem> {
        // The limit is checked as for all lists; the cursor is the name of an entry here.
        let limit = Page::asked(&params.without("cursor"))?.limit;
        let after = params.all("cursor").last().map(str::to_owned);
        Ok(Self { limit: usize::try_from(limit).unwrap_or(1), after })
    }

    /// The part of a list in order of name, and the cursor of the next.
    pub(super) fn of_sorted<T>(
        self,
        list: Vec<T>,
        name: impl Fn(&T) -> &str,
    ) -> (Vec<T>, Option<String>) {
        let after = self.after.unwrap_or_default();
        let rest =
            list.into_iter().filter(|entry| after.is_empty() || name(entry) > after.as_str());
        cut(rest.collect(), self.limit, name)
    }

    /// The part of a list in another order, and the cursor of the next. An entry that is gone
    /// since leads nowhere: then the list begins again.
    pub(super) fn of_unsorted<T>(
        self,
        mut list: Vec<T>,
        name: impl Fn(&T) -> &str,
    ) -> Result<(Vec<T>, Option<String>), Problem> {
        if let Some(after) = &self.after {
            let Some(place) = list.iter().position(|entry| name(entry) == after) else {
                let next = "ask without a cursor, from the beginning";
                return Err(Problem::field("cursor", "this list has changed since", next));
            };
            list.drain(..=place);
        }
        Ok(cut(list, self.limit, name))
    }
}

fn cut<T>(mut list: Vec<T>, limit: usize, name: impl Fn(&T) -> &str) -> (Vec<T>, Option<String>) {
    let more = list.len() > limit;
    list.truncate(limit);
    let next = list.last().filter(|_| more).map(|entry| name(entry).to_owned());
    (list, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(limit: usize, after: Option<&str>) -> Part {
        Part { limit, after: after.map(str::to_owned) }
    }

    #[test]
    fn a_list_is_walked_without_gap_or_repeat() {
        let list = || vec!["a", "b", "c"];
        let (first, next) = part(2, None).of_sorted(list(), |entry| entry);
        assert_eq!((first, next.as_deref()), (vec!["a", "b"], Some("b")));
        let (rest, next) = part(2, Some("b")).of_sorted(list(), |entry| entry);
        assert_eq!((rest, next), (vec!["c"], None));
        let by_age = || vec!["c", "a", "b"];
        let (first, next) = part(2, None).of_unsorted(by_age(), |entry| entry).unwrap();
        assert_eq!((first, next.as_deref()), (vec!["c", "a"], Some("a")));
        let (rest, next) = part(2, Some("a")).of_unsorted(by_age(), |entry| entry).unwrap();
        assert_eq!((rest, next), (vec!["b"], None));
        assert!(part(2, Some("gone")).of_unsorted(by_age(), |entry| entry).is_err());
    }
}
