//! Counting claims and lines, right and wrong, by group.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Side;
use crate::reconcile::sums::Sums;
use crate::reconcile::visit_lines::Party;

use super::looked::{Looked, Wrong};
use super::{Area, AuditRow, Dimension};

/// What was counted of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Claims looked at, each once. Of a department or a provider those with a line of theirs.
    pub claims: usize,
    /// Those of them that nothing asks to correct.
    pub claims_right: usize,
    /// Lines looked at.
    pub lines: usize,
    /// Those of them that nothing asks to correct.
    pub lines_right: usize,
    /// Claims that a rule asks to correct, by its code. A claim may be there under several.
    pub wrong_by_rule: BTreeMap<String, usize>,
    /// The three sums; a line counts once in each.
    pub money: Sums,
}

/// Figures of all groups.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    groups: BTreeMap<(Dimension, Party), Figures>,
    areas: BTreeMap<String, Area>,
}

fn words(name: &str) -> Party {
    Party { name: name.to_owned(), is_person: false }
}

impl Gathered {
    /// Counts a claim.
    pub(super) fn add(&mut self, looked: &Looked) {
        let all = looked.all_wrong();
        for (area, code) in &all {
            self.areas.entry(code.clone()).or_insert(*area);
        }
        for (dimension, who) in keys(looked) {
            self.claim(dimension, who, looked, &all);
        }
        self.by_area(looked, &all);
        self.by_line(looked);
    }

    /// Counts a claim with all of its lines and its money.
    fn claim(&mut self, dimension: Dimension, who: Party, looked: &Looked, wrong: &Wrong) {
        let figures = self.groups.entry((dimension, who)).or_default();
        figures.money += looked.money.iter().map(|((kind, _), amount)| (*kind, *amount)).collect();
        if looked.counts {
            figures.count(wrong);
            figures.lines += looked.lines.len();
            figures.lines_right += looked.lines.values().filter(|line| line.wrong.is_empty()).count();
        }
    }

    /// What looks at a claim: all areas look at all of them.
    fn by_area(&mut self, looked: &Looked, all: &Wrong) {
        for area in Area::ALL {
            let own =
                |wrong: &Wrong| -> Wrong { wrong.iter().filter(|(of, _)| *of == area).cloned().collect() };
            let figures = self.groups.entry((Dimension::Area, words(area.as_str()))).or_default();
            if looked.counts {
                figures.count(&own(all));
                figures.lines += looked.lines.len();
                figures.lines_right +=
                    looked.lines.values().filter(|line| own(&line.wrong).is_empty()).count();
            }
            if area == Area::Reconciliation {
                figures.money += looked.money.iter().map(|((kind, _), amount)| (*kind, *amount)).collect();
            }
        }
    }

    /// Departments and providers have lines, not claims. What is wrong with a claim as a whole is wrong with that of each
    /// provider, and of no department.
    fn by_line(&mut self, looked: &Looked) {
        let mut groups: BTreeMap<(Dimension, Party), BTreeSet<usize>> = BTreeMap::new();
        for (n, line) in &looked.lines {
            if let Some(department) = line.department {
                groups.entry((Dimension::Department, words(department))).or_default().insert(*n);
            }
            if looked.side == Side::Professional {
                let who = line.provider.as_deref().map_or_else(Party::unnamed, words);
                groups.entry((Dimension::Provider, who)).or_default().insert(*n);
            }
        }
        for ((dimension, who), lines) in groups {
            let own = |n: &usize| looked.lines.get(n);
            let mut wrong: Wrong =
                lines.iter().filter_map(own).flat_map(|line| line.wrong.iter().cloned()).collect();
            if dimension == Dimension::Provider {
                wrong.extend(looked.wrong.iter().cloned());
            }
            let figures = self.groups.entry((dimension, who)).or_default();
            let money = looked.money.iter().filter(|((_, line), _)| lines.contains(line));
            figures.money += money.map(|((kind, _), amount)| (*kind, *amount)).collect();
            if looked.counts {
                figures.count(&wrong);
                figures.lines += lines.len();
                figures.lines_right +=
                    lines.iter().filter_map(own).filter(|line| line.wrong.is_empty()).count();
            }
        }
    }

    /// The rows, by dimension, in each the most wrong claims first; and the area of each rule.
    pub(super) fn rows(
        self,
        before: &dyn Fn(Dimension, &Party) -> Option<[usize; 2]>,
    ) -> (Vec<AuditRow>, BTreeMap<String, Area>) {
        let row = |((dimension, who), figures): ((Dimension, Party), Figures)| AuditRow {
            before: before(dimension, &who),
            dimension,
            who,
            figures,
        };
        let mut rows: Vec<AuditRow> = self.groups.into_iter().map(row).collect();
        rows.sort_by_cached_key(|row| {
            let figures = &row.figures;
            (row.dimension, Reverse((figures.claims - figures.claims_right, figures.claims)), row.who.clone())
        });
        (rows, self.areas)
    }
}

/// The groups that a claim is in as a whole.
fn keys(looked: &Looked) -> Vec<(Dimension, Party)> {
    let mut keys = vec![
        (Dimension::All, words("all claims")),
        (Dimension::Side, words(looked.side.as_str())),
        (Dimension::Payer, looked.payer.clone()),
        (Dimension::Facility, looked.facility.clone()),
    ];
    keys.extend(looked.group.clone().map(|group| (Dimension::Group, group)));
    keys
}

impl Figures {
    fn count(&mut self, wrong: &Wrong) {
        self.claims += 1;
        self.claims_right += usize::from(wrong.is_empty());
        let codes: BTreeSet<&str> = wrong.iter().map(|(_, code)| code.as_str()).collect();
        for code in codes {
            *self.wrong_by_rule.entry(code.to_owned()).or_default() += 1;
        }
    }
}
