//! Fills a form with a claim.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::codes::reference::Tables;
use crate::model::Claim;

use super::parse::{Atom, BoxOf, Row, Token};
use super::path::{self, Found, Path, Step, join, leaf, leaves};
use super::words;
use super::{Form, call};

/// A form filled with a claim.
#[derive(Debug)]
pub struct Filled {
    /// Pages; at least one.
    pub pages: Vec<Page>,
    /// What no box shows: the addendum.
    pub rest: Vec<Rest>,
}

/// A page.
#[derive(Debug, Default)]
pub struct Page {
    /// From top to bottom.
    pub rows: Vec<FilledRow>,
}

/// Boxes side by side; their widths add up to the page's.
#[derive(Debug)]
pub struct FilledRow {
    /// Whether the titles stand above: not where the row above has the same.
    pub titled: bool,
    /// From left to right.
    pub boxes: Vec<FilledBox>,
}

/// A box.
#[derive(Debug)]
pub struct FilledBox {
    /// Its number on the form: `1a`, `24F`.
    pub number: &'static str,
    /// What it is for, in our words.
    pub title: &'static str,
    /// Columns, with the line on its left.
    pub width: usize,
    /// Which service line it belongs to, from 1.
    pub line: Option<usize>,
    /// What is in it, line by line.
    pub lines: Vec<Vec<Piece>>,
}

/// A piece of a line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What is written. Words that stay together have U+00A0 between them.
    pub text: String,
    /// The value of the claim it is or comes from.
    pub of: Option<Value>,
    /// It follows without a blank.
    pub tight: bool,
}

/// A value of the claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Its path in the claim's JSON.
    pub path: String,
    /// As it is there.
    pub value: String,
}

/// A value that no box shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// What it is: `service line 2 · drug · quantity`.
    pub label: String,
    /// The value.
    pub value: Value,
}

impl Form {
    /// Fills it with a claim.
    pub fn fill(&'static self, claim: &Claim) -> Filled {
        self.fill_with(claim, &Tables::default())
    }

    /// The same with the words of tables that a user brought.
    pub fn fill_with(&'static self, claim: &Claim, tables: &Tables) -> Filled {
        // A claim's JSON cannot fail: no map in it has keys other than text.
        let json = serde_json::to_value(claim).unwrap_or_default();
        let mut filler = Filler { form: self, claim: &json, tables, taken: BTreeSet::new() };
        let lines = json["service_lines"].as_array().map_or(0, Vec::len);
        let starts: Vec<usize> = (0..lines.max(1)).step_by(self.lines_on_page.max(1)).collect();
        let mut pages = Vec::new();
        for (n, from) in starts.iter().enumerate() {
            let to = (from + self.lines_on_page).min(lines);
            let (first, last) = (n == 0, n + 1 == starts.len());
            pages.push(filler.page(first, last, *from..to));
        }
        let rest = filler.rest();
        Filled { pages, rest }
    }
}

impl Filled {
    /// The number of the box that shows the value at a path of the claim's JSON; none if it is in the addendum.
    pub fn box_of(&self, path: &str) -> Option<&'static str> {
        let boxes = self.pages.iter().flat_map(|page| &page.rows).flat_map(|row| &row.boxes);
        let shows = |one: &FilledBox| {
            one.lines.iter().flatten().any(|piece| piece.of.as_ref().is_some_and(|of| of.path == path))
        };
        boxes.into_iter().find(|one| shows(one)).map(|one| one.number)
    }
}

/// Fills boxes and remembers which values they show.
pub(super) struct Filler<'c> {
    pub(super) form: &'static Form,
    pub(super) claim: &'c Json,
    pub(super) tables: &'c Tables,
    taken: BTreeSet<String>,
}

