//! The rows of a list: a table whose headings put it in order, and whose rows stand one below the
//! other on a phone. One way of doing it for every list.

use super::list::{Asked, below};
use super::sheet::ROWS_MAX;
use crate::web::layout::{View, page};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::cmp::Ordering;

/// Rows on a page unless the address asks for another number.
const ROWS: usize = 100;
/// Rows on a page at most: a phone on a bad network still gets it.
const ROWS_ASKED_MAX: usize = 500;

/// How two rows stand to each other.
type Order<T> = fn(&T, &T) -> Ordering;

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::web) enum Way {
    /// A to Z, old to new, harmless to bad.
    Up,
    /// Z to A, new to old, bad to harmless.
    Down,
}

impl Way {
    fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::Up => "ascending",
            Self::Down => "descending",
        }
    }

    /// A column in this way, as an address says it.
    fn of(self, name: &str) -> String {
        match self {
            Self::Up => name.to_owned(),
            Self::Down => format!("-{name}"),
        }
    }
}

/// A column of a list.
pub(in crate::web) struct Column<'a, T> {
    name: &'static str,
    label: &'a str,
    cell: Box<dyn Fn(&T) -> Markup + Send + Sync + 'a>,
    order: Option<(Order<T>, Way)>,
}

impl<'a, T> Column<'a, T> {
    /// A column, by its name in addresses and what people read.
    pub(in crate::web) fn new(
        name: &'static str,
        label: &'a str,
        cell: impl Fn(&T) -> Markup + Send + Sync + 'a,
    ) -> Self {
        Self { name, label, cell: Box::new(cell), order: None }
    }

    /// It puts the list in order; who asks for it first gets it this way round.
    pub(in crate::web) fn sorts(self, way: Way, order: Order<T>) -> Self {
        Self { order: Some((order, way)), ..self }
    }
}

/// A list as an address asks for it.
pub(in crate::web) struct List<'a, T> {
    view: &'a View,
    asked: &'a Asked,
    columns: Vec<Column<'a, T>>,
    key: fn(&T) -> String,
    /// The column that puts it in order, and the way round.
    sort: (&'static str, Way),
    /// Whether that is how it stands unless asked otherwise.
    usual: bool,
    rows: usize,
}

/// Which rows a statement is to read for a list that no page holds whole.
pub(in crate::web) struct Reading {
    /// How many.
    pub(in crate::web) rows: usize,
    /// Whether they are all that the list needs, and not one page of it.
    pub(in crate::web) whole: bool,
}

impl<'a, T> List<'a, T> {
    /// The list as it is asked for; a page that says why not, where something is asked that it does
    /// not have. `usual` is its order unless asked otherwise; `key` names a row.
    pub(in crate::web) fn of(
        (view, asked): (&'a View, &'a Asked),
        key: fn(&T) -> String,
        usual: (&'static str, Way),
        columns: Vec<Column<'a, T>>,
    ) -> Result<Self, Box<Response>> {
        let words = view.words;
        let refused = |why: &str| Err(Box::new(refused(view, asked, why)));
        let kind = asked.get("as");
        if !matches!(kind, "" | "csv" | "json") {
            return refused(&words.no_such_file(kind));
        }
        let rows = match asked.get("rows") {
            "" => ROWS,
            text => match text.parse() {
                Ok(rows @ 1..=ROWS_ASKED_MAX) => rows,
                Ok(_) | Err(_) => return refused(&words.no_such_rows(ROWS_ASKED_MAX)),
            },
        };
        let wanted = asked.get("sort");
        let (name, way) = match wanted.strip_prefix('-') {
            Some(name) => (name, Way::Down),
            None => (wanted, Way::Up),
        };
        let sort = match columns.iter().find(|column| column.name == name && column.order.is_some())
        {
            _ if wanted.is_empty() => usual,
            Some(column) => (column.name, way),
            None => return refused(&words.no_such_order(wanted)),
        };
        Ok(Self { view, asked, columns, key, sort, usual: sort == usual, rows })
    }

    /// What a statement is to read that has the rows in the usual order: one page of them, or, for
    /// another order or a file, as many as there may be.
    pub(in crate::web) fn reading(&self) -> Reading {
        let whole = !self.usual || !self.asked.get("as").is_empty();
        Reading { rows: if whole { ROWS_MAX } else { self.rows }, whole }
    }

    /// Puts rows into the asked order; those that are equal, by name.
    pub(in crate::web) fn sort(&self, rows: &mut [T]) {
        let (name, way) = self.sort;
        let column = self.columns.iter().find(|column| column.name == name);
        let Some((order, _)) = column.and_then(|column| column.order) else { return };
        rows.sort_by(|one, other| {
            let ordering = match way {
                Way::Up => order(one, other),
                Way::Down => order(other, one),
            };
            ordering.then_with(|| (self.key)(one).cmp(&(self.key)(other)))
        });
    }

    /// The rows of the asked page of a list that is here whole, and where the next one begins; all
    /// of them for a file.
    pub(in crate::web) fn page<'r>(&self, rows: &'r [T]) -> (&'r [T], Option<String>) {
        if !self.asked.get("as").is_empty() {
            return (rows, None);
        }
        let start = self.start(rows);
        let end = (start + self.rows).min(rows.len());
        let shown = rows.get(start..end).unwrap_or_default();
        let next = (end < rows.len()).then(|| shown.last()).flatten();
        (shown, next.map(|last| format!("{end}~{}", (self.key)(last))))
    }

