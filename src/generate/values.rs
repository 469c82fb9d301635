//! Numbers and dates as X12 writes them.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

/// A decimal number: so many units of 10^-`decimals`. Written without superfluous zeros, as X12 wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    units: u64,
    decimals: u32,
}

impl Number {
    pub(super) const fn whole(units: u64) -> Self {
        Self { units, decimals: 0 }
    }

    /// In tenths.
    pub(super) const fn tenths(units: u64) -> Self {
        Self { units, decimals: 1 }
    }

    /// An amount of money, given in cents.
    pub(super) const fn cents(units: u64) -> Self {
        Self { units, decimals: 2 }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut units, mut decimals) = (self.units, self.decimals);
        while decimals > 0 && units % 10 == 0 {
            units /= 10;
            decimals -= 1;
        }
        if decimals == 0 {
            return units.fmt(f);
        }
        let scale = 10u64.pow(decimals);
        write!(f, "{}.{:0width$}", units / scale, units % scale, width = decimals as usize)
    }
}

/// An amount of money in cents.
pub(super) type Cents = u64;

/// A day, written CCYYMMDD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) NaiveDate);

impl Day {
    /// So many days earlier. Stays where the calendar ends, which the dates that are let in never reach.
    pub(super) fn before(self, days: u64) -> Self {
        Self(self.0.checked_sub_days(Days::new(days)).unwrap_or(self.0))
    }

    /// So many days later.
    pub(super) fn after(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }

    /// The first day of its quarter.
    pub(super) fn quarter_begins(self) -> Self {
        let month = self.0.month0() / 3 * 3 + 1;
        Self(NaiveDate::from_ymd_opt(self.0.year(), month, 1).unwrap_or(self.0))
    }

    /// The year without its century, month, day: YYMMDD.
    pub(super) fn short(self) -> String {
        format!("{:02}{:02}{:02}", self.0.year() % 100, self.0.month(), self.0.day())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A day or a range of days with its format before it: `D8*20260302` or `RD8*20260302-20260304`.
pub(super) struct Period(pub(super) Day, pub(super) Day);

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(from, to) if from == to => write!(f, "D8*{from}"),
            Self(from, to) => write!(f, "RD8*{from}-{to}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_superfluous_zeros() {
        for (cents, expected) in
            [(0, "0"), (5, "0.05"), (50, "0.5"), (12500, "125"), (12550, "125.5"), (10, "0.1")]
        {
            assert_eq!(Number::cents(cents).to_string(), expected);
        }
        assert_eq!(Number::tenths(125).to_string(), "12.5");
        assert_eq!(Number::whole(100).to_string(), "100");
    }

    #[test]
    fn days_are_written_as_x12_wants_them() {
        let day = Day(NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date"));
        assert_eq!(day.to_string(), "20260302");
        assert_eq!(day.short(), "260302");
        assert_eq!(day.before(2).to_string(), "20260228");
        assert_eq!(Period(day, day).to_string(), "D8*20260302");
        assert_eq!(Period(day, day.after(1)).to_string(), "RD8*20260302-20260303");
    }
}