impl<'c> Filler<'c> {
    fn page(&mut self, first: bool, last: bool, lines: std::ops::Range<usize>) -> Page {
        let form = self.form;
        let mut page = Page::default();
        let front = form.front.iter().filter(|row| first || row.every);
        front.for_each(|row| page.rows.extend(self.row(row, None, true)));
        for line in lines {
            for row in &form.line {
                // What stands below its like needs no titles.
                let number = |boxes: &[FilledBox]| boxes.first().map(|one| one.number);
                let above = page.rows.last().and_then(|row| number(&row.boxes));
                let titled = above != row.boxes.first().map(|one| &*one.number);
                page.rows.extend(self.row(row, Some(line), titled));
            }
        }
        let behind = form.behind.iter().filter(|row| last || row.every);
        behind.for_each(|row| page.rows.extend(self.row(row, None, true)));
        page
    }

    fn row(&mut self, row: &'static Row, line: Option<usize>, titled: bool) -> Option<FilledRow> {
        let boxes: Vec<FilledBox> = row.boxes.iter().map(|one| self.fill_box(one, line)).collect();
        let filled = boxes.iter().any(|one| !one.lines.is_empty());
        (filled || !row.filled).then_some(FilledRow { titled, boxes })
    }

    fn fill_box(&mut self, one: &'static BoxOf, line: Option<usize>) -> FilledBox {
        let at = line.map_or(String::new(), |n| format!("service_lines[{n}]"));
        let lines = one.lines.iter().flat_map(|tokens| self.lines(tokens, &at));
        let lines = lines.filter(|pieces| !pieces.is_empty()).collect();
        FilledBox {
            number: &one.number,
            title: &one.title,
            width: one.width,
            line: line.map(|n| n + 1),
            lines,
        }
    }

    /// A line of a box, or a line for each item of a list.
    fn lines(&mut self, tokens: &[Token], at: &str) -> Vec<Vec<Piece>> {
        let form = self.form;
        if let Some((item, path)) = tokens.first().and_then(Token::each)
            && let Some(item) = form.items.iter().find(|one| one.name == item)
        {
            let mut all = path.clone();
            if let Some(last) = all.steps.last_mut() {
                last.nth = None;
            }
            return self.find(&all, at).iter().map(|one| self.line(&item.tokens, &one.path)).collect();
        }
        vec![self.line(tokens, at)]
    }

    /// A line of a box. Words and commas wait until a value follows them; words do so up to the next comma.
    pub(super) fn line(&mut self, tokens: &[Token], at: &str) -> Vec<Piece> {
        let (mut pieces, mut waiting, mut comma) = (Vec::new(), Vec::new(), false);
        for token in tokens {
            let written = token.alternatives.iter().map(|atoms| self.joined(atoms, at));
            let mut written = written.into_iter().find(|pieces| !pieces.is_empty()).unwrap_or_default();
            if token.is_word_at_last() && written.iter().all(|piece| piece.of.is_none()) {
                waiting.append(&mut written);
                continue;
            }
            if !written.is_empty() {
                if comma && !pieces.is_empty() {
                    pieces.push(Piece { text: ",".to_owned(), of: None, tight: true });
                }
                comma = false;
                pieces.extend(waiting.drain(..).filter(|word| !word.text.is_empty()));
                pieces.extend(written);
            }
            if token.comma {
                // Words are about what stands up to the comma.
                waiting.clear();
                comma = true;
            }
        }
        pieces
    }

    /// Values that stand without a blank. A word among them is written if there is a value.
    fn joined(&mut self, atoms: &[Atom], at: &str) -> Vec<Piece> {
        let mut all: Vec<Piece> = Vec::new();
        let mut valued = false;
        for atom in atoms {
            let mut pieces = match atom {
                Atom::Word(word) => vec![Piece { text: word.clone(), of: None, tight: false }],
                Atom::Path(path) => self.values(path, at),
                Atom::Call { name, word, paths } => call::call(self, (name, word), paths, at),
            };
            // A word that is one of several alternatives stands for a value.
            valued |= !pieces.is_empty() && (atoms.len() == 1 || !matches!(atom, Atom::Word(_)));
            if let (Some(first), false) = (pieces.first_mut(), all.is_empty()) {
                first.tight = true;
            }
            all.append(&mut pieces);
        }
        if valued { all } else { Vec::new() }
    }

