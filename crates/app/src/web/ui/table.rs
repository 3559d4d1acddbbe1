//! A table, that scrolls by itself where the page is narrow.

use maud::{Markup, html};

/// A table with a name for those who can't see it.
pub(in crate::web) fn table(name: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table {
                thead { tr { @for title in head { th scope="col" { (title) } } } }
                tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
            }
        }
    }
}
