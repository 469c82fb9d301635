//! Which service line belongs to which visit: the best first, the runner-up kept.

use std::collections::{BTreeMap, BinaryHeap};

use super::bits::Bits;
use super::line_match::{self, SameService};
use super::ranges::Ranges;
use super::record::{Day, Record};
use super::settings::Settings;
use super::stay::Stay;
use super::tally::Tally;
use super::{OwnedGroups, Persons};

/// How sure it is that a line belongs to a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quality {
    Possible,
    Sure,
}

/// A line's visit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub(super) stay: u32,
    pub(super) weight: Bits,
    pub(super) quality: Quality,
    pub(super) runner_up: Option<u32>,
}

/// What holds for all of the assignment.
pub(super) struct Context<'c> {
    pub(super) records: &'c [Record],
    pub(super) known: &'c OwnedGroups,
    pub(super) persons: &'c Persons,
    pub(super) settings: &'c Settings,
}

/// A line that may belong to a stay. Greater is better: by weight, then by the order of stays and lines, which rests on
/// the claims alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// Whether the patient is held to be the same and the stay is likely enough: before any of another one, be it twin or
    /// namesake.
    is_own: bool,
    weight: Bits,
    before: std::cmp::Reverse<(u32, u32, u32)>,
    twin: Option<SameService>,
    /// The claim's own part of the weight.
    claim: Bits,
    /// Whether the two are held to be one person.
    one_person: bool,
}

impl Candidate {
    /// Stay, claim (its rank among those assigned), line.
    fn place(&self) -> (u32, u32, u32) {
        self.before.0
    }
}

/// For each of the claims, the choice of each line. The claims come in an order that rests on them alone.
pub(super) fn assign(claims: &[u32], stays: &mut [Stay], context: &Context<'_>) -> Vec<Vec<Option<Choice>>> {
    let mut heap = BinaryHeap::new();
    let near = Near::new(stays);
    for (rank, &claim) in claims.iter().enumerate() {
        for (stay, one_person) in near.of(claim, context) {
            candidates(rank as u32, claim, stay, one_person, stays, context, &mut heap);
        }
    }
    let mut choices: Vec<Vec<Option<Choice>>> =
        claims.iter().map(|claim| vec![None; context.records[*claim as usize].lines.len().max(1)]).collect();
    let mut seconds: BTreeMap<(u32, u32), Candidate> = BTreeMap::new();
    while let Some(candidate) = heap.pop() {
        let (stay, rank, line) = candidate.place();
        let claim = claims[rank as usize];
        let services = &mut stays[stay as usize].services;
        let taken = candidate.twin.is_some_and(|twin| services[twin.service].is_taken(twin, claim));
        if taken {
            // The other side of that service has been found; what is left is weighed anew.
            heap.push(weigh(rank, claim, line, stay, candidate.claim, candidate.one_person, stays, context));
            continue;
        }
        let choice = &mut choices[rank as usize][line as usize];
        if let Some(choice) = choice {
            // Who else the patient might have been is no rival for their own visit.
            if candidate.one_person || choice.quality == Quality::Possible {
                seconds.entry((rank, line)).or_insert(candidate);
            }
            continue;
        }
        if let Some(twin) = candidate.twin {
            services[twin.service].take(twin, claim);
        }
        *choice = Some(Choice {
            stay,
            weight: candidate.weight,
            quality: if candidate.one_person { Quality::Sure } else { Quality::Possible },
            runner_up: None,
        });
    }
    let w = &context.settings.visit;
    for (rank, lines) in choices.iter_mut().enumerate() {
        for (line, slot) in lines.iter_mut().enumerate() {
            let Some(choice) = slot else { continue };
            if let Some(second) = seconds.get(&(rank as u32, line as u32)) {
                if second.weight >= w.possible {
                    choice.runner_up = Some(second.place().0);
                }
                if choice.weight - second.weight < w.margin && second.weight >= w.possible {
                    choice.quality = Quality::Possible;
                }
            }
        }
        settle(lines, w.matched, w.possible, w.sibling);
    }
    choices
}

/// Lines of one claim hold together: where one belongs to a visit for sure, another that may belong there does.
fn settle(lines: &mut [Option<Choice>], matched: Bits, possible: Bits, sibling: Bits) {
    let sure = |choice: &Choice| choice.quality == Quality::Sure && choice.weight >= matched;
    let visits: Vec<u32> = lines.iter().flatten().filter(|c| sure(c)).map(|c| c.stay).collect();
    for slot in lines {
        let Some(choice) = slot else { continue };
        if sure(choice) {
            continue;
        }
        if visits.contains(&choice.stay) && choice.weight + sibling >= possible {
            choice.quality = Quality::Sure;
        } else if choice.weight >= possible {
            choice.quality = Quality::Possible;
        } else {
            *slot = None;
        }
    }
}

