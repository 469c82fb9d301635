//! What an earlier run found, and what has become of it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};

/// Whether a finding was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The earlier run did not have it.
    New,
    /// The earlier run had it too.
    Open,
}

/// The findings of an earlier run, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    findings: BTreeMap<String, Earlier>,
    /// What an earlier audit counted, by dimension and group: claims, and those of them that were right.
    audited: BTreeMap<(String, String), [usize; 2]>,
}

/// A finding of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Earlier {
    /// Its stable id.
    pub id: String,
    /// Code of the rule.
    pub code: String,
    /// Weight.
    pub severity: Severity,
    /// What it said.
    pub message: String,
    /// Money at risk.
    pub amount_at_risk: Option<String>,
    /// Account numbers (CLM01) of its claims.
    pub patient_control_numbers: BTreeSet<String>,
}

/// The findings of two runs held against each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// Findings that the earlier run did not have.
    pub new: usize,
    /// Findings that both have.
    pub open: usize,
    /// Findings of the earlier run that are gone although one of their claims was read again.
    pub resolved: Vec<Earlier>,
    /// Findings of the earlier run of whose claims none was read this time: nothing is known about them.
    pub not_read: usize,
}

/// Why an earlier outcome cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no line of `reconcile --format ndjson`: {problem}")]
pub struct BaselineError {
    /// Line, from 1.
    pub line: usize,
    problem: String,
}

/// What is read of a line; the other keys may be whatever they are.
#[derive(Deserialize)]
struct Line {
    r#type: String,
    #[serde(default)]
    findings: Vec<Finding>,
    /// Of a line of an audit.
    dimension: Option<String>,
    name: Option<String>,
    claims: Option<serde_json::Value>,
    claims_right: Option<usize>,
}

impl Baseline {
    /// Reads the text of an earlier outcome (`reconcile --format ndjson`), of an earlier audit (`--audit OUT.ndjson`), or of
    /// both.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let mut all = Self::default();
        for (n, text) in text.lines().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            let problem = |problem: String| BaselineError { line: n + 1, problem };
            // The text of serde's error names a place and a kind, but may quote a value.
            let line: Line = serde_json::from_str(text).map_err(|error| {
                problem(format!("its JSON has another form at column {}", error.column()))
            })?;
            match line.r#type.as_str() {
                "encounter" | "summary" => {}
                "audit" => all.audit(&line),
                "audit_levels" | "audit_agreement" => continue,
                _ => return Err(problem("its type is neither encounter nor summary nor audit".to_owned())),
            }
            for finding in line.findings {
                let earlier = Earlier::of(finding);
                all.findings.insert(earlier.id.clone(), earlier);
            }
        }
        Ok(all)
    }

    fn audit(&mut self, line: &Line) {
        let claims = line.claims.as_ref().and_then(serde_json::Value::as_u64);
        if let (Some(dimension), Some(name), Some(claims), Some(right)) =
            (&line.dimension, &line.name, claims, line.claims_right)
        {
            let key = (dimension.clone(), name.clone());
            self.audited.insert(key, [usize::try_from(claims).unwrap_or(usize::MAX), right]);
        }
    }

    /// Adds what another file of the earlier run says.
    pub fn merge(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.audited.extend(other.audited);
    }

    /// Claims of a group in the earlier audit, and those of them that were right.
    pub(super) fn audited(&self, dimension: &str, name: &str) -> Option<[usize; 2]> {
        self.audited.get(&(dimension.to_owned(), name.to_owned())).copied()
    }

    /// How a finding of this run is.
    pub fn standing(&self, id: &str) -> Standing {
        if self.findings.contains_key(id) { Standing::Open } else { Standing::New }
    }

    /// The account numbers (CLM01) that its findings name.
    pub(super) fn numbers(&self) -> BTreeSet<&str> {
        let numbers = self.findings.values().flat_map(|earlier| &earlier.patient_control_numbers);
        numbers.map(String::as_str).collect()
    }

    /// Holds the findings of this run against the earlier one's: `now` are their ids, `read` those of [`Self::numbers`]
    /// that were read again.
    pub(super) fn compared(&self, now: &BTreeSet<String>, read: &BTreeSet<String>) -> Compared {
        let open = now.iter().filter(|id| self.findings.contains_key(*id)).count();
        let mut compared = Compared { new: now.len() - open, open, ..Compared::default() };
        for earlier in self.findings.values().filter(|earlier| !now.contains(&earlier.id)) {
            if earlier.patient_control_numbers.iter().any(|number| read.contains(number)) {
                compared.resolved.push(earlier.clone());
            } else {
                compared.not_read += 1;
            }
        }
        compared.resolved.sort_by(|a, b| (b.severity, &a.code, &a.id).cmp(&(a.severity, &b.code, &b.id)));
        compared
    }
}

impl Earlier {
    fn of(finding: Finding) -> Self {
        let numbers = finding.locations.into_iter().filter_map(|at| at.patient_control_number);
        Self {
            patient_control_numbers: numbers.collect(),
            id: Finding::current_id(&finding.id).into_owned(),
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            amount_at_risk: finding.amount_at_risk,
        }
    }
}
