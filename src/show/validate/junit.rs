//! JUnit XML: a test suite an input, a test case a claim, for the reports of integration tests.

use std::fmt::Write as _;
use std::io::{Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::finding::Severity;
use crate::validate::{ClaimEnd, Level, Reported};

use super::{Report, Showing, Totals};

/// Test cases kept in memory, in bytes; more of them wait in an unnamed file until their suite's counts are known.
const IN_MEMORY: usize = 4 << 20;

/// Writes JUnit XML.
#[derive(Debug)]
pub struct Junit {
    showing: Showing,
    begun: bool,
    input: String,
    cases: SpooledTempFile,
    tests: u64,
    failures: u64,
    /// Findings of the case at hand: of a claim, or of what stands above claims.
    claim: Vec<String>,
    above: Vec<String>,
    broken: Option<std::io::Error>,
}

impl Junit {
    /// A writer that has written nothing.
    pub fn new(showing: Showing) -> Self {
        Self {
            showing,
            begun: false,
            input: String::new(),
            cases: SpooledTempFile::new(IN_MEMORY),
            tests: 0,
            failures: 0,
            claim: Vec::new(),
            above: Vec::new(),
            broken: None,
        }
    }

    fn case(&mut self, name: &str, failures: &[String]) {
        self.tests += 1;
        self.failures += u64::from(!failures.is_empty());
        let mut text =
            format!("    <testcase classname=\"{}\" name=\"{}\"", escape(&self.input), escape(name));
        if failures.is_empty() {
            text.push_str("/>\n");
        } else {
            text.push_str(">\n");
            text.extend(failures.iter().map(String::as_str));
            text.push_str("    </testcase>\n");
        }
        if let Err(error) = self.cases.write_all(text.as_bytes()) {
            self.broken.get_or_insert(error);
        }
    }
}

/// Text as XML may hold it.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML 1.0 has no place for other control characters.
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() && c != '\n' && c != '\t' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

impl Report for Junit {
    fn input(&mut self, name: &str, out: &mut String) {
        if !std::mem::replace(&mut self.begun, true) {
            out.push_str(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twinclaim validate\">\n",
            );
        }
        name.clone_into(&mut self.input);
        self.cases = SpooledTempFile::new(IN_MEMORY);
        (self.tests, self.failures) = (0, 0);
        self.claim.clear();
        self.above.clear();
    }

    fn found(&mut self, found: &Reported, _out: &mut String) {
        // Lighter findings do not fail a test.
        if found.finding.severity != Severity::Error {
            return;
        }
        let finding = self.showing.finding(found);
        let mut text = format!(
            "      <failure type=\"{}\" message=\"{}\">",
            escape(&finding.code),
            escape(&finding.message)
        );
        for (location, mark) in finding.locations.iter().zip(&found.marks) {
            let segment = self.showing.marked(found, mark).text;
            let line = location.text_line.unwrap_or(0);
            let _ = writeln!(text, "line {line}: {}", escape(&segment));
        }
        let _ = writeln!(text, "{}</failure>", escape(&finding.help));
        // The text above was built for XML already.
        if found.level == Level::Claim { self.claim.push(text) } else { self.above.push(text) }
    }

    fn claim(&mut self, end: &ClaimEnd<'_>, _out: &mut String) {
        let number = end.claim.first(end.claim.fields().claim_information);
        let number =
            number.map_or(String::new(), |site| self.showing.charset.decode(site.element(1)).0.into_owned());
        let name = format!("claim {} {}", end.number, self.showing.mask.hide(&number));
        let failures = std::mem::take(&mut self.claim);
        self.case(name.trim_end(), &failures);
    }

    fn input_end(&mut self, _totals: &Totals, failure: Option<&str>, out: &mut String) {
        let mut above = std::mem::take(&mut self.above);
        above.append(&mut self.claim);
        above.extend(
            failure
                .map(|text| format!("      <failure type=\"unreadable\" message=\"{}\"/>\n", escape(text))),
        );
        self.case("envelope and levels", &above);
        let mut cases = String::new();
        let read = self.cases.seek(SeekFrom::Start(0)).and_then(|_| self.cases.read_to_string(&mut cases));
        let broken = read.err().or(self.broken.take());
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            escape(&self.input),
            self.tests,
            self.failures,
            u8::from(broken.is_some())
        );
        out.push_str(&cases);
        out.push_str("  </testsuite>\n");
    }

    fn finish(&mut self, _totals: &Totals, out: &mut String) {
        if !self.begun {
            self.input("", out);
        }
        out.push_str("</testsuites>\n");
    }
}
