//! The outline of an input for people.

use std::fmt::Write;

use crate::guide::registry;
use crate::show::FaultText;
use crate::show::terminal::{Palette, Role};

use super::opening;
use super::style::{Style, count};
use super::table::Table;
use super::{ClaimRow, GroupView, InterchangeView, Item, Summary, TransactionView};

/// Claims that decide how wide columns are.
const WINDOW: usize = 100;
/// Lines that wait for these claims at most.
const WAITING: usize = 1000;

/// Writes the outline of one input: what matters first ([`Self::opening`]), then envelopes and claims as they came. Holds
/// the first claims back, to see how wide the columns have to be, and the things that are not as they should be, to show
/// them at the end; of these at most as many as are shown.
#[derive(Debug)]
pub struct OutlineText {
    style: Style,
    name: String,
    is_json: bool,
    waiting: Vec<Waiting>,
    rows_waiting: usize,
    /// What the transactions are, each kind once.
    kinds: Vec<String>,
    table: Option<Table>,
    /// The titles of the table stand above the first claim, and nowhere else.
    titled: bool,
    left_out: Option<String>,
    troubles: Vec<FaultText>,
    troubles_shown: usize,
}

#[derive(Debug)]
enum Waiting {
    Row(Box<ClaimRow>),
    Item(Box<Item>),
}

impl OutlineText {
    /// For an input of this name. `width` is that of the window, none where there is no limit; `troubles` how many
    /// troubles are shown, none for all.
    pub fn new(
        palette: &Palette,
        width: Option<usize>,
        name: &str,
        is_json: bool,
        troubles: Option<usize>,
    ) -> Self {
        Self {
            style: Style { palette: palette.clone(), width },
            name: name.to_owned(),
            is_json,
            waiting: Vec::new(),
            rows_waiting: 0,
            kinds: Vec::new(),
            table: None,
            titled: false,
            left_out: None,
            troubles: Vec::new(),
            troubles_shown: troubles.unwrap_or(usize::MAX),
        }
    }

    /// Adds an item.
    pub fn item(&mut self, item: Item, out: &mut String) {
        match item {
            Item::Trouble(trouble) => {
                if self.troubles.len() < self.troubles_shown {
                    self.troubles.push(trouble);
                }
                return;
            }
            Item::Claim(row) => {
                self.rows_waiting += 1;
                self.waiting.push(Waiting::Row(Box::new(row)));
            }
            item => {
                self.note_kind(&item);
                self.waiting.push(Waiting::Item(Box::new(item)));
            }
        }
        if self.table.is_some() || self.rows_waiting >= WINDOW || self.waiting.len() >= WAITING {
            self.flush(out);
        }
    }

    /// What stands before all of it: what the input is, its totals, and what `validate` would say.
    pub fn opening(&self, summary: &Summary, out: &mut String) {
        if summary.is_empty() && !summary.complete {
            return;
        }
        self.style.line(out, Role::Heading, (0, 2), &self.headline());
        self.totals(summary, out);
        opening::overview(&self.style, &summary.overview, out);
        self.troubles_in_a_line(summary, out);
        opening::verdict(&self.style, summary, out);
        out.push('\n');
    }

    /// Ends the outline: what is not as it should be.
    pub fn finish(&mut self, summary: &Summary, out: &mut String) {
        if summary.is_empty() && !summary.complete {
            return;
        }
        self.flush(out);
        if let Some(note) = &self.left_out {
            self.style.line(out, Role::Dim, (4, 0), note);
        }
        self.all_troubles(summary, out);
    }

    fn note_kind(&mut self, item: &Item) {
        if let Item::TransactionBegin(view) = item
            && self.kinds.len() < KINDS
        {
            let what = what_it_is(&view.code, &view.version);
            if !self.kinds.contains(&what) {
                self.kinds.push(what);
            }
        }
    }

    fn flush(&mut self, out: &mut String) {
        let waiting = std::mem::take(&mut self.waiting);
        if self.table.is_none() && self.rows_waiting > 0 {
            let rows = waiting.iter().filter_map(|w| match w {
                Waiting::Row(row) => Some(&**row),
                Waiting::Item(_) => None,
            });
            self.table = Some(Table::new(rows, self.style.width));
        }
        for waiting in waiting {
            match waiting {
                Waiting::Row(row) => self.row(&row, out),
                Waiting::Item(item) => self.line(&item, out),
            }
        }
    }

    /// The first line says what the input is.
    fn headline(&self) -> String {
        match (self.is_json, self.kinds.is_empty()) {
            (true, _) => format!("{}: claims as JSON", self.name),
            (false, true) => format!("{}: X12", self.name),
            (false, false) => format!("{}: {}", self.name, self.kinds.join(" and ")),
        }
    }

    fn row(&mut self, row: &ClaimRow, out: &mut String) {
        let Some(table) = &mut self.table else { return };
        if !std::mem::replace(&mut self.titled, true) {
            table.header(out, &self.style.palette);
            self.left_out = table.left_out();
        }
        table.row(out, &self.style.palette, row);
    }

