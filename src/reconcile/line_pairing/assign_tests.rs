//! The assignment held against looking at every line of one side with every line of the other.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::Relation;
use super::families::Families;
use super::matching::{Key, Matching, in_time};
use super::pairer::{Pairer, Slot, sites};
use crate::finding::Side;
use crate::model::{Amount, Claim, ClaimType, ProcedureCode, ServiceLine};
use crate::reconcile::claim_view::ClaimView;

/// Numbers without a pattern, always the same ones.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn pick<'p>(&mut self, all: &[&'p str]) -> &'p str {
        all[self.below(all.len())]
    }
}

/// A line with a code, a site, units and days that others have as well; some without days.
fn line(numbers: &mut Numbers) -> ServiceLine {
    let modifiers = numbers.pick(&["", "", "RT", "LT", "50"]);
    let procedure = ProcedureCode {
        code: Some(numbers.pick(&["71046", "29881", "97110"]).into()),
        modifiers: Some(modifiers).filter(|m| !m.is_empty()).map(Into::into).into_iter().collect(),
        ..ProcedureCode::default()
    };
    let first = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
    let day = first + Days::new(numbers.below(9) as u64);
    let dated = numbers.below(8) > 0;
    let span = Days::new([0, 0, 0, 2][numbers.below(4)]);
    ServiceLine {
        procedure: Some(procedure),
        units: Amount::parse(numbers.pick(&["1", "1", "2", "3"])),
        service_date: Some(day).filter(|_| dated),
        service_date_to: Some(day + span).filter(|_| dated),
        ..ServiceLine::default()
    }
}

fn claims(kind: ClaimType, lines: usize, numbers: &mut Numbers) -> Vec<Claim> {
    let claim = |numbers: &mut Numbers| {
        let mut claim = Claim::new(kind);
        claim.service_lines = (0..lines).map(|_| line(numbers)).collect();
        claim
    };
    (0..2).map(|_| claim(numbers)).collect()
}

fn slots<'c>(claims: &'c [Claim], side: Side, attached: &'c [usize], at: usize) -> Vec<Slot<'c>> {
    let views = claims.iter().enumerate().map(|(n, claim)| ClaimView {
        position: at + n,
        side,
        person: 0,
        claim,
        attached,
    });
    let lines = views.flat_map(ClaimView::lines);
    lines.map(|line| Slot::of(line, side, Families::get(), 0)).collect()
}

/// Numbers for the sites of both sides, as pairing gives them.
fn number_sites<'c>(facility: &mut [Slot<'c>], professional: &mut [Slot<'c>]) {
    let mut numbers = HashMap::new();
    for slot in facility.iter_mut().chain(professional) {
        let next = numbers.len();
        slot.sites = *numbers.entry(sites(slot.line)).or_insert(next);
    }
}

/// Every line with every other, the likeliest first; then those that have units left.
fn one_by_one(pairer: &mut Pairer<'_>) {
    let mut candidates = Vec::new();
    for (f, ours) in pairer.facility.iter().enumerate() {
        for (p, theirs) in pairer.professional.iter().enumerate() {
            if ours.code != theirs.code || theirs.is_assistant || !in_time(ours.when, theirs.when) {
                continue;
            }
            let apart = match (ours.when.days, theirs.when.days) {
                (Some((from, to)), Some((first, last))) => {
                    (first - to).num_days().max((from - last).num_days()).max(0)
                }
                _ => 0,
            };
            let tier = (ours.sites == theirs.sites, Reverse(apart), ours.line.count() == theirs.line.count());
            candidates.push((tier, Reverse((ours.line.index, theirs.line.index)), Reverse((f, p))));
        }
    }
    candidates.sort_unstable_by(|a, b| b.cmp(a));
    for (.., Reverse((f, p))) in &candidates {
        if !pairer.facility[*f].paired && !pairer.professional[*p].paired {
            pairer.tie(*f, *p, Relation::SameProcedure);
        }
    }
    for (.., Reverse((f, p))) in candidates {
        let (ours, theirs) = (&pairer.facility[f], &pairer.professional[p]);
        let has_room = (!theirs.paired && ours.room >= theirs.room && ours.paired)
            || (!ours.paired && theirs.room >= ours.room && theirs.paired);
        if has_room && !theirs.room.is_zero() && !ours.room.is_zero() {
            pairer.tie(f, p, Relation::SeveralUnits);
        }
    }
}

/// Who goes with whom, and how, in the order in which they were found.
fn told(pairer: &Pairer<'_>) -> Vec<(usize, usize, usize, usize, Relation)> {
    let at = |pair: &super::LinePair<'_>| {
        let (f, p) = (pair.facility, pair.professional);
        (f.of.position, f.index, p.of.position, p.index, pair.relation)
    };
    pairer.pairs.iter().map(at).collect()
}

#[test]
fn lines_find_each_other_as_if_each_were_held_against_each() {
    let attached: Vec<usize> = (0..24).collect();
    for seed in 0..60 {
        let mut numbers = Numbers(seed);
        let (ours, theirs) = (3 + numbers.below(20), 3 + numbers.below(20));
        let facility = claims(ClaimType::Institutional, ours, &mut numbers);
        let professional = claims(ClaimType::Professional, theirs, &mut numbers);
        let pairer = || {
            let mut facility = slots(&facility, Side::Facility, &attached, 0);
            let mut professional = slots(&professional, Side::Professional, &attached, 2);
            number_sites(&mut facility, &mut professional);
            Pairer { facility, professional, families: Families::get(), pairs: Vec::new() }
        };
        let (mut expected, mut found) = (pairer(), pairer());
        one_by_one(&mut expected);
        let code = |slot: &Slot<'_>| slot.code.map(Key::Code);
        found.one_to_one(
            Relation::SameProcedure,
            Matching { ours: &code, theirs: &|slot| code(slot).filter(|_| !slot.is_assistant), meets: None },
        );
        assert!(!told(&expected).is_empty());
        assert_eq!(told(&found), told(&expected), "seed {seed}");
    }
}
