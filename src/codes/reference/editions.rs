//! The editions of a table.

use chrono::{Datelike, Months, NaiveDate};

use super::error::TableFault;

/// Which edition of a table answers for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EditionUsed {
    /// The day from which it holds; none where neither its name nor its title says.
    pub from: Option<NaiveDate>,
    /// Whether a newer one held on the day: CMS publishes these tables every quarter.
    pub is_old: bool,
}

/// Editions of a table, by the day from which they hold.
#[derive(Debug)]
pub(super) struct Editions<T>(Vec<(Option<NaiveDate>, T)>);

impl<T> Default for Editions<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Editions<T> {
    /// Adds an edition and says whether it was new: the same table in two forms counts once, two tables of one day are
    /// refused.
    pub(super) fn add(&mut self, edition: Option<NaiveDate>, table: T) -> Result<bool, TableFault> {
        if let Some((_, other)) = self.0.iter().find(|(other, _)| *other == edition) {
            if *other == table {
                return Ok(false);
            }
            return Err(TableFault::new(
                "another file is the same table in the same edition with other values; keep one of them",
            ));
        }
        self.0.push((edition, table));
        self.0.sort_by_key(|(edition, _)| *edition);
        Ok(true)
    }
}

impl<T> Editions<T> {
    pub(super) fn has(&self, edition: Option<NaiveDate>) -> bool {
        self.0.iter().any(|(other, _)| *other == edition)
    }

    /// The edition of a day, the last one where no day is known: the last that holds by then. Before the first there is none.
    pub(super) fn of(&self, day: Option<NaiveDate>) -> Option<&T> {
        self.at(day).map(|(_, table)| table)
    }

    pub(super) fn used(&self, day: Option<NaiveDate>) -> Option<EditionUsed> {
        let from = self.at(day)?.0;
        Some(EditionUsed {
            from,
            is_old: from.is_some_and(|from| day.is_some_and(|day| day >= next_quarter(from))),
        })
    }

    fn at(&self, day: Option<NaiveDate>) -> Option<&(Option<NaiveDate>, T)> {
        let holds = |edition: Option<NaiveDate>| edition.is_none_or(|from| day.is_none_or(|day| from <= day));
        self.0.iter().rev().find(|(edition, _)| holds(*edition))
    }

    /// The last day from which one holds.
    pub(super) fn last(&self) -> Option<NaiveDate> {
        self.0.last()?.0
    }
}

/// The first day of the quarter after that of a day.
pub(super) fn next_quarter(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).and_then(|first| first.with_month(day.month0() / 3 * 3 + 1)).unwrap_or(day);
    first.checked_add_months(Months::new(3)).unwrap_or(NaiveDate::MAX)
}
