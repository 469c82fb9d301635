//! Paper forms: which box of the CMS-1500 and of the UB-04 shows what of a claim.
//!
//! Each form is a text beside this file, from top to bottom as on paper: `cms1500.form`, `ub04.form`. `claim.form` tells a claim in parts in place
//! of boxes. Sources: the
//! crosswalks of NUCC (1500 claim form map to the 837P) and of CMS and the states (UB-04 data elements to the 837I).
//!
//! | line | meaning |
//! |---|---|
//! | `form NAME` | what it is called |
//! | `row`, `row every`, `row filled` | the boxes below stand side by side; on every page; only where one is filled |
//! | `NUMBER \| WIDTH \| TITLE \| CONTENT` | a box; the last one of a row takes what is left |
//! | `each FIRST LAST N \| …` | a series of boxes; `#` in the content counts from N, or 0 |
//! | `lines N` … `behind` | rows of one service line, of which N stand on a page; behind them the last page's |
//! | `let NAME …` | text that `@NAME(ARGUMENT)` stands for, the argument at `$` |
//! | `choice NAME WORD=CODE,CODE …` | boxes to tick; `*` for any other code, `-` for none |
//! | `ranked NAME OWN \|\| OTHER` | what a payer's row says of the claim's own payer and of another |
//! | `item NAME …` | what `each:NAME(list)` says of each item, a line each; `.path` is of the item |
//! | `main NUMBER PATH` | of several boxes for a value, the one in which people look for it |
//! | `omit PATH why` | what neither a box nor the addendum says |
//!
//! Content is lines, ` / ` between them, of paths of the claim's JSON. `list[n]`, `list[*]`, `list[key=value,n]` choose
//! items; `.path` is of the service line; `insured` is the patient or the subscriber. A comma behind a path and a quoted
//! word are written only where a value follows; `a|b` is the first that has a value; `a+b` stand without a blank. What
//! `name:word(path)` does is in `call.rs`.
//!
//! Whatever no box shows is the addendum, so nothing of a claim is lost.

mod call;
mod fill;
mod parse;
mod path;
mod shown;
#[cfg(test)]
mod tests;
mod told;
mod words;

use std::sync::LazyLock;

use crate::model::ClaimType;

pub use fill::{Filled, FilledBox, FilledRow, Page, Piece, Rest, Value};
use parse::{Choice, ItemOf, Ranked, Row};
pub use shown::{Place, word};

/// A form: its boxes, and where their contents come from.
#[derive(Debug)]
pub struct Form {
    name: String,
    /// Rows in front of the service lines.
    front: Vec<Row>,
    /// Rows of one service line.
    line: Vec<Row>,
    /// Rows behind them.
    behind: Vec<Row>,
    /// Service lines on a page.
    lines_on_page: usize,
    choices: Vec<Choice>,
    ranked: Vec<Ranked>,
    items: Vec<ItemOf>,
    omitted: Vec<String>,
    /// What its boxes show, in its order.
    shown: Vec<shown::Shown>,
}

impl Form {
    /// The form that claims of a kind are on.
    pub fn of(kind: ClaimType) -> &'static Self {
        static CMS_1500: LazyLock<Form> = LazyLock::new(|| parse::form(include_str!("cms1500.form")));
        static UB_04: LazyLock<Form> = LazyLock::new(|| parse::form(include_str!("ub04.form")));
        match kind {
            ClaimType::Professional => &CMS_1500,
            ClaimType::Institutional => &UB_04,
        }
    }

    /// A claim as a person would tell it: parts in place of boxes, of either kind.
    pub fn story() -> &'static Self {
        static STORY: LazyLock<Form> = LazyLock::new(|| parse::form(include_str!("claim.form")));
        &STORY
    }

    /// What it is called: `CMS-1500 (02/12)`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Paths that neither a box nor the addendum says.
    pub fn omitted(&self) -> &[String] {
        &self.omitted
    }

    /// Numbers of all boxes, from top to bottom.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        let rows = self.front.iter().chain(&self.line).chain(&self.behind);
        rows.flat_map(|row| row.boxes.iter().map(|one| &*one.number))
    }
}
