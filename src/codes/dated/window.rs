//! Spans of days in which a code is in force.

use chrono::NaiveDate;

/// A span of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none while no end is known.
    pub until: Option<NaiveDate>,
}

impl Window {
    /// Whether a day is in it.
    pub fn has(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// From the first two columns of a row; what is not a day is open.
    pub(super) fn of(row: &str) -> Self {
        let mut cells = row.split('\t');
        let from = cells.next().and_then(day).unwrap_or(NaiveDate::MIN);
        Self { from, until: cells.next().and_then(day) }
    }
}

/// Whether a code is valid on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is in force.
    Valid,
    /// It comes into force on this later day.
    NotYet(NaiveDate),
    /// It ended on this earlier day.
    Ended(NaiveDate),
    /// It is no code to bill: longer ones below it are.
    Category,
    /// No edition has it.
    Unknown,
    /// The table does not reach the day, so nobody can tell from it.
    Beyond,
}

/// How a code with these windows, in order, is on a day.
pub fn standing(windows: &[Window], day: NaiveDate) -> Standing {
    if windows.iter().any(|window| window.has(day)) {
        return Standing::Valid;
    }
    let next = windows.iter().find(|window| day < window.from);
    match (next, windows.iter().rev().find_map(|window| window.until.filter(|until| *until < day))) {
        (_, Some(until)) => Standing::Ended(until),
        (Some(next), None) => Standing::NotYet(next.from),
        (None, None) => Standing::Unknown,
    }
}

/// `2020-09-30`.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}
