//! A table by date: codes, the days they are in force, what is said of each.

use chrono::NaiveDate;

use super::edition::Edition;
use super::packed::Packed;
use super::window::{Standing, Window, standing};

/// Facts of a code that hold for spans of days.
pub trait Dated {
    /// The days on which the code is in force, in order.
    fn windows(&self) -> &[Window];
}

/// A table with its edition.
#[derive(Debug)]
pub struct Table<C> {
    edition: &'static Edition,
    pub(super) codes: Packed<C>,
}

impl<C: Dated> Table<C> {
    pub(super) fn read(
        table: &str,
        bytes: &[u8],
        class: impl Fn(&mut dyn Iterator<Item = &str>) -> C,
    ) -> Self {
        Self { edition: Edition::of(table), codes: Packed::read(bytes, class) }
    }

    /// Which edition it is.
    pub fn edition(&self) -> &'static Edition {
        self.edition
    }

    /// What is said of a code, in whatever year.
    #[inline]
    pub fn find(&self, code: &str) -> Option<&C> {
        self.codes.find(code.as_bytes())
    }

    /// Codes below a category, in order.
    pub fn below(&self, code: &str) -> impl Iterator<Item = (String, &C)> {
        self.codes.below(code.as_bytes())
    }

    /// All codes in order.
    pub fn codes(&self) -> impl Iterator<Item = (String, &C)> {
        self.codes.codes()
    }

    /// Whether a code of the table is valid on a day.
    pub fn standing_of(&self, found: &C, day: NaiveDate) -> Standing {
        match standing(found.windows(), day) {
            Standing::Valid if day > self.edition.until => Standing::Beyond,
            found => found,
        }
    }

    /// Whether a code is valid on a day.
    pub fn standing(&self, code: &str, day: NaiveDate) -> Standing {
        match self.find(code) {
            Some(found) => self.standing_of(found, day),
            None if day > self.edition.until => Standing::Beyond,
            None if self.below(code).next().is_some() => Standing::Category,
            None if day < self.edition.from => Standing::Beyond,
            None => Standing::Unknown,
        }
    }
}