fn candidates(
    rank: u32,
    claim: u32,
    stay: u32,
    one_person: bool,
    stays: &[Stay],
    context: &Context<'_>,
    heap: &mut BinaryHeap<Candidate>,
) {
    let record = &context.records[claim as usize];
    // Of what was done to somebody else a newborn's stay takes the care of newborns.
    if !one_person && stays[stay as usize].is_newborn && !record.may_be_of_newborn() {
        return;
    }
    let mut tally = Tally::default();
    line_match::claim(record, &stays[stay as usize], context.known, &context.settings.visit, &mut tally);
    let w = &context.settings.visit;
    for line in 0..record.lines.len().max(1) {
        let candidate = weigh(rank, claim, line as u32, stay, tally.sum, one_person, stays, context);
        if candidate.weight + w.sibling >= w.possible {
            heap.push(candidate);
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn weigh(
    rank: u32,
    claim: u32,
    line: u32,
    stay: u32,
    base: Bits,
    one_person: bool,
    stays: &[Stay],
    context: &Context<'_>,
) -> Candidate {
    let record = &context.records[claim as usize];
    let mut tally = Tally::default();
    let none = super::record::Line::default();
    let twin = line_match::line(
        (claim, record),
        record.lines.get(line as usize).unwrap_or(&none),
        &stays[stay as usize],
        context.known,
        context.settings,
        &mut tally,
    );
    let weight = base + tally.sum;
    // Care of a newborn that is billed under its mother is not of her own stay, if there is one of the child's.
    let is_of_child = record.lines.get(line as usize).is_some_and(|line| line.is_of_newborn);
    Candidate {
        is_own: one_person
            && (stays[stay as usize].is_newborn || !is_of_child)
            && weight >= context.settings.visit.possible,
        weight,
        before: std::cmp::Reverse((stay, rank, line)),
        twin,
        claim: base,
        one_person,
    }
}

/// The stays of each person, by day.
struct Near {
    /// Person, first day, stay; sorted.
    stays: Vec<(u32, Day, u32)>,
    /// Where those of each person stand.
    of_person: Ranges,
    /// Longest stay of all, in days.
    longest: Day,
}

impl Near {
    /// Most stays of a person that a claim is held against around its days.
    const MOST: usize = 48;
    /// Stays before and after those that lie near, for days that were mistyped.
    const FURTHER: usize = 4;

    fn new(stays: &[Stay]) -> Self {
        let first = |stay: &Stay| stay.days.map_or(Day::MIN, |(from, _)| from);
        let mut sorted: Vec<_> =
            stays.iter().enumerate().map(|(n, stay)| (stay.person, first(stay), n as u32)).collect();
        sorted.sort_unstable();
        let longest = stays.iter().filter_map(|s| s.days).map(|(from, to)| to - from).max().unwrap_or(0);
        let of_person = Ranges::new(sorted.iter().map(|stay| stay.0));
        Self { stays: sorted, of_person, longest: longest.min(400) }
    }

    /// Stays of the claim's patient, and of people who may be the same.
    fn of(&self, claim: u32, context: &Context<'_>) -> Vec<(u32, bool)> {
        let person = context.persons.of(claim);
        let mut found = Vec::new();
        self.around(person, claim, context, &mut |stay| found.push((stay, true)));
        for other in context.persons.alike(person) {
            self.around(other, claim, context, &mut |stay| found.push((stay, false)));
        }
        found
    }

    fn around(&self, person: u32, claim: u32, context: &Context<'_>, each: &mut dyn FnMut(u32)) {
        let own = &self.stays[self.of_person.of(person)];
        if own.len() <= Self::MOST {
            for stay in own {
                each(stay.2);
            }
            return;
        }
        let record = &context.records[claim as usize];
        let (first, last) = record.days.unwrap_or((Day::MIN / 2, Day::MIN / 2));
        let earliest = first - i32::from(context.settings.days_after) - self.longest;
        let latest = last + i32::from(context.settings.days_before_inpatient);
        let low = own.partition_point(|stay| stay.1 < earliest).saturating_sub(Self::FURTHER);
        let high = (own.partition_point(|stay| stay.1 <= latest) + Self::FURTHER).min(own.len());
        // The latest ones are the nearest.
        for stay in own[low..high].iter().rev().take(Self::MOST) {
            each(stay.2);
        }
    }
}
