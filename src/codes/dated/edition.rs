//! Which edition of each list the program carries.

use std::sync::LazyLock;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::window::day;

/// An edition of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edition {
    /// Word by which the table is asked for, such as `icd10cm`.
    pub table: &'static str,
    /// What the list is called.
    pub list: &'static str,
    /// What its owner calls the edition.
    pub edition: &'static str,
    /// From this day on it has every code there was.
    pub from: NaiveDate,
    /// The last day it can speak of.
    pub until: NaiveDate,
    /// Where it is from.
    #[serde(skip)]
    pub source: &'static str,
}

static EDITIONS: LazyLock<Vec<Edition>> =
    LazyLock::new(|| crate::codes::lists::lines(include_str!("editions.txt")).filter_map(parse).collect());

fn parse(line: &'static str) -> Option<Edition> {
    let mut cells = line.split(" | ");
    let mut next = || cells.next().map(str::trim);
    let (table, list, edition) = (next()?, next()?, next()?);
    Some(Edition { table, list, edition, from: day(next()?)?, until: day(next()?)?, source: next()? })
}

/// The editions of all lists the program carries.
pub fn editions() -> &'static [Edition] {
    &EDITIONS
}

impl Edition {
    /// The edition of a table; of the first where the name is of none, which the tests exclude.
    pub(in crate::codes) fn of(table: &str) -> &'static Self {
        EDITIONS.iter().find(|edition| edition.table == table).unwrap_or(&EDITIONS[0])
    }

    /// Whether the list of a day is known whole.
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.from..=self.until).contains(&day)
    }
}