    fn line(&self, item: &Item, out: &mut String) {
        match item {
            Item::Interchange(view) => {
                self.style.line(out, Role::Emphasis, (0, 2), &interchange(view));
            }
            Item::Group(view) => self.style.line(out, Role::Plain, (2, 2), &group(view)),
            Item::TransactionBegin(view) => self.style.line(out, Role::Plain, (2, 2), &transaction(view)),
            Item::Transaction(view) if view.supported => {
                self.style.line(out, Role::Dim, (4, 0), &transaction_end(view));
            }
            Item::Transaction(_) | Item::Claim(_) | Item::Trouble(_) => {}
        }
    }

    fn totals(&self, summary: &Summary, out: &mut String) {
        let mut text = count(summary.claims, "claim");
        if !summary.complete {
            text.insert_str(0, "The input could not be read to its end. Up to there: ");
        }
        // Writing to a string cannot fail.
        if summary.claims > 0 {
            let _ = write!(
                text,
                " ({} facility, {} professional), {}",
                summary.institutional,
                summary.professional,
                charge(summary.total_charge.as_deref(), summary.without_charge)
            );
        }
        if !self.is_json {
            let _ = write!(
                text,
                " · {}, {}, {}",
                count(summary.interchanges, "interchange"),
                count(summary.groups, "group"),
                count(summary.transactions, "transaction")
            );
        }
        self.style.line(out, Role::Emphasis, (0, 2), &text);
        for foreign in &summary.foreign {
            let passed = format!("{} not read: {}", count(foreign.count, "transaction"), foreign.name);
            let version =
                if foreign.version.is_empty() { String::new() } else { format!(", {}", foreign.version) };
            self.style.line(out, Role::Plain, (0, 2), &format!("{passed}{version}"));
        }
    }

    /// Whether the envelopes agree, and how much is not as it should be.
    fn troubles_in_a_line(&self, summary: &Summary, out: &mut String) {
        if summary.troubles > 0 {
            let text = format!("Not as it should be: {}, listed at the end", summary.troubles);
            self.style.line(out, Role::Warning, (0, 2), &text);
        } else if !self.is_json && summary.transactions > 0 && summary.complete {
            let text = if summary.claims > 0 {
                "The envelopes agree, and every segment has its place in the guide."
            } else {
                "The envelopes agree."
            };
            self.style.line(out, Role::Dim, (0, 0), text);
        }
    }

    fn all_troubles(&self, summary: &Summary, out: &mut String) {
        if summary.troubles == 0 {
            return;
        }
        self.style.line(out, Role::Warning, (0, 2), &format!("Not as it should be: {}", summary.troubles));
        for trouble in &self.troubles {
            let text = format!("{}: {}", trouble.place(), trouble.message);
            self.style.line(out, Role::Plain, (2, 2), &text);
        }
        let more = summary.troubles.saturating_sub(self.troubles.len() as u64);
        if more > 0 {
            let text = format!(
                "and {more} more (`--max-findings 0` shows all; with `--claim` they are only counted)"
            );
            self.style.line(out, Role::Dim, (2, 2), &text);
        }
    }
}

/// So many kinds of transactions are named in the first line.
const KINDS: usize = 8;

/// What a file is, by code and version of its first transaction.
pub(super) fn what_it_is(code: &str, version: &str) -> String {
    let edition = registry::describe(version, code);
    let name = edition.title();
    match (edition.supported && code == "837", code) {
        (true, _) => name,
        (false, "837") => format!("{name}; this guide is not supported"),
        (false, _) => format!("this is {name}, not a claim"),
    }
}

fn interchange(view: &InterchangeView) -> String {
    format!("Interchange {} · {}", view.control_number, view.journey())
}

fn group(view: &GroupView) -> String {
    let what = view.functional_name.unwrap_or(&view.functional_id);
    format!(
        "Group {} · {what}, {} · from {} to {} · {} {}",
        view.control_number, view.version, view.sender, view.receiver, view.date, view.time
    )
}

fn transaction(view: &TransactionView) -> String {
    let version = if view.version.is_empty() { "no version" } else { &view.version };
    let read = if view.supported { "" } else { " · not read" };
    format!("Transaction {} {} · {}, {version}{read}", view.code, view.control_number, view.name)
}

fn transaction_end(view: &TransactionView) -> String {
    if view.claims == 0 {
        return "no claim".to_owned();
    }
    format!("{}, {}", count(view.claims, "claim"), charge(view.total_charge.as_deref(), view.without_charge))
}

fn charge(total: Option<&str>, without: u64) -> String {
    let total =
        total.map_or("charges too large to add up".to_owned(), |total| format!("total charge {total}"));
    match without {
        0 => total,
        n => format!("{total} without {} that has no readable charge", count(n, "claim")),
    }
}
