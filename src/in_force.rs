//! Dates in force: of rules, of payers' edits, of codes in lists.

use chrono::NaiveDate;

/// Days on which something holds, both included; open where none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// First day, if there is one.
    pub from: Option<NaiveDate>,
    /// Last day, if there is one.
    pub until: Option<NaiveDate>,
}

impl InForce {
    /// Holds on every day.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Whether it holds on a day.
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
