//! Who the patient is.

use super::super::super::random::Random;
use super::super::draft::Draft;
use super::super::encounter::Encounter;
use super::super::noise;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, professional};

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind { code: "ID-MEMBER", also: &[], change: |dice, e| one(dice, e, noise::member_id) },
    DiscrepancyKind { code: "ID-NAME", also: &[], change: |dice, e| one(dice, e, noise::name) },
    DiscrepancyKind { code: "ID-DOB", also: &[], change: birth_date },
    DiscrepancyKind { code: "ID-SEX", also: &[], change: |dice, e| one(dice, e, noise::swap_sex) },
    DiscrepancyKind { code: "ID-REL", also: &["ID-MEMBER"], change: relationship },
    DiscrepancyKind { code: "ID-NEWBORN", also: &[], change: newborn },
];

fn one(
    dice: &mut Dice,
    encounter: &mut Encounter<'_>,
    change: fn(&mut Random, &mut Draft<'_>) -> bool,
) -> Option<usize> {
    let n = professional(dice, encounter, |_| true)?;
    change(&mut dice.random, &mut encounter.claims[n]).then_some(n)
}

fn birth_date(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape == Shape::Newborn {
        return None;
    }
    one(dice, encounter, noise::birth_date)
}

/// The practice bills the newborn's care as the mother's, who is insured.
fn newborn(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    if encounter.shape != Shape::Newborn {
        return None;
    }
    let n = professional(dice, encounter, |claim| claim.relationship.is_some())?;
    let claim = &mut encounter.claims[n];
    claim.identity.clone_from(&claim.insured);
    claim.relationship = None;
    Some(n)
}

/// The practice takes a dependent for the subscriber.
fn relationship(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.relationship.is_some())?;
    encounter.claims[n].relationship = None;
    Some(n)
}
