//! When it was.

use super::super::draft::Draft;
use super::super::encounter::Encounter;
use super::{Dice, Kind, professional};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        code: "DT-OUTSIDE",
        also: &[
            "DT-DAILY",
            "DT-DISCHEM",
            "DT-INITEM",
            "DT-YEAR",
            "SV-EDPAIR",
            "SV-OBS",
            "PS-CLINIC",
            "PT-MISSTC",
        ],
        change: outside,
    },
    Kind { code: "DT-ADMIT", also: &[], change: admission },
];

/// Visits, by their procedure: office and hospital visits, but not the day of leaving.
fn is_visit(procedure: &str) -> bool {
    procedure.starts_with("99") && !matches!(procedure, "99238" | "99239")
}

/// A visit two or three days after the facility's last day.
fn outside(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let end = encounter.claims.iter().filter(|claim| claim.is_facility()).map(|claim| claim.to).max()?;
    let fits = |claim: &Draft<'_>| claim.lines.iter().any(|line| is_visit(line.procedure));
    let n = professional(dice, encounter, fits)?;
    let day = end.after(dice.random.between(2, 3));
    let line = encounter.claims[n].lines.iter_mut().rev().find(|line| is_visit(line.procedure))?;
    line.days = Some((day, day));
    Some(n)
}

fn admission(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !encounter.facility()?.is_stay() {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.admission.is_some())?;
    let claim = &mut encounter.claims[n];
    claim.admission = claim.admission.map(|(day, hour)| (day.after(1), hour));
    Some(n)
}
