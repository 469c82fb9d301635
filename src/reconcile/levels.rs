//! How often each level of a visit was billed, by who billed it, beside all others of the same kind.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::codes::services;
use crate::finding::Side;

use super::visit_lines::{Party, VisitLines, renderer};

/// Levels that are counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelKind {
    /// Visits of an emergency department: 99281 to 99285.
    Emergency,
    /// Office visits of new patients: 99202 to 99205.
    NewPatient,
    /// Office visits of known patients: 99211 to 99215.
    KnownPatient,
}

/// Who billed the levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LevelBy {
    /// A facility, of its own part.
    Facility,
    /// A professional biller.
    Group,
    /// Whoever rendered the visit, by NPI.
    Physician,
}

impl LevelKind {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Emergency => "emergency visits",
            Self::NewPatient => "office visits, new patients",
            Self::KnownPatient => "office visits, known patients",
        }
    }

    /// Its codes, by level; none where there is no such level.
    pub fn codes(self) -> [&'static str; 5] {
        match self {
            Self::Emergency => ["99281", "99282", "99283", "99284", "99285"],
            Self::NewPatient => ["", "99202", "99203", "99204", "99205"],
            Self::KnownPatient => ["99211", "99212", "99213", "99214", "99215"],
        }
    }

    /// Kind of a procedure code, and its level from 0.
    fn of(code: &str) -> Option<(Self, usize)> {
        let number = services::number(code)?;
        let level = |first: u32| (number - first) as usize;
        match number {
            99_281..=99_285 => Some((Self::Emergency, level(99_281))),
            99_202..=99_205 => Some((Self::NewPatient, level(99_201))),
            99_211..=99_215 => Some((Self::KnownPatient, level(99_211))),
            _ => None,
        }
    }
}

impl LevelBy {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Facility => "facility",
            Self::Group => "group",
            Self::Physician => "physician",
        }
    }
}

/// How often one biller billed each level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelRow {
    /// What is counted.
    pub kind: LevelKind,
    /// Whose levels.
    pub by: LevelBy,
    /// Who.
    pub who: Party,
    /// Lines, by level from 1.
    pub counts: [usize; 5],
    /// The same of all others of the same kind.
    pub peers: [usize; 5],
}

impl LevelRow {
    /// All lines.
    pub fn lines(&self) -> usize {
        self.counts.iter().sum()
    }
}

/// The mean of levels, from 1; none of none.
pub fn mean_level(counts: &[usize; 5]) -> Option<f64> {
    let lines: usize = counts.iter().sum();
    let sum: usize = counts.iter().enumerate().map(|(n, count)| (n + 1) * count).sum();
    #[allow(clippy::cast_precision_loss, reason = "counts of lines are far below 2^52")]
    (lines > 0).then(|| sum as f64 / lines as f64)
}

/// Counts as they come together.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels(BTreeMap<(LevelKind, LevelBy, Party), [usize; 5]>);

impl Levels {
    /// Counts the lines of a visit.
    pub(super) fn count(&mut self, visit: &VisitLines<'_>) {
        for at in visit.lines.keys() {
            let Some(line) = visit.view(*at) else { continue };
            let Some((kind, level)) = LevelKind::of(line.code_text()) else { continue };
            let biller = visit.biller(at.claim);
            if visit.side(at.claim) == Side::Facility {
                self.add(kind, LevelBy::Facility, biller, level);
                continue;
            }
            let npi = renderer(line.of.claim, &line);
            let who = npi.map_or_else(Party::unnamed, |name| Party { name, is_person: false });
            self.add(kind, LevelBy::Group, biller, level);
            self.add(kind, LevelBy::Physician, who, level);
        }
    }

    fn add(&mut self, kind: LevelKind, by: LevelBy, who: Party, level: usize) {
        self.0.entry((kind, by, who)).or_default()[level] += 1;
    }

    /// Adds counts of other visits.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, counts) in other.0 {
            let own = self.0.entry(key).or_default();
            own.iter_mut().zip(counts).for_each(|(own, more)| *own += more);
        }
    }

    /// A row for each, in order, beside all others.
    pub(super) fn rows(self) -> Vec<LevelRow> {
        let mut all: BTreeMap<(LevelKind, LevelBy), [usize; 5]> = BTreeMap::new();
        for ((kind, by, _), counts) in &self.0 {
            let sum = all.entry((*kind, *by)).or_default();
            sum.iter_mut().zip(counts).for_each(|(sum, more)| *sum += more);
        }
        let row = |((kind, by, who), counts): ((LevelKind, LevelBy, Party), [usize; 5])| {
            let all = all.get(&(kind, by)).copied().unwrap_or_default();
            let peers = std::array::from_fn(|n| all[n] - counts[n]);
            LevelRow { kind, by, who, counts, peers }
        };
        self.0.into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_levels() {
        assert_eq!(LevelKind::of("99285"), Some((LevelKind::Emergency, 4)));
        assert_eq!(LevelKind::of("99202"), Some((LevelKind::NewPatient, 1)));
        assert_eq!(LevelKind::of("99211"), Some((LevelKind::KnownPatient, 0)));
        assert_eq!(LevelKind::of("99201"), None);
        assert_eq!(mean_level(&[0, 1, 0, 1, 0]), Some(3.0));
        assert_eq!(mean_level(&[0; 5]), None);
    }
}
