//! A table whose order is fixed; where it is narrow, each row is a card, as in a list.

use maud::{Markup, html};

/// A table with a name for those who can't see it.
pub(in crate::web) fn table(name: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        div.list {
            table.rows.fixed role="table" aria-label=(name) {
                thead role="rowgroup" { tr role="row" {
                    @for title in head { th.still role="columnheader" scope="col" { (title) } }
                } }
                tbody role="rowgroup" { @for row in rows { tr role="row" {
                    @for (title, cell) in head.iter().zip(row) {
                        td role="cell" class=[cell.0.trim().is_empty().then_some("none")] {
                            span.of aria-hidden="true" { (title) }
                            div { (cell) }
                        }
                    }
                } } }
            }
        }
    }
}
