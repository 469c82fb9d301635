//! Synthetic claims: X12 that is valid, looks like what hospitals and practices send, and can be made anew at any time.
//!
//! The same kind, number, seed and date give the same bytes on every machine. Nobody is meant: names are invented, and
//! identifiers are of ranges that are not given out (provider identifiers that begin with 2, tax numbers with 97,
//! telephone numbers with 555-01, drugs of the labeler 99999). Files are marked as tests (ISA15 `T`).
//!
//! Proportions are fixed. Of 100 patients 28 are dependents; of 100 subscribers 17 have a payer who paid before (3 of
//! them two), 5 one who comes later. Professional: 36 of 100 claims from an office, 30 from a hospital, 9 laboratory,
//! 7 drugs, 7 therapy, 4 anaesthesia, 3 ambulance, 2 equipment, 2 with 20 or 50 lines. Institutional: 40 stays (1 to
//! 38 days, up to 200 lines), 22 emergencies, 32 other outpatients, 6 series of treatments. Five in a hundred claims
//! replace or void an earlier one.
//!
//! Claims are written as they are made, segment by segment, past the common model: memory does not grow with their
//! number, and tests and measurements that use them do not depend on the code they measure.
//!
//! ```
//! use twinclaim::model::ClaimType;
//! use twinclaim::internal::generate::{Options, write};
//!
//! let mut text = Vec::new();
//! write(&Options::new(ClaimType::Professional, 10).seed(7), &mut text)?;
//! assert!(text.starts_with(b"ISA*00*"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod batch;
mod envelope;
mod institutional;
mod line;
mod lists;
mod other_payers;
pub mod pairs;
mod parties;
mod professional;
mod profile;
mod random;
mod segments;
#[cfg(test)]
mod tests;
mod values;

use std::io::{self, Write};

use chrono::{Datelike, NaiveDate};

pub use profile::write_for;

use crate::model::ClaimType;
use batch::Batch;
use envelope::Limits;
use other_payers::Coverage;
use parties::{BillingProvider, Person, Subscriber};
use values::Day;

/// The day on which files are said to be made, unless told otherwise: 2026-03-02.
pub const DATE: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day of the calendar");

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    kind: ClaimType,
    claims: u64,
    seed: u64,
    date: NaiveDate,
    accents: bool,
}

impl Options {
    /// So many claims of one kind, with the seed 0, sent on [`DATE`], in ASCII.
    pub fn new(kind: ClaimType, claims: u64) -> Self {
        Self { kind, claims, seed: 0, date: DATE, accents: false }
    }

    /// Another seed gives other claims.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The day on which the file is said to be made; services were given in the four months before.
    ///
    /// From 2016 on, as the diagnoses are ICD-10-CM, which is in force since October 2015; to the year 9999.
    pub fn date(mut self, date: NaiveDate) -> Self {
        self.date = date;
        self
    }

    /// Names and notes with accents, in UTF-8: what no payer has to take, and many a system sends.
    pub fn accents(mut self, accents: bool) -> Self {
        self.accents = accents;
        self
    }
}

/// Writes one interchange with the claims asked for; nothing at all for none.
///
/// An error of kind `InvalidInput` says that the date is none that [`Options::date`] allows; all others are of `out`.
pub fn write(options: &Options, out: impl Write) -> io::Result<()> {
    check_date(options.date)?;
    Batch::new(options, Limits::default(), out).write()
}

fn check_date(date: NaiveDate) -> io::Result<()> {
    if (2016..=9999).contains(&date.year()) {
        return Ok(());
    }
    let message = "the date is not of a year from 2016 to 9999";
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}

/// What a claim knows of the levels above it.
struct Context<'a> {
    /// The claim's number in the file, from 1.
    number: u64,
    /// The day on which the file is made.
    today: Day,
    provider: &'a BillingProvider,
    subscriber: &'a Subscriber,
    coverage: &'a Coverage,
    patient: &'a Person,
    /// The patient's relationship to the subscriber (PAT01); none if the patient is the subscriber.
    relationship: Option<&'static str>,
}
