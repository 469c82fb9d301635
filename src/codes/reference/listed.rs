//! Lists that a payer's edits ask by name: who is enrolled, which tests are waived, which codes fit which modifiers.
//!
//! One file may hold several. Its columns are `list`, `code`, up to two values that go with the code (`with`, `and`; a star
//! stands for any end), and the days `from` and `until`:
//!
//! ```text
//! list,code,with,and,from,until
//! waived-tests,81002,,,1992-09-01,
//! ordering-providers,1234567893,WREN*,A*,,
//! ```

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::in_force::InForce;

use super::dated::{FROM, UNTIL, day};
use super::error::TableFault;
use super::text_table::{Header, Row, TextTable};

/// The lists, by name.
#[derive(Debug, Default)]
pub(super) struct NamedLists(HashMap<String, HashMap<String, Vec<Entry>>>);

#[derive(Debug)]
struct Entry {
    /// What goes with the code; empty where anything does.
    with: [String; 2],
    in_force: InForce,
}

pub(super) fn fits(header: &Header) -> bool {
    header.find(&["LIST"]).is_some() && header.find(&["CODE"]).is_some()
}

impl NamedLists {
    pub(super) fn read(&mut self, sheet: &TextTable<'_>, header: &Header) -> Result<usize, TableFault> {
        let (list, code) = (header.need("list", &["LIST"])?, header.need("code", &["CODE"])?);
        let with = [header.find(&["WITH"]), header.find(&["AND"])];
        let (from, until) = (header.find(FROM), header.find(UNTIL));
        sheet.rows(header, list, |row: Row<'_>| {
            let cell = |column: Option<usize>| column.map_or("", |column| row.cell(column));
            let entry = Entry {
                with: with.map(|column| plain(cell(column))),
                in_force: InForce { from: day(cell(from)), until: day(cell(until)) },
            };
            let codes = self.0.entry(row.cell(list).to_ascii_lowercase()).or_default();
            codes.entry(plain(row.cell(code))).or_default().push(entry);
            Ok(())
        })
    }

    pub(super) fn has(&self, list: &str) -> bool {
        self.0.contains_key(list)
    }

    /// Whether a list has a code, with what goes with it, on a day (or on any where none is known).
    pub(super) fn has_code(&self, list: &str, values: &[&str], on: Option<NaiveDate>) -> bool {
        let Some((code, with)) = values.split_first() else { return false };
        let entries = self.0.get(list).and_then(|codes| codes.get(&plain(code)));
        entries.into_iter().flatten().any(|entry| {
            on.is_none_or(|on| entry.in_force.holds_on(on))
                && with.iter().zip(&entry.with).all(|(value, wanted)| matches(wanted, value))
        })
    }
}

/// Whether a value is the one wanted: any where nothing is, one that begins so where a star ends it.
fn matches(wanted: &str, value: &str) -> bool {
    let value = plain(value);
    match wanted.strip_suffix('*') {
        Some(start) => value.starts_with(start),
        None => wanted.is_empty() || value == wanted,
    }
}

/// Upper case, without the point of a diagnosis.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c != '.').map(|c| c.to_ascii_uppercase()).collect()
}
