//! Who bills which part of a test.

use super::super::draft::{Draft, Line};
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, is_shared, is_unmarked, professional, remove, twins};

/// Other words for one and the same.
const PART: &[&str] = &["PT-GLOBAL", "PT-MISSPC", "PT-MISSTC", "PT-SAMECHG", "SV-RAD", "SV-CARD", "CH-RATIO"];

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "PT-GLOBAL", also: PART, change: whole_test },
    DiscrepancyKind { code: "PT-TCBOTH", also: PART, change: technical_part },
    DiscrepancyKind { code: "PT-34FAC", also: PART, change: whole_ecg },
    DiscrepancyKind { code: "PT-5INC", also: &["SV-DRUG", "SV-UNITS", "PT-SAMECHG"], change: incident_to },
    DiscrepancyKind { code: "PT-8SMEAR", also: &["SV-LAB"], change: smear },
    DiscrepancyKind { code: "PT-MISSPC", also: PART, change: not_read },
    DiscrepancyKind { code: "PT-MISSTC", also: PART, change: not_billed },
    DiscrepancyKind { code: "PT-SAMECHG", also: &[], change: one_charge },
    DiscrepancyKind { code: "CH-RATIO", also: &[], change: cheap_test },
    DiscrepancyKind { code: "PT-DUPREAD", also: &["SV-UNITS"], change: read_twice },
];

/// A claim with readings of images or of tests of the heart that the facility bills by the same procedure.
fn reader(dice: &mut Dice, encounter: &Encounter<'_>) -> Option<usize> {
    let is_test = |line: &Line| line.procedure.starts_with(['7', '9']) && is_shared(encounter, line);
    professional(dice, encounter, |claim| claim.lines.iter().any(|line| line.has("26") && is_test(line)))
}

fn whole_test(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = reader(dice, encounter)?;
    for line in &mut encounter.claims[n].lines {
        line.modifiers.retain(|modifier| *modifier != "26");
    }
    Some(n)
}

fn technical_part(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = reader(dice, encounter)?;
    for modifier in encounter.claims[n].lines.iter_mut().flat_map(|line| &mut line.modifiers) {
        if *modifier == "26" {
            *modifier = "TC";
        }
    }
    Some(n)
}

/// The procedure for tracing and reading, where the tracing is the facility's.
fn whole_ecg(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.facility()?.is_stay() {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(|line| line.procedure == "93010"))?;
    let line = encounter.claims[n].lines.iter_mut().find(|line| line.procedure == "93010")?;
    line.procedure = "93000";
    Some(n)
}

/// The infusion, which the hospital's nurses gave.
fn incident_to(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Infusion {
        return None;
    }
    let infusion =
        encounter.facility()?.lines.iter().find(|line| line.procedure.starts_with("96")).cloned()?;
    let n = professional(dice, encounter, |_| true)?;
    let line = Line { revenue: "", charge: infusion.charge / 3 + 101, ..infusion };
    encounter.claims[n].lines.push(line);
    Some(n)
}

/// The reading of a smear of an outpatient.
fn smear(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Surgery {
        return None;
    }
    let n = professional(dice, encounter, |claim| {
        claim.lines.iter().any(|line| line.procedure.starts_with("883"))
    })?;
    let day = encounter.claims[n].lines[0].days?.0;
    encounter.claims[n].lines.push(Line::new("85060", 7_400, day));
    Some(n)
}

/// Nobody bills the reading of an image of an emergency visit.
fn not_read(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Emergency | Shape::Observation) {
        return None;
    }
    let n = reader(dice, encounter)?;
    remove(encounter, &[n])
}

/// The facility does not bill the image that was read.
fn not_billed(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Emergency | Shape::Observation) || !is_unmarked(encounter) {
        return None;
    }
    let n = reader(dice, encounter)?;
    let procedure = encounter.claims[n].lines[0].procedure;
    let [facility] = encounter.counting(true)[..] else { return None };
    encounter.claims[facility].lines.retain(|line| line.procedure != procedure);
    Some(facility)
}

/// The emergency physician and the radiologist both bill the reading.
fn read_twice(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Emergency {
        return None;
    }
    let n = reader(dice, encounter)?;
    let mut reading = encounter.claims[n].lines[0].clone();
    twins(encounter.facility()?, &reading).next()?;
    reading.charge = reading.charge * 4 / 5;
    let visit = |claim: &Draft<'_>| claim.lines.iter().any(|line| line.procedure.starts_with("9928"));
    let physician = professional(dice, encounter, visit)?;
    encounter.claims[physician].lines.push(reading);
    Some(physician)
}

/// The surgeon's charge is the facility's.
fn one_charge(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let is_operation = |line: &Line| {
        !line.has("26") && line.procedure.starts_with(['2', '4', '6']) && is_shared(encounter, line)
    };
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(is_operation))?;
    let charge = twins(encounter.facility()?, encounter.claims[n].lines.first()?).next()?.charge;
    encounter.claims[n].lines.first_mut()?.charge = charge;
    Some(n)
}

/// The test costs less than its reading.
fn cheap_test(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [facility] = encounter.counting(true)[..] else { return None };
    // With another charge its copy for the next payer would be none.
    if !is_unmarked(encounter) {
        return None;
    }
    let n = reader(dice, encounter)?;
    let reading = encounter.claims[n].lines.first()?.clone();
    let line =
        encounter.claims[facility].lines.iter_mut().find(|line| line.procedure == reading.procedure)?;
    line.charge = reading.charge / 3;
    Some(facility)
}
