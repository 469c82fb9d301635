//! The table of claims: one line each, the columns as wide as the first claims need them.

use chrono::NaiveDate;

use super::ClaimRow;
use crate::finding::Side;
use crate::guide::{PlaceCodes, registry};
use crate::show::Masked;
use crate::show::terminal::{Cell, Column, Layout, Palette, Role, visible, width};

/// Blanks before each line.
const INDENT: usize = 4;

/// All of a cell: half a date or half an amount says something else.
const WHOLE: usize = usize::MAX;

/// Columns, in the order of a line, and how many characters of a cell must be if there are so many. What tells claims
/// apart matters most; the rest goes first in a narrow window.
fn columns() -> [(Column, usize); COLUMNS] {
    [
        (Column::new("#").right().priority(90), WHOLE),
        (Column::new("kind").priority(85), WHOLE),
        (Column::new("control number").priority(94), 20),
        (Column::new("patient").priority(99), 14),
        (Column::new("born").priority(60), WHOLE),
        (Column::new("from").priority(97), WHOLE),
        (Column::new("to").priority(62), WHOLE),
        (Column::new("payer").priority(96), 10),
        (Column::new("billing provider").priority(55), 12),
        (Column::new("place").priority(65), WHOLE),
        (Column::new("setting").priority(40), 12),
        (Column::new("sent as").priority(42), 12),
        (Column::new("lines").right().priority(45), WHOLE),
        (Column::new("charge").right().priority(98), WHOLE),
        (Column::new("wrong").priority(95), WHOLE),
    ]
}

const COLUMNS: usize = 15;
/// The last column, and what a code in it takes. Claims behind the first ones may have one.
const WRONG: (usize, usize) = (COLUMNS - 1, 12);

fn fit(longest: &[usize; COLUMNS], window: Option<usize>) -> Layout {
    let columns = columns().into_iter().zip(longest);
    let columns: Vec<Column> = columns
        .map(|((column, enough), n)| {
            let title = width(column.title);
            // A column in which no claim has anything goes before all others.
            let priority = if *n == 0 { 0 } else { column.priority };
            column.min((*n).min(enough).max(title)).priority(priority)
        })
        .collect();
    Layout::fit(&columns, longest, window)
}

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
            if row.wrong.is_some() {
                longest[WRONG.0] = longest[WRONG.0].max(WRONG.1);
            }
        }
        let window = window.map(|window| window.saturating_sub(INDENT));
        Self { layout: fit(&longest, window), longest, window }
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
            self.layout = fit(&self.longest, None);
        }
        let side = match registry::guide(row.kind).form.side {
            Side::Facility => Role::Facility,
            Side::Professional => Role::Professional,
        };
        let cells: Vec<Cell<'_>> = texts
            .iter()
            .enumerate()
            .map(|(n, text)| {
                let role = match n {
                    1 => side,
                    n if n == WRONG.0 => Role::Warning,
                    _ => Role::Plain,
                };
                Cell::new(text, role)
            })
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
    let text = |text: &Option<Masked>| text.as_deref().unwrap_or_default().to_owned();
    let form = &registry::guide(row.kind).form;
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let place = match form.places {
        PlaceCodes::Bill => row.place.as_ref().map(|bill_type| format!("bill {bill_type}")),
        PlaceCodes::Service => row.place.clone(),
    };
    let sent_as = match (&row.frequency_code, row.frequency_name) {
        // The first digit of nearly all claims; the others need a look.
        (Some(code), _) if code == "1" => "original".to_owned(),
        (Some(code), Some(name)) => format!("{code} {name}"),
        (code, _) => code.clone().unwrap_or_default(),
    };
    [
        row.number.to_string(),
        form.side.as_str().to_owned(),
        text(&row.patient_control_number),
        text(&row.patient),
        text(&row.birth_date),
        day(row.from),
        day(row.to.filter(|to| row.from != Some(*to))),
        text(&row.payer),
        text(&row.billing_provider),
        place.unwrap_or_default(),
        row.place_name.unwrap_or_default().to_owned(),
        sent_as,
        row.service_lines.to_string(),
        row.charge_in_cents().unwrap_or_default(),
        row.wrong.clone().unwrap_or_default(),
    ]
}
