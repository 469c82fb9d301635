//! What a rule is: its texts, dates and example, read from the document of its family.

use crate::finding::{MoneyKind, Severity, Side};
use crate::in_force::InForce;

/// A rule. Its texts are all that `explain`, the reference and the example tests are made from.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its code, never used for anything else again.
    pub code: &'static str,
    /// Its name: one short phrase.
    pub name: &'static str,
    /// Weight of its findings, unless a finding says otherwise.
    pub severity: Severity,
    /// SNIP type 1 to 7; none for reconciliation.
    pub snip: Option<u8>,
    /// The sum that its money belongs to.
    pub money: MoneyKind,
    /// Claim adjustment reason code with which a payer would deny.
    pub carc: Option<String>,
    /// Remark code that would go with it.
    pub rarc: Option<String>,
    /// Whose claim is to be corrected; none where either may be.
    pub side_to_fix: Option<Side>,
    /// What it checks.
    pub checks: String,
    /// Why it matters.
    pub why: String,
    /// What to do about a finding.
    pub help: String,
    /// Where the rule comes from: guide, regulation, audit report.
    pub source: String,
    /// Dates of service it holds for.
    pub in_force: InForce,
    /// A case in which it fires.
    pub fires: Example,
    /// A case, as near as possible to the first, in which it does not.
    pub silent: Example,
    /// Line of its heading in the document, from 1.
    pub line: usize,
    /// All that the document has of it, in Markdown.
    pub document: &'static str,
}

impl Rule {
    /// A rule of which nothing but its code and name is said.
    pub(super) const fn named(code: &'static str, name: &'static str) -> Self {
        Self {
            code,
            name,
            severity: Severity::Warning,
            snip: None,
            money: MoneyKind::Denial,
            carc: None,
            rarc: None,
            side_to_fix: None,
            checks: String::new(),
            why: String::new(),
            help: String::new(),
            source: String::new(),
            in_force: InForce::ALWAYS,
            fires: Example::NONE,
            silent: Example::NONE,
            line: 0,
            document: "",
        }
    }
}

/// An example: claims of the two sides, and what a user may bring with them. A rule on single claims has claims of one
/// side only.
///
/// A claim is its segments, one a line, without terminators. They start at CLM, or at SBR where coverage or patient matter;
/// what is above them (envelope, providers, an ordinary subscriber) is the same in every example and not repeated. A
/// text that starts with ISA is a whole file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// Claims of the facility (837I).
    pub facility: Vec<String>,
    /// Claims of professionals (837P).
    pub professional: Vec<String>,
    /// Tables in the folder that `--reference` names, and payer profiles (`*.profile`): file name and text.
    pub tables: Vec<(String, String)>,
    /// The text of twinclaim.toml.
    pub config: String,
}

impl Example {
    /// Nothing.
    pub const NONE: Self =
        Self { facility: Vec::new(), professional: Vec::new(), tables: Vec::new(), config: String::new() };

    /// Claims of the two sides, and nothing else.
    pub fn of(facility: &[&str], professional: &[&str]) -> Self {
        let owned = |claims: &[&str]| claims.iter().map(|claim| (*claim).to_owned()).collect();
        Self { facility: owned(facility), professional: owned(professional), ..Self::NONE }
    }
}
