//! What each service needs from the other side, or why it needs nothing (`counterparts.txt`).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::codes::{Code, Range, holds, ranges};
use super::families::rows;
use crate::finding::Side;

/// What a service needs from the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A surgeon for an operation of the facility.
    Surgeon,
    /// Anesthesia.
    Anesthesia,
    /// The professional component of a test.
    Interpretation,
    /// The emergency physician.
    EmergencyVisit,
    /// The practitioner of a hospital's clinic.
    ClinicVisit,
    /// The physician of an observation stay.
    ObservationVisit,
    /// Critical care.
    CriticalCare,
    /// The physician of an inpatient stay.
    WardVisit,
    /// Whoever delivered the child.
    Delivery,
    /// The newborn's physician.
    NewbornCare,
    /// The facility's part of an operation.
    FacilityProcedure,
    /// The technical component of a test.
    TechnicalComponent,
    /// The facility's part of an emergency or clinic visit.
    FacilityVisit,
    /// The stay in which a visit took place.
    Stay,
}

impl Need {
    const ALL: &'static [(&'static str, Self)] = &[
        ("surgeon", Self::Surgeon),
        ("anesthesia", Self::Anesthesia),
        ("interpretation", Self::Interpretation),
        ("emergency visit", Self::EmergencyVisit),
        ("clinic visit", Self::ClinicVisit),
        ("observation visit", Self::ObservationVisit),
        ("critical care", Self::CriticalCare),
        ("ward visit", Self::WardVisit),
        ("delivery", Self::Delivery),
        ("newborn care", Self::NewbornCare),
        ("facility procedure", Self::FacilityProcedure),
        ("technical component", Self::TechnicalComponent),
        ("facility visit", Self::FacilityVisit),
        ("inpatient or observation stay", Self::Stay),
    ];

    /// The word for it, as the table has it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, need)| *need == self).map_or("", |(word, _)| word)
    }
}

/// What the table says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counterpart {
    Needs(Need),
    None(&'static str),
}

/// Which lines a row is about.
struct Row {
    side: Side,
    /// Types of bill, or places of service.
    settings: Vec<(u16, u16)>,
    revenues: Vec<(u16, u16)>,
    procedures: Procedures,
    counterpart: Counterpart,
}

enum Procedures {
    Any,
    /// None: the line names no procedure.
    None,
    Of(Vec<Range>),
}

/// A line, as the table asks about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Described<'l> {
    pub(super) side: Side,
    /// Two digits: of the type of bill, or the place of service.
    pub(super) setting: &'l str,
    pub(super) revenue: &'l str,
    pub(super) code: Option<Code>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| read().expect("the table is read by the tests"));

/// What a line needs from the other side, by the first row that fits.
pub(super) fn counterpart(line: Described<'_>) -> Counterpart {
    let found = ROWS.iter().find(|row| row.fits(line));
    found.map_or(Counterpart::None("nothing known to need the other side"), |row| row.counterpart)
}

impl Row {
    fn fits(&self, line: Described<'_>) -> bool {
        let within = |ranges: &[(u16, u16)], text: &str| {
            ranges.is_empty()
                || text.parse().is_ok_and(|n: u16| ranges.iter().any(|(a, b)| (*a..=*b).contains(&n)))
        };
        let procedure = match &self.procedures {
            Procedures::Any => true,
            Procedures::None => line.code.is_none(),
            Procedures::Of(ranges) => line.code.is_some_and(|code| holds(ranges, code)),
        };
        procedure
            && self.side == line.side
            && within(&self.revenues, line.revenue)
            && within(&self.settings, line.setting)
    }
}

