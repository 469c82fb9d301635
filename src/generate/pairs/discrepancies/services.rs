//! What was done: codes, units, sides of the body, and who of a team bills.

use super::super::draft::{Draft, Line};
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, is_shared, is_unmarked, professional, remove};

const OPERATION: &[&str] = &[
    "SV-HCPCS",
    "SV-UNITS",
    "SV-LAT",
    "SV-BILAT",
    "SV-ORNOSURG",
    "SV-SURGNOOR",
    "SV-ANES",
    "SV-ASSIST",
    "DT-SURG",
    "PT-MISSPC",
    "PT-MISSTC",
    "SV-RAD",
    "PT-SAMECHG",
];

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "SV-HCPCS", also: OPERATION, change: other_code },
    DiscrepancyKind { code: "SV-UNITS", also: &["SV-BILAT", "SV-PATH"], change: units },
    DiscrepancyKind { code: "SV-PATH", also: &["SV-UNITS"], change: specimens },
    DiscrepancyKind { code: "SV-LAT", also: &["DX-LAT", "SV-BILAT"], change: side },
    DiscrepancyKind { code: "SV-PCSCPT", also: &["DX-LAT", "SV-LAT"], change: side_of_a_stay },
    DiscrepancyKind { code: "SV-BILAT", also: &["SV-LAT", "SV-UNITS"], change: one_ear },
    DiscrepancyKind { code: "SV-DISC", also: &[], change: stopped },
    DiscrepancyKind { code: "SV-ASSIST", also: OPERATION, change: assistant },
    DiscrepancyKind { code: "SV-ORNOSURG", also: &["SV-HCPCS", "PR-ATTREND", "SV-ANES"], change: no_surgeon },
    DiscrepancyKind { code: "SV-SURGNOOR", also: &["SV-ANES", "SV-PATH", "SV-ORNOSURG"], change: no_room },
    DiscrepancyKind { code: "SV-ANES", also: &["SV-ANESDIR"], change: no_anesthesia },
    DiscrepancyKind { code: "SV-ANESDIR", also: &[], change: nurse_alone },
    DiscrepancyKind {
        code: "SV-EDPAIR",
        also: &["PT-MISSPC", "SV-CARD", "PR-ATTREND", "PS-ED"],
        change: no_physician,
    },
    DiscrepancyKind { code: "SV-EDLVL", also: &[], change: level },
    DiscrepancyKind { code: "SV-OBS", also: &["PR-ATTREND"], change: no_observation },
    DiscrepancyKind { code: "SV-CRIT", also: &["DT-DAILY"], change: critical_care },
    DiscrepancyKind { code: "SV-LAB", also: &[], change: laboratory },
    DiscrepancyKind { code: "SV-DEVICE", also: &["SV-ORNOSURG"], change: device },
    DiscrepancyKind { code: "SV-DRUG", also: &["SV-UNITS", "PT-SAMECHG", "SV-NDC"], change: drug },
];

/// Procedures for nearly the same.
const SIBLINGS: &[(&str, &str)] =
    &[("47562", "47563"), ("29881", "29880"), ("66984", "66982"), ("49505", "49507"), ("45385", "45384")];

fn is_operation(line: &Line) -> bool {
    SIBLINGS.iter().any(|(code, _)| *code == line.procedure)
}

fn surgeon(dice: &mut Dice, encounter: &Encounter<'_>, fits: impl Fn(&Line) -> bool) -> Option<usize> {
    professional(dice, encounter, |claim| {
        claim.lines.iter().any(|line| fits(line) && is_shared(encounter, line))
    })
}

fn other_code(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, is_operation)?;
    let line = encounter.claims[n].lines.iter_mut().find(|line| is_operation(line))?;
    line.procedure = SIBLINGS.iter().find(|(code, _)| *code == line.procedure)?.1;
    Some(n)
}

fn units(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let is_image = |line: &Line| line.procedure.starts_with('7') && line.has("26") && !has_side(line);
    let n = surgeon(dice, encounter, |line| is_image(line) || line.procedure == "47562")?;
    let line = encounter.claims[n].lines.iter_mut().find(|line| line.unit == "UN")?;
    (line.quantity, line.charge) = (2, line.charge * 2);
    Some(n)
}

fn specimens(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, |line| line.procedure.starts_with("883"))?;
    let line = encounter.claims[n].lines.first_mut()?;
    line.charge = line.charge / line.quantity * (line.quantity + 1);
    line.quantity += 1;
    Some(n)
}

/// Right for left.
fn turn(line: &mut Line) {
    for modifier in &mut line.modifiers {
        *modifier = match *modifier {
            "RT" => "LT",
            "LT" => "RT",
            other => other,
        };
    }
}

fn has_side(line: &Line) -> bool {
    line.has("RT") || line.has("LT")
}

fn side(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, has_side)?;
    encounter.claims[n].lines.iter_mut().for_each(turn);
    Some(n)
}

