//! Tables: how wide columns are, and rows that go on over pages.

use crate::flow::{Flow, LEADING, Mark, Role, runs};
use crate::html::Element;
use crate::text::{Line, Run, Style, extent, lines};

/// The size of words in tables.
const SIZE: f32 = 8.5;
/// The room around the words of a cell.
const PAD: f32 = 4.0;
/// The height of a row that is left to be written in by hand.
const EMPTY_ROW: f32 = 22.0;

struct Cell {
    runs: Vec<Run>,
    head: Option<bool>,
}

struct Row {
    cells: Vec<Cell>,
    is_head: bool,
}

impl Flow<'_> {
    /// A table. Its head is drawn again on each page, and said once.
    pub(crate) fn table(&mut self, table: &Element) {
        let rows = rows(table);
        let columns = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let widths = self.widths(&rows, columns);
        let heads: Vec<&Row> = rows.iter().filter(|row| row.is_head).collect();
        self.space(3.0);
        self.begin(Role::Table);
        for row in &rows {
            self.row(row, &widths, &heads);
        }
        self.end();
        self.y += SIZE;
    }

    /// Columns share the width by what they hold, and none is narrower than its longest word while
    /// there is room.
    fn widths(&self, rows: &[Row], columns: usize) -> Vec<f32> {
        let (mut least, mut whole) = (vec![24.0_f32; columns], vec![24.0_f32; columns]);
        for row in rows {
            let known = least.iter_mut().zip(&mut whole);
            for (cell, (least, whole)) in row.cells.iter().zip(known) {
                let (word, all) = extent(self.faces, &cell.runs, SIZE);
                *least = least.max(word.min(self.width() / 3.0) + 2.0 * PAD);
                *whole = whole.max(all.min(self.width()) + 2.0 * PAD);
            }
        }
        let (all_least, all_whole): (f32, f32) = (least.iter().sum(), whole.iter().sum());
        let free = self.width() - all_least;
        if free <= 0.0 {
            return least.iter().map(|width| width * self.width() / all_least).collect();
        }
        let wish = (all_whole - all_least).max(1.0);
        let pairs = least.iter().zip(&whole);
        pairs.map(|(least, whole)| least + free * (whole - least).max(0.01) / wish).collect()
    }

    fn row(&mut self, row: &Row, widths: &[f32], heads: &[&Row]) {
        let set: Vec<Vec<Line>> = self.set(row, widths);
        let most = set.iter().map(Vec::len).max().unwrap_or(1);
        let is_empty = row.cells.iter().all(|cell| cell.runs.is_empty());
        self.begin(Role::Row);
        let parts: Vec<usize> = row
            .cells
            .iter()
            .map(|cell| {
                let role = cell.head.map_or(Role::Cell, |of_row| Role::Head { of_row });
                let part = self.begin(role);
                self.end();
                part
            })
            .collect();
        let mut done = 0;
        while done < most {
            let left = most - done;
            if self.fits() < left.min(3) || is_empty && self.room() < EMPTY_ROW {
                self.new_page();
                if !row.is_head {
                    self.heads_again(heads, widths);
                }
            }
            let count = self.fits().clamp(1, left);
            let least = if is_empty { EMPTY_ROW } else { 0.0 };
            let height = (number(count) * SIZE * LEADING + 2.0 * PAD).max(least);
            self.frame(widths, height, row.is_head);
            let mut x = self.left;
            for ((lines, part), width) in set.iter().zip(&parts).zip(widths) {
                self.again(*part);
                for (at, line) in lines.iter().skip(done).take(count).enumerate() {
                    let y = self.y + PAD + number(at) * SIZE * LEADING;
                    self.line(line, (x + PAD, y), SIZE);
                }
                self.end();
                x += width;
            }
            self.y += height;
            done += count;
        }
        self.end();
    }

    /// How many lines of a row fit on the page.
    fn fits(&self) -> usize {
        let mut count = 0;
        while number(count + 1) * SIZE * LEADING + 2.0 * PAD <= self.room() {
            count += 1;
        }
        count
    }

    fn set(&self, row: &Row, widths: &[f32]) -> Vec<Vec<Line>> {
        let cells = row.cells.iter().zip(widths);
        cells.map(|(cell, width)| lines(self.faces, &cell.runs, SIZE, width - 2.0 * PAD)).collect()
    }

    /// The head on a new page: seen, not said again.
    fn heads_again(&mut self, heads: &[&Row], widths: &[f32]) {
        for row in heads {
            let set = self.set(row, widths);
            let most = number(set.iter().map(Vec::len).max().unwrap_or(1));
            let height = most * SIZE * LEADING + 2.0 * PAD;
            self.frame(widths, height, true);
            let mut x = self.left;
            for (lines, width) in set.iter().zip(widths) {
                for (at, line) in lines.iter().enumerate() {
                    let y = self.y + PAD + number(at) * SIZE * LEADING + SIZE * 1.05;
                    for piece in line {
                        let run = Run { href: None, ..piece.run.clone() };
                        let x = x + PAD + piece.x;
                        self.mark(Mark::Words { x, y, size: SIZE, run, drawn: None });
                    }
                }
                x += width;
            }
            self.y += height;
        }
    }

    /// The lines around the cells of a row.
    fn frame(&mut self, widths: &[f32], height: f32, is_head: bool) {
        const LINE: f32 = 0.5;
        const GREY: u8 = 130;
        let (left, y, whole): (f32, f32, f32) = (self.left, self.y, widths.iter().sum());
        if is_head {
            self.mark(Mark::Box { x: left, y, width: whole, height, grey: 234 });
        }
        for y in [y, y + height] {
            self.mark(Mark::Box { x: left, y, width: whole, height: LINE, grey: GREY });
        }
        let mut x = left;
        self.mark(Mark::Box { x, y, width: LINE, height, grey: GREY });
        for width in widths {
            x += width;
            self.mark(Mark::Box { x, y, width: LINE, height: height + LINE, grey: GREY });
        }
    }
}

/// A small number for geometry.
fn number(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

fn rows(table: &Element) -> Vec<Row> {
    let mut found = Vec::new();
    for part in table.elements() {
        match part.name.as_str() {
            "tr" => found.push(row(part, false)),
            "thead" => found.extend(part.elements().map(|one| row(one, true))),
            _ => found.extend(part.elements().map(|one| row(one, false))),
        }
    }
    found
}

fn row(element: &Element, is_head: bool) -> Row {
    let cell = |one: &Element| {
        let mut runs = runs(one);
        let is_th = one.name == "th";
        if is_th {
            runs.iter_mut().for_each(|run| run.style = Style::Strong);
        }
        Cell { runs, head: is_th.then(|| one.scope == "row") }
    };
    let cells = element.elements().filter(|one| one.name == "th" || one.name == "td");
    Row { cells: cells.map(cell).collect(), is_head }
}
