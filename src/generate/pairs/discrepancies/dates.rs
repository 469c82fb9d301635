//! When it was.

use super::super::draft::{Draft, Line};
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, professional};

/// What a visit on another day can bring with it.
const MOVED: &[&str] = &[
    "DT-DAILY",
    "DT-DISCHEM",
    "DT-INITEM",
    "DT-YEAR",
    "SV-EDPAIR",
    "SV-OBS",
    "PS-CLINIC",
    "PT-MISSTC",
    "PT-MISSPC",
    "PS-ED",
];

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "DT-OUTSIDE", also: MOVED, change: outside },
    DiscrepancyKind { code: "DT-ADMIT", also: &[], change: admission },
    DiscrepancyKind { code: "DT-DISCH", also: &[], change: discharge },
    DiscrepancyKind { code: "DT-INITEM", also: &["DT-DAILY"], change: second_initial_visit },
    DiscrepancyKind { code: "DT-DAILY", also: &[], change: day_without_visit },
    DiscrepancyKind { code: "DT-SURG", also: &["SV-ORNOSURG", "SV-SURGNOOR", "SV-ANES"], change: surgery },
    DiscrepancyKind { code: "DT-PCTC", also: &["DT-OUTSIDE", "PT-MISSPC", "PT-MISSTC"], change: read_before },
    DiscrepancyKind {
        code: "DT-DEATH",
        also: &["DT-OUTSIDE", "DT-DAILY", "DT-DISCHEM", "DT-DISCH"],
        change: after_death,
    },
];

/// Visits, by their procedure: office and hospital visits, but not the day of leaving.
fn is_visit(procedure: &str) -> bool {
    procedure.starts_with("99") && !matches!(procedure, "99238" | "99239")
}

fn is_last(line: &Line) -> bool {
    matches!(line.procedure, "99238" | "99239")
}

/// Visits of the days between the first and the last one.
fn is_daily(line: &Line) -> bool {
    matches!(line.procedure, "99232" | "99233")
}

/// A claim with the visits of a whole stay.
fn visits_of_a_stay(dice: &mut Dice, encounter: &Encounter<'_>, at_least: usize) -> Option<usize> {
    if !encounter.facility()?.is_stay() || encounter.shape == Shape::Interim {
        return None;
    }
    professional(dice, encounter, |claim| {
        claim.lines.iter().filter(|line| is_daily(line)).count() >= at_least
            && claim.lines.iter().any(is_last)
    })
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

fn discharge(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !encounter.facility()?.is_stay() {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.discharge.is_some())?;
    let claim = &mut encounter.claims[n];
    claim.discharge = claim.discharge.map(|day| day.after(1));
    Some(n)
}

/// A visit of the third day or later as if it were the first one.
fn second_initial_visit(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = visits_of_a_stay(dice, encounter, 2)?;
    let line = encounter.claims[n].lines.iter_mut().rfind(|line| is_daily(line))?;
    line.procedure = "99223";
    Some(n)
}

fn day_without_visit(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = visits_of_a_stay(dice, encounter, 1)?;
    let lines = &mut encounter.claims[n].lines;
    let at = lines.iter().position(is_daily)?;
    lines.remove(at);
    Some(n)
}

/// The surgeon's operation is dated a day later than the facility's.
fn surgery(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::SurgicalStay {
        return None;
    }
    let operating = encounter.facility()?.operating.map(|clinician| clinician.npi)?;
    let n = professional(dice, encounter, |claim| claim.rendering.is_some_and(|one| one.npi == operating))?;
    for line in &mut encounter.claims[n].lines {
        line.days = line.days.map(|(from, to)| (from.after(1), to.after(1)));
    }
    Some(n)
}

/// A reading that is dated before the test.
fn read_before(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Imaging | Shape::Emergency) || encounter.counting(true).len() != 1 {
        return None;
    }
    let reads = |claim: &Draft<'_>| {
        claim.lines.iter().all(|line| line.has("26") && super::is_shared(encounter, line))
    };
    let n = professional(dice, encounter, reads)?;
    for line in &mut encounter.claims[n].lines {
        line.days = line.days.map(|(from, to)| (from.before(1), to.before(1)));
    }
    Some(n)
}

/// The patient died, and is visited afterwards.
fn after_death(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Stay | Shape::SurgicalStay) {
        return None;
    }
    let n = visits_of_a_stay(dice, encounter, 1)?;
    let end = encounter.facility()?.to.after(1);
    for facility in encounter.counting(true) {
        encounter.claims[facility].status = "20";
    }
    let line = encounter.claims[n].lines.iter_mut().rfind(|line| is_daily(line))?;
    line.days = Some((end, end));
    Some(n)
}
