//! JUnit XML: a test suite an input, a test case a claim, for the reports of integration tests.

use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::finding::Severity;
use crate::spool::Spool;
use crate::validate::{ClaimEnd, Level, Reported};

use super::{Report, Showing, Totals};
use crate::show::markup::escaped;
use crate::show::words::found_at;

/// Test cases kept in memory, in bytes; more of them wait in an unnamed file until their suite's counts are known.
const IN_MEMORY: usize = 4 << 20;
/// Bytes of a suite that are handed on at once.
const PIECE: usize = 1 << 16;

/// Writes JUnit XML.
#[derive(Debug)]
pub struct Junit {
    showing: Showing,
    begun: bool,
    input: String,
    temp_dir: Option<PathBuf>,
    cases: Spool,
    tests: u64,
    failures: u64,
    /// Findings of the case at hand: of a claim, or of what is above claims.
    claim: Spool,
    above: Spool,
    /// How much of a suite's cases has been handed on.
    given: Option<u64>,
    /// The temporary file failed.
    broken: Option<io::Error>,
}

impl Junit {
    /// A writer that has written nothing. What does not fit into memory goes to a file in this folder, or else in the
    /// system's own.
    pub fn new(showing: Showing, temp_dir: Option<&Path>) -> Self {
        let spool = || Spool::with_memory(temp_dir, IN_MEMORY);
        Self {
            showing,
            begun: false,
            input: String::new(),
            temp_dir: temp_dir.map(Path::to_path_buf),
            cases: spool(),
            tests: 0,
            failures: 0,
            claim: spool(),
            above: spool(),
            given: None,
            broken: None,
        }
    }

    fn spool(&self) -> Spool {
        Spool::with_memory(self.temp_dir.as_deref(), IN_MEMORY)
    }

    fn begin(&mut self, out: &mut String) {
        if !std::mem::replace(&mut self.begun, true) {
            out.push_str(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"twinclaim validate\">\n",
            );
        }
    }

    /// Adds a case with its failures, which are XML already.
    fn case(&mut self, name: &str, mut failures: Spool) {
        self.tests += 1;
        self.failures += u64::from(!failures.is_empty());
        let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(&self.input), escaped(name));
        let done = if failures.is_empty() {
            self.cases.push(format!("{head}/>\n").as_bytes())
        } else {
            let begun = self.cases.push(format!("{head}>\n").as_bytes());
            begun
                .and_then(|()| failures.pour(&mut self.cases))
                .and_then(|()| self.cases.push(b"    </testcase>\n"))
        };
        self.note(done.map_err(Into::into));
    }

    fn note(&mut self, done: io::Result<()>) {
        if let Err(error) = done {
            self.broken.get_or_insert(error);
        }
    }

    /// The next bytes of the cases, as far as they are whole characters.
    fn piece(&mut self, from: u64) -> io::Result<String> {
        let mut bytes = Vec::new();
        self.cases.read_from(from)?.take(PIECE as u64).read_to_end(&mut bytes)?;
        if let Err(error) = std::str::from_utf8(&bytes) {
            bytes.truncate(error.valid_up_to());
        }
        String::from_utf8(bytes).map_err(io::Error::other)
    }
}

impl Report for Junit {
    fn input(&mut self, name: &str, out: &mut String) {
        self.begin(out);
        name.clone_into(&mut self.input);
        (self.cases, self.claim, self.above) = (self.spool(), self.spool(), self.spool());
        (self.tests, self.failures) = (0, 0);
    }

    fn found(&mut self, found: &Reported, _out: &mut String) {
        // Lighter findings do not fail a test.
        if found.finding.severity != Severity::Error {
            return;
        }
        let finding = self.showing.finding(found);
        let mut text = format!(
            "      <failure type=\"{}\" message=\"{}\">",
            escaped(&finding.code),
            escaped(&finding.message)
        );
        for (location, mark) in finding.locations.iter().zip(&found.marks) {
            let segment = self.showing.marked(found, mark).text;
            let line = location.text_line.unwrap_or(0);
            let who: Vec<String> = location.patient.clone().into_iter().chain(found_at(location)).collect();
            let who = if who.is_empty() { String::new() } else { format!(" ({})", who.join(", ")) };
            let _ = writeln!(text, "line {line}: {}{}", escaped(&segment), escaped(&who));
        }
        let _ = writeln!(text, "{}</failure>", escaped(&finding.help));
        // The text above was built for XML already.
        let case = if found.level == Level::Claim { &mut self.claim } else { &mut self.above };
        let done = case.push(text.as_bytes());
        self.note(done.map_err(Into::into));
    }

    fn claim(&mut self, end: &ClaimEnd<'_>, _out: &mut String) {
        let number = end.claim.first(end.claim.fields().claim_information);
        let number =
            number.map_or(String::new(), |site| self.showing.charset.decode(site.element(1)).0.into_owned());
        let name = format!("claim {} {}", end.number, self.showing.mask.hide(&number));
        let own = self.spool();
        let mut failures = std::mem::replace(&mut self.claim, own);
        if end.cut_off {
            let text =
                "      <failure type=\"incomplete\" message=\"the input breaks off inside this claim\"/>\n";
            let done = failures.push(text.as_bytes());
            self.note(done.map_err(Into::into));
        }
        self.case(name.trim_end(), failures);
    }

    fn input_end(&mut self, totals: &Totals, failure: Option<&str>, out: &mut String) {
        let own = self.spool();
        let mut above = std::mem::replace(&mut self.above, own);
        let mut done = self.claim.pour(&mut above);
        if let Some(text) = failure {
            let text = format!("      <failure type=\"unreadable\" message=\"{}\"/>\n", escaped(text));
            done = done.and_then(|()| above.push(text.as_bytes()));
        }
        self.note(done.map_err(Into::into));
        self.case("envelope and levels", above);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            escaped(&self.input),
            self.tests,
            self.failures,
            u8::from(self.broken.is_some())
        );
        if totals.cut_off {
            out.push_str("    <properties><property name=\"status\" value=\"cut_off\"/></properties>\n");
        }
        self.given = Some(0);
    }

    fn more(&mut self, out: &mut String) -> io::Result<bool> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let Some(given) = self.given else { return Ok(false) };
        let piece = self.piece(given)?;
        if piece.is_empty() {
            self.given = None;
            out.push_str("  </testsuite>\n");
            return Ok(false);
        }
        self.given = Some(given + piece.len() as u64);
        out.push_str(&piece);
        Ok(true)
    }

    fn passed_over(&mut self, name: &str, reason: &str, out: &mut String) {
        self.begin(out);
        let (name, reason) = (escaped(name), escaped(reason));
        let _ = write!(
            out,
            "  <testsuite name=\"{name}\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">\n    \
             <testcase classname=\"{name}\" name=\"passed over\">\n      <skipped message=\"{reason}\"/>\n    \
             </testcase>\n  </testsuite>\n"
        );
    }

    fn finish(&mut self, _totals: &Totals, out: &mut String) {
        self.begin(out);
        out.push_str("</testsuites>\n");
    }
}
