//! Totals: what was read, what was found, and that nothing was lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Severity;
use crate::model::Status;

use super::baseline::Compared;
use super::manifest::Manifest;
use super::rollup::RollUp;
use super::settings::Settings;
use super::sums::Sums;
use super::worked::WorkSummary;

/// What became of a claim: the status of its visit, or why it is in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// In a visit with both sides. A claim whose lines belong to several visits counts where it is best matched.
    Matched,
    /// In a visit that a person has to decide about.
    Possible,
    /// In a visit without a professional claim.
    FacilityOnly,
    /// In a visit without a facility claim.
    ProfessionalOnly,
    /// A later claim replaces it.
    Replaced,
    /// A later claim cancels it.
    Voided,
    /// It cancels another claim.
    Void,
    /// A copy for a payer further down the line.
    Copy,
    /// A notice, or a claim without payment.
    NotBilled,
}

/// Totals.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// Always `twinclaim/summary/1`.
    pub schema: &'static str,
    /// Always `summary`.
    pub r#type: &'static str,
    /// Claims read.
    pub claims: usize,
    /// Whether claims of both sides were read.
    pub both_sides: bool,
    /// Claims on the facility side, each once, by what became of it.
    pub facility_claims: BTreeMap<Counted, usize>,
    /// Claims on the professional side, each once, by what became of it.
    pub professional_claims: BTreeMap<Counted, usize>,
    /// Service lines of professional claims, each once.
    pub lines: usize,
    /// Those that belong to a visit of both sides.
    pub lines_attached: usize,
    /// Those that may belong to one.
    pub lines_possible: usize,
    /// Those of claims that count and belong to none.
    pub lines_left_over: usize,
    /// Those of claims that were replaced, voided or are copies.
    pub lines_set_aside: usize,
    /// Lines of either side whose other half is not there.
    pub lines_unpaired: usize,
    /// Those of them that no rule judges.
    pub lines_unpaired_unjudged: usize,
    /// Those of them whose other half may still come (`--pending`).
    pub lines_waiting: usize,
    /// Values that the sides tell differently, in visits of both sides.
    pub differences: usize,
    /// Those of them that nothing explains and no rule judges.
    pub differences_unexplained: usize,
    /// Visits, by status.
    pub encounters: BTreeMap<Status, usize>,
    /// Findings, by code.
    pub by_code: BTreeMap<String, usize>,
    /// Findings, by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Money at risk; a line that several findings speak of counts once.
    #[schemars(with = "String", extend("format" = "decimal"))]
    pub amount_at_risk: String,
    /// What is to be given back, what was not billed, and what is likely to be denied, each by itself.
    pub money: Sums,
    /// Findings gathered by cause, rule, payer and biller.
    pub roll_up: RollUp,
    /// Findings that were put aside, by suppression.
    pub suppressed: Vec<Suppressed>,
    /// Findings that counted and are not listed, because of `--max-findings` or `--min-severity`.
    pub findings_not_shown: usize,
    /// What has become of an earlier run's findings.
    pub baseline: Option<Compared>,
    /// How the findings and the work list that came back stand to each other.
    pub worked: Option<WorkSummary>,
    /// What an audit needs to repeat the run.
    pub run: Manifest,
}

/// A suppression of twinclaim.toml, and how many findings it put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suppressed {
    /// Code, or the beginning of it.
    pub code: String,
    /// Why.
    pub reason: String,
    /// Last day it holds.
    pub until: Option<NaiveDate>,
    /// Whether that day is past, so that it puts nothing aside any more.
    pub expired: bool,
    /// Findings put aside.
    pub findings: usize,
}

impl Counted {
    pub(super) fn of(status: Status) -> Self {
        match status {
            Status::Matched => Self::Matched,
            Status::Possible => Self::Possible,
            Status::FacilityOnly => Self::FacilityOnly,
            Status::ProfessionalOnly => Self::ProfessionalOnly,
        }
    }

    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Possible => "possible",
            Self::FacilityOnly => "facility only",
            Self::ProfessionalOnly => "professional only",
            Self::Replaced => "replaced",
            Self::Voided => "voided",
            Self::Void => "void of another claim",
            Self::Copy => "copy for another payer",
            Self::NotBilled => "not billed",
        }
    }
}

/// Every suppression with its count, those that held nothing as well, so that they can be cleared away.
pub(super) fn suppressions(settings: &Settings<'_>, counts: &BTreeMap<usize, usize>) -> Vec<Suppressed> {
    let all = settings.config.suppress.iter().enumerate();
    all.map(|(n, suppression)| Suppressed {
        code: suppression.code.clone(),
        reason: suppression.reason.clone(),
        until: suppression.until,
        expired: suppression.until.is_some_and(|until| until < settings.as_of),
        findings: counts.get(&n).copied().unwrap_or(0),
    })
    .collect()
}
