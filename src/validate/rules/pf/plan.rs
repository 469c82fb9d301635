//! Which edits of a profile are looked for in a part that is complete. Most speak of segments that few claims have: those
//! are found by their segments, so that a claim without them does not ask for each.

use crate::guide::profile::Edit;
use crate::guide::{Guide, LoopId, Profile, RowId, Usage};
use crate::tree::Part;
use crate::validate::scope::Claim;

/// The edits of a profile, by the part with which they are looked for.
#[derive(Debug, Default)]
pub(super) struct Plan([OfPart; 5]);

#[derive(Debug, Default)]
struct OfPart {
    /// Edits that may find something in every claim.
    always: Vec<usize>,
    /// The others, by the rows of which one has to be there.
    by_rows: Vec<(Vec<RowId>, Vec<usize>)>,
}

impl Plan {
    /// The plan of a profile whose edits are looked for from a part on.
    pub(super) fn of(profile: &Profile, claim: &Claim<'_>, first: Part) -> Self {
        let mut plan = Self::default();
        for (n, edit) in profile.edits.iter().enumerate() {
            let part = claim.tables.part_of(claim.guide().opener(edit.in_loop)).max(first);
            plan.0[part as usize].add(rare_rows(claim, edit), n);
        }
        plan
    }

    /// Numbers of the edits that a part and those above it have the segments for, in the order of the profile.
    pub(super) fn candidates(&self, part: Part, claim: &Claim<'_>, found: &mut Vec<usize>) {
        let of_part = &self.0[part as usize];
        found.clear();
        found.extend_from_slice(&of_part.always);
        for (rows, edits) in &of_part.by_rows {
            if rows.iter().any(|row| claim.has_row(*row)) {
                found.extend_from_slice(edits);
            }
        }
        found.sort_unstable();
    }
}

impl OfPart {
    fn add(&mut self, rows: Option<Vec<RowId>>, edit: usize) {
        let Some(rows) = rows else { return self.always.push(edit) };
        match self.by_rows.iter_mut().find(|(known, _)| *known == rows) {
            Some((_, edits)) => edits.push(edit),
            None => self.by_rows.push((rows, vec![edit])),
        }
    }
}

/// Rows of which one has to be there for an edit to find anything, and which not every claim has; the fewest.
fn rare_rows(claim: &Claim<'_>, edit: &Edit) -> Option<Vec<RowId>> {
    let guide = claim.guide();
    let opener = vec![guide.opener(edit.in_loop)];
    let needs = edit.guard.needs().iter().chain(std::iter::once(&opener));
    let is_rare = |rows: &&Vec<RowId>| rows.iter().all(|row| !is_usual(claim, guide, *row));
    needs.filter(is_rare).min_by_key(|rows| rows.len()).cloned()
}

/// Whether every claim has a row.
fn is_usual(claim: &Claim<'_>, guide: &Guide, row: RowId) -> bool {
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
