//! Runs the checks of a part that is complete.
//!
//! What a rule declares to read decides: a part without what it looks at is passed by, and a segment without a place
//! silences the rules that could have read it, and no others.

use std::cell::Cell;

use crate::rules::{FieldSet, Running};
use crate::tree::Part;

use super::rules::Run;
use super::scope::{Claim, PartBlock, Reading};
use super::violation::Violations;

/// Runs checks on a part and those above it, whose facts are worked out. Gives the codes of the rules that kept silent
/// because of segments without a place.
pub(super) fn run(
    checks: &[Running<Run>],
    claim: &Claim<'_>,
    part: Part,
    violations: &mut Violations,
) -> Vec<&'static str> {
    let parts = || claim.parts.iter().flatten();
    let present = parts().fold(FieldSet::NONE, |all, part| all.with(part.present));
    if parts().any(|part| part.unplaced) {
        return near_strays(checks, claim, part, violations);
    }
    for running in checks {
        if running.check.reads.looks_at(present) {
            look(running, claim, violations);
        } else {
            #[cfg(test)]
            recorder::finds_nothing(running, claim);
        }
    }
    Vec::new()
}

#[cold]
fn near_strays(
    checks: &[Running<Run>],
    claim: &Claim<'_>,
    part: Part,
    violations: &mut Violations,
) -> Vec<&'static str> {
    let mut silenced = Vec::new();
    let has_own = claim.parts[part as usize].is_some_and(|part: &PartBlock| part.unplaced);
    for running in checks {
        let reading = Reading { reads: running.check.reads.all, silenced: Cell::new(false) };
        look(running, &Claim { reading: Some(&reading), ..*claim }, violations);
        if reading.silenced.get() && has_own {
            silenced.push(running.rule.code);
        }
    }
    silenced
}

#[inline]
fn look(running: &Running<Run>, claim: &Claim<'_>, violations: &mut Violations) {
    #[cfg(test)]
    recorder::begin();
    (running.check.run.look)(running.rule, claim, violations);
    #[cfg(test)]
    recorder::end(running, claim);
}

/// What rules read while tests run, held against what they declare.
#[cfg(test)]
pub(in crate::validate) mod recorder {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    use crate::guide::RowId;
    use crate::rules::{Field, Running};
    use crate::validate::rules::Run;
    use crate::validate::scope::Claim;
    use crate::validate::violation::Violations;

    thread_local! {
        static ROWS: RefCell<BTreeSet<RowId>> = const { RefCell::new(BTreeSet::new()) };
        static UNDECLARED: RefCell<BTreeMap<&'static str, BTreeSet<String>>> =
            const { RefCell::new(BTreeMap::new()) };
    }

    pub(super) fn begin() {
        ROWS.with_borrow_mut(BTreeSet::clear);
    }

    /// A row is read.
    pub(in crate::validate) fn row(row: RowId) {
        ROWS.with_borrow_mut(|rows| rows.insert(row));
    }

    /// Fields are read.
    pub(in crate::validate) fn fields(claim: &Claim<'_>, fields: &[Field]) {
        fields.iter().filter_map(|field| claim.tables.row_of(*field)).for_each(row);
    }

    pub(super) fn end(running: &Running<Run>, claim: &Claim<'_>) {
        let declared: BTreeSet<RowId> =
            running.check.reads.all.fields().filter_map(|field| claim.tables.row_of(field)).collect();
        let name = |row: RowId| {
            let field = Field::ALL.iter().find(|field| claim.tables.row_of(**field) == Some(row));
            field.map_or_else(|| format!("{row:?}"), |field| field.name().to_owned())
        };
        let undeclared: Vec<String> =
            ROWS.with_borrow(|rows| rows.difference(&declared).copied().map(name).collect());
        if !undeclared.is_empty() {
            UNDECLARED.with_borrow_mut(|all| all.entry(running.rule.code).or_default().extend(undeclared));
        }
    }

    /// A rule that is passed by would have found nothing.
    pub(super) fn finds_nothing(running: &Running<Run>, claim: &Claim<'_>) {
        let mut violations = Violations::new();
        (running.check.run.look)(running.rule, claim, &mut violations);
        if !violations.is_empty() {
            let found = "finds something where it is said to have nothing to look at".to_owned();
            UNDECLARED.with_borrow_mut(|all| all.entry(running.rule.code).or_default().insert(found));
        }
    }

    /// What rules read and did not declare, by code, since it was asked last.
    pub(in crate::validate) fn take() -> BTreeMap<&'static str, BTreeSet<String>> {
        UNDECLARED.take()
    }
}
