//! A sample that came back, and how its reviewer and the program agree.

use std::collections::BTreeMap;

use crate::reconcile::worked::{WorkedError, rows_by};

use super::looked::Looked;
use super::sample::id;
use super::share::{Interval, wilson};

/// A sample sheet with verdicts.
#[derive(Clone, Debug, Default)]
pub struct Reviewed(BTreeMap<String, Option<bool>>);

/// Words that say that a claim is right, and that it is wrong.
const RIGHT: [&str; 7] = ["right", "ok", "correct", "yes", "y", "agree", "clean"];
const WRONG: [&str; 7] = ["wrong", "error", "incorrect", "no", "n", "false", "fix"];

impl Reviewed {
    /// Reads a sheet as a spreadsheet wrote it.
    pub fn parse(content: &[u8]) -> Result<Self, WorkedError> {
        let verdict = |cells: &BTreeMap<String, String>| {
            let word = cells.get("verdict").map(|word| word.trim().to_ascii_lowercase()).unwrap_or_default();
            match word.as_str() {
                word if RIGHT.contains(&word) => Some(true),
                word if WRONG.contains(&word) => Some(false),
                _ => None,
            }
        };
        let rows = rows_by(content, "sample_id")?;
        Ok(Self(rows.into_iter().map(|(id, cells)| (id, verdict(&cells))).collect()))
    }
}

/// How the reviewer and the program agree on the claims of a sample.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Both say that the claim is right.
    pub both_right: usize,
    /// Both say that it is wrong.
    pub both_wrong: usize,
    /// The program alone says that it is wrong.
    pub program_only: usize,
    /// The reviewer alone does.
    pub reviewer_only: usize,
    /// Rows without a verdict, or with a word that is none.
    pub without_verdict: usize,
    /// Rows of which no claim was read this time.
    pub not_read: usize,
    /// Claims on which they differ, by their id: whether the program says that it is right, and the rules that say no.
    pub differ: BTreeMap<String, (bool, Vec<String>)>,
    /// Rows that wait for their claim.
    pub(super) waiting: BTreeMap<String, Option<bool>>,
}

impl Agreement {
    pub(super) fn of(reviewed: &Reviewed) -> Self {
        Self { waiting: reviewed.0.clone(), ..Self::default() }
    }

    pub(super) fn see(&mut self, looked: &Looked) {
        if self.waiting.is_empty() || !looked.counts {
            return;
        }
        let id = id(looked);
        let Some(verdict) = self.waiting.remove(&id) else { return };
        let wrong = looked.all_wrong();
        match (wrong.is_empty(), verdict) {
            (_, None) => self.without_verdict += 1,
            (true, Some(true)) => self.both_right += 1,
            (false, Some(false)) => self.both_wrong += 1,
            (program, Some(reviewer)) => {
                *if reviewer { &mut self.program_only } else { &mut self.reviewer_only } += 1;
                let codes = wrong.into_iter().map(|(_, code)| code).collect();
                self.differ.insert(id, (program, codes));
            }
        }
    }

    /// All claims were seen.
    pub(super) fn complete(mut self) -> Self {
        self.not_read = std::mem::take(&mut self.waiting).len();
        self
    }

    /// Claims on which both have a verdict.
    pub fn judged(&self) -> usize {
        self.both_right + self.both_wrong + self.program_only + self.reviewer_only
    }

    /// The share on which they agree.
    pub fn share(&self) -> Option<Interval> {
        wilson(self.both_right + self.both_wrong, self.judged())
    }

    /// Of the claims that the program calls wrong, those that are.
    pub fn precision(&self) -> Option<Interval> {
        wilson(self.both_wrong, self.both_wrong + self.program_only)
    }

    /// Of the claims that the reviewer calls wrong, those that the program found.
    pub fn recall(&self) -> Option<Interval> {
        wilson(self.both_wrong, self.both_wrong + self.reviewer_only)
    }

    /// Cohen's kappa (1960): agreement beyond what chance gives, 1 at most; none where chance alone gives all.
    #[allow(clippy::cast_precision_loss, reason = "counts of claims are far below 2^52")]
    pub fn kappa(&self) -> Option<f64> {
        let n = self.judged() as f64;
        let agreed = (self.both_right + self.both_wrong) as f64 / n;
        let program = (self.both_wrong + self.program_only) as f64 / n;
        let reviewer = (self.both_wrong + self.reviewer_only) as f64 / n;
        let chance = program * reviewer + (1.0 - program) * (1.0 - reviewer);
        (n > 0.0 && chance < 1.0).then(|| (agreed - chance) / (1.0 - chance))
    }
}
