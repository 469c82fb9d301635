//! Which technical line of a facility belongs to which reading of a physician.

use chrono::{Days, NaiveDate};

use crate::codes::services::{self, Kind};

use super::billed::Line;
use super::scope::{Context, Encounter};
use super::services::{Part, is_test_room};

/// A reading may be dated days after the test (CMS SE17023); an earlier date is wrong but still this test's.
const DAYS_AFTER: u64 = 14;
const DAYS_BEFORE: u64 = 3;

/// The tests of a visit: what the facility did and what physicians read.
#[derive(Debug, Default)]
pub(super) struct Readings<'c> {
    /// A test and its reading, under one code or under the two codes of one test.
    pub(super) read: Vec<(Line<'c>, Line<'c>)>,
    /// A test and a reading that seem to be of one examination, under codes that differ.
    pub(super) differing: Vec<(Line<'c>, Line<'c>)>,
    /// Tests that nobody read.
    pub(super) unread: Vec<Line<'c>>,
    /// Readings of tests that the facility does not bill.
    pub(super) without_test: Vec<Line<'c>>,
}

impl<'c> Readings<'c> {
    /// Lays the tests of a visit beside the readings.
    pub(super) fn of(visit: &Encounter<'c>) -> Self {
        let context = visit.context;
        let tests: Vec<Line<'c>> =
            visit.facility_lines().filter(|line| has_physicians_part(context, *line)).collect();
        let readings: Vec<Line<'c>> =
            visit.professional_lines().filter(|line| may_be_reading(context, *line)).collect();
        let mut found = Self::default();
        let (mut open, mut taken) = (Vec::new(), vec![false; readings.len()]);
        for test in tests {
            let mut fitting = (0..readings.len()).filter(|&n| reads(readings[n], test)).peekable();
            match fitting.peek() {
                Some(&n) => found.read.push((test, readings[n])),
                None => open.push(test),
            }
            fitting.for_each(|n| taken[n] = true);
        }
        for test in open {
            let fitting = (0..readings.len())
                .find(|&n| !taken[n] && is_same_family(readings[n], test) && is_in_time(readings[n], test));
            match fitting {
                Some(n) => {
                    taken[n] = true;
                    found.differing.push((test, readings[n]));
                }
                None => found.unread.push(test),
            }
        }
        let left = readings.into_iter().zip(taken).filter(|(_, taken)| !taken).map(|(line, _)| line);
        found.without_test = left.filter(|line| is_reading(context, *line)).collect();
        found
    }
}

/// Whether a facility line is the technical part of a test that a physician reads.
fn has_physicians_part(context: &Context<'_>, line: Line<'_>) -> bool {
    let revenue = line.revenue();
    if line.cpt().is_none() || services::is_professional_revenue(revenue) {
        return false;
    }
    match context.pctc(line) {
        Some(pctc) => pctc == 1 || (pctc == 3 && is_test_room(line)),
        None => match line.kind() {
            Some(Kind::Imaging) => services::is_imaging_revenue(revenue),
            Some(Kind::Pathology) => services::is_pathology_revenue(revenue),
            _ => (line.is_test() || line.is_tracing()) && services::is_test_revenue(revenue),
        },
    }
}

/// Whether a professional line can be, or can hold, the reading of a test.
fn may_be_reading(context: &Context<'_>, line: Line<'_>) -> bool {
    let split = matches!(context.pctc(line), Some(1..=4));
    let kind = matches!(line.kind(), Some(Kind::Imaging | Kind::Pathology | Kind::Heart | Kind::Nerves));
    line.part() != Part::Technical && (line.part() == Part::Reading || split || kind)
}

/// Whether a professional line is a reading and nothing else.
pub(super) fn is_reading(context: &Context<'_>, line: Line<'_>) -> bool {
    line.part() == Part::Reading || line.is_code(&["93010"]) || context.pctc(line) == Some(2)
}

/// Whether a professional line holds the reading of a facility's test: under the same code, or where test and reading
/// have codes of their own, under the other one.
fn reads(reading: Line<'_>, test: Line<'_>) -> bool {
    let same = reading.same_code(test);
    let other_code = reading.part() == Part::Whole
        && matches!(test.kind(), Some(Kind::Heart | Kind::Nerves | Kind::Other))
        && is_same_family(reading, test);
    (same || other_code) && is_in_time(reading, test)
}

/// Whether two codes are neighbours: the same but for the last digit, or both of an electrocardiogram, or both of a long
/// recording of the brain's activity.
fn is_same_family(a: Line<'_>, b: Line<'_>) -> bool {
    matches!((a.cpt(), b.cpt()), (Some(a), Some(b)) if family(a) == family(b))
}

/// A number for all codes of a family.
pub(super) fn family(number: u32) -> u32 {
    match number {
        n if services::is_tracing(n) => 9_300,
        95_700..=95_726 => 9_570,
        n => n / 10,
    }
}

fn is_in_time(reading: Line<'_>, test: Line<'_>) -> bool {
    let (Some((first, last)), Some((from, to))) = (reading.days(), test.days()) else { return true };
    let earliest = from.checked_sub_days(Days::new(DAYS_BEFORE)).unwrap_or(NaiveDate::MIN);
    let latest = to.checked_add_days(Days::new(DAYS_AFTER)).unwrap_or(NaiveDate::MAX);
    earliest <= last && first <= latest
}
