//! Rows that have been gathered, column by column.

use serde::Serialize;

use super::shape::{Table, Tables};
use super::write::{Owner, RowError, Writing};

/// Rows of tables that belong together.
#[derive(Debug)]
pub struct Batch {
    pub(super) tables: &'static Tables,
    pub(super) rows: Vec<Rows>,
}

/// Rows of a table.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// How many.
    len: usize,
    columns: Vec<Cells>,
}

/// The cells of a column as text, from the first row on. Where nothing is said for the last rows, they have no cell here.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Batch {
    /// Without a row.
    pub fn new(tables: &'static Tables) -> Self {
        let rows = |table: &Table| Rows { len: 0, columns: vec![Cells::default(); table.columns.len()] };
        Self { tables, rows: tables.all.iter().map(rows).collect() }
    }

    /// Adds the rows of a thing: its own in the first table, and what it has several times in others. `number` is the thing's,
    /// in the run. After an error the rows of that thing are there in part.
    pub fn push<T: Serialize + ?Sized>(&mut self, thing: &T, number: u64) -> Result<(), RowError> {
        Writing::new(self, Owner::new(number)).first(thing)
    }

    /// How many things.
    pub fn len(&self) -> usize {
        self.rows[0].len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tables with their rows.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Table, &Rows)> {
        self.tables.all.iter().zip(&self.rows)
    }
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The cells of a row; empty where there is nothing.
    pub fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.columns.iter().map(move |cells| cells.get(row))
    }

    /// A column.
    pub fn column(&self, column: usize) -> &Cells {
        &self.columns[column]
    }

    pub(super) fn begin(&mut self) {
        self.len += 1;
    }

    /// The cell of the last row in this column.
    pub(super) fn cell(&mut self, column: usize) -> &mut Cells {
        let cells = &mut self.columns[column];
        // What is said twice of a row is one cell.
        if cells.ends.len() < self.len {
            cells.ends.resize(self.len, cells.text.len());
        }
        cells
    }
}

impl Cells {
    /// The cell of a row; empty where there is nothing.
    pub fn get(&self, row: usize) -> &str {
        let Some(end) = self.ends.get(row) else { return "" };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..*end]
    }

    /// All cells, one after the other.
    #[cfg(feature = "parquet")]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where each ends; the last rows may have none.
    #[cfg(feature = "parquet")]
    pub(super) fn ends(&self) -> &[usize] {
        &self.ends
    }

    /// Adds to the last cell.
    pub(super) fn add(&mut self, text: &str) {
        self.text.push_str(text);
        if let Some(end) = self.ends.last_mut() {
            *end = self.text.len();
        }
    }

    /// With one cell.
    pub(super) fn of_one() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }

    /// Whether no row says anything.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}