fn read() -> Result<Vec<Row>, String> {
    let row = |[side, settings, revenues, procedures, counterpart, _]: [&'static str; 6]| {
        Ok(Row {
            side: match side {
                "F" => Side::Facility,
                "P" => Side::Professional,
                other => return Err(format!("{other} is no side")),
            },
            settings: numbers(settings)?,
            revenues: numbers(revenues)?,
            procedures: match procedures {
                "*" => Procedures::Any,
                "-" => Procedures::None,
                codes => Procedures::Of(ranges(codes)?),
            },
            counterpart: said(counterpart)?,
        })
    };
    rows(include_str!("counterparts.txt"))?.into_iter().map(row).collect()
}

fn said(text: &'static str) -> Result<Counterpart, String> {
    if let Some(reason) = text.strip_prefix("none ") {
        return Ok(Counterpart::None(reason));
    }
    let need = text.strip_prefix("needs ").and_then(|word| Need::ALL.iter().find(|(name, _)| *name == word));
    need.map(|(_, need)| Counterpart::Needs(*need)).ok_or_else(|| format!("{text} is no counterpart"))
}

/// Reads `11-12 41`; nothing for `*`.
fn numbers(text: &str) -> Result<Vec<(u16, u16)>, String> {
    let parts = text.split_whitespace().filter(|part| *part != "*");
    parts
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let range = first.parse().ok().zip(last.parse().ok());
            range.filter(|(a, b)| a <= b).ok_or_else(|| format!("{part} is no number and no range"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(side: Side, setting: &str, revenue: &str, code: &str) -> Counterpart {
        counterpart(Described { side, setting, revenue, code: Code::of(code) })
    }

    #[test]
    fn the_table_can_be_read() {
        assert!(read().expect("a table").len() > 50);
    }

    #[test]
    fn services_that_two_bill_need_the_other_side() {
        for (bill, revenue, code, need) in [
            ("13", "0611", "70551", Need::Interpretation),
            ("13", "0360", "47562", Need::Surgeon),
            ("13", "0750", "45385", Need::Surgeon),
            ("13", "0450", "99284", Need::EmergencyVisit),
            ("13", "0450", "99291", Need::CriticalCare),
            ("13", "0762", "G0378", Need::ObservationVisit),
            ("13", "0510", "G0463", Need::ClinicVisit),
            ("13", "0312", "88305", Need::Interpretation),
            ("13", "0730", "93005", Need::Interpretation),
            ("11", "0120", "", Need::WardVisit),
            ("11", "0352", "", Need::Interpretation),
            ("11", "0171", "", Need::NewbornCare),
            ("13", "0370", "", Need::Anesthesia),
        ] {
            let found = of(Side::Facility, bill, revenue, code);
            assert_eq!(found, Counterpart::Needs(need), "{bill} {revenue} {code}");
        }
        for (place, code, need) in [
            ("22", "47562", Need::FacilityProcedure),
            ("22", "70551", Need::TechnicalComponent),
            ("23", "99284", Need::FacilityVisit),
            ("21", "99232", Need::Stay),
            ("22", "00790", Need::FacilityProcedure),
        ] {
            assert_eq!(of(Side::Professional, place, "", code), Counterpart::Needs(need), "{place} {code}");
        }
    }

    #[test]
    fn what_one_side_bills_alone_needs_nothing() {
        let none =
            |side, setting, revenue, code| matches!(of(side, setting, revenue, code), Counterpart::None(_));
        for (bill, revenue, code) in [
            ("13", "0301", "80053"),
            ("13", "0300", "36415"),
            ("13", "0636", "J1745"),
            ("13", "0335", "96413"),
            ("13", "0278", "C1776"),
            ("13", "0420", "97110"),
            ("13", "0943", "93798"),
            ("72", "0821", "90999"),
            ("32", "0551", "G0299"),
            ("21", "0120", ""),
            ("14", "0312", "88305"),
            ("85", "0981", "99285"),
        ] {
            assert!(none(Side::Facility, bill, revenue, code), "{bill} {revenue} {code}");
        }
        for (place, code) in [("11", "93000"), ("41", "A0427"), ("12", "99348"), ("81", "80053")] {
            assert!(none(Side::Professional, place, "", code), "{place} {code}");
        }
    }
}
