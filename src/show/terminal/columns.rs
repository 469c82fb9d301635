//! Tables that fit the window.

use std::fmt;

use super::{Palette, Role, truncate, visible, width};

/// Blanks between two columns.
const GAP: usize = 2;

/// No cell is wider than this: one odd value would push all others off every screen.
const WIDEST: usize = 240;

/// To which side the cells of a column keep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Text.
    #[default]
    Left,
    /// Numbers and amounts.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What is above it.
    pub title: &'static str,
    /// To which side its cells keep.
    pub align: Align,
    /// Columns of the terminal it needs to be of use. Cells longer than the room they get are cut off with `…`.
    pub min: usize,
    /// How much it matters. In a narrow window the columns that matter least go first; of equals the rightmost.
    pub priority: u8,
}

impl Column {
    /// A column for text that keeps to the left, of priority 100 and without need of more room than its title.
    pub fn new(title: &'static str) -> Self {
        Self { title, align: Align::Left, min: width(title), priority: 100 }
    }

    /// Keeps to the right.
    pub fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }

    /// Sets the least width.
    pub fn min(self, min: usize) -> Self {
        Self { min, ..self }
    }

    /// Sets the priority.
    pub fn priority(self, priority: u8) -> Self {
        Self { priority, ..self }
    }
}

/// A cell: text and how it looks.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'t> {
    /// The text, as it is in the file; it is made visible when written.
    pub text: &'t str,
    /// How it looks.
    pub role: Role,
}

impl<'t> Cell<'t> {
    /// A cell that looks like `role`.
    pub fn new(text: &'t str, role: Role) -> Self {
        Self { text, role }
    }
}

impl<'t> From<&'t str> for Cell<'t> {
    fn from(text: &'t str) -> Self {
        Self { text, role: Role::Plain }
    }
}

/// Columns with their widths, fitted to a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    columns: Vec<Column>,
    /// Width of each column; none for one that is left out.
    widths: Vec<Option<usize>>,
}

impl Layout {
    /// Fits columns into a window.
    ///
    /// `longest` holds the width of the longest cell of each column (see [`width`]); `window` is the width of the
    /// window, none where there is no limit. Columns get what their cells need; if that is too much, the widest give
    /// way first, down to their `min`; if that is still too much, columns are left out, the least important first. One
    /// column always stays.
    pub fn fit(columns: &[Column], longest: &[usize], window: Option<usize>) -> Self {
        let wanted: Vec<usize> = (0..columns.len())
            .map(|n| longest.get(n).copied().unwrap_or(0).min(WIDEST).max(width(columns[n].title)).max(1))
            .collect();
        let window = window.unwrap_or(usize::MAX);
        let mut least_first: Vec<usize> = (0..columns.len()).collect();
        least_first.sort_by_key(|&n| (columns[n].priority, std::cmp::Reverse(n)));
        let mut widths: Vec<Option<usize>> = wanted.iter().copied().map(Some).collect();
        let mut leaving = least_first.into_iter();
        while shrink(columns, &mut widths, window) > window {
            if leaving.len() <= 1 {
                // The last one takes what there is.
                widths.iter_mut().flatten().for_each(|w| *w = (*w).min(window.max(1)));
                break;
            }
            // What was taken from the others for the sake of one that leaves, they get back.
            let stay = widths.iter_mut().zip(&wanted).filter(|(width, _)| width.is_some());
            stay.for_each(|(width, wanted)| *width = Some(*wanted));
            if let Some(leaves) = leaving.next() {
                widths[leaves] = None;
            }
        }
        Self { columns: columns.to_vec(), widths }
    }

    /// The width of each column; none for one that is left out.
    pub fn widths(&self) -> &[Option<usize>] {
        &self.widths
    }

    /// Titles of the columns that are left out because the window is too narrow; a caller tells the reader.
    pub fn left_out(&self) -> Vec<&'static str> {
        let columns = self.columns.iter().zip(&self.widths);
        columns.filter(|(_, width)| width.is_none()).map(|(column, _)| column.title).collect()
    }

    /// A sentence about the columns left out; none if there are none.
    pub fn left_out_note(&self) -> Option<String> {
        let titles = self.left_out();
        (!titles.is_empty()).then(|| format!("left out in this narrow window: {}", titles.join(", ")))
    }

    /// Writes the titles as a line.
    pub fn write_header(&self, to: &mut dyn fmt::Write, palette: &Palette) -> fmt::Result {
        let titles: Vec<_> = self.columns.iter().map(|c| Cell::new(c.title, Role::Heading)).collect();
        self.write_row(to, palette, &titles)
    }

    /// Writes a row as a line. There is one cell for each column given to [`Layout::fit`], those left out included;
    /// cells that are missing are empty.
    pub fn write_row(&self, to: &mut dyn fmt::Write, palette: &Palette, cells: &[Cell<'_>]) -> fmt::Result {
        // Blanks are owed until something follows them, so that no line ends in blanks.
        let mut owed = 0;
        let empty = Cell::from("");
        for (n, (column, width)) in self.columns.iter().zip(&self.widths).enumerate() {
            let Some(room) = *width else { continue };
            let cell = cells.get(n).unwrap_or(&empty);
            let text = visible(cell.text);
            let text = truncate(&text, room);
            let pad = room - super::width(&text);
            let (before, after) = match column.align {
                Align::Left => (0, pad),
                Align::Right => (pad, 0),
            };
            owed += before;
            if !text.is_empty() {
                // Not by a width of the formatter, which has 16 bits and panics beyond them.
                (0..owed).try_for_each(|_| to.write_char(' '))?;
                write!(to, "{}", palette.paint(cell.role, &text))?;
                owed = 0;
            }
            owed += after + GAP;
        }
        to.write_char('\n')
    }
}

/// Takes room from the widest columns until all fit or none can give more; gives the width of the row.
fn shrink(columns: &[Column], widths: &mut [Option<usize>], window: usize) -> usize {
    loop {
        let shown = widths.iter().flatten().count();
        let total = widths.iter().flatten().sum::<usize>() + GAP * shown.saturating_sub(1);
        if total <= window {
            return total;
        }
        let can_give = |n: &usize| widths[*n].is_some_and(|w| w > columns[*n].min.max(1));
        let widest = (0..columns.len()).filter(can_give).max_by_key(|&n| (widths[n], n));
        let Some(widest) = widest else { return total };
        // Down to the next widest that can give, or as far as needed; at least by one.
        let next = (0..columns.len()).filter(can_give).filter(|&n| widths[n] < widths[widest]);
        let next = next.filter_map(|n| widths[n]).max().unwrap_or(0);
        let now = widths[widest].unwrap_or(0);
        let least = columns[widest].min.max(1).max(next).max(now.saturating_sub(total - window));
        widths[widest] = Some(least.min(now - 1));
    }
}
