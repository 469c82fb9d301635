//! The outline of an input for people.

use std::fmt::Write;

use crate::guide::registry;
use crate::show::FaultText;
use crate::show::terminal::{Palette, Role};

use super::style::{Style, count};
use super::table::Table;
use super::{ClaimRow, GroupView, InterchangeView, Item, Summary, TransactionView};

/// Claims that decide how wide columns are.
const WINDOW: usize = 100;
/// Lines that wait for these claims at most.
const WAITING: usize = 1000;

/// Writes the outline of one input. Holds the first claims back, to see how wide the columns have to be, and the things
/// that are not as they should be, to show them at the end; of these at most as many as are shown.
#[derive(Debug)]
pub struct OutlineText {
    style: Style,
    name: String,
    is_json: bool,
    waiting: Vec<Waiting>,
    rows_waiting: usize,
    begun: bool,
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
            begun: false,
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
            item => self.waiting.push(Waiting::Item(Box::new(item))),
        }
        if self.table.is_some() || self.rows_waiting >= WINDOW || self.waiting.len() >= WAITING {
            self.flush(out);
        }
    }

    /// Ends the outline: totals, and what is not as it should be.
    pub fn finish(mut self, summary: &Summary, out: &mut String) {
        if summary.is_empty() && !summary.complete {
            return;
        }
        self.flush(out);
        if let Some(note) = &self.left_out {
            self.style.line(out, Role::Dim, (4, 0), note);
        }
        self.totals(summary, out);
        self.all_troubles(summary, out);
    }

    fn flush(&mut self, out: &mut String) {
        let waiting = std::mem::take(&mut self.waiting);
        if !self.begun {
            self.begun = true;
            self.style.line(out, Role::Heading, (0, 2), &self.headline(&waiting));
        }
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
    fn headline(&self, waiting: &[Waiting]) -> String {
        if self.is_json {
            return format!("{}: claims as JSON", self.name);
        }
        let mut kinds: Vec<String> = Vec::new();
        for waiting in waiting {
            if let Waiting::Item(item) = waiting
                && let Item::TransactionBegin(view) = &**item
            {
                let what = what_it_is(&view.code, &view.version);
                if !kinds.contains(&what) {
                    kinds.push(what);
                }
            }
        }
        match kinds.len() {
            0 => format!("{}: X12", self.name),
            1 => format!("{}: {}", self.name, kinds[0]),
            _ => format!("{}: {}", self.name, kinds.join(" and ")),
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

    fn all_troubles(&self, summary: &Summary, out: &mut String) {
        if summary.troubles == 0 {
            if !self.is_json && summary.transactions > 0 && summary.complete {
                let text = if summary.claims > 0 {
                    "The envelopes agree, and every segment has its place in the guide."
                } else {
                    "The envelopes agree."
                };
                self.style.line(out, Role::Dim, (0, 0), text);
            }
            return self.verdict(summary, out);
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
        self.verdict(summary, out);
    }

    /// What `validate` would say, in one line.
    fn verdict(&self, summary: &Summary, out: &mut String) {
        let Some(verdict) = summary.validate.as_ref().filter(|_| summary.has_supported()) else { return };
        let counts = [(verdict.errors, "error"), (verdict.warnings, "warning"), (verdict.infos, "info")];
        let counts: Vec<String> =
            counts.iter().filter(|(n, _)| *n > 0).map(|(n, one)| count(*n, one)).collect();
        if counts.is_empty() {
            return self.style.line(out, Role::Dim, (0, 0), "`twinclaim validate` finds nothing.");
        }
        let mut codes: Vec<(&String, &u64)> = verdict.codes.iter().collect();
        codes.sort_by_key(|(code, n)| (std::cmp::Reverse(**n), *code));
        let more = codes.len().saturating_sub(CODES);
        let listed = codes.iter().take(CODES).map(|(code, n)| match n {
            1 => (*code).clone(),
            n => format!("{n} × {code}"),
        });
        let mut listed = listed.collect::<Vec<_>>().join(", ");
        if more > 0 {
            let _ = write!(listed, " and {more} more");
        }
        let role = if verdict.errors + verdict.warnings > 0 { Role::Warning } else { Role::Dim };
        let text = format!("`twinclaim validate` finds {}: {listed}", counts.join(", "));
        self.style.line(out, role, (0, 2), &text);
    }
}

/// So many codes are named in the line of what `validate` finds.
const CODES: usize = 5;

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
    format!(
        "Interchange {} · from {} ({}) to {} ({}) · {} {} · {}",
        view.control_number,
        view.sender,
        view.sender_qualifier,
        view.receiver,
        view.receiver_qualifier,
        view.date,
        view.time,
        view.usage
    )
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
