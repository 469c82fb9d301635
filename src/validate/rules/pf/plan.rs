//! Which edits of a profile are looked for in a part that is complete. Most speak of elements that few claims fill, and of
//! few codes: those are found by what the part has, so that a claim without it does not ask for each.

use crate::guide::profile::{Edit, Filled};
use crate::guide::{Guide, LoopId, Profile, RowId, Usage};
use crate::tree::Part;
use crate::validate::rules::pf::profile::part_of;
use crate::validate::rules::pf::watch::{Clues, Watches};
use crate::validate::scope::Claim;

/// The edits of a profile, by the part with which they are looked for, and the values that they speak of.
#[derive(Debug, Default)]
pub(super) struct Plan {
    parts: [OfPart; 5],
    /// Numbers of the demands, by the part with which they are looked for.
    demands: [Vec<usize>; 5],
    /// By number of the edit.
    clues: Vec<Clues>,
    pub(super) watches: Watches,
    /// Numbers of the edits that are looked for; the memory is used again.
    candidates: Vec<usize>,
}

#[derive(Debug, Default)]
struct OfPart {
    /// Edits that may find something in every claim.
    always: Vec<usize>,
    /// The others, by what has to be filled.
    by_need: Vec<(Vec<Filled>, Vec<usize>)>,
}

impl Plan {
    /// The plan of a profile whose edits are looked for from a part on.
    pub(super) fn of(profile: &Profile, claim: &Claim<'_>, first: Part) -> Self {
        let mut plan = Self::default();
        for (n, demand) in profile.demands.iter().enumerate() {
            plan.demands[part_of(demand, claim).max(first) as usize].push(n);
        }
        for (n, edit) in profile.edits.iter().enumerate() {
            let part = claim.tables.part_of(claim.guide().opener(edit.in_loop)).max(first);
            plan.parts[part as usize].add(rare_need(claim, edit), n);
            plan.clues.push(plan.watches.watch(edit.guard.clues()));
        }
        plan
    }

    /// Numbers of the edits that may find something in a part and those above it, in the order of the profile. They are
    /// given back with [`Self::give_back`].
    pub(super) fn candidates(&mut self, profile: &Profile, part: Part, claim: &Claim<'_>) -> Vec<usize> {
        let of_part = &self.parts[part as usize];
        let mut found = std::mem::take(&mut self.candidates);
        found.clear();
        found.extend_from_slice(&of_part.always);
        for (need, edits) in &of_part.by_need {
            if claim.fills(need) {
                found.extend_from_slice(edits);
            }
        }
        found.sort_unstable();
        self.watches.begin();
        let is_claim = claim.facts.is_claim();
        found.retain(|n| {
            let guard = &profile.edits[*n].guard;
            (!is_claim || guard.lets(claim.facts.place, claim.facts.frequency))
                && guard.needs().iter().all(|need| claim.fills(need))
                && self.watches.fit(&self.clues[*n], claim)
        });
        found
    }

    /// Numbers of the demands that are looked for with a part.
    pub(super) fn demands(&self, part: Part) -> &[usize] {
        &self.demands[part as usize]
    }

    /// Takes back the memory of candidates.
    pub(super) fn give_back(&mut self, candidates: Vec<usize>) {
        self.candidates = candidates;
    }

    /// What the values of an instance have to be like for an edit.
    pub(super) fn clues(&self, edit: usize) -> &Clues {
        &self.clues[edit]
    }
}

impl OfPart {
    fn add(&mut self, need: Option<Vec<Filled>>, edit: usize) {
        let Some(need) = need else { return self.always.push(edit) };
        match self.by_need.iter_mut().find(|(known, _)| *known == need) {
            Some((_, edits)) => edits.push(edit),
            None => self.by_need.push((need, vec![edit])),
        }
    }
}

/// What has to be filled for an edit to find anything, and is not in every claim; the fewest elements.
fn rare_need(claim: &Claim<'_>, edit: &Edit) -> Option<Vec<Filled>> {
    let guide = claim.guide();
    let opener = vec![Filled { row: guide.opener(edit.in_loop), elements: 1 }];
    let needs = edit.guard.needs().iter().chain(std::iter::once(&opener));
    let is_rare = |need: &&Vec<Filled>| need.iter().all(|filled| !is_usual(claim, guide, *filled));
    needs.filter(is_rare).min_by_key(|need| need.len()).cloned()
}

/// Whether every claim fills one of these elements.
fn is_usual(claim: &Claim<'_>, guide: &Guide, filled: Filled) -> bool {
    let row = guide.row(filled.row);
    let required = row.elements.iter().any(|element| {
        element.usage == Usage::Required && filled.elements >> element.spot.element.min(31) & 1 == 1
    });
    (required || filled.elements & 1 == 1) && is_row_usual(claim, guide, filled.row)
}

/// Whether every claim has a row.
fn is_row_usual(claim: &Claim<'_>, guide: &Guide, row: RowId) -> bool {
    let row = guide.row(row);
    row.usage == Usage::Required && is_loop_usual(claim, guide, row.in_loop)
}

/// Whether every claim has a loop. A patient's level is not in every one.
fn is_loop_usual(claim: &Claim<'_>, guide: &Guide, id: LoopId) -> bool {
    let roots = [Part::Header, Part::Provider, Part::Subscriber, Part::Claim];
    let of_loop = guide.loop_(id);
    roots.iter().any(|part| claim.tables.roots.root(*part) == id)
        || (of_loop.usage == Usage::Required
            && of_loop.parents.iter().all(|outer| is_loop_usual(claim, guide, *outer)))
}