fn side_of_a_stay(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::SurgicalStay {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(has_side))?;
    encounter.claims[n].lines.iter_mut().for_each(turn);
    Some(n)
}

fn one_ear(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, |line| line.has("50"))?;
    for modifier in encounter.claims[n].lines.iter_mut().flat_map(|line| &mut line.modifiers) {
        if *modifier == "50" {
            *modifier = "RT";
        }
    }
    Some(n)
}

/// The facility says that the operation was stopped after anaesthesia had begun.
fn stopped(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, is_operation)?;
    let [facility] = encounter.counting(true)[..] else { return None };
    let procedure = encounter.claims[n].lines[0].procedure;
    let line = encounter.claims[facility].lines.iter_mut().find(|line| line.procedure == procedure)?;
    line.modifiers.push("74");
    Some(facility)
}

/// The one who operated bills as an assistant.
fn assistant(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = surgeon(dice, encounter, is_operation)?;
    encounter.claims[n].lines.first_mut()?.modifiers.push("80");
    Some(n)
}

fn no_surgeon(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Surgery | Shape::SurgeryCentre) {
        return None;
    }
    let n = surgeon(dice, encounter, |line| !line.procedure.starts_with("88"))?;
    remove(encounter, &[n])
}

/// The facility bills neither the operating room nor the operation.
fn no_room(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Surgery {
        return None;
    }
    let left = |line: &Line| matches!(line.revenue, "0250" | "0272" | "0312");
    encounter.claims[n].lines.retain(left);
    Some(n)
}

fn is_anesthesia(claim: &Draft<'_>) -> bool {
    claim.lines.iter().all(|line| line.unit == "MJ")
}

fn no_anesthesia(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    // A surgery centre's fee does not say that somebody was anaesthetised.
    if !matches!(encounter.shape, Shape::Surgery | Shape::SurgicalStay) {
        return None;
    }
    let all: Vec<usize> =
        encounter.counting(false).into_iter().filter(|&n| is_anesthesia(&encounter.claims[n])).collect();
    remove(encounter, &all)
}

/// A nurse who was directed, and nobody who directed.
fn nurse_alone(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let alone = |claim: &Draft<'_>| is_anesthesia(claim) && claim.lines.iter().any(|line| line.has("AA"));
    let n = professional(dice, encounter, alone)?;
    encounter.claims[n].lines.first_mut()?.modifiers[0] = "QX";
    Some(n)
}

fn is_emergency_visit(line: &Line) -> bool {
    matches!(line.procedure, "99283" | "99284" | "99285")
}

fn no_physician(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Emergency || encounter.counting(false).len() < 2 {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(is_emergency_visit))?;
    remove(encounter, &[n])
}

/// Levels of one visit that lie two apart.
fn level(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let facility = encounter.facility()?.lines.iter().find(|line| is_emergency_visit(line))?.procedure;
    let far = match facility {
        "99283" => "99285",
        "99285" => "99283",
        _ => return None,
    };
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(is_emergency_visit))?;
    encounter.claims[n].lines.iter_mut().find(|line| is_emergency_visit(line))?.procedure = far;
    Some(n)
}

fn no_observation(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Observation {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.place == "22")?;
    remove(encounter, &[n])
}

/// Critical care on a ward.
fn critical_care(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let facility = encounter.facility()?;
    if !facility.is_stay() || facility.lines.iter().any(|line| line.revenue == "0450") {
        return None;
    }
    let is_daily = |line: &Line| matches!(line.procedure, "99232" | "99233");
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(is_daily))?;
    encounter.claims[n].lines.iter_mut().find(|line| is_daily(line))?.procedure = "99291";
    Some(n)
}

/// A test of the hospital's laboratory on the physician's claim.
fn laboratory(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let test = encounter.facility()?.lines.iter().find(|line| line.procedure == "80053").cloned()?;
    let n = professional(dice, encounter, |claim| claim.place != "11")?;
    let charge = test.charge / 3 + 57;
    encounter.claims[n].lines.push(Line { revenue: "", modifiers: Vec::new(), charge, ..test });
    Some(n)
}

/// The hospital's drug on the physician's claim.
fn drug(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !is_unmarked(encounter) {
        return None;
    }
    let drug = encounter.facility()?.lines.iter().find(|line| line.procedure.starts_with('J')).cloned()?;
    let n = professional(dice, encounter, |_| true)?;
    let charge = drug.charge / 2 + 113;
    encounter.claims[n].lines.push(Line { revenue: "", charge, ..drug });
    Some(n)
}

/// An implant without an operation.
fn device(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Imaging || !encounter.claims[n].lines[0].procedure.starts_with('7') {
        return None;
    }
    let implant = Line { revenue: "0278", ..Line::new("C1713", 418_000, encounter.claims[n].from) };
    encounter.claims[n].lines.push(implant);
    Some(n)
}
