//! A list: its filters as a form whose state is in the address, its order, its pages, and the ways
//! to take it along.

use super::field::{Choice, Field};
use crate::web::layout::View;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use maud::{Markup, html};
use std::convert::Infallible;

/// What an address asks of a list: filters, order, and where a page begins.
pub(in crate::web) struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pairs = Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
        Ok(Self { path: parts.uri.path().to_owned(), pairs })
    }
}

impl Asked {
    /// The value of a name; empty when it is not asked.
    pub(in crate::web) fn get(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Whether nothing is filtered: the list is empty because there is nothing.
    pub(in crate::web) fn is_whole(&self) -> bool {
        let shapes = ["sort", "after", "before", "as"];
        self.pairs.iter().all(|(name, value)| value.is_empty() || shapes.contains(&name.as_str()))
    }

    /// The same list with another value of a name.
    pub(in crate::web) fn with(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(known, held)| {
            known != name
                && !held.is_empty()
                && !["after", "before", "as"].contains(&known.as_str())
        });
        let all = others.map(|(name, value)| (name.as_str(), value.as_str()));
        let all = all.chain((!value.is_empty()).then_some((name, value)));
        let query: Vec<String> =
            all.map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        if query.is_empty() {
            return self.path.clone();
        }
        format!("{}?{}", self.path, query.join("&"))
    }
}

/// Text as it stands in the query of an address.
pub(in crate::web) fn escaped(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The form above a list: its filters, and its order when there is a choice.
pub(in crate::web) fn filters(
    view: &View,
    asked: &Asked,
    fields: &Markup,
    orders: &[Choice<'_>],
) -> Markup {
    let sort = Field {
        name: "sort",
        label: view.words.order(),
        value: asked.get("sort"),
        ..Field::default()
    };
    html! {
        form.filters method="get" action=(asked.path) aria-label=(view.words.filters()) {
            (fields)
            @if !orders.is_empty() { (sort.select(orders)) }
            button type="submit" { (view.words.show()) }
        }
    }
}

/// How two rows stand to each other.
type Order<T> = fn(&T, &T) -> std::cmp::Ordering;

/// Puts rows into the asked order. `orders` has a comparison for each name; the first holds when
/// nothing is asked.
pub(in crate::web) fn sorted_by<T>(rows: &mut [T], asked: &Asked, orders: &[(&str, Order<T>)]) {
    let wanted = orders.iter().find(|(name, _)| *name == asked.get("sort")).or(orders.first());
    if let Some((_, order)) = wanted {
        rows.sort_by(order);
    }
}

/// What stands below a list: its other pages, and the ways to take it along.
pub(in crate::web) fn below(view: &View, asked: &Asked, next: Option<(&str, &str)>) -> Markup {
    let words = view.words;
    let inside = !asked.get("after").is_empty() || !asked.get("before").is_empty();
    html! {
        @if inside || next.is_some() {
            nav.pages aria-label=(words.pages()) {
                @if inside { a.button href=(asked.with("after", "")) { (words.first_page()) } }
                @if let Some((name, value)) = next {
                    a.button href=(asked.with(name, value)) { (words.next_page()) }
                }
            }
        }
        p.take { (words.take_along()) " "
            a href=(asked.with("as", "csv")) { "CSV" } " "
            a href=(asked.with("as", "json")) { "JSON" }
        }
    }
}

/// Rows on a page of a list that is in memory.
const PAGE_ROWS: usize = 100;

/// The rows of the asked page, and where the next one begins; all of them for a file.
pub(in crate::web) fn paged<'r, T>(
    rows: &'r [T],
    asked: &Asked,
    name: impl Fn(&'r T) -> &'r str,
) -> (&'r [T], Option<(&'static str, &'r str)>) {
    if !asked.get("as").is_empty() {
        return (rows, None);
    }
    let after = asked.get("after");
    let start = rows.iter().position(|row| !after.is_empty() && name(row) == after);
    let start = start.map_or(0, |at| at + 1);
    let end = (start + PAGE_ROWS).min(rows.len());
    let shown = rows.get(start..end).unwrap_or_default();
    let next = (end < rows.len()).then(|| shown.last()).flatten();
    (shown, next.map(|last| ("after", name(last))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        let uri = format!("/checks?{query}").parse().unwrap();
        let Query(pairs) = Query::try_from_uri(&uri).unwrap();
        Asked { path: "/checks".to_owned(), pairs }
    }

    #[test]
    fn a_page_keeps_the_filter_and_a_new_filter_starts_at_the_first_page() {
        let asked = asked("q=d%C3%A9marches+%26+co&state=&after=home");
        assert_eq!(asked.get("q"), "démarches & co");
        assert_eq!(asked.with("after", "z"), "/checks?q=d%C3%A9marches%20%26%20co&after=z");
        assert_eq!(asked.with("as", "csv"), "/checks?q=d%C3%A9marches%20%26%20co&as=csv");
        assert_eq!(asked.with("q", ""), "/checks");
        assert!(!asked.is_whole());
    }

    #[test]
    fn pages_follow_each_other_without_a_gap() {
        let rows: Vec<String> = (0..250).map(|at| format!("{at:03}")).collect();
        let (first, next) = paged(&rows, &asked(""), |row| row);
        assert_eq!((first.len(), next), (100, Some(("after", "099"))));
        let (last, next) = paged(&rows, &asked("after=199"), |row| row);
        assert_eq!((last.first().unwrap().as_str(), last.len(), next), ("200", 50, None));
        assert_eq!(paged(&rows, &asked("as=csv&after=199"), |row| row).0.len(), 250);
    }
}
