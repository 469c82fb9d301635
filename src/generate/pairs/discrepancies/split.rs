//! Who bills which part of a test.

use super::super::draft::{Draft, Line};
use super::super::encounter::Encounter;
use super::{Dice, Kind, is_shared, professional};

pub(super) const KINDS: &[Kind] = &[Kind {
    code: "PT-GLOBAL",
    also: &["PT-MISSPC", "PT-SAMECHG", "SV-RAD", "SV-CARD"],
    change: whole_test,
}];

/// Images and tests of the heart, which the facility bills by the same procedure.
fn whole_test(dice: &mut Dice, encounter: &mut Encounter<'_>) -> Option<usize> {
    let is_test = |line: &Line| line.procedure.starts_with(['7', '9']) && is_shared(encounter, line);
    let fits = |claim: &Draft<'_>| claim.lines.iter().any(|line| line.has("26") && is_test(line));
    let n = professional(dice, encounter, fits)?;
    for line in &mut encounter.claims[n].lines {
        line.modifiers.retain(|modifier| *modifier != "26");
    }
    Some(n)
}