    /// Where the page begins: behind the row that ended the page before; by its place where that
    /// row has gone meanwhile.
    fn start(&self, rows: &[T]) -> usize {
        let Some((place, key)) = self.asked.get("after").split_once('~') else { return 0 };
        let found = rows.iter().position(|row| (self.key)(row) == key);
        found.map_or_else(|| place.parse().unwrap_or(0), |at| at + 1).min(rows.len())
    }

    /// A note where an order holds for a part of the rows only.
    pub(in crate::web) fn note_cut(&self, more: bool) -> Markup {
        let words = self.view.words;
        html! { @if more && !self.usual { p.notice role="status" { (words.list_cut(ROWS_MAX)) } } }
    }

    /// The rows; without the columns that put nothing in order and say nothing here.
    pub(in crate::web) fn table(&self, name: &str, shown: &[T]) -> Markup {
        let cells: Vec<Vec<Markup>> = shown.iter().map(|row| self.cells(row)).collect();
        let says = |place: usize| cells.iter().any(|row| row.get(place).is_some_and(is_said));
        let columns: Vec<(usize, &Column<'a, T>)> = self.columns.iter().enumerate().collect();
        let kept =
            |(place, column): &(usize, &Column<'a, T>)| column.order.is_some() || says(*place);
        let columns: Vec<(usize, &Column<'a, T>)> = columns.into_iter().filter(kept).collect();
        html! {
            @if !shown.is_empty() {
                div.list { p.by aria-hidden="true" { (self.view.words.sort_by()) } table.rows role="table" aria-label=(name) {
                    thead role="rowgroup" {
                        tr role="row" { @for (_, column) in &columns { (self.head(column)) } }
                    }
                    tbody role="rowgroup" { @for (row, cells) in shown.iter().zip(&cells) {
                        tr role="row" data-row=((self.key)(row)) {
                            @for (place, column) in &columns { (cell(column, cells.get(*place))) }
                        }
                    } }
                } }
            }
        }
    }

    fn head(&self, column: &Column<'a, T>) -> Markup {
        let current = (self.sort.0 == column.name).then_some(self.sort.1);
        let sorted = column.order.and(current);
        html! {
            th role="columnheader" scope="col" aria-sort=[sorted.map(Way::said)]
                class=[column.order.is_none().then_some("still")] {
                @match column.order {
                    None => (column.label),
                    Some((_, first)) => {
                        @let way = sorted.map_or(first, Way::turned);
                        a href=(self.asked.with("sort", &way.of(column.name))) {
                            (column.label)
                            @match sorted {
                                Some(Way::Up) => span aria-hidden="true" { " ↑" },
                                Some(Way::Down) => span aria-hidden="true" { " ↓" },
                                None => {}
                            }
                        }
                    }
                }
            }
        }
    }

    fn cells(&self, row: &T) -> Vec<Markup> {
        self.columns.iter().map(|column| (column.cell)(row)).collect()
    }

    /// One page of rows as a statement read it, with what stands below: `next` is the number below
    /// which the next page goes on.
    pub(in crate::web) fn part(&self, name: &str, shown: &[T], next: Option<i64>) -> Markup {
        let next = next.map(|number| number.to_string());
        html! {
            (self.table(name, shown))
            (below(self.view, self.asked, next.as_deref().map(|next| ("before", next))))
        }
    }

    /// The rows in their order, cut in pages, with what stands below them.
    pub(in crate::web) fn whole(&self, name: &str, rows: &[T]) -> Markup {
        let (shown, next) = self.page(rows);
        html! {
            (self.table(name, shown))
            (below(self.view, self.asked, next.as_deref().map(|next| ("after", next))))
        }
    }
}

fn is_said(cell: &Markup) -> bool {
    !cell.0.trim().is_empty()
}

fn cell<T>(column: &Column<'_, T>, cell: Option<&Markup>) -> Markup {
    let none = if cell.is_some_and(is_said) { "" } else { " none" };
    html! {
        td role="cell" class={ "c-" (column.name) (none) } {
            span.of aria-hidden="true" { (column.label) }
            div { @if let Some(cell) = cell { (cell) } }
        }
    }
}

/// A page that says what this list does not have, and leads back to it.
fn refused(view: &View, asked: &Asked, why: &str) -> Response {
    let body = html! {
        p.problem { (why) }
        p { a href=(asked.path()) { (view.words.whole_list()) } }
    };
    (StatusCode::BAD_REQUEST, page(view, view.words.problem(), &body)).into_response()
}
