//! The outcome of `twinclaim reconcile`: a diff for people, JSON lines, a work list and a table of lines for
//! spreadsheets, a page for browsers.
//!
//! All show the same view of an encounter (`encounter_view`). Another format is a file here and a line in
//! [`export`].

mod diff;
mod encounter_view;
mod html;
mod line_table;
mod ndjson;
mod side_by_side;
mod worklist;

use std::io;

use crate::reconcile::{Outcome, Store};

use super::Mask;
use super::terminal::{Palette, SafeTerminal};

pub use line_table::LINE_COLUMNS;
pub use ndjson::encounter_schema;
pub use worklist::COLUMNS;

/// Formats of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: a hunk an encounter, then totals.
    Diff,
    /// For programs: an encounter a line, then a summary line.
    Ndjson,
    /// For a spreadsheet: a finding a row.
    Csv,
    /// For a spreadsheet: a pair of lines, a line without its other half, or a value that differs a row.
    Lines,
    /// For a browser: one page with filters, roll-ups and each pair side by side.
    Html,
}

/// How an outcome looks.
#[derive(Clone, Copy, Debug)]
pub struct Look<'p> {
    /// Colors, where the format has any.
    pub palette: &'p Palette,
    /// Columns of the window, where the format minds; none without a limit.
    pub width: Option<usize>,
    /// Whether values that tell who somebody is are hidden.
    pub mask: Mask,
    /// Whether what agrees is shown as well.
    pub all: bool,
}

/// Writes the outcome. Under a mask, what it hides is gone from the outcome's summary afterwards. Errors are those of writing
/// and of reading a claim again.
pub fn export(
    format: Format,
    outcome: &mut Outcome,
    claims: &dyn Store,
    look: &Look<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    look.mask.roll_up(&mut outcome.summary.roll_up);
    match format {
        Format::Diff => {
            let mut out = SafeTerminal::new(out, look.palette.clone());
            diff::render(outcome, claims, look, &mut out)?;
            out.finish()
        }
        Format::Ndjson => ndjson::encounters(outcome, look.mask, out),
        Format::Csv => worklist::render(outcome, claims, look.mask, out),
        Format::Lines => line_table::render(outcome, claims, look.mask, out),
        Format::Html => html::render(outcome, claims, look.mask, out),
    }
}
