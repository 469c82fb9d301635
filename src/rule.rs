//! What a rule is: the unit that checks, explains and documents itself.

use crate::finding::Severity;

/// A rule. Its texts are all that `explain`, the documentation and the example tests are made from.
#[derive(Debug)]
pub struct Rule {
    /// Its code, never used for anything else again.
    pub code: &'static str,
    /// Its name: one short phrase.
    pub name: &'static str,
    /// Weight of its findings, unless a finding says otherwise.
    pub severity: Severity,
    /// SNIP type 1 to 7; none for reconciliation.
    pub snip: Option<u8>,
    /// What it checks.
    pub checks: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about a finding.
    pub help: &'static str,
    /// Where the rule comes from: guide, regulation, audit report.
    pub source: &'static str,
    /// From when to when it holds, in dates of service; open where none.
    pub in_force: InForce,
    /// A case in which it fires.
    pub fires: Example,
    /// A case, as near as possible to the first, in which it does not.
    pub silent: Example,
}

/// Dates of service a rule holds for, as `CCYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce {
    /// First day, if there is one.
    pub from: Option<&'static str>,
    /// Last day, if there is one.
    pub until: Option<&'static str>,
}

impl InForce {
    /// Holds for every date.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Whether it holds for every date.
    pub fn is_always(&self) -> bool {
        *self == Self::ALWAYS
    }

    /// Whether it holds on a day.
    pub fn holds_on(&self, day: chrono::NaiveDate) -> bool {
        let limit = |text: Option<&str>| text.and_then(|text| text.parse::<chrono::NaiveDate>().ok());
        limit(self.from).is_none_or(|from| from <= day) && limit(self.until).is_none_or(|until| day <= until)
    }
}

/// An example: claims of the two sides, and what a user may bring with them. A rule on single claims has claims of one
/// side only.
///
/// A claim is its segments, one a line, without terminators. They start at CLM, or at SBR where coverage or patient matter;
/// what stands above them (envelope, providers, an ordinary subscriber) is the same in every example and not repeated. A
/// text that starts with ISA is a whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Claims of the facility (837I).
    pub facility: &'static [&'static str],
    /// Claims of professionals (837P).
    pub professional: &'static [&'static str],
    /// Tables in the folder that `--reference` names: file name and text.
    pub tables: &'static [(&'static str, &'static str)],
    /// What twinclaim.toml says.
    pub config: &'static str,
}

impl Example {
    /// Nothing; what an example does not need is taken from here.
    pub const NONE: Self = Self { facility: &[], professional: &[], tables: &[], config: "" };
}
