//! Where it was.

use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, Kind, is_shared, professional};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        code: "PS-TOB",
        also: &["PS-ED", "PS-IPSTATUS", "PS-OBSIP", "PS-CLINIC", "PS-LOC", "PS-PBD"],
        change: type_of_bill,
    },
    Kind { code: "PS-OFFICE", also: &["PS-TOB", "PS-ED", "PS-ASC", "PS-LOC", "PT-MISSTC"], change: office },
];

/// An outpatient is said to have been admitted, an inpatient to have been in a surgery centre.
fn type_of_bill(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(
        encounter.shape,
        Shape::Imaging | Shape::Clinic | Shape::Infusion | Shape::Stay | Shape::SurgicalStay
    ) {
        return None;
    }
    let n = professional(dice, encounter, |_| true)?;
    let claim = &mut encounter.claims[n];
    claim.place = if encounter.shape == Shape::Stay || encounter.shape == Shape::SurgicalStay {
        "24"
    } else {
        // An inpatient has a day of admission.
        claim.admission = Some((claim.from, 0));
        "21"
    };
    Some(n)
}

/// The practice's own place stands where the hospital's belongs.
fn office(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.facility()?.is_stay() {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.lines.iter().any(|line| is_shared(encounter, line)))?;
    encounter.claims[n].place = "11";
    Some(n)
}
