//! Who pays.

use super::super::draft::OtherPayer;
use super::super::encounter::Encounter;
use super::super::people::Plan;
use super::{Dice, DiscrepancyKind, professional};

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind {
        code: "CV-PAYER",
        also: &["CV-GROUP", "CV-OTHER", "ID-MEMBER", "ID-REL", "AU-PA"],
        change: payer,
    },
    DiscrepancyKind { code: "CV-GROUP", also: &[], change: group },
    DiscrepancyKind {
        code: "CV-COB",
        also: &["CV-PAYER", "CV-GROUP", "CV-OTHER", "ID-MEMBER"],
        change: order,
    },
    DiscrepancyKind { code: "CV-OTHER", also: &["CV-PAYER", "CV-COB"], change: other_payer },
];

/// One side bills a plan that the patient no longer has.
fn payer(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.other.is_none())?;
    let old = encounter.claims[n].plan.payer;
    encounter.claims[n].plan = Plan::new(&mut dice.random, &[old]);
    Some(n)
}

fn group(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.plan.group.is_some())?;
    let group = &mut encounter.claims[n].plan.group;
    *group = group.map(|number| number + dice.random.between(1, 400));
    Some(n)
}

/// The payer that comes second is billed as the first one.
fn order(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.other.is_some())?;
    let claim = &mut encounter.claims[n];
    if let Some(other) = &mut claim.other {
        std::mem::swap(&mut other.plan, &mut claim.plan);
    }
    Some(n)
}

/// The facility knows that somebody else pays before, the practice does not.
fn other_payer(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    let claim = &mut encounter.claims[n];
    if claim.other.is_some() || claim.frequency != '1' {
        return None;
    }
    let plan = Plan::new(&mut dice.random, &[claim.plan.payer]);
    let (paid, decided) = (Some(claim.charge() / 2), claim.to.after(9));
    claim.order = 'S';
    claim.other = Some(OtherPayer { plan, order: 'P', paid, decided });
    Some(n)
}
