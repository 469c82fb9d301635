//! Who did it, who allowed it, and who owes for it.

use super::super::draft::Draft;
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, is_shared, professional};

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "PR-OPSURG", also: &["PR-ATTREND", "DT-SURG"], change: surgeon },
    DiscrepancyKind { code: "PR-REFORD", also: &[], change: referring },
    DiscrepancyKind { code: "PR-ATTREND", also: &["DT-DAILY", "DT-INITEM"], change: attending },
    DiscrepancyKind { code: "AU-PA", also: &[], change: authorization },
    DiscrepancyKind { code: "AU-REF", also: &[], change: referral },
    DiscrepancyKind { code: "AC-CAUSE", also: &["DX-EXT"], change: accident },
    DiscrepancyKind { code: "IN-ASSIGN", also: &[], change: assignment },
];

/// Another one of the practice is said to have operated.
fn surgeon(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let operating = encounter.facility()?.operating?;
    let is_surgeon = |claim: &Draft<'_>| claim.rendering.is_some_and(|one| one.npi == operating.npi);
    let n = professional(dice, encounter, is_surgeon)?;
    let claim = &mut encounter.claims[n];
    claim.rendering = Some(claim.biller.someone_else(&mut dice.random, &operating));
    Some(n)
}

/// Another one is said to have ordered the test.
fn referring(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    // One who is named nowhere else: the facility's attending may order as well.
    encounter.facility()?.referring?;
    let n = professional(dice, encounter, |claim| {
        claim.referring.is_some() && claim.lines.iter().any(|line| is_shared(encounter, line))
    })?;
    let claim = &mut encounter.claims[n];
    let reader = claim.rendering?;
    claim.referring = Some(claim.biller.someone_else(&mut dice.random, &reader));
    Some(n)
}

/// The facility names another attending than the one who visits.
fn attending(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if !matches!(encounter.shape, Shape::Stay | Shape::SurgicalStay) {
        return None;
    }
    let [facility] = encounter.counting(true)[..] else { return None };
    let attending = encounter.claims[facility].attending?;
    let visits = |claim: &Draft<'_>| claim.rendering.is_some_and(|one| one.npi == attending.npi);
    let n = professional(dice, encounter, visits)?;
    let other = encounter.claims[n].biller.someone_else(&mut dice.random, &attending);
    encounter.claims[facility].attending = Some(other);
    Some(facility)
}

fn authorization(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    // Of claims for what was authorized: the test, the operation, the stay.
    let fits = |claim: &Draft<'_>| claim.authorization.is_some() && is_for_the_same(encounter, claim);
    let n = professional(dice, encounter, fits)?;
    let missing = dice.random.chance(50);
    let number = &mut encounter.claims[n].authorization;
    *number = number.filter(|_| !missing).map(|number| number + 7);
    Some(n)
}

/// Whether a claim bills what the facility bills: by the same procedure on the same day, or as its surgeon.
fn is_for_the_same(encounter: &Encounter<'_>, claim: &Draft<'_>) -> bool {
    let operating = encounter.facility().and_then(|facility| facility.operating);
    let operates = operating.is_some_and(|one| claim.rendering.is_some_and(|other| other.npi == one.npi));
    operates || claim.lines.iter().any(|line| is_shared(encounter, line))
}

/// The facility alone has a referral.
fn referral(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    professional(dice, encounter, |claim| claim.lines.iter().any(|line| is_shared(encounter, line)))?;
    if !matches!(encounter.shape, Shape::Imaging | Shape::Surgery) {
        return None;
    }
    encounter.claims[n].referral = Some(dice.random.between(100_000, 9_999_999));
    Some(n)
}

/// One side knows of no accident, or of another kind of it.
fn accident(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.accident.is_some())?;
    let missing = dice.random.chance(50);
    let accident = &mut encounter.claims[n].accident;
    if missing {
        *accident = None;
    } else if let Some(accident) = accident {
        accident.cause = if accident.cause == "EM" { "AA" } else { "EM" };
    }
    Some(n)
}

fn assignment(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |_| true)?;
    encounter.claims[n].assignment = ('C', 'N', 'Y');
    Some(n)
}
