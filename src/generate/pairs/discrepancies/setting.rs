//! Where it was.

use super::super::draft::{Draft, Line};
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, is_shared, is_unmarked, professional};

/// Other words for a wrong place.
const PLACE: &[&str] = &[
    "PS-TOB",
    "PS-OFFICE",
    "PS-IPSTATUS",
    "PS-OBSIP",
    "PS-ED",
    "PS-ASC",
    "PS-PBD",
    "PS-CLINIC",
    "PS-LOC",
    "SV-EDPAIR",
    "PT-MISSTC",
    "DT-ADMIT",
];

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "PS-TOB", also: PLACE, change: type_of_bill },
    DiscrepancyKind { code: "PS-OFFICE", also: PLACE, change: office },
    DiscrepancyKind { code: "PS-IPSTATUS", also: PLACE, change: inpatient },
    DiscrepancyKind { code: "PS-OBSIP", also: PLACE, change: observation },
    DiscrepancyKind { code: "PS-ED", also: PLACE, change: emergency },
    DiscrepancyKind { code: "PS-ASC", also: PLACE, change: surgery_centre },
    DiscrepancyKind { code: "PS-PBD", also: PLACE, change: off_campus },
    DiscrepancyKind { code: "PS-LOC", also: &[], change: location },
    DiscrepancyKind { code: "PS-CLINIC", also: &["SV-LAB", "PR-ATTREND"], change: clinic },
    DiscrepancyKind { code: "PS-TELE", also: &[], change: originating_site },
    DiscrepancyKind { code: "PS-UC", also: &["PS-ED", "SV-EDPAIR"], change: urgent_care },
    DiscrepancyKind { code: "PS-CAH2", also: &["PS-UBPRO"], change: critical_access },
    DiscrepancyKind { code: "PS-UBPRO", also: &[], change: professional_fee },
];

fn is_hospital_stay(encounter: &Encounter<'_>) -> bool {
    matches!(encounter.shape, Shape::Stay | Shape::SurgicalStay)
}

/// Gives a claim another place. Who is said to be an inpatient has a day of admission.
fn place(claim: &mut Draft<'_>, place: &'static str) {
    claim.place = place;
    if place == "21" {
        claim.admission = Some((claim.from, 0));
    }
}

/// An outpatient is said to have been admitted, an inpatient to have been in a surgery centre.
fn type_of_bill(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let outpatient = matches!(encounter.shape, Shape::Imaging | Shape::Clinic | Shape::Infusion);
    if !outpatient && !is_hospital_stay(encounter) {
        return None;
    }
    // A reading on a later day has its own place.
    let end = encounter.facility()?.to;
    let n = professional(dice, encounter, |claim| claim.served().1 <= end)?;
    place(&mut encounter.claims[n], if outpatient { "21" } else { "24" });
    Some(n)
}

/// The practice's own place is where the hospital's belongs.
fn office(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.facility()?.is_stay() || encounter.shape == Shape::SurgeryCentre {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(|line| is_shared(encounter, line)))?;
    encounter.claims[n].place = "11";
    Some(n)
}

/// Visits of a stay, between its first and its last day, as if to an outpatient.
fn inpatient(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !is_hospital_stay(encounter) {
        return None;
    }
    let (from, to) = (encounter.facility()?.from, encounter.facility()?.to);
    let inside = |line: &Line| line.days.is_some_and(|(day, _)| from < day && day < to);
    let n = professional(dice, encounter, |claim| claim.place == "21" && claim.lines.iter().any(inside))?;
    encounter.claims[n].place = "22";
    Some(n)
}

fn observation(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Observation {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.place == "22")?;
    place(&mut encounter.claims[n], "21");
    Some(n)
}

/// An emergency visit somewhere else in the hospital, or a clinic's visit in the emergency department.
fn emergency(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let is_emergency = |line: &Line| matches!(line.procedure, "99283" | "99284" | "99285");
    match encounter.shape {
        Shape::Emergency => {
            let n = professional(dice, encounter, |claim| claim.lines.iter().any(is_emergency))?;
            encounter.claims[n].place = "22";
            Some(n)
        }
        Shape::Imaging | Shape::Infusion => {
            let n = professional(dice, encounter, |_| true)?;
            encounter.claims[n].place = "23";
            Some(n)
        }
        _ => None,
    }
}

fn surgery_centre(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let wrong = match encounter.shape {
        Shape::SurgeryCentre => "22",
        Shape::Surgery => "24",
        _ => return None,
    };
    let n = professional(dice, encounter, |_| true)?;
    encounter.claims[n].place = wrong;
    Some(n)
}

/// A department away from the hospital, said to be on its campus.
fn off_campus(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.place == "19")?;
    encounter.claims[n].place = "22";
    Some(n)
}

/// The practice's own office, in another town, stands for the place where the service was given.
fn location(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let elsewhere = |claim: &Draft<'_>| {
        claim.site.is_some_and(|site| site.address.place.2 != claim.biller.address.place.2)
    };
    let n = professional(dice, encounter, elsewhere)?;
    let claim = &mut encounter.claims[n];
    claim.site = Some(claim.biller);
    Some(n)
}

/// The facility forgot the clinic's visit.
fn clinic(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    // A claim that replaces another one or has copies would not be known for it without the line.
    if encounter.shape != Shape::Clinic || encounter.claims[n].lines.len() < 2 || !is_unmarked(encounter) {
        return None;
    }
    let lines = &mut encounter.claims[n].lines;
    lines.retain(|line| line.procedure != "G0463");
    Some(n)
}

/// The emergency visit's fee is on the facility's claim and on the physician's.
fn fee_on_both(encounter: &mut Encounter<'_>, place: &str) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Emergency || encounter.claims[n].place != place || !is_unmarked(encounter) {
        return None;
    }
    let visit =
        |claim: &Draft<'_>| claim.lines.iter().find(|line| line.procedure.starts_with("9928")).cloned();
    let physician = encounter.counting(false).into_iter().find_map(|n| visit(&encounter.claims[n]))?;
    encounter.claims[n].lines.push(Line { revenue: "0981", ..physician });
    Some(n)
}

fn critical_access(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    fee_on_both(encounter, "85")
}

fn professional_fee(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    fee_on_both(encounter, "13")
}

/// The fee of a site where the patient sat before a camera, and nobody at the other end.
fn originating_site(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Imaging {
        return None;
    }
    let fee = Line { revenue: "0780", ..Line::new("Q3014", 2_900, encounter.claims[n].from) };
    encounter.claims[n].lines.push(fee);
    Some(n)
}

/// Urgent care at the facility, the emergency department on the physician's claim.
fn urgent_care(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Emergency {
        return None;
    }
    encounter.claims[n].lines.iter_mut().find(|line| line.revenue == "0450")?.revenue = "0456";
    Some(n)
}
