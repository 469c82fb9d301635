//! The audit: how often claims are right, by payer, facility, department, group and provider, and what it costs where they
//! are not; with a sample for a second reviewer.
//!
//! A claim is wrong where an error or a warning asks for its correction: of reconciling, on the side that is to be corrected; of
//! validating, on the claim itself. Visits stream by; what is held are groups and the sample.

mod agreement;
mod figures;
mod looked;
mod sample;
mod share;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::groups::Groups;
use crate::model::Claim;
use crate::parallel;

use super::baseline::Baseline;
use super::levels::{LevelRow, Levels};
use super::outcome::Outcome;
use super::store::Store;
use super::visit_lines::{Party, VisitLines};

pub use agreement::{Agreement, Reviewed};
pub use figures::Figures;
pub use sample::{STRATA, Sampled};
pub use share::{Interval, wilson};

use figures::Gathered;
use looked::Looked;
use sample::Sample;

/// Visits that a thread looks at before it hands over what it saw.
const VISITS: usize = 32;

/// By what claims are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Not at all.
    All,
    /// By what looks at them: format, codes, payers' edits, the other side.
    Area,
    /// Facility or professional.
    Side,
    /// By payer.
    Payer,
    /// By the facility of the visit.
    Facility,
    /// By the facility's department, of its lines.
    Department,
    /// By the professional biller.
    Group,
    /// By the NPI of whoever rendered a professional's lines.
    Provider,
}

impl Dimension {
    /// The word used in JSON and sheets.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Area => "area",
            Self::Side => "side",
            Self::Payer => "payer",
            Self::Facility => "facility",
            Self::Department => "department",
            Self::Group => "group",
            Self::Provider => "provider",
        }
    }
}

/// What looks at a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Syntax, guide, sums, situations: SNIP types 1 to 4.
    Format,
    /// Code sets and services: SNIP types 5 and 6.
    Codes,
    /// Payers' edits: SNIP type 7.
    Payer,
    /// The claim of the other side.
    Reconciliation,
}

impl Area {
    const ALL: [Self; 4] = [Self::Format, Self::Codes, Self::Payer, Self::Reconciliation];

    /// Of a SNIP type; none is reconciling.
    pub fn of_snip(snip: Option<u8>) -> Self {
        match snip {
            None => Self::Reconciliation,
            Some(7) => Self::Payer,
            Some(5 | 6) => Self::Codes,
            Some(_) => Self::Format,
        }
    }

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format and sums",
            Self::Codes => "code validation",
            Self::Payer => "payer checks",
            Self::Reconciliation => "reconciliation",
        }
    }
}

/// An error or a warning of validating about a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Code of the rule.
    pub code: String,
    /// SNIP type.
    pub snip: Option<u8>,
    /// The line it is about, from 0; none where it is about the claim.
    pub line: Option<usize>,
}

/// What looks at a claim by itself.
pub trait ClaimCheck: Sync {
    /// The errors and warnings about a claim.
    fn check(&self, claim: &Claim) -> io::Result<Vec<Checked>>;
}

/// What an audit is given besides the outcome.
pub struct AuditSettings<'a> {
    /// Identifiers that belong together.
    pub groups: &'a Groups,
    /// What looks at each claim by itself.
    pub check: &'a dyn ClaimCheck,
    /// An earlier run, with what an earlier audit counted.
    pub baseline: Option<&'a Baseline>,
    /// A sample that came back.
    pub reviewed: Option<&'a Reviewed>,
    /// Claims that are drawn.
    pub sample: usize,
    /// Another seed draws others.
    pub seed: u64,
    /// Threads that work at once.
    pub threads: usize,
}

/// How a group did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// What it is a group by.
    pub dimension: Dimension,
    /// The group.
    pub who: Party,
    /// What was counted.
    pub figures: Figures,
    /// Claims, and those of them that were right, in the earlier audit.
    pub before: Option<[usize; 2]>,
}

/// An audit.
#[derive(Clone, Debug)]
pub struct Audit {
    /// By dimension, in each the most wrong claims first.
    pub rows: Vec<AuditRow>,
    /// The area of each rule that found something.
    pub areas: BTreeMap<String, Area>,
    /// Levels of visits.
    pub levels: Vec<LevelRow>,
    /// The drawn claims.
    pub sample: Vec<Sampled>,
    /// How the reviewer of an earlier sample and the program agree.
    pub agreement: Option<Agreement>,
}

impl Audit {
    /// Looks at all visits of an outcome. Errors are those of reading again.
    pub fn of(outcome: &Outcome, claims: &dyn Store, settings: &AuditSettings<'_>) -> io::Result<Self> {
        let mut gathered = Gathered::default();
        let mut levels = Levels::default();
        let mut sample = Sample::new(settings.sample, settings.seed);
        let mut agreement = settings.reviewed.map(Agreement::of);
        // Claims of which other lines are in another visit wait until all of them are seen.
        let mut split: BTreeMap<usize, Looked> = BTreeMap::new();
        let count = outcome.rows().len();
        let some = |n: usize| Chunk::of(n * VISITS..count.min((n + 1) * VISITS), outcome, claims, settings);
        let mut whole = |looked: &Looked| {
            gathered.add(looked);
            sample.see(looked);
            if let Some(agreement) = &mut agreement {
                agreement.see(looked);
            }
        };
        parallel::in_order(count.div_ceil(VISITS), settings.threads, &some, &mut |chunk: io::Result<
            Chunk,
        >| {
            let chunk = chunk?;
            levels.merge(chunk.levels);
            for looked in chunk.looked {
                if !looked.is_split {
                    whole(&looked);
                } else if let Some(known) = split.get_mut(&looked.claim) {
                    known.absorb(looked);
                } else {
                    split.insert(looked.claim, looked);
                }
            }
            Ok::<(), io::Error>(())
        })?;
        split.values().for_each(whole);
        let before = |dimension: Dimension, who: &Party| {
            settings.baseline.and_then(|baseline| baseline.audited(dimension.as_str(), &who.name))
        };
        let (rows, areas) = gathered.rows(&before);
        Ok(Self {
            rows,
            areas,
            levels: levels.rows(),
            sample: sample.drawn(),
            agreement: agreement.map(Agreement::complete),
        })
    }

    /// The rows of a dimension.
    pub fn of_dimension(&self, dimension: Dimension) -> impl Iterator<Item = &AuditRow> {
        self.rows.iter().filter(move |row| row.dimension == dimension)
    }
}

/// What was seen of some visits.
struct Chunk {
    looked: Vec<Looked>,
    levels: Levels,
}

impl Chunk {
    fn of(
        visits: std::ops::Range<usize>,
        outcome: &Outcome,
        claims: &dyn Store,
        settings: &AuditSettings<'_>,
    ) -> io::Result<Self> {
        let mut chunk = Self { looked: Vec::new(), levels: Levels::default() };
        for n in visits {
            let visit = outcome.encounter(n)?;
            let lines = VisitLines::of(&visit, claims)?;
            chunk.levels.count(&lines);
            chunk.looked.extend(looked::all(&lines, n + 1, settings)?);
        }
        Ok(chunk)
    }
}
