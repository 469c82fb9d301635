//! Errors that a rule has to find, one of them an encounter.

mod agreements;
mod coverage;
mod dates;
mod diagnoses;
mod identity;
mod life_cycle;
mod services;
mod setting;
mod split;

use super::super::random::Random;
use super::draft::{Draft, Fate, Line};
use super::encounter::{Discrepancy, Encounter, Numbers};

/// One kind of error.
pub(super) struct DiscrepancyKind {
    /// The rule that finds it.
    code: &'static str,
    /// Rules that may rightly find it as well.
    also: &'static [&'static str],
    /// Changes a claim and gives its position; changes nothing and gives none where the encounter does not fit.
    change: Change,
}

type Change = fn(&mut Dice, &mut Encounter<'_>) -> Option<usize>;

/// Chance and numbers of claims that are added. They are not those of the encounters, so that all else stays the same
/// whatever is put in.
#[derive(Debug)]
pub(super) struct Dice {
    random: Random,
    numbers: Numbers,
}

/// All kinds, a family after the other.
fn kinds() -> impl Iterator<Item = &'static DiscrepancyKind> {
    [
        identity::KINDS,
        coverage::KINDS,
        life_cycle::KINDS,
        dates::KINDS,
        setting::KINDS,
        split::KINDS,
        services::KINDS,
        diagnoses::KINDS,
        agreements::KINDS,
    ]
    .into_iter()
    .flatten()
}

/// Puts errors in, each kind as often as the others as far as encounters allow it.
#[derive(Debug)]
pub(super) struct Injector {
    /// In millionths.
    rate: u64,
    dice: Dice,
    /// How often each kind has been put in.
    done: Vec<u64>,
}

impl Injector {
    pub(super) fn new(rate: u64, seed: u64) -> Self {
        // Any other stream than that of the encounters.
        let dice = Dice { random: Random::new(!seed), numbers: Numbers::of_added_claims() };
        Self { rate, dice, done: vec![0; kinds().count()] }
    }

    /// Puts one error into some of the encounters that have both sides.
    pub(super) fn inject(&mut self, encounter: &mut Encounter<'_>) {
        if !self.dice.random.happens(self.rate)
            || encounter.counting(true).is_empty()
            || encounter.counting(false).is_empty()
        {
            return;
        }
        let kinds: Vec<&DiscrepancyKind> = kinds().collect();
        let mut order: Vec<(u64, u64, usize)> =
            (0..kinds.len()).map(|n| (self.done[n], self.dice.random.below(1 << 20), n)).collect();
        order.sort_unstable();
        for (.., n) in order {
            let kind = kinds[n];
            if !is_free(kind, encounter) {
                continue;
            }
            if let Some(claim) = (kind.change)(&mut self.dice, encounter) {
                self.done[n] += 1;
                let claim = encounter.claims[claim].number.clone();
                encounter.discrepancies.push(Discrepancy { code: kind.code, also: kind.also, claim });
                return;
            }
        }
    }
}

/// Whether noise has not already done the same.
fn is_free(kind: &DiscrepancyKind, encounter: &Encounter<'_>) -> bool {
    let family = |code: &str| code.split('-').next().unwrap_or_default().to_owned();
    let mut codes = encounter.noise.iter().flat_map(|noise| noise.codes);
    codes.all(|code| *code != kind.code && !(kind.code.starts_with("ID-") && family(code) == "ID"))
}

/// One of the professional claims that count and fit.
fn professional(
    dice: &mut Dice,
    encounter: &Encounter<'_>,
    fits: impl Fn(&Draft<'_>) -> bool,
) -> Option<usize> {
    let claims: Vec<usize> =
        encounter.counting(false).into_iter().filter(|&n| fits(&encounter.claims[n])).collect();
    (!claims.is_empty()).then(|| dice.random.pick(&claims))
}

/// Whether the facility bills one of these lines as well: the same procedure on the same day.
fn is_shared(encounter: &Encounter<'_>, line: &Line) -> bool {
    encounter.facility().is_some_and(|facility| twins(facility, line).next().is_some())
}

/// The facility's lines for the same procedure on the same day.
fn twins<'c>(facility: &'c Draft<'_>, line: &'c Line) -> impl Iterator<Item = &'c Line> {
    let same = move |twin: &&Line| twin.procedure == line.procedure && twin.days == line.days;
    facility.lines.iter().filter(same).filter(|line| !line.procedure.is_empty())
}

/// Whether nothing has happened to any single claim, so that one of them may go or lose a line.
fn is_unmarked(encounter: &Encounter<'_>) -> bool {
    encounter.noise.iter().all(|noise| noise.claim.is_none())
        && encounter.claims.iter().all(|claim| claim.fate == Fate::Counts && claim.frequency == '1')
}

/// Takes claims away, if others of their side stay; gives the position of the facility's claim.
fn remove(encounter: &mut Encounter<'_>, claims: &[usize]) -> Option<usize> {
    let stays = encounter.counting(false).len() > claims.len();
    if claims.is_empty() || !stays || !is_unmarked(encounter) {
        return None;
    }
    let mut position = 0;
    encounter.claims.retain(|_| {
        position += 1;
        !claims.contains(&(position - 1))
    });
    encounter.counting(true).first().copied()
}
