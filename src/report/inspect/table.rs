//! The table of claims: one line each, the columns as wide as the first claims need them.

use crate::encounter::ClaimType;
use crate::report::terminal::{Cell, Column, Layout, Palette, Role, visible, width};
use crate::view::ClaimRow;

/// Blanks before each line.
const INDENT: usize = 4;

/// Columns, in the order of a line. What tells claims apart matters most; the rest goes first in a narrow window.
fn columns() -> [Column; 12] {
    [
        Column::new("#").right().priority(94),
        Column::new("kind").priority(85).min(8),
        Column::new("control number").priority(99).min(8),
        Column::new("patient").priority(98).min(10),
        Column::new("born").priority(60).min(10),
        Column::new("dates").priority(80).min(10),
        Column::new("payer").priority(50).min(10),
        Column::new("billing provider").priority(55).min(10),
        Column::new("place or bill type").priority(65).min(8),
        Column::new("sent as").priority(40).min(8),
        Column::new("lines").right().priority(45),
        Column::new("charge").right().priority(97).min(6),
    ]
}

const COLUMNS: usize = 12;

/// Lays out claims. Starts with the widths that the claims given to [`Table::new`] need.
#[derive(Debug)]
pub(super) struct Table {
    layout: Layout,
    longest: [usize; COLUMNS],
    window: Option<usize>,
}

impl Table {
    pub(super) fn new<'r>(rows: impl Iterator<Item = &'r ClaimRow>, window: Option<usize>) -> Self {
        let mut longest = [0; COLUMNS];
        for row in rows {
            grow(&mut longest, &cells(row));
        }
        let window = window.map(|window| window.saturating_sub(INDENT));
        Self { layout: Layout::fit(&columns(), &longest, window), longest, window }
    }

    pub(super) fn header(&self, out: &mut String, palette: &Palette) {
        let mut line = String::new();
        // Writing to a string cannot fail.
        let _ = self.layout.write_header(&mut line, palette);
        push(out, &line);
    }

    pub(super) fn row(&mut self, out: &mut String, palette: &Palette, row: &ClaimRow) {
        let texts = cells(row);
        // Without a window nothing is ever cut off: a longer cell widens its column from there on.
        if self.window.is_none() && grow(&mut self.longest, &texts) {
            self.layout = Layout::fit(&columns(), &self.longest, None);
        }
        let side = match row.kind {
            ClaimType::Institutional => Role::Facility,
            ClaimType::Professional => Role::Professional,
        };
        let cells: Vec<Cell<'_>> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| Cell::new(text, if n == 1 { side } else { Role::Plain }))
            .collect();
        let mut line = String::new();
        let _ = self.layout.write_row(&mut line, palette, &cells);
        push(out, &line);
    }

    pub(super) fn left_out(&self) -> Option<String> {
        self.layout.left_out_note()
    }
}

fn push(out: &mut String, line: &str) {
    out.extend(std::iter::repeat_n(' ', INDENT));
    out.push_str(line);
}

fn grow(longest: &mut [usize; COLUMNS], cells: &[String; COLUMNS]) -> bool {
    let mut grown = false;
    for (longest, cell) in longest.iter_mut().zip(cells) {
        let needed = width(&visible(cell));
        grown |= needed > *longest;
        *longest = needed.max(*longest);
    }
    grown
}

fn cells(row: &ClaimRow) -> [String; COLUMNS] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let kind = match row.kind {
        ClaimType::Institutional => "facility",
        ClaimType::Professional => "professional",
    };
    let dates = match (row.from, row.to) {
        (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    let place = match (&row.place, row.place_name) {
        (Some(place), Some(name)) => format!("{place} {name}"),
        (place, _) => text(place),
    };
    let sent_as = match (&row.frequency_code, row.frequency_name) {
        // The first digit of nearly all claims; the others need a look.
        (Some(code), _) if code == "1" => "original".to_owned(),
        (Some(code), Some(name)) => format!("{code} {name}"),
        (code, _) => text(code),
    };
    [
        row.number.to_string(),
        kind.to_owned(),
        text(&row.patient_control_number),
        text(&row.patient),
        text(&row.birth_date),
        dates,
        text(&row.payer),
        text(&row.billing_provider),
        place,
        sent_as,
        row.service_lines.to_string(),
        row.charge_in_cents().unwrap_or_default(),
    ]
}
