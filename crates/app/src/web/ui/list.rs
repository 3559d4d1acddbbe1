//! A list: its filters as a form whose state is in the address, its order, its pages, and the ways
//! to take it along.

use super::sheet::ROWS_MAX;
use crate::state::App;
use crate::web::layout::View;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use maud::{Markup, html};
use std::convert::Infallible;
use vigie_ops::access::Visitor;
use vigie_ops::store::saved_views::{self, SavedView};

/// What an address asks of a list: filters, order, and where a page begins; and the reader's saved
/// views of it.
pub(in crate::web) struct Asked {
    path: String,
    pairs: Vec<(String, String)>,
    saved: Vec<SavedView>,
}

/// What cuts a list in pages, and files of it: nothing of a view.
const CUTS: [&str; 3] = ["after", "before", "as"];

impl FromRequestParts<App> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let pairs: Vec<(String, String)> =
            Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
        let path = parts.uri.path().to_owned();
        // Lists stand at the top, and a file of one shows no views.
        let is_list = !path.trim_start_matches('/').contains('/');
        let shows = is_list && pairs.iter().all(|(name, value)| name != "as" || value.is_empty());
        let saved = match parts.extensions.get::<Visitor>().filter(|_| shows) {
            Some(visitor) => saved(app, visitor.person.clone(), path.clone()).await,
            None => Vec::new(),
        };
        Ok(Self { path, pairs, saved })
    }
}

/// Somebody's views of a list. A list without them is better than no list.
async fn saved(app: &App, person: String, path: String) -> Vec<SavedView> {
    let read = app.cx.store.read(move |tx| Ok(saved_views::of(tx, &person, &path)?)).await;
    read.inspect_err(|error| tracing::warn!(%error, "saved views could not be read"))
        .unwrap_or_default()
}

impl Asked {
    /// The value of a name; empty when it is not asked.
    pub(in crate::web) fn get(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// Whether nothing is filtered: the list is empty because there is nothing.
    pub(in crate::web) fn is_whole(&self) -> bool {
        let shapes = ["sort", "rows", "after", "before", "as"];
        self.pairs.iter().all(|(name, value)| value.is_empty() || shapes.contains(&name.as_str()))
    }

    /// The same as a file of a kind, whose address the list has besides its own.
    pub(in crate::web) fn into_file(mut self, kind: &str) -> Self {
        self.pairs.retain(|(name, _)| name != "as");
        self.pairs.push(("as".to_owned(), kind.to_owned()));
        self
    }

    /// Where the list is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// What is asked of the list, without its pages: what a saved view keeps.
    pub(super) fn query(&self) -> String {
        self.query_with("", "")
    }

    /// The reader's saved views of it.
    pub(super) fn saved(&self) -> &[SavedView] {
        &self.saved
    }

    /// The same list with another value of a name.
    pub(in crate::web) fn with(&self, name: &str, value: &str) -> String {
        match self.query_with(name, value) {
            query if query.is_empty() => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    fn query_with(&self, name: &str, value: &str) -> String {
        let others = self.pairs.iter().filter(|(known, held)| {
            known != name && !held.is_empty() && !CUTS.contains(&known.as_str())
        });
        let all = others.map(|(name, value)| (name.as_str(), value.as_str()));
        let all = all.chain((!value.is_empty()).then_some((name, value)));
        let query: Vec<String> =
            all.map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        query.join("&")
    }
}

/// Text as it stands in the query of an address.
pub(in crate::web) fn escaped(text: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The form above a list: its filters. The order and the views of the list stay as they are.
pub(in crate::web) fn filters(view: &View, asked: &Asked, fields: &Markup) -> Markup {
    let kept = ["sort", "rows"].map(|name| (name, asked.get(name)));
    html! {
        form.filters method="get" action=(asked.path) aria-label=(view.words.filters()) {
            (fields)
            @for (name, value) in kept.iter().filter(|(_, value)| !value.is_empty()) {
                input type="hidden" name=(name) value=(value);
            }
            button type="submit" { (view.words.show()) }
        }
        (super::views::saved(view, asked))
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
                    a.button rel="next" href=(asked.with(name, value)) { (words.next_page()) }
                }
            }
        }
        p.take { (words.take_along()) " "
            a href=(asked.with("as", "csv")) { "CSV" } " "
            a href=(asked.with("as", "json")) { "JSON" }
            @if next.is_some() { " " span.hint { (words.file_holds(ROWS_MAX)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        let uri = format!("/checks?{query}").parse().unwrap();
        let Query(pairs) = Query::try_from_uri(&uri).unwrap();
        Asked { path: "/checks".to_owned(), pairs, saved: Vec::new() }
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
}
