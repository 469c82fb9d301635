//! What became of the claims: voided on one side only, billed twice.

use super::super::draft::{Draft, Fate, Line};
use super::super::encounter::Encounter;
use super::super::shapes::Shape;
use super::{Dice, DiscrepancyKind, professional};

pub(super) const KINDS: &[DiscrepancyKind] = &[
    DiscrepancyKind {
        code: "LC-VOID",
        also: &[
            "LC-LAG",
            "PT-MISSPC",
            "PT-MISSTC",
            "SV-EDPAIR",
            "SV-ORNOSURG",
            "SV-SURGNOOR",
            "SV-ANES",
            "SV-OBS",
            "PS-CLINIC",
            "LC-CAPT",
        ],
        change: void,
    },
    DiscrepancyKind { code: "LC-DUPP", also: &["PT-DUPREAD", "DT-INITEM"], change: professional_twice },
    DiscrepancyKind { code: "LC-INTERIM", also: &["DT-OUTSIDE", "DT-DAILY"], change: gap },
    DiscrepancyKind { code: "LC-LATE", also: &["PT-MISSTC"], change: late },
    DiscrepancyKind {
        code: "LC-REPL",
        also: &["DT-OUTSIDE", "DT-INITEM", "SV-OBS", "SV-UNITS", "PT-MISSPC"],
        change: replaced,
    },
    DiscrepancyKind { code: "LC-DUPI", also: &["PS-WINDOW-OP"], change: facility_twice },
];

/// Adds a copy of a claim; gives its position.
fn again(dice: &mut Dice, encounter: &mut Encounter<'_>, n: usize, fate: Fate) -> usize {
    let mut copy = encounter.claims[n].clone();
    copy.number = dice.numbers.next(copy.form);
    copy.fate = fate;
    encounter.claims.push(copy);
    encounter.claims.len() - 1
}

/// One side takes its claim back, the other one does not.
fn void(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    // A side that has other claims is not taken back as a whole.
    let sides: Vec<usize> = [true, false]
        .into_iter()
        .filter_map(|facility| match encounter.counting(facility)[..] {
            [only] => Some(only),
            _ => None,
        })
        .collect();
    if sides.is_empty() {
        return None;
    }
    let n = dice.random.pick(&sides);
    if encounter.claims[n].frequency != '1' {
        return None;
    }
    let void = again(dice, encounter, n, Fate::Void);
    let number = encounter.claims[n].number.clone();
    let claim = &mut encounter.claims[void];
    // Most systems keep the number of a claim that they take back.
    if dice.random.chance(60) {
        claim.number = number;
    }
    claim.frequency = '8';
    claim.original = Some(dice.random.between(1_000_000_000_000, 9_999_999_999_999));
    encounter.claims[n].fate = Fate::Voided;
    Some(void)
}

fn professional_twice(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = professional(dice, encounter, |claim| claim.frequency == '1')?;
    Some(again(dice, encounter, n, Fate::Duplicate))
}

fn facility_twice(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let fits = |claim: &Draft<'_>| claim.is_institutional() && claim.frequency == '1';
    let n = encounter.counting(true).into_iter().find(|&n| fits(&encounter.claims[n]))?;
    Some(again(dice, encounter, n, Fate::Duplicate))
}

/// The second of three bills of a stay ends before the third one begins.
fn gap(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let n = encounter.claims.iter().position(|claim| claim.is_institutional() && claim.frequency == '3')?;
    encounter.claims[n].to = encounter.claims[n].to.before(3);
    Some(n)
}

/// An image that a physician has read comes on a late bill.
fn late(_: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Emergency || encounter.claims[n].frequency != '1' {
        return None;
    }
    let read = |image: &Line| {
        let mut claims = encounter.claims.iter().filter(|claim| !claim.is_facility());
        let same = |line: &Line| line.procedure == image.procedure && line.days == image.days;
        image.procedure.starts_with('7') && claims.any(|claim| claim.lines.iter().any(same))
    };
    let at = encounter.claims[n].lines.iter().position(read)?;
    let mut bill = encounter.claims[n].clone();
    bill.frequency = '5';
    bill.lines = vec![encounter.claims[n].lines.remove(at)];
    encounter.claims.push(bill);
    Some(n)
}

/// The facility takes a day back by a replacement, and the physician goes on billing it. A change from inpatient to outpatient
/// is no replacement: once billed, the stay is cancelled (118) and billed anew, and condition code 44 is for changes before the
/// bill (CMS Pub. 100-04 chapter 1 section 50.3).
fn replaced(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let [n] = encounter.counting(true)[..] else { return None };
    if encounter.shape != Shape::Observation || encounter.claims[n].frequency != '1' {
        return None;
    }
    let physician = professional(dice, encounter, |claim| claim.place == "22")?;
    let mut old = encounter.claims[n].clone();
    let day = old.from.before(1);
    (old.from, old.fate) = (day, Fate::Replaced);
    let replacement = &mut encounter.claims[n];
    replacement.frequency = '7';
    replacement.original = Some(dice.random.between(1_000_000_000_000, 9_999_999_999_999));
    encounter.claims[physician].lines.first_mut()?.days = Some((day, day));
    encounter.claims.push(old);
    Some(physician)
}