    /// The values at a path, which the box then shows.
    pub(super) fn values(&mut self, path: &Path, at: &str) -> Vec<Piece> {
        let found = self.find(path, at);
        found.iter().filter_map(|found| self.take(found)).collect()
    }

    /// What is at a path, a part or a value.
    pub(super) fn find(&self, path: &Path, at: &str) -> Vec<Found<'c>> {
        let claim = self.claim;
        if path.in_line {
            let item = path::at(claim, at).filter(|_| !at.is_empty());
            return item.map_or_else(Vec::new, |item| path.find(item, at));
        }
        if path.steps.first().is_some_and(|step| step.key == "insured") {
            return self.insured(path);
        }
        path.find(claim, "")
    }

    /// The insured is the patient where the claim says so, but for what only a subscriber has.
    fn insured(&self, path: &Path) -> Vec<Found<'c>> {
        let is_patient = self.claim["subscriber"]["relationship"] == "18";
        let of = |who: &str| {
            let step = Step { key: who.to_owned(), nth: Some(0), ..Step::default() };
            let steps = std::iter::once(step).chain(path.steps.iter().skip(1).cloned()).collect();
            Path { in_line: false, steps }.find(self.claim, "")
        };
        let found = if is_patient { of("patient") } else { Vec::new() };
        if found.is_empty() { of("subscriber") } else { found }
    }

    /// Remembers that a value is shown.
    pub(super) fn take(&mut self, found: &Found<'_>) -> Option<Piece> {
        let text = leaf(found.value)?;
        self.taken.extend(found.said.iter().cloned());
        self.taken.insert(found.path.clone());
        let of = Some(Value { path: found.path.clone(), value: text.clone() });
        Some(Piece { text, of, tight: false })
    }

    /// The payers in the order in which they pay: none for the claim's own, else the position of another.
    pub(super) fn payers(&self) -> Vec<Option<usize>> {
        const ORDER: &str = "PSTABCDEFGHU";
        let rank = |part: &Json| {
            let code = part["payer_responsibility"].as_str().unwrap_or("U");
            ORDER.find(code).unwrap_or(ORDER.len())
        };
        let others = self.claim["other_payers"].as_array().map_or(&[][..], Vec::as_slice);
        let others = others.iter().enumerate().map(|(n, other)| (rank(other), Some(n)));
        let own = std::iter::once((rank(&self.claim["subscriber"]), None));
        let mut all: Vec<_> = own.chain(others).collect();
        all.sort_by_key(|(rank, _)| *rank);
        all.into_iter().map(|(_, payer)| payer).collect()
    }

    /// First day billed.
    pub(super) fn first_day(&self) -> Option<String> {
        let lines = self.claim["service_lines"].as_array().map_or(&[][..], Vec::as_slice);
        let days = lines.iter().filter_map(|line| line["service_date"].as_str());
        let first = self.claim["statement_from"].as_str().or_else(|| days.min());
        first.map(str::to_owned)
    }

    fn rest(&self) -> Vec<Rest> {
        let all = leaves(self.claim);
        let omitted = |path: &str| {
            let is_in = |part: &String| {
                path.strip_prefix(&**part).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            self.form.omitted.iter().any(is_in)
        };
        let left = all.iter().filter(|(path, _)| !self.taken.contains(path) && !omitted(path));
        let left: Vec<&(String, String)> = left.collect();
        // What an item is, is said in the label of its other values.
        let said = |path: &str| {
            let Some((item, "role" | "kind")) = path.rsplit_once('.') else { return false };
            let item = join(item, "");
            all.iter().any(|(other, _)| other.starts_with(&item) && other != path)
        };
        let left = left.into_iter().filter(|(path, _)| !said(path));
        let rest = left.map(|(path, value)| Rest {
            label: words::label(self.claim, path),
            value: Value { path: path.clone(), value: value.clone() },
        });
        rest.collect()
    }
}
