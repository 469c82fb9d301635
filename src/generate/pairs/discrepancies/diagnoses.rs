//! What it was for.

use super::super::draft::Draft;
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, is_shared, professional};

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind {
        code: "DX-COHER",
        also: &["DX-PTR", "DX-EXT", "DX-LAT", "DX-ADMIT"],
        change: unrelated,
    },
    DiscrepancyKind { code: "DX-PTR", also: &["DX-LAT"], change: pointer },
    DiscrepancyKind { code: "DX-LAT", also: &["SV-LAT", "DX-PTR", "SV-PCSCPT"], change: side },
];

/// Diagnoses of the right side with those of the left one.
const SIDES: &[(&str, &str)] = &[
    ("S52521A", "S52522A"),
    ("S93401A", "S93402A"),
    ("L03115", "L03116"),
    ("M25561", "M25562"),
    ("M23221", "M23222"),
    ("H2511", "H2512"),
    ("G5601", "G5602"),
    ("M1711", "M1712"),
    ("M1611", "M1612"),
];

fn other_side(code: &str) -> Option<&'static str> {
    SIDES.iter().find_map(|(right, left)| match code {
        code if code == *right => Some(*left),
        code if code == *left => Some(*right),
        _ => None,
    })
}

/// A nail's fungus, on a claim for an operation or a visit of a stay.
fn unrelated(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Surgery | Shape::Stay | Shape::SurgicalStay | Shape::SurgeryCentre) {
        return None;
    }
    let reads =
        |claim: &Draft<'_>| claim.lines.iter().any(|line| line.has("26") || line.procedure == "93010");
    let n = professional(dice, encounter, |claim| !reads(claim))?;
    encounter.claims[n].diagnoses = vec!["B351"];
    Some(n)
}

fn side(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| {
        claim.diagnoses.iter().any(|code| other_side(code).is_some())
            && (encounter.shape == Shape::SurgicalStay
                || claim.lines.iter().any(|line| is_shared(encounter, line)))
    })?;
    for code in &mut encounter.claims[n].diagnoses {
        *code = other_side(code).unwrap_or(code);
    }
    Some(n)
}

/// An operation's line points to a diagnosis that the facility does not have.
fn pointer(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Surgery | Shape::SurgeryCentre) {
        return None;
    }
    let operates =
        |claim: &Draft<'_>| claim.lines.iter().any(|line| is_shared(encounter, line) && !line.has("26"));
    let n = professional(dice, encounter, operates)?;
    encounter.claims[n].diagnoses.insert(0, "B351");
    encounter.claims[n].first_alone = true;
    Some(n)
}
