//! Differences as a test report: a failed case a claim that differs, one passed case for all that are the same.

use std::io::{self, Write};

use crate::compare::{ChangedClaim, ClaimName, SegmentChange, Summary};
use crate::show::words::count;
use crate::spool::Spool;

use super::{Report, called, line, same};
use crate::show::markup::escaped;

/// Cases kept in memory, in bytes; more wait in an unnamed file until the suite's counts are known.
const IN_MEMORY: usize = 4 << 20;

/// Writes JUnit XML.
#[derive(Debug)]
pub struct Junit {
    cases: Spool,
    failures: u64,
}

impl Default for Junit {
    fn default() -> Self {
        Self { cases: Spool::with_memory(None, IN_MEMORY), failures: 0 }
    }
}

impl Junit {
    fn fail(&mut self, name: &str, message: &str, text: &str) -> io::Result<()> {
        self.failures += 1;
        let [name, message, text] = [name, message, text].map(escaped);
        writeln!(
            self.cases,
            "    <testcase classname=\"twinclaim diff\" name=\"{name}\">\n      \
             <failure message=\"{message}\">{text}</failure>\n    </testcase>"
        )
    }
}

impl Report for Junit {
    fn changed(&mut self, changed: &ChangedClaim, _: &mut dyn io::Write) -> io::Result<()> {
        let lines: Vec<String> = changed.changes.iter().map(line).collect();
        let name = format!("claim {}", called(&changed.left));
        let message = match changed.told_before {
            0 => format!("{} differ", count(lines.len(), "segment")),
            n => format!(
                "{} differ, {n} of them above the claim as told before",
                count(lines.len() + n, "segment")
            ),
        };
        self.fail(&name, &message, &lines.join("\n"))
    }

    fn alone(&mut self, is_left: bool, claim: &ClaimName, _: &mut dyn io::Write) -> io::Result<()> {
        let side = if is_left { "left" } else { "right" };
        self.fail(&format!("claim {}", called(claim)), &format!("only on the {side} side"), "")
    }

    fn segment(&mut self, change: &SegmentChange, _: &mut dyn io::Write) -> io::Result<()> {
        self.fail(&format!("segment {}", change.address), "differs", &line(change))
    }

    fn finish(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let tests = self.failures + 1;
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<testsuites name=\"twinclaim diff\" tests=\"{tests}\" failures=\"{}\">",
            self.failures
        )?;
        writeln!(
            out,
            "  <testsuite name=\"twinclaim diff\" tests=\"{tests}\" failures=\"{}\">",
            self.failures
        )?;
        writeln!(out, "    <testcase classname=\"twinclaim diff\" name=\"{} the same\"/>", same(summary))?;
        let length = self.cases.len();
        self.cases.read_from(0)?.copy(length, out)?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}
