//! A filled form with its personal values masked.

use serde::Serialize;

use crate::codes::reference::Tables;
use crate::form::{Filled, FilledBox, Form, Piece};
use crate::model::Claim;
use crate::show::{Mask, Masked};

/// A claim on its form.
#[derive(Clone, Debug, Serialize)]
pub struct FormView {
    /// What the form is called.
    pub form: &'static str,
    /// Its pages.
    pub pages: Vec<PageView>,
    /// What no box shows.
    pub addendum: Vec<RestView>,
}

/// A page of a form.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// From top to bottom.
    pub rows: Vec<RowView>,
}

/// Boxes side by side.
#[derive(Clone, Debug, Serialize)]
pub struct RowView {
    /// Whether the titles stand above.
    pub titled: bool,
    /// From left to right; their widths add up to 79 columns.
    pub boxes: Vec<BoxView>,
}

/// A box of a form.
#[derive(Clone, Debug, Serialize)]
pub struct BoxView {
    /// Its number on the form: `1a`, `24F`.
    pub number: &'static str,
    /// What it is for.
    pub title: &'static str,
    /// Columns, with the line on its left.
    pub width: usize,
    /// Which service line it belongs to, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is in it, line by line. Words that stay together have U+00A0 between them.
    pub lines: Vec<Masked>,
}

/// A value that no box shows.
#[derive(Clone, Debug, Serialize)]
pub struct RestView {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: Masked,
}

impl FormView {
    /// A claim on its form.
    pub fn of(claim: &Claim, mask: Mask) -> Self {
        Self::filled(Form::of(claim.r#type), claim, &Tables::default(), mask)
    }

    /// A claim as a person would tell it, its codes with the words of tables that a user brought.
    pub fn story(claim: &Claim, tables: &Tables, mask: Mask) -> Self {
        Self::filled(Form::story(), claim, tables, mask)
    }

    fn filled(form: &'static Form, claim: &Claim, tables: &Tables, mask: Mask) -> Self {
        let Filled { pages, rest } = form.fill_with(claim, tables);
        let view = |one: &FilledBox| BoxView {
            number: one.number,
            title: one.title,
            width: one.width,
            line: one.line,
            lines: one.lines.iter().map(|line| masked(line, mask)).collect(),
        };
        let pages = pages.iter().map(|page| PageView {
            rows: page
                .rows
                .iter()
                .map(|row| RowView { titled: row.titled, boxes: row.boxes.iter().map(view).collect() })
                .collect(),
        });
        let addendum = rest.into_iter().map(|rest| RestView {
            value: mask.in_claim(&rest.value.path, &rest.value.value),
            label: rest.label,
        });
        Self { form: form.name(), pages: pages.collect(), addendum: addendum.collect() }
    }
}

/// A line of a box: of a value that is hidden its mark, and nothing that is made of it.
fn masked(pieces: &[Piece], mask: Mask) -> Masked {
    let mut line = String::new();
    for piece in pieces {
        if !line.is_empty() && !piece.tight {
            line.push(' ');
        }
        match &piece.of {
            Some(of) if mask.hides_in_claim(&of.path, &of.value) => line.push_str(&mask.hide(&of.value)),
            _ => line.push_str(&piece.text),
        }
    }
    Masked::impersonal(line)
}
