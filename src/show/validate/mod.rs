//! Findings of `twinclaim validate`, as they come: text for people, JSON lines, SARIF for editors and code hosts, JUnit
//! for test runs. All of them stream: memory does not follow the number of findings.

mod junit;
mod sarif;
mod text;

use std::collections::BTreeMap;
use std::io;

use crate::finding::{Finding, Severity};
use crate::show::segment::{Marked, marked};
use crate::show::{Mask, MaskedFinding};
use crate::validate::{ClaimEnd, Reported};
use crate::x12::Charset;

use crate::input_status::InputStatus;
use crate::show::manifest::{ManifestLine, by_weight};

pub use junit::Junit;
pub use sarif::Sarif;
pub use text::Text;

/// What takes the findings of a run and writes them.
pub trait Report {
    /// An input begins.
    fn input(&mut self, _name: &str, _out: &mut String) {}
    /// A finding that is to be shown.
    fn found(&mut self, found: &Reported, out: &mut String);
    /// A claim is complete.
    fn claim(&mut self, _end: &ClaimEnd<'_>, _out: &mut String) {}
    /// An input has ended; `failure` says why it could not be read whole.
    fn input_end(&mut self, _totals: &Totals, _failure: Option<&str>, _out: &mut String) {}
    /// Behind the end of an input, more of what stands for it; false when that was all of it. Errors are those of a
    /// temporary file.
    fn more(&mut self, _out: &mut String) -> io::Result<bool> {
        Ok(false)
    }
    /// The input that has just ended has the same content as one before it.
    fn duplicate(&mut self, _of: &str, _out: &mut String) {}
    /// A file that is no input, and why.
    fn passed_over(&mut self, _name: &str, _reason: &str, _out: &mut String) {}
    /// All inputs have ended.
    fn finish(&mut self, _totals: &Totals, _out: &mut String) {}
}

/// How findings are shown, whatever the format.
#[derive(Clone, Copy, Debug)]
pub struct Showing {
    /// How text is encoded.
    pub charset: Charset,
    /// Whether personal values are hidden.
    pub mask: Mask,
}

impl Showing {
    /// The finding as it may be shown.
    pub fn finding<'f>(&self, found: &'f Reported) -> MaskedFinding<'f> {
        self.mask.finding_by(&found.finding, |n, _, value| match found.marks.get(n) {
            Some(mark) => self.marked(found, mark).value,
            None => Some(value.to_owned()),
        })
    }

    /// The segment of a mark with its place.
    fn marked(&self, found: &Reported, mark: &crate::validate::Mark) -> Marked {
        let row = found.guide.and_then(|guide| Some(guide.row(mark.row()?)));
        marked(&mark.segment(), row, (mark.spot(), usize::from(found.repetition)), self.charset, self.mask)
    }
}

/// Counts of a run or an input.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Inputs.
    pub inputs: u64,
    /// Claims.
    pub claims: u64,
    /// Claims in which inputs break off. They are not counted among the claims.
    pub incomplete: u64,
    /// Claims with errors, of their own or above them.
    pub refused: u64,
    /// Findings by severity: errors, warnings, infos.
    pub by_severity: [u64; 3],
    /// Findings by code, with their weight.
    pub by_code: BTreeMap<String, (Severity, u64)>,
    /// Whether the input ends before its last interchange does.
    pub cut_off: bool,
    /// Findings that were counted and not shown.
    pub hidden: u64,
    /// Findings that were counted and not shown because they are lighter than the least severity asked for.
    pub lighter: u64,
}

impl Totals {
    /// Counts a finding.
    pub fn count(&mut self, finding: &Finding) {
        self.by_severity[index(finding.severity)] += 1;
        if let Some((severity, n)) = self.by_code.get_mut(&finding.code) {
            *severity = finding.severity.max(*severity);
            *n += 1;
        } else {
            self.by_code.insert(finding.code.clone(), (finding.severity, 1));
        }
    }

    /// Counts a claim.
    pub fn claim(&mut self, end: &ClaimEnd<'_>) {
        if end.cut_off {
            // It is no claim that anybody can use.
            self.incomplete += 1;
            return;
        }
        self.claims += 1;
        self.refused += u64::from(end.is_refused());
    }

    /// What became of the input; `failure` says why it could not be read whole.
    pub fn status(&self, failure: Option<&str>) -> InputStatus {
        match failure {
            None => InputStatus::Done,
            Some(_) if self.cut_off => InputStatus::CutOff,
            Some(_) => InputStatus::Refused,
        }
    }

    /// The heaviest weight there is.
    pub fn worst(&self) -> Option<Severity> {
        [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .find(|s| self.by_severity[index(*s)] > 0)
    }

    /// Adds the counts of an input.
    pub fn add(&mut self, other: &Self) {
        self.inputs += other.inputs;
        self.claims += other.claims;
        self.refused += other.refused;
        self.incomplete += other.incomplete;
        self.hidden += other.hidden;
        self.lighter += other.lighter;
        for (mine, theirs) in self.by_severity.iter_mut().zip(other.by_severity) {
            *mine += theirs;
        }
        for (code, (severity, n)) in &other.by_code {
            let mine = self.by_code.entry(code.clone()).or_insert((*severity, 0));
            *mine = ((*severity).max(mine.0), mine.1 + n);
        }
    }

    /// All findings.
    pub fn findings(&self) -> u64 {
        self.by_severity.iter().sum()
    }
}

fn index(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

/// One finding a line.
#[derive(Debug)]
pub struct Ndjson {
    showing: Showing,
    input: String,
}

impl Ndjson {
    /// A writer that has written nothing.
    pub fn new(showing: Showing) -> Self {
        Self { showing, input: String::new() }
    }
}

impl Report for Ndjson {
    fn input(&mut self, name: &str, _out: &mut String) {
        name.clone_into(&mut self.input);
    }

    /// What went well has its findings, or none; what did not must not look like that.
    fn input_end(&mut self, totals: &Totals, failure: Option<&str>, out: &mut String) {
        if failure.is_some() {
            let line = ManifestLine {
                claims: Some(totals.claims),
                findings: Some(by_weight(totals.by_severity)),
                ..ManifestLine::input(&*self.input, totals.status(failure)).because(failure)
            };
            out.push_str(&line.line());
        }
    }

    fn duplicate(&mut self, of: &str, out: &mut String) {
        let reason = format!("has the same content as {of}");
        out.push_str(&ManifestLine::input(&*self.input, InputStatus::Duplicate).because(Some(reason)).line());
    }

    fn passed_over(&mut self, name: &str, reason: &str, out: &mut String) {
        out.push_str(&ManifestLine::input(name, InputStatus::Skipped).because(Some(reason)).line());
    }

    fn found(&mut self, found: &Reported, out: &mut String) {
        // JSON of a finding cannot fail: no map has keys other than text.
        out.push_str(&serde_json::to_string(&self.showing.finding(found)).unwrap_or_default());
        out.push('\n');
    }
}
