//! What both sides bill under one code.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use crate::codes::laterality;
use crate::finding::Side;

use super::by_day::ByDay;
use super::claim_view::LineView;
use super::line_pairing::{LinePair, LinePairing, Relation};

/// A procedure with all lines of both sides that bill it.
#[derive(Debug)]
pub(super) struct SharedService<'c> {
    /// The facility's lines, at least one.
    pub(super) facility: Vec<LineView<'c>>,
    /// The professionals' lines, at least one.
    pub(super) professional: Vec<LineView<'c>>,
}

/// Every procedure that both sides bill, as pairing found them: pairs of one procedure that share a line, with the lines of
/// either side that are left over beside them. Facility lines without a day of their own are left out: for a stay that
/// would throw all days together.
pub(super) fn billed_by_both<'c>(pairing: &LinePairing<'c>) -> Vec<SharedService<'c>> {
    let mut all = Gathered::default();
    let one = |pair: &&LinePair<'_>| {
        let same = matches!(pair.relation, Relation::SameProcedure | Relation::SeveralUnits)
            || (pair.relation == Relation::SurgicalTeam && pair.facility.same_code(pair.professional));
        same && pair.facility.period().is_some()
    };
    for pair in pairing.pairs.iter().filter(one) {
        let held = [pair.facility, pair.professional].map(|line| all.holding(line));
        let n = held.into_iter().flatten().chain(all.twin(pair.facility)).min();
        let n = n.unwrap_or_else(|| all.open());
        all.add(n, Side::Facility, pair.facility);
        all.add(n, Side::Professional, pair.professional);
    }
    let mut left: HashMap<String, Vec<(Side, LineView<'c>)>> = HashMap::new();
    for lone in pairing.unpaired.iter().filter(|lone| lone.line.period().is_some()) {
        left.entry(lone.line.code()).or_default().push((lone.side, lone.line));
    }
    for n in 0..all.found.len() {
        for &(side, line) in left.get(&all.found[n].code()).map_or(&[][..], Vec::as_slice) {
            if all.days[n].first(line.days()).is_some() {
                all.add(n, side, line);
            }
        }
    }
    all.found
}

/// Procedures that both sides bill, while they are gathered.
#[derive(Default)]
struct Gathered<'c> {
    found: Vec<SharedService<'c>>,
    /// Lines of each, by the position of the claim and the index of the line; and the first that holds a line.
    held: HashSet<(usize, (usize, usize))>,
    first: HashMap<(usize, usize), usize>,
    /// For each code the numbers of those that have it, by the days of the facility's lines; and the days of each.
    codes: HashMap<String, ByDay>,
    days: Vec<ByDay>,
}

impl<'c> Gathered<'c> {
    fn open(&mut self) -> usize {
        self.found.push(SharedService { facility: Vec::new(), professional: Vec::new() });
        self.days.push(ByDay::default());
        self.found.len() - 1
    }

    fn holding(&self, line: LineView<'_>) -> Option<usize> {
        self.first.get(&(line.of.position, line.index)).copied()
    }

    /// The first one that bills the same procedure on the same day.
    fn twin(&self, line: LineView<'_>) -> Option<usize> {
        self.codes.get(&line.code())?.first(line.days())
    }

    fn add(&mut self, n: usize, side: Side, line: LineView<'c>) {
        let at = (line.of.position, line.index);
        if !self.held.insert((n, at)) {
            return;
        }
        self.first.entry(at).and_modify(|first| *first = n.min(*first)).or_insert(n);
        match side {
            Side::Facility => {
                self.found[n].facility.push(line);
                self.days[n].push(line.days(), n);
                if !line.code_text().is_empty() {
                    self.codes.entry(line.code()).or_default().push(line.days(), n);
                }
            }
            Side::Professional => self.found[n].professional.push(line),
        }
    }
}

impl SharedService<'_> {
    /// The code, in upper case.
    pub(super) fn code(&self) -> String {
        self.facility[0].code()
    }

    /// Whether a modifier on either side speaks of a side of the body or of both sides.
    pub(super) fn is_sided(&self) -> bool {
        let mut all = self.facility.iter().chain(&self.professional);
        all.any(|line| line.has_modifier("50") || side(*line).is_some())
    }
}

/// How many units some lines may come to: all together, the most of one claim, the most of one physician. Two surgeons
/// bill one operation each, two readers share what was done, and a claim sent twice is another rule's business.
pub(super) fn possible_units(lines: &[LineView<'_>]) -> BTreeSet<Decimal> {
    let mut claims: HashMap<usize, Decimal> = HashMap::new();
    let mut physicians: HashMap<Option<&str>, Decimal> = HashMap::new();
    for line in lines {
        *claims.entry(line.of.position).or_default() += line.count();
        *physicians.entry(line.renderer()).or_default() += line.count();
    }
    let all = lines.iter().map(|line| line.count()).sum();
    [claims.into_values().max(), physicians.into_values().max(), Some(all)].into_iter().flatten().collect()
}

/// The side of the body that a line's modifiers name.
pub(super) fn side(line: LineView<'_>) -> Option<laterality::Side> {
    let mut modifiers = line.procedure.iter().flat_map(|procedure| &procedure.modifiers);
    modifiers.find_map(|modifier| laterality::of_modifier(&modifier.to_ascii_uppercase()))
}
